"""Numbers in words: cardinals and ordinals of English, ordinals of other languages in the cases that names have them in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_CARDINALS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty"""
_ORDINALS = """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_TENTHS = "thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"

ENGLISH = {word: number for words in (_CARDINALS, _ORDINALS) for number, word in enumerate(words.split())} | {
    word: number * 10 for words in (_TENS, _TENTHS) for number, word in enumerate(words.split(), start=3)
}
"""The numbers that English words stand for."""

_STEMS_AND_ENDINGS = [
    # German
    ("erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft", "e er es en em"),
    # French
    ("premi", "er ère ers ères"),
    ("- deuxièm troisièm quatrièm cinquièm sixièm septièm huitièm neuvièm dixièm onzièm douzièm", "e es"),
    # Spanish
    (
        "primer segund tercer cuart quint sext séptim octav noven décim undécim duodécim",
        "o a os as",
    ),
    ("primer - tercer", "-"),
    # Portuguese and Italian
    ("primeir - terceir quart quint sext sétim oitav non décim", "o a os as"),
    ("prim second terz quart quint sest settim ottav non decim", "o a i e"),
    # Dutch
    ("eerst tweed derd vierd vijfd zesd zevend achtst negend tiend elfd twaalfd", "e"),
    # Polish
    ("pierwsz - - czwart piąt szóst siódm ósm dziewiąt dziesiąt", "y a e ego ej emu ym ą"),
    ("- drug trzec", "i a ie iego iej im"),
    # Russian
    ("перв втор - четвёрт пят шест седьм восьм девят десят одиннадцат двенадцат", "ый ой ая ое ого ому ым ом ую ые ых"),
    ("- - трет", "ий ья ье ьего ьей ьему ьим ьем ью ьи ьих"),
    # Greek
    ("πρώτ δεύτερ τρίτ τέταρτ πέμπτ έκτ έβδομ όγδο ένατ δέκατ", "ος η ο ου ης"),
    # Arabic
    ("الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر", "- ة"),
    ("الأولى", "-"),
    # Turkish
    ("birinci ikinci üçüncü dördüncü beşinci altıncı yedinci sekizinci dokuzuncu onuncu", "-"),
]  # fmt: skip
"""Ordinals from the first on: a dash stands for a number without a word here, or for no ending."""


def _plain(word: str) -> str:
    """Return a word as the keys of names have it: without diacritics."""
    letters = unicodedata.normalize("NFKD", word.replace("ı", "i"))
    return unicodedata.normalize("NFC", "".join(sign for sign in letters if not unicodedata.combining(sign)))


def _ordinals() -> Iterator[tuple[str, int]]:
    for stems, endings in _STEMS_AND_ENDINGS:
        for number, stem in enumerate(stems.split(), start=1):
            for ending in endings.split():
                if stem != "-":
                    yield _plain(stem + ending.replace("-", "")), number


NUMBERS = ENGLISH | dict(_ordinals())
"""The numbers that folded words of all these languages stand for."""
