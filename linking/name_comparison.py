"""Two names side by side: how likely they name one thing, word by word, and what speaks against it.

Every deviation has a factor, and a comparison's score is the product of the factors of the deviations that it needs, so that
one slip of the pen, or one middle name left out, is a question for a person, and three of them are none. From ``MERGE`` only
the rules are that linking follows by itself: the same key, another spelling of it, a guarded slip of the pen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from linking.comparison import abbreviates, same_sound, short_form_rule, typo_score
from linking.inflection import base_forms
from linking.names import SMALL_WORDS, Family, NameForm, is_discriminator

MERGE = 0.95
"""Score from which two full names are one name."""
REVIEW = 0.80
"""Score from which two names are worth showing to a person; below it they are apart."""

FACTORS = {
    "sound": 0.98,
    "spelling": 0.97,
    "swapped": 0.95,
    "joined": 0.95,
    "generic": 0.92,
    "missing": 0.91,
    "nickname": 0.90,
    "typo": 0.90,
    "initial": 0.89,
    "slip": 0.84,
    "skeleton": 0.84,
    "shuffled": 0.70,
}
"""What each deviation leaves of the score; a ``slip`` is a typo in the first letter or of two letters."""

_BELOW_MERGE = 0.94
_DEMONYM = 0.95
_SPELLING = 0.98
_ACRONYM = 0.80
_SHORT_FORM = 0.60
_DIFFERENT = 0.70
_VETOED = 0.50
_MISSING_AGAIN = 0.97
_SLIP_LETTERS = 4
_TWO_SLIPS_LETTERS = 7
_SINGLE_WORD_LETTERS = 6
_PARTICLES = frozenset(
    """al el ul as ash ad an ar at az bin ben ibn bint abu de da do dos das di del della der den des du la le van von zu
    y e und""".split()  # noqa: SIM905 - words are easier to read than a list of literals
)
_GENERIC = frozenset(
    "group gruppe groupe grupo holding holdings company corporation corp co inc limited".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A word of the left name beside its counterpart in the right one, and their relation; "" where there is none."""

    left: str
    right: str
    relation: str


@dataclass(frozen=True, slots=True)
class NameComparison:
    """What two names have to do with each other.

    ``score`` is between 0 and 1: from ``MERGE`` the same name, from ``REVIEW`` a question for a person, else apart.
    ``rule`` is the costliest deviation that the score allows for, "" if no rule speaks for the pair; ``vetoes`` say in plain
    words what forbids it.
    """

    score: float
    rule: str
    tokens: tuple[TokenPair, ...]
    vetoes: tuple[str, ...]


def compare_names(one: NameForm, other: NameForm) -> NameComparison:
    """Return how two names compare; the score does not depend on their order."""
    if (other.key, other.family, other.suffix, other.variant) < (
        one.key,
        one.family,
        one.suffix,
        one.variant,
    ):
        found = _compare(other, one)
        flipped = tuple(TokenPair(pair.right, pair.left, pair.relation) for pair in found.tokens)
        return NameComparison(found.score, found.rule, flipped, found.vetoes)
    return _compare(one, other)


def _compare(one: NameForm, other: NameForm) -> NameComparison:
    vetoes = _vetoes(one, other)
    if one.key == other.key:
        tokens = tuple(TokenPair(word, word, "equal") for word in one.tokens)
        return NameComparison(_VETOED if vetoes else 1.0, "" if vetoes else "exact", tokens, vetoes)
    tokens, deviations = _aligned(one, other)
    if vetoes or Family.VALUE in {one.family, other.family}:
        return NameComparison(min(_VETOED, _share(tokens)), "", tokens, vetoes)
    score, rule = max([_likeness(tokens, deviations), *_whole_names(one, other)])
    return NameComparison(round(score, 4), rule, tokens, ())


def _whole_names(one: NameForm, other: NameForm) -> Iterator[tuple[float, str]]:
    """Yield the scores of the rules that look at whole names."""
    if not {one.key, *one.spellings}.isdisjoint({other.key, *other.spellings}):
        yield _SPELLING, "spelling"
    if len(one.tokens) > 1 and (score := typo_score(one, other)):
        yield score, "typo"
    if other.tokens in base_forms(one) or one.tokens in base_forms(other):
        yield _DEMONYM, "inflection"
    if abbreviates(one, other) or abbreviates(other, one):
        yield _ACRONYM, "acronym"
    if rule := short_form_rule(one, other) or short_form_rule(other, one):
        yield _SHORT_FORM, rule


def _vetoes(one: NameForm, other: NameForm) -> tuple[str, ...]:
    found = []
    if one.family is not other.family and Family.PERSON in {one.family, other.family}:
        found.append("only one of them is a person")
    if one.suffix and other.suffix and one.suffix != other.suffix:
        found.append(f"“{one.suffix}” and “{other.suffix}” are two generations")
    if one.variant and other.variant and one.variant != other.variant:
        what = "titles" if one.family is Family.PERSON else "legal forms"
        found.append(f"their {what} contradict each other: {one.variant}, {other.variant}")
    if one.key != other.key and one.family is not Family.VALUE:
        numbers, others = _numbers(one), _numbers(other)
        if numbers != others:
            found.append(f"numbers and numerals differ: {_listed(numbers)}, {_listed(others)}")
    return tuple(found)


