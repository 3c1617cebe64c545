"""What the words that a longer name has beside a shorter one make of it: the same thing, another one, or nobody knows.

Sequoia Capital may be Sequoia, and the European Commission the Commission; but Oxford University Press is not Oxford University,
nor the Second Gulf War the Gulf War.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cache, lru_cache

from linking.comparison.kind_words import KINDS, WordKind, kind_of_word
from linking.names.families import Family
from linking.names.folding import fold
from linking.names.form import NameForm
from linking.names.joined_words import SMALL_WORDS

WITH_OFFSHOOTS = frozenset({Family.ORGANIZATION, Family.EVENT})
"""Families whose names begin or end with the names of other things."""
_HOUSES = """national royal imperial commercial city metropolitan free new old international εθνική εθνικό βασιλική государственный
national nationale königliche real nacional الوطني الوطنية الأهلي"""
_CREEDS = """socialist social democratic christian liberal communist conservative nationalist green radical revolutionary republican
popular peoples independent progressive united national new free old"""
_QUALIFIERS = """security supreme constitutional high federal state national central foreign interior internal home defense defence
public general electoral upper lower executive human rights"""
_GROUPS = "group groupe grupo gruppo gruppe группа όμιλος مجموعة"
_BANNERS = frozenset({"party", "alliance", "union", "movement", "front", "league"})
_SEASONS = frozenset({"winter", "summer", "spring", "autumn"})


_TELLING = KINDS - {WordKind.WHOLE}


class Addition(Enum):
    """What the added words say: ``SAME`` and ``ANOTHER`` for certain, ``WHOLE_OR_PART`` that the text has to tell.

    ``NAME`` is part of the name, for all that anybody knows: Borussia Dortmund.
    """

    SAME = "same"
    NAME = "name"
    WHOLE_OR_PART = "whole or part"
    ANOTHER = "another"


def addition(short: NameForm, full: NameForm, rule: str) -> Addition:
    """Return what ``full`` adds to ``short``, which is its beginning or end by ``rule`` (``leading`` or ``trailing``)."""
    count = len(short.tokens)
    if rule == "leading":
        return _behind(short.tokens, full.tokens[count:], bool(short.acronym))
    return _before(short.tokens, full.tokens[:-count])


def is_common_noun(words: tuple[str, ...]) -> bool:
    """Tell whether a name says only what kind of thing it names: the Commission, the Security Council; but not United."""
    return kind_of_word(words[-1]) is not WordKind.WHOLE and _says_only_its_kind(words)


def _says_only_its_kind(words: tuple[str, ...]) -> bool:
    return kind_of_word(words[-1]) in KINDS and not any(
        kind_of_word(word) in {WordKind.UNKNOWN, WordKind.PLACE} and word not in _folded(_QUALIFIERS)
        for word in words[:-1]
    )


@lru_cache(maxsize=1 << 12)
def _behind(short: tuple[str, ...], rest: tuple[str, ...], abbreviated: bool) -> Addition:
    kinds = [kind_of_word(word) for word in rest if word not in SMALL_WORDS]
    if not {WordKind.ORDER, WordKind.SORT}.isdisjoint(kinds):
        return Addition.ANOTHER
    if rest[0] in SMALL_WORDS:
        # What it is for, and no kind of its own: the Ministry of Research.
        return Addition.SAME if set(kinds) <= {WordKind.PLACE} else Addition.WHOLE_OR_PART
    if WordKind.OFFSHOOT in kinds:
        return Addition.ANOTHER
    if WordKind.BODY in kinds or WordKind.TRADE in kinds:
        # What says what it is already is not made whole by another kind: Radio Vardo and its Club, Oxford University and its Shop.
        own_kind = any(kind_of_word(word) in KINDS for word in short)
        organ = WordKind.BODY in kinds and len(short) > 1
        return Addition.ANOTHER if own_kind or organ or abbreviated else Addition.WHOLE_OR_PART
    if WordKind.UNKNOWN not in kinds:
        return Addition.SAME
    # What says what it is needs no further word: Orkla Bank Securities.
    return Addition.WHOLE_OR_PART if any(kind_of_word(word) in _TELLING for word in short) else Addition.NAME


@lru_cache(maxsize=1 << 12)
def _before(short: tuple[str, ...], rest: tuple[str, ...]) -> Addition:
    kinds = [kind_of_word(word) for word in rest if word not in SMALL_WORDS]
    if WordKind.ORDER in kinds or WordKind.SORT in kinds:
        return Addition.ANOTHER
    says_what_it_is = kind_of_word(short[-1]) in KINDS
    begins_with_kind = not says_what_it_is and kind_of_word(short[0]) in _TELLING
    if WordKind.OFFSHOOT in kinds and not _says_only_its_kind(short):
        return Addition.ANOTHER
    # Where what it is comes first, a second such word is another thing's: نادي بنك الساحل is the club of the bank.
    if kinds[:1] and kinds[0] in KINDS and rest[0] not in _folded(_GROUPS) and begins_with_kind:
        return Addition.ANOTHER
    if not _folded(_HOUSES).isdisjoint(rest) and _has_complement(short):
        return Addition.ANOTHER
    if not _folded(_CREEDS).isdisjoint(rest) and short[-1] in _BANNERS and not _says_only_its_kind(short):
        return Addition.ANOTHER
    if not _SEASONS.isdisjoint(rest):
        return Addition.WHOLE_OR_PART
    if not says_what_it_is and not {WordKind.BODY, WordKind.TRADE}.isdisjoint(kinds):
        return Addition.WHOLE_OR_PART
    return Addition.NAME


def _has_complement(words: Sequence[str]) -> bool:
    """Tell whether a name begins with what it is and goes on with whose: Bank of Egypt, Τράπεζα Βόλου."""
    if any(word in SMALL_WORDS for word in words[1:-1]):
        return True
    return len(words) > 1 and kind_of_word(words[0]) in KINDS and kind_of_word(words[-1]) not in KINDS


@cache
def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))
