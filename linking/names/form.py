"""Names made comparable: one normal form a name and entity type, with the parts that comparison asks for.

Normalisation never throws the original away; it gives a *key* (equal keys: the same name, written differently), *spellings*
(further keys of the same name: transliterated, umlauts written out, words joined), and the parts that must never differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from sys import intern

from linking.names.abbreviations import CUT_SHORT, written_out
from linking.names.brackets import CLOSING, are_two_things, in_brackets, may_abbreviate
from linking.names.countries import country_spelling, standard_name
from linking.names.excess_words import without_first_words
from linking.names.families import Family
from linking.names.greek_letters import letters_named, may_name_a_letter, without_gaps
from linking.names.joined_words import SMALL_WORDS as SMALL_WORDS
from linking.names.joined_words import hyphenated, joined, with_inner_capitals
from linking.names.legal_forms import (
    are_two_forms,
    belongs_to_a_form,
    form_as_written,
    form_in_front,
    legal_form,
    may_stand_in_front,
    reads_like_a_word,
    with_slashes_joined,
    without_syllabic_form,
)
from linking.names.marks import without_marks
from linking.names.numerals import (
    NUMERALS,
    is_numeral,
    numbered,
    read_in_capitals,
    ruler_number,
    with_arabic_digits,
    with_latin_numerals,
)
from linking.names.person_writings import other_orders

NORMALISATION_VERSION = 3
"""Raised with every change that can change a key: a graph linked by other keys is clustered and linked anew."""


_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "ŧ": "t",
    }
)
_WITHOUT_DECOMPOSITION = re.compile("[øłđðþæœıħŋŧ]")
_TO_WRITE_OUT = re.compile("[äöüåø]")
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´ʻʹ＇", "'"))
_APOSTROPHE = re.compile("[’‘ʼ`´ʻʹ＇]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff™®©]")
_POSSESSIVE = re.compile(r"(?<=\w)'s$|(?<=s)'$")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?)+(?:[^\W\d_](?!\w))?")
_WORD = re.compile(r"[^\W_]+(?:[^\W_]|[\u0900-\u0dff\u0e31-\u0e4e\u3099\u309a])*[+#]*")
_CAPITALISED = re.compile(r"(?<![^\W_])[A-Z][^\W_]*")
_SPACE = re.compile(r"\s+")
_SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr"}
_TITLE_GENDER = {"mr": "m", "mister": "m", "sir": "m", "herr": "m", "monsieur": "m", "mrs": "f", "ms": "f", "miss": "f"} | {
    "madam": "f", "madame": "f", "mme": "f", "frau": "f", "dame": "f", "lady": "f", "lord": "m"
}  # fmt: skip
_GENERIC_FORMS = frozenset({"corp", "corporation", "incorporated", "inc", "company", "co"})
_AMPERSAND = re.compile(r"\s*&\s*")
_AND = frozenset({"and", "und", "y", "e"})
_BEFORE_NUMBER = re.compile(r"(?<=[^\W\d_]) (?=\d)")
_FIRST_GREEK_LETTER, _FIRST_SYLLABIC_SIGN = "\u0370", "\u1100"
_SHORTEST = 3
_LONGEST_ACRONYM = 8
NAMES_HELD = 1 << 18
"""Names that ``fold`` and ``take_apart`` remember; for more at once take what they wrap."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name taken apart.

    ``key`` is the normal form, never empty; ``tokens`` are its words, without title, generational suffix and legal form.
    ``spellings`` are further keys of the same name. ``suffix`` is ``jr``, ``sr`` or a roman numeral ("II") of a person.
    ``variant`` is what tells two bearers of one key apart where both are seen: the gender of a person's title ("m", "f"),
    an organisation's legal form ("gmbh"), else empty. ``acronym`` holds the letters
    when the name looks like an abbreviation, else it is empty; ``initials`` are the abbreviations the name itself could
    have; ``bracketed`` is an abbreviation that the name carries in brackets: "World Health Organization (WHO)"; ``qualifier``
    is what it says there about which of several bearers it means, folded: "Newport (Wales)".
    """

    family: Family
    key: str
    tokens: tuple[str, ...]
    spellings: tuple[str, ...]
    suffix: str
    variant: str
    acronym: str
    initials: tuple[str, ...]
    bracketed: str
    qualifier: str = ""

    @property
    def distinction(self) -> str:
        """What tells two bearers of one key apart: ``gmbh``, ``m``, ``(judge)``, ``gmbh (wales)``."""
        return f"{self.variant} ({self.qualifier})".lstrip() if self.qualifier else self.variant

    def contradicts(self, other: NameForm) -> bool:
        """Tell whether both names have a title or a legal form, or say in brackets whom they mean, and not the same."""
        if self.variant and other.variant and are_two_forms(self.variant, other.variant):
            return True
        return are_two_things(self.qualifier, other.qualifier)


@lru_cache(maxsize=NAMES_HELD)
def fold(surface: str) -> str:
    """Return the name's form without case, diacritics, possessive, article and punctuation, whatever its type.

    Never empty for a surface that holds anything but white space.
    """
    surface = without_marks(surface)
    return " ".join(_words(surface, joined_initials=True)) or _SPACE.sub(" ", surface).strip().casefold()


def display(surface: str) -> str:
    """Return the surface as a name to show: white space collapsed, possessive and marks of the text dropped, all else as written."""
    shown = " ".join(without_marks(surface).split())
    return _POSSESSIVE.sub("", shown.translate(_APOSTROPHES)) if shown[-1:] in "s'’" else shown


def is_discriminator(token: str) -> bool:
    """Tell whether a word may never differ: it holds a digit, or is a numeral, or a single letter."""
    if len(token) == 1 or token in NUMERALS:
        return True
    if token.isalpha():
        return token[0] >= _FIRST_SYLLABIC_SIGN and is_numeral(token)
    # The vowel signs of Indian scripts and of Thai are marks: no letters to Python, but part of the word.
    return any(not sign.isalpha() and not unicodedata.category(sign).startswith("M") for sign in token)


def _holds_discriminator(words: Sequence[str]) -> bool:
    """Tell whether any of several ASCII words is a discriminator, at once: nearly every name is asked."""
    return not (NUMERALS.isdisjoint(words) and "".join(words).isalpha() and min(map(len, words)) > 1)


@lru_cache(maxsize=NAMES_HELD)
def take_apart(surface: str, family: Family) -> NameForm:
    """Return the parts of ``surface``, read as a name of ``family``."""
    surface = without_marks(surface)
    if family is Family.VALUE:
        key = (
            _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", surface))).strip().casefold()
            or surface
        )
        return NameForm(family, key, (key,), (), "", "", "", (), "")
    bracketed = qualifier = ""
    if surface.rstrip()[-1:] in CLOSING:
        surface, bracketed, qualifier = _without_brackets(surface, family)
    suffix = variant = ""
    person = family is Family.PERSON
    if not surface.isascii() and max(surface) >= _FIRST_GREEK_LETTER:
        surface = with_latin_numerals(surface)
    if person:
        if surface[:1].islower():
            surface = without_first_words(surface)
        surface = _comma_inverted(surface)
        surface, variant = _without_title(surface)
    firm = family is Family.ORGANIZATION
    if firm:
        surface, variant = _without_signs_of_form(surface)
    words = _words(surface, joined_initials=not person)
    if person and len(words) > 1:
        words, suffix = _without_suffix(words, surface)
    whole = words
    if firm and not variant and len(words) > 1:
        words, variant = _without_legal_form(words, surface)
    if not words:
        words = [_SPACE.sub(" ", surface).strip().casefold() or surface]
    initials = _initials(words, surface)
    if len(whole) != len(words):
        initials = tuple(dict.fromkeys((*initials, *_initials(whole, surface))))
    if not person and len(words) > 1:
        words = read_in_capitals(words, surface)
    key = " ".join([*words, suffix]) if suffix else " ".join(words)
    return NameForm(
        family=family,
        key=key,
        # The words of names are few, and kept once each.
        tokens=tuple(map(intern, words)),
        spellings=_spellings(surface, words, key, suffix, family),
        suffix=suffix,
        variant=variant,
        acronym=_acronym(surface),
        initials=initials,
        bracketed=bracketed,
        qualifier=qualifier,
    )


def scripts(key: str) -> frozenset[str]:
    """Return the scripts of the letters of ``key``, by the first word of their Unicode names: LATIN, CYRILLIC, CJK."""
    if key.isascii():
        return frozenset({"LATIN"})
    return frozenset(unicodedata.name(sign, "UNKNOWN").split(maxsplit=1)[0] for sign in key if sign.isalpha())


def _words(surface: str, *, joined_initials: bool) -> list[str]:
    """Split into folded words; ``joined_initials`` reads "U.S." as one word, else as one word a letter."""
    text = surface
    if not text.isascii():
        # To translate is much slower than to see that there is nothing to translate.
        if _APOSTROPHE.search(text):
            text = text.translate(_APOSTROPHES)
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    elif text.replace(" ", "").isalnum():
        # Letters, digits and spaces, as nearly all names are: the rest would change nothing.
        words = text.lower().split()
        return words[1:] if len(words) > 1 and words[0] == "the" else words
    text = text.casefold().strip().rstrip('"”»,;:!?')
    if "'" in text:
        # Texts that come in words write "People 's Republic of China".
        text = _POSSESSIVE.sub("", text.replace(" 's ", "'s "))
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", text)
        if _WITHOUT_DECOMPOSITION.search(text):
            text = text.translate(_LETTERS_WITHOUT_DECOMPOSITION)
        if not text.isascii() and not text.replace(" ", "").isalpha():
            text = with_arabic_digits(text)
    if "." in text:
        text = _DOTTED.sub(_joined if joined_initials else _apart, text)
    if text.replace(" ", "").isalnum():
        words = text.split()
    else:
        words = _WORD.findall(text.replace("'", "").replace("&", " and ").replace("n/a", "na"))
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return words


def _joined(match: re.Match[str]) -> str:
    letters = re.sub(r"[.\s]", "", match[0])
    return f"{letters} " if len(letters) > 1 else match[0]


def _apart(match: re.Match[str]) -> str:
    return match[0].replace(".", " ")


def _without_brackets(surface: str, family: Family) -> tuple[str, str, str]:
    """Return a surface without brackets at its end, with the abbreviation in them or what tells it from its namesakes."""
    name, inside = in_brackets(surface, family)
    words = _words(inside, joined_initials=True) if inside else []
    if not words:
        return surface, "", ""
    said = " ".join(words)
    if family is Family.ORGANIZATION and belongs_to_a_form(said):
        return surface, "", ""
    if letters := _acronym(inside):
        # Organisations bear abbreviations of other languages too: Doctors Without Borders (MSF).
        foreign = family is Family.ORGANIZATION and not standard_name(letters)
        long = _words(name, joined_initials=True)
        if foreign or letters in _initials(long, name) or may_abbreviate(letters, " ".join(long)):
            return name, letters, ""
    return name, "", "" if SMALL_WORDS.issuperset(words) else said


def _comma_inverted(surface: str) -> str:
    """Turn "Merkel, Angela" into "Angela Merkel"; leave "King, Jr." as it is."""
    last, comma, first = surface.partition(",")
    if not comma:
        return surface
    if "," in first or first.strip(" .").casefold() in _SUFFIXES or not first.strip() or not last.strip():
        return surface
    return f"{first.strip()} {last.strip()}"


@cache
def _title_beginnings() -> frozenset[str]:
    """Return what a name with a title begins with, up to the first space."""
    from rigour._core import person_name_prefixes_list

    first = {title.split(maxsplit=1)[0].lower() for title in person_name_prefixes_list() if title.strip()}
    return frozenset(first | {f"{each}." for each in first})


def _without_title(surface: str) -> tuple[str, str]:
    # Nearly all names have no title, and to look up their first word is much faster than to search for all titles.
    first = surface.split(maxsplit=1)[0] if surface[:1].isalnum() else ""
    if first.isascii() and first and first.lower() not in _title_beginnings():
        return surface, ""
    from rigour.names import remove_person_prefixes

    stripped: str = remove_person_prefixes(surface).strip()
    if stripped == surface.strip() or sum(map(str.isalnum, stripped)) < _SHORTEST:
        return surface, ""
    title = surface.strip().removesuffix(stripped).casefold()
    genders = {gender for word in re.findall(r"\w+", title) if (gender := _TITLE_GENDER.get(word))}
    return stripped, genders.pop() if len(genders) == 1 else ""


def _without_suffix(words: list[str], surface: str) -> tuple[list[str], str]:
    last = words[-1]
    if last in _SUFFIXES:
        return words[:-1], _SUFFIXES[last]
    count, numeral = ruler_number(words, surface)
    return words[: len(words) - count], numeral


def _without_signs_of_form(surface: str) -> tuple[str, str]:
    """Return a surface without a legal form that no space divides from the name, and with one like A/S as one word."""
    if not surface.isascii() and max(surface) >= _FIRST_SYLLABIC_SIGN:
        surface, form = without_syllabic_form(surface)
        if form:
            return surface, form
    return with_slashes_joined(surface) if "/" in surface else surface, ""


def _without_legal_form(words: list[str], surface: str) -> tuple[list[str], str]:
    """Drop what stands at the end: "AB" in "AB Volvo" and "AS" in "AS Roma" may be part of the name; OOO may stand in front."""
    variant = ""
    text = _to_ask(surface)
    while len(words) > 1:
        # "Joint stock company" is a form, though "company" alone says nothing.
        count, form = legal_form(" ".join(words))
        if text and not count:
            rest, form = form_as_written(text)
            left = _words(rest, joined_initials=True) if form else words
            count = len(words) - len(left) if words[: len(left)] == left else 0
        text = ""
        if not count and words[-1] in _GENERIC_FORMS:
            count = 1
        if not count or count >= len(words) or sum(map(len, words[:-count])) < _SHORTEST:
            break
        if not variant and reads_like_a_word(words, surface):
            break
        variant = variant or form
        words = words[:-count]
        if words[-1] == "and":
            words = words[:-1]
    if len(words) > 1 and may_stand_in_front(words[0]):
        count, form = form_in_front(words, surface)
        return words[count:], variant or form
    return words, variant


def _to_ask(surface: str) -> str:
    """Return a surface as the library of legal forms knows them, or nothing where folding changes nothing but case."""
    if surface.isascii():
        if surface.replace(" ", "").isalnum():
            return ""
    else:
        surface = unicodedata.normalize("NFKC", surface.translate(_APOSTROPHES))
    text = surface.casefold().strip().rstrip('"”»,;:!?')
    return _POSSESSIVE.sub("", text) if "'" in text else text


def _spellings(surface: str, words: list[str], key: str, suffix: str, family: Family) -> tuple[str, ...]:
    person = family is Family.PERSON
    found: list[str] = []
    if family is Family.LOCATION and (shared := country_spelling(key)):
        found.append(shared)
    if not surface.isascii():
        lowered = unicodedata.normalize("NFKC", surface).casefold()
        if _TO_WRITE_OUT.search(lowered):
            written = lowered.translate(_WRITTEN_OUT)
            found.append(" ".join(_words(written, joined_initials=not person)))
        if not key.isascii():
            if named := letters_named(key):
                found += (named, without_gaps(named)) if family is Family.OTHER else (named,)
            else:
                found.append(" ".join(re.findall(r"[a-z0-9+#]+", latin(key).replace("'", ""))))
    # Most names have nothing of all this, and to look is much faster than to call.
    if not CUT_SHORT.isdisjoint(words) or key.endswith("str"):
        found += written_out(words, family)
    if person and (len(words[-1]) == 1 or not surface.istitle()):
        found += other_orders(words, surface)
    if key.isascii():
        if len(key) > _SHORTEST and not _holds_discriminator(words):
            if len(words) > 1:
                found.append(joined(words, surface, family) + suffix)
                if "-" in surface and (whole := hyphenated(words, surface, family)):
                    found.append(whole)
            elif not surface.istitle() and (several := with_inner_capitals(words, surface)):
                found.append(several)
        if family is Family.OTHER and may_name_a_letter(words) and (gapless := without_gaps(key)):
            found.append(gapless)
    if not person and len(words) > 1 and any(word[0].isdigit() for word in words):
        # The T-200 is the T200.
        found.append(_BEFORE_NUMBER.sub("", key))
    if not person and len(words) > 1 and (counted := numbered(words)):
        # The Second World War is World War II.
        found.append("#" + " ".join(sorted(counted) if family is Family.EVENT else counted))
    if len(found) == 1:
        return (found[0],) if found[0] and found[0] != key else ()
    return tuple([spelling for spelling in dict.fromkeys(found) if spelling and spelling != key])


def latin(text: str) -> str:
    """Return ``text`` in Latin letters without diacritics, in lower case."""
    from anyascii import anyascii

    return str(anyascii(text)).casefold()


def _acronym(surface: str) -> str:
    """Return the letters of "IBM", "U.S.", "AT&T" or "G20" in lower case, or nothing for an ordinary word."""
    if "&" in surface:
        surface = _AMPERSAND.sub("&", surface)
    if " " in surface.strip() and "." not in surface:
        # Of two words, which is what most names are.
        return ""
    if surface[1:].islower():
        return ""
    bare = _POSSESSIVE.sub("", surface.strip().translate(_APOSTROPHES))
    if len(bare) > _LONGEST_ACRONYM * 3:
        return ""
    bare = re.sub(r"(?<=[^\W\d_])\.\s?", "", bare)
    plain = bare.replace("&", "")
    if not 2 <= len(plain) <= _LONGEST_ACRONYM or not plain.isalnum() or not bare[0].isalpha():
        return ""
    upper = sum(map(str.isupper, plain))
    return bare.casefold() if upper >= 2 and upper * 3 >= len(plain) * 2 else ""


def _initials(words: list[str], surface: str) -> tuple[str, ...]:
    """Return the abbreviations that a name could have: of all its words, of the weighty, of the capitalised ones."""
    if len(words) < 2:
        return ()
    every = "".join([word[0] for word in words])
    weighty = signed = every
    if not SMALL_WORDS.isdisjoint(words):
        weighty = "".join([word[0] for word in words if word not in SMALL_WORDS])
        if not _AND.isdisjoint(words):
            # Marks & Spencer is M&S.
            signed = "".join(
                [
                    "&" if word in _AND else word[0]
                    for word in words
                    if word in _AND or word not in SMALL_WORDS
                ]
            )
    if surface.replace(" ", "").isalnum():
        capitals = "".join([word[0] for word in surface.split() if "A" <= word[0] <= "Z"]).lower()
    else:
        capitals = "".join([word[0] for word in _CAPITALISED.findall(surface)]).casefold()
    if weighty == every == capitals:
        return (every,)
    return tuple(
        dict.fromkeys([letters for letters in (weighty, every, capitals, signed) if len(letters) > 1])
    )