def _numbers(name: NameForm) -> list[str]:
    least = 1 if name.family is Family.PERSON else 0
    return sorted(word for word in name.tokens if len(word) > least and is_discriminator(word))


def _listed(words: Sequence[str]) -> str:
    return " ".join(words) or "none"


def _aligned(one: NameForm, other: NameForm) -> tuple[tuple[TokenPair, ...], list[str]]:
    """Pair the words of two names; return the pairs and the deviations that they need."""
    left, right = list(dict.fromkeys(one.tokens)), list(dict.fromkeys(other.tokens))
    partner: dict[int, tuple[int, str]] = {}
    free = {word: place for place, word in enumerate(right)}
    for place, word in enumerate(left):
        if (found := free.pop(word, None)) is not None:
            partner[place] = (found, "equal")
    rest_left = [place for place in range(len(left)) if place not in partner]
    rest_right = sorted(free.values())
    near = sorted(
        (-FACTORS[relation], abs(i - j), i, j, relation)
        for i in rest_left
        for j in rest_right
        if (relation := word_relation(left[i], right[j]))
    )
    for _, _, i, j, relation in near:
        if i not in partner and j in rest_right:
            partner[i] = (j, relation)
            rest_right.remove(j)
    pairs = [TokenPair(left[i], right[j], relation) for i, (j, relation) in sorted(partner.items())]
    deviations = [relation for _, relation in partner.values() if relation != "equal"]
    lone = [left[i] for i in range(len(left)) if i not in partner]
    other_lone = [right[j] for j in rest_right]
    order = _order([partner[i][0] for i in sorted(partner)])
    if order:
        deviations.append(order)
    if lone and other_lone:
        pairs += _unlike(lone, other_lone)
        deviations.append("different")
    else:
        pairs += [TokenPair(word, "", "missing") for word in lone]
        pairs += [TokenPair("", word, "missing") for word in other_lone]
        deviations += _left_out(lone or other_lone, one, [left[i] for i in partner])
    return tuple(pairs), deviations


def _unlike(left: Sequence[str], right: Sequence[str]) -> list[TokenPair]:
    count = min(len(left), len(right))
    return [
        *(TokenPair(a, b, "different") for a, b in zip(left, right, strict=False)),
        *(TokenPair(a, "", "missing") for a in left[count:]),
        *(TokenPair("", b, "missing") for b in right[count:]),
    ]


def _left_out(words: Sequence[str], name: NameForm, paired: Sequence[str]) -> list[str]:
    if name.family is Family.PERSON:
        weighty = [word for word in words if word not in _PARTICLES]
        # George W. Bush may be George Bush, but he is not George H. W. Bush.
        contradict = any(len(word) == 1 for word in weighty) and any(len(word) == 1 for word in paired)
        return ["different" if contradict or len(paired) < 2 else "missing"] * len(weighty)
    weighty = [word for word in words if word not in SMALL_WORDS]
    return ["generic" if word in _GENERIC else "different" for word in weighty]


def _order(places: Sequence[int]) -> str:
    """Tell whether words stand in another order: one part of the name moved to the other end, or shuffled."""
    falls = sum(a > b for a, b in pairwise(places))
    if not falls:
        return ""
    return "swapped" if falls == 1 and places[-1] < places[0] else "shuffled"


def _likeness(tokens: Sequence[TokenPair], deviations: Sequence[str]) -> tuple[float, str]:
    if "different" in deviations or not deviations or _too_short(tokens):
        return min(_DIFFERENT, _share(tokens)), ""
    score, seen_missing = 1.0, False
    for deviation in deviations:
        if deviation == "missing" and seen_missing:
            score *= _MISSING_AGAIN
            continue
        seen_missing = seen_missing or deviation == "missing"
        score *= FACTORS[deviation]
    score = min(score, _BELOW_MERGE)
    return score, min(deviations, key=lambda each: (FACTORS[each], each)) if score >= REVIEW else ""


def _too_short(tokens: Sequence[TokenPair]) -> bool:
    """Tell whether a name of one word differs too much for its length: one letter is much of a word (Iran and Iraq)."""
    if len(tokens) > 1:
        return False
    (pair,) = tokens
    shorter = min(len(pair.left), len(pair.right))
    return pair.relation != "sound" and (pair.relation != "typo" or shorter < _SINGLE_WORD_LETTERS)


def _share(tokens: Sequence[TokenPair]) -> float:
    """Return the share of letters in words that have a counterpart."""
    total = sum(len(pair.left) + len(pair.right) for pair in tokens)
    alike = sum(
        len(pair.left) + len(pair.right) for pair in tokens if pair.relation not in {"different", "missing"}
    )
    return round(alike / total, 4) if total else 0.0


@lru_cache(maxsize=1 << 18)
def word_relation(one: str, other: str) -> str:
    """Return how two different words may be one: "sound", "typo", "slip", "initial", "skeleton", or nothing."""
    if 1 in (len(one), len(other)):
        return "initial" if one[0] == other[0] and one.isalpha() and other.isalpha() else ""
    if is_discriminator(one) or is_discriminator(other):
        return ""
    if same_sound(one, other):
        return "sound"
    shorter = min(len(one), len(other))
    if shorter < _SLIP_LETTERS:
        return ""
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance == 1:
        return "typo" if one[0] == other[0] else "slip"
    return "slip" if distance == 2 and shorter >= _TWO_SLIPS_LETTERS and one[0] == other[0] else ""
