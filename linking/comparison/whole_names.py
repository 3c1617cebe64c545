"""Two names side by side: how likely they name one thing, word by word, and what speaks against it.

Every deviation leaves a factor of the score, so that one slip of the pen, or one middle name left out, is a question for
a person, and three of them are none. From ``MERGE`` there are only the rules that linking follows by itself: the same key,
another spelling of it, a demonym, a guarded slip of the pen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from linking.comparison.short_forms import abbreviates, short_form_rule
from linking.comparison.typos import typo_score
from linking.comparison.words import word_relation
from linking.names.abbreviations import is_cut_short
from linking.names.brackets import are_two_things
from linking.names.families import Family
from linking.names.folding import is_discriminator, scripts
from linking.names.form import NameForm
from linking.names.inflection import base_forms
from linking.names.joined_words import JOINED, SMALL_WORDS, only_joined
from linking.names.legal_forms import are_two_forms, legal_form
from linking.names.nicknames import is_nickname
from linking.rules import SIDE_BY_SIDE

MERGE = 0.95
"""Score from which two full names are one name."""
REVIEW = 0.80
"""Score from which two names are worth showing to a person; below it they are apart."""

FACTORS = {
    "sound": 0.98,
    "swapped": 0.95,
    "joined": 0.95,
    "abbreviation": 0.93,
    "generic": 0.92,
    "missing": 0.91,
    "nickname": 0.90,
    "typo": 0.90,
    "initial": 0.89,
    "consonants": 0.88,
    "slip": 0.84,
    "shuffled": 0.70,
}
"""What each deviation leaves of the score.

The relations of two words are told by ``word_relation``. ``abbreviation``: one is cut short for the other. ``nickname``: one given name is a short form of the other. ``joined``: one name writes in one word what the other writes in
several. ``missing``: a middle name that one of them lacks, the second one costs less; ``generic``: a word like "group" that one
of them lacks. ``swapped``: a part of the name stands at its other end; ``shuffled``: any other order.
"""

_BELOW_MERGE = 0.94
_DIFFERENT = 0.70
_VETOED = 0.50
_MISSING_AGAIN = 0.97
_SINGLE_WORD_LETTERS = 6
_WHOLE_NAME_LETTERS = 9
_FEWEST_PAIRED = 2
_LONGEST_INITIALS = 4
_SLIPS_IN_ALL = 2
_NAME_PARTICLES = """al el ul as ash ad an ar at az bin ben ibn bint abu abd de da do dos das di del della der den des du la le van
von zu y e und"""
_PARTICLES = frozenset(_NAME_PARTICLES.split())
_GENERIC_WORDS = "group gruppe groupe grupo holding holdings company corporation corp co inc incorporated"
_GENERIC = frozenset(_GENERIC_WORDS.split())


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A word of the left name beside its counterpart in the right one, "" where there is none, and their relation.

    It is ``equal``, ``different``, ``missing``, ``joined``, ``form`` (a legal form), ``nickname``, ``abbreviation``, or one of ``word_relation``.
    """

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
    if (other.key, other.family, other.suffix, other.distinction) >= (
        one.key,
        one.family,
        one.suffix,
        one.distinction,
    ):
        return _compare(one, other)
    found = _compare(other, one)
    flipped = tuple([TokenPair(pair.right, pair.left, pair.relation) for pair in found.tokens])
    return NameComparison(found.score, found.rule, flipped, found.vetoes)


def _compare(one: NameForm, other: NameForm) -> NameComparison:
    vetoes = _vetoes(one, other)
    if one.key == other.key:
        tokens = tuple([TokenPair(word, word, "equal") for word in one.tokens])
        score, rule = (_VETOED, "") if vetoes else _unlike_in_brackets(one, other, *_scored("exact"))
        return NameComparison(score, rule, tokens, vetoes)
    tokens, deviations = _aligned(one, other)
    if vetoes or one.family is Family.VALUE or other.family is Family.VALUE:
        return NameComparison(min(_VETOED, _share(tokens)), "", tokens, vetoes)
    score, rule = max([_likeness(tokens, deviations), *_whole_names(one, other, deviations)])
    score, rule = _unlike_in_brackets(one, other, score, rule)
    return NameComparison(round(score, 4), rule, tokens, ())


