"""When two names may be the same: the guarded typo, and how a short form relates to a full one."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from linking.names.countries import standard_name
from linking.names.form import SMALL_WORDS, Family, NameForm, is_discriminator

_LETTERS = 4
"""A word that differs has at least so many letters."""
_MOST_LETTERS = 40
_GIVEN_NAME_LETTERS = 5
GIVEN_NAME_ENDINGS = frozenset("aeo")
"""Last letters in which the given names of two people may differ: Mario and Maria."""
_RELATIVES = frozenset("aаs")
"""Last letters, Latin and Cyrillic, that make a surname that of a woman or of a family."""
_EDITS = 2
_EXTRA_WORDS = 2
"""A longer name of an organisation has at most so many weighty words that its short form leaves out."""
_MORE_WORDS = 5
_PURPOSE = frozenset({"of", "for", "on", "to", "against"})
"""After these an organisation's name may say at length what it is for: the Committee against the Finnish White Terror."""
_SURNAME_LETTERS = 6
_CERTAIN_LETTERS = 7
_DOUBTFUL = 0.94
_SOUNDS = str.maketrans("yjczw", "iiksv")
_UMLAUT = re.compile("([aou])e")
_FIRST_AND_LAST = 2
_LONGEST_PERSON = 8
_MOST_WORDS = 50
_PLACE_LETTERS = 3
_WHERE = "of in on at to by de la le les du des der d da do di del am an im bei ob sur upon under"
_KIND_WORDS = """prize award site pipeline disease virus syndrome agreement treaty protocol accord project program programme
system plan act"""
_KINDS = frozenset(_KIND_WORDS.split())
_POLITIES = frozenset(
    {"kingdom", "republic", "commonwealth", "federation", "principality", "duchy", "emirate", "sultanate"}
)
"""What a country is called in full before its own name."""
_BRANCHES = frozenset({"in", "and", "europe", "asia", "africa", "america", "americas", "oceania"})
"""What follows an organisation's name in the name of another: al Qaeda in the Islamic Maghreb, Square Enix Europe."""
_PREPOSITIONS = frozenset(_WHERE.split())
_SEVERAL = 2
_BY_FAR = 3
_LAND_AND_SEA = frozenset(
    {"sea", "ocean", "strip", "desert", "peninsula", "mountains", "islands", "archipelago"}
)


def typo_score(a: NameForm, b: NameForm) -> float:
    """Return how alike two names are that differ by slips of the pen, 0 when a guard forbids it.

    The names have equally many words, in the same order. Words that differ have at least four letters, the same first letter,
    no digit and no numeral, and are one edit apart (insert, delete, replace, swap two neighbours); two such words at most.
    Generational suffix, title and legal form never contradict. A person's given names may not differ in their endings (Mario and Maria),
    nor the surname by a feminine or plural ending.
    Names of things that are no person, organisation, place or event differ in swapped, doubled or like-sounding letters
    only: sulfate and sulfite are two substances. The score is 1 - edits / (letters of both names), at most 0.94 if a word
    of less than seven letters differs in its sound (Hansen and Hanson).
    """
    if len(a.tokens) != len(b.tokens) or a.suffix != b.suffix or _contradict(a.variant, b.variant):
        return 0.0
    edits = 0
    doubtful = False
    last = len(a.tokens) - 1
    for place, (one, other) in enumerate(zip(a.tokens, b.tokens, strict=True)):
        if one == other:
            continue
        if not typo_of_word(one, other):
            return 0.0
        if a.family is Family.PERSON and (
            _is_relative(one, other) if place == last else not _given_name_typo(one, other)
        ):
            return 0.0
        if not same_sound(one, other):
            if a.family is Family.OTHER:
                return 0.0
            doubtful = doubtful or min(len(one), len(other)) < _CERTAIN_LETTERS
        edits += 1
    if not edits or edits > _EDITS:
        return 0.0
    score = 1.0 - edits / (sum(map(len, a.tokens)) + sum(map(len, b.tokens)) + 2 * last)
    return min(score, _DOUBTFUL) if doubtful else score


def typo_of_word(one: str, other: str) -> bool:
    """Tell whether two words are one slip of the pen apart and neither carries a number."""
    return (
        one[0] == other[0]
        and can_have_typo(one)
        and can_have_typo(other)
        and OSA.distance(one, other, score_cutoff=1) == 1
    )


