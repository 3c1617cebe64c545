"""The legal forms of organisations, at the end of a name and in front of it.

The library ``rigour`` knows most; those that it does not know, or only as no text writes them, are rows here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from linking.names.numerals import is_numeral

_BEHIND = """
pvt ltd: private limited, private ltd, pvt limited, pvt ltd, p ltd, p limited
pte ltd: pte limited, pte ltd
pty ltd: pty limited, pty ltd, proprietary limited, proprietary ltd
coltd: company limited, co limited, co ltd
oy: oy ab, ab oy
ug: ug haftungsbeschrankt
gmbh: ges mbh
gmbhcokg: gmbh and co kg, gmbh and cokg
ab: ab publ
sarl: sa rl, sar l
sl: sl, sociedad limitada, sociedad de responsabilidad limitada
slu: slu, sociedad limitada unipersonal
sau: sau
sac: sac, sociedad anonima cerrada
srlcv: s de rl de cv, srl de cv
s de rl: s de rl
sab de cv: sab de cv
sapi de cv: sapi de cv
ltd: ltda, limitada, lda
as: aksjeselskap, aktsiaselts
asa: asa, allmennaksjeselskap
ans: ansvarlig selskap
kb: kommanditbolag
hb: handelsbolag
ehf: ehf, einkahlutafelag
hf: hf, hlutafelag
ou: ou, osauhing
spzoo: sp z oo, sp zoo, spzoo, spolka z oo
sa: spolka akcyjna
spk: sp k, spolka komandytowa
spj: sp j, spolka jawna
sro: spol s ro
vos: vos
doo: doo
jdoo: jdoo
dd: dd
ad: ad
kft: kft
zrt: zrt
nyrt: nyrt
bt: bt
rt: rt
kkt: kkt
ood: ood
eood: eood
ead: ead
ae: αε, ανωνυμη εταιρεια, ανωνυμη εταιρια
epe: επε, epe
ike: ικε, ike
ltd sti: ltd sti, limited sirketi, limited sti
as: anonim sirketi
pt: persero
tbk: tbk, persero tbk
kk: kk, kabushiki kaisha, kabushiki gaisha
gk: gk, godo kaisha
yk: yk, yugen kaisha
wll: wll
bsc: bsc, bscc
ksc: ksc, kscc, kscp
saog: saog, saoc
sal: sal
qpsc: qpsc, qsc
pjsc: psc
fzco: fz llc
th: จํากัด, จํากัด มหาชน
baam: בע מ, בעמ
shmm: شمم
dmm: ذمم
"""
"""Standard name, and spellings with dots, diacritics and brackets gone, as the words of names have them."""
_IN_FRONT = """
ooo: ooo, ооо, тов
ao: oao, zao, pao, оао, зао, пао, ао
pjsc: pjsc
ojsc: ojsc
cjsc: cjsc
jsc: jsc
too: тоо
chp: чп
pt: pt
sia: sia
uab: uab
tnhh: cong ty tnhh
cty cp: cong ty co phan
th: บริษัท
"""
"""What stands in front of the name by custom; in capitals, where it is one word in Latin letters."""
_SAME = {
    "oü": "ou",
    "εpε": "epe",
    "zao": "ao",
    "pao": "ao",
    "тоо": "too",
    "ад": "ad",
    "еоод": "eood",
    "kft.": "kft",
}
"""Forms of ``rigour`` that go by another name here: in its eyes and ours ОАО and ПАО are one form, AO."""
_ENDOWMENTS = frozenset({"stiftung", "alap."})
"""What the library takes for legal forms, though it is a thing beside the firm: the Volta Stiftung is not Volta."""
_LIKE_WORDS = frozenset(
    {"asa", "bt", "epe", "gk", "hf", "ike", "kb", "kk", "ou", "rt", "sac", "sal", "sau", "sl", "yk"}
)
"""Forms that read like words or names where only their first letter is a capital."""
_BEFORE = (
    """and at beauty by day for from health hotel in medical nail of on resort the thermal to wellness"""
)
_BEFORE_NO_FORM = frozenset(_BEFORE.split())
"""Words after which a short form is none: the Day Spa, the City of As."""
_SHORT = 3
_TRANSLATED = (frozenset({"ao", "jsc", "ojsc", "pjsc"}), frozenset({"ooo", "llc"}))
"""Forms that translate each other."""
_OF_MANY = """agency airlines airways army athletics bank capital cargo center centre club college committee company consulting council
    department energy engineering federation football foundation group health holding holdings hospital industries institute
    international library limited logistics media ministry museum office partners police research school services society
    software solutions studio studios system systems team technologies technology trust university"""
_NOT_BY_ITSELF = frozenset(_OF_MANY.split())
"""What is no name without the letters in front of it: SIA Partners, UAB Hospital."""
_IN_BRACKETS = frozenset({"haftungsbeschrankt", "publ", "มหาชน"})
"""What is part of a legal form though it stands in brackets behind it."""
_WITHOUT_SPACE = {
    "株式会社": "kk", "(株)": "kk", "有限会社": "yk", "(有)": "yk", "合同会社": "gk", "合資会社": "goshi", "合名会社": "gomei",
    "주식회사": "jusik", "(주)": "jusik", "유한회사": "yuhan", "(유)": "yuhan",
}  # fmt: skip
_ONLY_BEHIND = {
    "股份有限公司": "gufen", "股份公司": "gufen", "有限责任公司": "youxian", "有限責任公司": "youxian", "有限公司": "youxian",
}  # fmt: skip
_SYLLABIC = "|".join(map(re.escape, _WITHOUT_SPACE))
_FRONT = re.compile(rf"({_SYLLABIC})\s*(?=\S\S)")
_BACK = re.compile(rf"(?<=\S\S)(?<!\s)\s*({_SYLLABIC}|{'|'.join(_ONLY_BEHIND)})")
_SLASHED = re.compile(r"(?<=\s)([AISK])/([AS])\.?$")
_PUNCTUATION = "\"'”»“«,;:!? "


@cache
def _table(rows: str) -> dict[str, str]:
    return {
        spelling.strip(): standard
        for row in rows.strip().splitlines()
        for standard, _, spellings in (row.partition(":"),)
        for spelling in spellings.split(",")
    }


_LONGEST = 5
_FIRST_WORDS = frozenset(spelling.partition(" ")[0] for spelling in _table(_IN_FRONT)) | {
    "joint", "open", "closed", "public"
}  # fmt: skip
_LAST_WORDS = frozenset(spelling.rpartition(" ")[2] for spelling in _table(_BEHIND))


@lru_cache(maxsize=1 << 16)
def legal_form(name: str) -> tuple[int, str]:
    """Return how many words at the end of a folded name are a legal form, and the form's standard name."""
    if name.rpartition(" ")[2] in _LAST_WORDS:
        words = name.split(" ")
        for count in range(min(_LONGEST, len(words)), 0, -1):
            if standard := _table(_BEHIND).get(" ".join(words[-count:])):
                return count, standard
    for found, standard in _library()(name):
        # A numeral at the end is part of the name, though some country has a legal form of these letters.
        numeral = any(map(_is_number, found.split()))
        if name.endswith(f" {found}") and not numeral and standard not in _ENDOWMENTS:
            return len(found.split()), _SAME.get(standard, standard)
    return 0, ""