def _unlike_in_brackets(one: NameForm, other: NameForm, score: float, rule: str) -> tuple[float, str]:
    """Leave to a person what a name means that says in brackets whom it means, beside one that does not."""
    if one.qualifier == other.qualifier or score < REVIEW:
        return score, rule
    return min((score, rule), _scored("qualified"))


def _whole_names(one: NameForm, other: NameForm, deviations: Sequence[str]) -> Iterator[tuple[float, str]]:
    """Yield the scores of the rules that look at whole names."""
    if _same_spelling(one, other):
        yield _scored("spelling")
    if len(one.tokens) == len(other.tokens):
        if len(one.tokens) > 1 and "different" not in deviations and (score := typo_score(one, other)):
            yield _scored("typo", score)
        if one.family in {Family.LOCATION, Family.PERSON} and (
            other.tokens in base_forms(one) or one.tokens in base_forms(other)
        ):
            yield _scored("inflection")
    elif rule := short_form_rule(one, other) or short_form_rule(other, one):
        yield _scored(rule)
    if one.family is not Family.PERSON and (abbreviates(one, other) or abbreviates(other, one)):
        yield _scored("acronym")
    if "different" in deviations and (factor := _one_slip_in_all(one, other)):
        yield _scored("joined", factor)


def _scored(rule: str, measured: float | None = None) -> tuple[float, str]:
    return SIDE_BY_SIDE.score(rule, measured), rule


def _share_a_spelling(one: NameForm, other: NameForm) -> bool:
    if one.key in other.spellings or other.key in one.spellings:
        return True
    shared = set(one.spellings).intersection(other.spellings)
    return any(not each.startswith(JOINED) or only_joined(one.tokens, other.tokens) for each in shared)


def _same_spelling(one: NameForm, other: NameForm) -> bool:
    if not _share_a_spelling(one, other):
        return False
    if one.key.isascii() or other.key.isascii():
        return True
    if not all(map(str.isascii, {one.key, *one.spellings} & {other.key, *other.spellings})):
        return True
    # Two Chinese names that only share their transliteration are two names.
    return scripts(one.key).isdisjoint(scripts(other.key))


def _one_slip_in_all(one: NameForm, other: NameForm) -> float:
    """Compare names that split their words differently, by all their letters: PolPot, Pol Pot, Pol Pott."""
    if one.tokens[0][0] != other.tokens[0][0] or len(one.tokens) == len(other.tokens):
        return 0.0
    if any(len(word) == 1 for word in (*one.tokens, *other.tokens)):
        return 0.0
    left, right = "".join(one.tokens), "".join(other.tokens)
    if min(len(left), len(right)) < _WHOLE_NAME_LETTERS or abs(len(left) - len(right)) > 1:
        return 0.0
    edits = OSA.distance(left, right, score_cutoff=1)
    return FACTORS["joined"] * (1, FACTORS["typo"])[edits] if edits < 2 else 0.0