def can_have_typo(word: str) -> bool:
    """Tell whether a word may differ by a slip of the pen at all: 4 to 40 letters, no digit, no numeral."""
    return _LETTERS <= len(word) <= _MOST_LETTERS and not is_discriminator(word)


def same_sound(one: str, other: str) -> bool:
    """Tell whether two words differ in swapped, doubled or like-sounding letters: Sergei and Sergey, Mueller and Muller."""
    return sorted(one) == sorted(other) or _sound(one) == _sound(other)


def short_form_rule(short: NameForm, full: NameForm) -> str:
    """Return the rule by which ``short`` can stand for ``full`` in one document, or nothing.

    The rules are ``surname``, ``given_name``, ``initials`` (also middle names left out), ``part``, ``suffix`` for persons,
    ``leading`` and ``trailing`` for organisations and events, ``leading`` for some places and things.
    """
    if short.family is not full.family or len(short.tokens) > len(full.tokens):
        return ""
    if _contradict(short.variant, full.variant):
        return ""
    if short.family is Family.PERSON:
        return _person_rule(short, full)
    if short.family in {Family.ORGANIZATION, Family.EVENT}:
        return _edge_rule(short.tokens, full.tokens)
    if short.family is Family.LOCATION:
        return _place_rule(short.tokens, full.tokens)
    if short.family is Family.OTHER:
        return _thing_rule(short.tokens, full.tokens)
    return ""


def is_slip(one: NameForm, other: NameForm, count: int, other_count: int) -> bool:
    """Tell whether one of two names that differ by a typo is rare enough to be one, by the uses of both in a document.

    A slip of the pen is rare beside its right form: two names that are both used several times are two names (Callum Reed
    and Callum Reid), unless they sound the same, as transliterations do.
    """
    fewer, more = sorted((count, other_count))
    if fewer < _SEVERAL or more >= _BY_FAR * fewer:
        return True
    return all(a == b or same_sound(a, b) for a, b in zip(one.tokens, other.tokens, strict=True))


def surname_typo(short: NameForm, full: NameForm) -> bool:
    """Tell whether ``short`` is the surname of ``full`` with one slip of the pen; both of six letters or more."""
    if short.family is not Family.PERSON or len(short.tokens) != 1 or len(full.tokens) < 2:
        return False
    one, other = short.tokens[0], full.tokens[-1]
    long_enough = min(len(one), len(other)) >= _SURNAME_LETTERS
    return long_enough and typo_of_word(one, other) and not _is_relative(one, other)


def short_forms(full: NameForm) -> set[tuple[str, ...]]:
    """Return the keys under which a leader is found by the names for which ``short_form_rule`` may hold.

    Every run of words of a person's name, every beginning and end of another's, the whole included; and for initials the
    first letter with the last word. Long names give their beginnings and ends only, and more than fifty words, which are
    no name, nothing.
    """
    words = full.tokens
    count = len(words)
    if count > _MOST_WORDS:
        return set()
    found = {words[:end] for end in range(1, count + 1)} | {words[start:] for start in range(count)}
    if full.family is Family.PERSON:
        found.add((words[0][0], "", words[-1]))
        if count <= _LONGEST_PERSON:
            found |= {words[start:end] for start in range(count) for end in range(start + 1, count + 1)}
    return found


def lookups(short: NameForm) -> list[tuple[str, ...]]:
    """Return the keys of ``short_forms`` under which the leaders for ``short`` are."""
    if short.family is Family.PERSON and len(short.tokens) > 1:
        return [short.tokens, (short.tokens[0][0], "", short.tokens[-1])]
    return [short.tokens]


def abbreviates(acronym: NameForm, full: NameForm) -> bool:
    """Tell whether the letters of ``acronym`` are the initials of ``full``; "US" is none of "US Senate"."""
    letters = acronym.acronym
    return bool(letters) and letters in full.initials and letters != full.tokens[0]


def could_abbreviate(letters: str, full: NameForm) -> bool:
    """Tell whether an abbreviation in brackets beside ``full`` can belong to it.

    The condition of Schwartz and Hearst (A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text,
    2003): the letters occur in the long form in this order, and the first one begins a word of it.
    """
    text = " ".join(full.tokens)
    if len(letters) * 2 > len(text):
        return False
    return any(_in_order(letters, text[start:]) for start in _word_starts(text) if text[start] == letters[0])