def form_as_written(text: str) -> tuple[str, str]:
    """Return a name without the legal form at its end, and the form's standard name, read as the text writes it.

    ``text`` is in lower case. Names in ASCII letters and spaces are what ``legal_form`` sees as well.
    """
    for found, standard in _library()(text):
        if text.endswith(found) and not _is_number(found.rstrip(".")) and standard not in _ENDOWMENTS:
            return text[: -len(found)].rstrip(_PUNCTUATION), _SAME.get(standard, standard).rstrip(".")
    return text, ""


def belongs_to_a_form(text: str) -> bool:
    """Tell whether what a name has in brackets, folded, is a legal form or part of one: ``publ``, ``haftungsbeschrankt``."""
    # The library finds a form beside a name only.
    return text in _IN_BRACKETS or legal_form(f"name {text}")[0] == len(text.split(" "))


def with_slashes_joined(surface: str) -> str:
    """Return a surface with a form like A/S or S/A at its end as one word."""
    return _SLASHED.sub(r"\1\2", surface)


def reads_like_a_word(words: list[str], surface: str) -> bool:
    """Tell whether what could be a legal form at the end of a name is a word of it: the Day Spa, no S.p.A.; Sal, no S.A.L."""
    form = words[-1]
    if words[-2] in _BEFORE_NO_FORM and len(form) <= _SHORT:
        return surface[-1:].isalpha()
    if form not in _LIKE_WORDS:
        return False
    last = surface.rstrip(_PUNCTUATION).rpartition(" ")[2]
    return last.isalpha() and last.istitle()


def are_two_forms(one: str, other: str) -> bool:
    """Tell whether the standard names of two legal forms are two forms, and do not translate each other: GmbH and AG."""
    return one != other and not any(one in same and other in same for same in _TRANSLATED)


def may_stand_in_front(word: str) -> bool:
    """Tell whether the first word of a name may begin a legal form; nearly all do not."""
    return word in _FIRST_WORDS or "\u0400" <= word[0] <= "\u04ff"


def form_in_front(words: list[str], surface: str) -> tuple[int, str]:
    """Return how many words at the beginning of a name are a legal form that stands there, and its standard name.

    What is behind it has to be a name: SIA Partners and UAB Hospital are whole.
    """
    table = _table(_IN_FRONT)
    written = surface.lstrip(_PUNCTUATION)
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        standard = table.get(" ".join(words[:count]), "")
        if standard and (count > 1 or not words[0].isascii() or written[: len(words[0])].isupper()):
            return (count, standard) if _is_name(words[count:]) else (0, "")
    text = written.casefold()
    for found, standard in _library()(text):
        if text.startswith(f"{found} ") and (" stock " in found or not found.isascii()):
            count = len(found.split())
            return (count, _SAME.get(standard, standard)) if _is_name(words[count:]) else (0, "")
    return 0, ""


def _is_name(words: list[str]) -> bool:
    return any(len(word) > 1 and word not in _NOT_BY_ITSELF for word in words)


def without_syllabic_form(surface: str) -> tuple[str, str]:
    """Return a surface that is not ASCII without a form that stands beside the name without a space, and its standard name."""
    text = unicodedata.normalize("NFKC", surface).strip()
    if found := _FRONT.match(text):
        return text[found.end() :], _WITHOUT_SPACE[found[1]]
    if (found := _BACK.search(text)) and found.end() == len(text):
        form = found[1]
        return text[: found.start()], _WITHOUT_SPACE.get(form) or _ONLY_BEHIND[form]
    return surface, ""


def _is_number(word: str) -> bool:
    return len(word) == 1 or is_numeral(word) or any(map(str.isdigit, word))


@cache
def _library() -> Callable[[str], list[tuple[str, str]]]:
    from rigour.names import extract_org_types

    return extract_org_types