def _vetoes(one: NameForm, other: NameForm) -> tuple[str, ...]:
    found = []
    if one.family is not other.family and Family.PERSON in {one.family, other.family}:
        found.append("only one of them is a person")
    if one.suffix and other.suffix and one.suffix != other.suffix:
        found.append(f"“{one.suffix}” and “{other.suffix}” are two generations")
    if are_two_things(one.qualifier, other.qualifier):
        found.append(f"what they say in brackets differs: {one.qualifier}, {other.qualifier}")
    if one.variant and other.variant and are_two_forms(one.variant, other.variant):
        if one.family is Family.PERSON:
            found.append("their titles contradict each other: one is a woman's, the other a man's")
        else:
            found.append(f"their legal forms contradict each other: {one.variant}, {other.variant}")
    if one.key != other.key and one.family is not Family.VALUE:
        person = one.family is Family.PERSON
        numbers, others = _numbers(one.tokens, person), _numbers(other.tokens, person)
        abbreviated = not person and (abbreviates(one, other) or abbreviates(other, one))
        if numbers != others and not abbreviated and not _same_spelling(one, other):
            found.append(f"numbers and numerals differ: {_listed(numbers)}, {_listed(others)}")
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def _numbers(words: tuple[str, ...], person: bool) -> list[str]:
    # "Xi" is a family name, and a person's single letters are initials.
    return sorted([word for word in words if is_discriminator(word) and not (person and word.isalpha())])


def _listed(words: Sequence[str]) -> str:
    return " ".join(words) or "none"


def _aligned(one: NameForm, other: NameForm) -> tuple[tuple[TokenPair, ...], list[str]]:
    """Pair the words of two names; return the pairs and the deviations that they need."""
    left, right = list(dict.fromkeys(one.tokens)), list(dict.fromkeys(other.tokens))
    free = {word: place for place, word in enumerate(right)}
    partner = {place: (free.pop(word), "equal") for place, word in enumerate(left) if word in free}
    open_left = [place for place in range(len(left)) if place not in partner]
    open_right = set(free.values())
    person = one.family is Family.PERSON
    near = [
        (-FACTORS[relation], abs(i - j), i, j, relation)
        for i in open_left
        for j in free.values()
        if (relation := _relation(left[i], right[j], person=person))
    ]
    for _, _, i, j, relation in sorted(near):
        if i not in partner and j in open_right:
            partner[i] = (j, relation)
            open_right.remove(j)
    pairs = [TokenPair(left[i], right[j], relation) for i, (j, relation) in sorted(partner.items())]
    deviations = [relation for _, relation in partner.values() if relation != "equal"]
    if order := _order([partner[i][0] for i in sorted(partner)]):
        deviations.append(order)
    lone = [left[i] for i in open_left if i not in partner]
    lone_too = [right[j] for j in sorted(open_right)]
    if lone and lone_too and len(lone) != len(lone_too):
        joined, lone, lone_too = _joined(lone, lone_too)
        pairs += joined
        deviations += [pair.relation for pair in joined]
    if partner and (lone or lone_too) and one.family is Family.ORGANIZATION:
        lone, forms = _without_form(lone)
        lone_too, more = _without_form(lone_too)
        pairs += [TokenPair(word, "", "form") for word in forms]
        pairs += [TokenPair("", word, "form") for word in more]
        deviations += ["sound"] if forms or more else []
    if lone and lone_too:
        pairs += _unlike(lone, lone_too)
        deviations.append("different")
    else:
        pairs += [TokenPair(word, "", "missing") for word in lone]
        pairs += [TokenPair("", word, "missing") for word in lone_too]
        deviations += _left_out(lone or lone_too, one, [left[i] for i in partner])
    return tuple(pairs), deviations


def _relation(one: str, other: str, *, person: bool) -> str:
    if relation := word_relation(one, other):
        return relation
    if person:
        return "nickname" if is_nickname(one, other) else ""
    return "abbreviation" if is_cut_short(one, other) else ""


def _joined(left: list[str], right: list[str]) -> tuple[list[TokenPair], list[str], list[str]]:
    """Find a word of one name that the other writes in several, or cuts down to initials: JC and Jean Claude."""
    for few, many, flipped in ((left, right, False), (right, left, True)):
        for word in few:
            for start, end in ((i, j) for i in range(len(many)) for j in range(i + 2, len(many) + 1)):
                run = many[start:end]
                if run[0][0] != word[0]:
                    continue
                whole, text = "".join(run), " ".join(run)
                if whole == word or word_relation(whole, word) in {"sound", "typo"}:
                    relation = "joined"
                elif len(word) == len(run) < _LONGEST_INITIALS and word == "".join(part[0] for part in run):
                    relation = "initial"
                else:
                    continue
                rest, others = [each for each in few if each != word], many[:start] + many[end:]
                if flipped:
                    return [TokenPair(text, word, relation)], others, rest
                return [TokenPair(word, text, relation)], rest, others
    return [], left, right