def _person_rule(short: NameForm, full: NameForm) -> str:
    if short.suffix and short.suffix != full.suffix:
        return ""
    few, many = short.tokens, full.tokens
    count = len(few)
    if few == many:
        return "suffix" if full.suffix and not short.suffix else ""
    if count == len(many):
        return "initials" if few[-1] == many[-1] and _aligned(few, many) else ""
    if few == many[-count:]:
        return "surname"
    if few == many[:count]:
        return "given_name" if len(few[0]) > 1 else ""
    # George Bush can be George W. Bush; but George W. Bush cannot be George H. W. Bush.
    if count == _FIRST_AND_LAST and few[-1] == many[-1] and _aligned(few[:1], many[:1]):
        return "initials"
    starts = range(1, len(many) - count)
    return "part" if len(few[0]) >= _LETTERS and any(many[i : i + count] == few for i in starts) else ""


def _edge_rule(few: tuple[str, ...], many: tuple[str, ...]) -> str:
    """Tell whether a name is the beginning or the end of a longer one: "Sequoia" and "Capital" of "Sequoia Capital"."""
    count = len(few)
    if count == len(many) or sum(map(len, few)) < _LETTERS:
        return ""
    if many[:count] == few and many[count] not in _BRANCHES:
        rest, rule = many[count:], "leading"
    elif many[-count:] == few and many[-count - 1] not in SMALL_WORDS:
        rest, rule = many[:-count], "trailing"
    else:
        return ""
    weighty = [word for word in rest if word not in SMALL_WORDS]
    most = _MORE_WORDS if rule == "leading" and rest[0] in _PURPOSE else _EXTRA_WORDS
    return "" if len(weighty) > most or any(map(is_discriminator, rest)) else rule


def _place_rule(few: tuple[str, ...], many: tuple[str, ...]) -> str:
    """Tell whether a place's name lacks what only says where or what it is: Rio de Janeiro, the Gaza Strip.

    Mexico City is not Mexico, and Frankfurt Airport not Frankfurt. A country is its kingdom or republic, but the Republic of
    China is not China.
    """
    count = len(few)
    if count == len(many) or sum(map(len, few)) < _PLACE_LETTERS:
        return ""
    if many[-count:] == few and _is_polity(many[:-count]):
        apart = {standard_name(" ".join(few)), standard_name(" ".join(many))} - {""}
        return "trailing" if len(apart) < 2 else ""
    if many[:count] != few:
        return ""
    first, *others = many[count:]
    says_where = first in _PREPOSITIONS and bool(others)
    return "leading" if says_where or (first in _LAND_AND_SEA and not others) else ""


def _is_polity(words: tuple[str, ...]) -> bool:
    """Tell whether words are what goes before a country's name in full: Grand Duchy of, Kingdom of the."""
    before = words[:-1] if words[-1] == "the" else words
    return len(before) > 1 and before[-1] == "of" and before[-2] in _POLITIES


def _thing_rule(few: tuple[str, ...], many: tuple[str, ...]) -> str:
    """Tell whether a thing's name lacks the last word only, which says what it is: the Nobel Prize, the Zika virus."""
    alike = few == many[:-1] and sum(map(len, few)) >= _LETTERS and many[-1] in _KINDS
    return "leading" if alike and not any(map(is_discriminator, few)) else ""


def _aligned(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    pairs = zip(few, many, strict=True)
    return all(a == b or (a[0] == b[0] and 1 in (len(a), len(b))) for a, b in pairs)


def _contradict(a: str, b: str) -> bool:
    return bool(a and b) and a != b


def _is_relative(one: str, other: str) -> bool:
    """Tell whether a surname only has a feminine or plural ending more: Dudayev and Dudayeva, the Morsbachs."""
    shorter, longer = sorted((one, other), key=len)
    return longer[:-1] == shorter and longer[-1] in _RELATIVES


def _given_name_typo(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _GIVEN_NAME_LETTERS or one.startswith(other) or other.startswith(one):
        return False
    return one[-1] == other[-1] or not {one[-1], other[-1]} & GIVEN_NAME_ENDINGS


def _sound(word: str) -> str:
    word = _UMLAUT.sub(r"\1", word.replace("ph", "f").replace("ck", "k")).translate(_SOUNDS)
    return "".join(letter for i, letter in enumerate(word) if not i or letter != word[i - 1])


def _word_starts(text: str) -> list[int]:
    return [i for i in range(len(text)) if not i or text[i - 1] == " "]


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(any(letter == sign for sign in rest) for letter in letters)