def _without_form(words: list[str]) -> tuple[list[str], list[str]]:
    """Take a legal form away from the words that have no counterpart, wherever it stands."""
    if words and _is_form(" ".join(words)):
        return [], words
    for word in words:
        if _is_form(word):
            return [each for each in words if each != word], [word]
    return words, []


@lru_cache(maxsize=1 << 16)
def _is_form(text: str) -> bool:
    # The library finds a form beside a name only.
    count, _ = legal_form(f"name {text}")
    return count == len(text.split())


def lacks_a_word(one: NameForm, other: NameForm) -> bool:
    """Tell whether one name has all words of the other and a weighty one besides: "Keller" and "Keller Foods".

    That is what most names with common words are to each other, and ``compare_names`` says at more length that they are
    apart. For persons, of whom any word may be left out, the answer is no.
    """
    if one.family is Family.PERSON or len(one.tokens) == len(other.tokens) or one.acronym or other.acronym:
        return False
    fewer, more = one.tokens, other.tokens
    if len(fewer) > len(more):
        fewer, more = more, fewer
    for word in fewer:
        if word not in more:
            return False
    extra = [word for word in more if word not in fewer]
    if sum(map(len, extra)) <= _SLIPS_IN_ALL:
        return False
    if one.key == other.key or _share_a_spelling(one, other):
        return False
    firm = one.family is Family.ORGANIZATION
    return not (firm and _is_form(" ".join(extra))) and not all(
        word in SMALL_WORDS or word in _GENERIC or (firm and _is_form(word)) for word in extra
    )


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
        return ["different" if contradict or len(paired) < _FEWEST_PAIRED else "missing"] * len(weighty)
    weighty = [word for word in words if word not in SMALL_WORDS]
    return ["generic" if word in _GENERIC else "different" for word in weighty]


def _order(places: Sequence[int]) -> str:
    """Tell whether words stand in another order: a part of the name moved to its other end, or shuffled."""
    falls = sum(a > b for a, b in pairwise(places))
    if not falls:
        return ""
    return "swapped" if falls == 1 and places[-1] < places[0] else "shuffled"


def _likeness(tokens: Sequence[TokenPair], deviations: Sequence[str]) -> tuple[float, str]:
    if "different" in deviations or not deviations or _too_short(tokens):
        return min(_DIFFERENT, _share(tokens)), ""
    score, seen_missing = 1.0, False
    for deviation in deviations:
        score *= _MISSING_AGAIN if deviation == "missing" and seen_missing else FACTORS[deviation]
        seen_missing = seen_missing or deviation == "missing"
    score = min(score, _BELOW_MERGE)
    if score < REVIEW:
        return score, ""
    return _scored(min(deviations, key=lambda each: (FACTORS[each], each)), score)


def _too_short(tokens: Sequence[TokenPair]) -> bool:
    """Tell whether a name of one word differs too much for its length: one letter is much of a word (Iran and Iraq)."""
    if len(tokens) > 1:
        return False
    (pair,) = tokens
    shorter = min(len(pair.left), len(pair.right))
    return pair.relation not in {"sound", "joined"} and (
        pair.relation != "typo" or shorter < _SINGLE_WORD_LETTERS
    )


def _share(tokens: Sequence[TokenPair]) -> float:
    """Return the share of letters in words that have a counterpart."""
    total = sum([len(pair.left) + len(pair.right) for pair in tokens])
    alike = [
        len(pair.left) + len(pair.right) for pair in tokens if pair.relation not in {"different", "missing"}
    ]
    return round(sum(alike) / total, 4) if total else 0.0
