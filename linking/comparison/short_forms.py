"""How a short form relates to a full name: by which rule it can stand for it in one document."""

from __future__ import annotations

from linking.comparison.kind_words import WordKind, kind_of_word
from linking.names.brackets import may_abbreviate
from linking.names.countries import standard_name
from linking.names.families import Family
from linking.names.folding import is_discriminator
from linking.names.form import NameForm
from linking.names.joined_words import SMALL_WORDS
from linking.names.person_writings import initial_forms

_LETTERS = 4
"""A short form has at least so many letters, but for surnames, initials and places."""
_EXTRA_WORDS = 2
"""A longer name of an organisation has at most so many weighty words that its short form leaves out."""
_MORE_WORDS = 5
_PURPOSE = frozenset({"of", "for", "on", "to", "against"})
"""After these an organisation's name may say at length what it is for: the Committee against the Finnish White Terror."""
_FIRST_AND_LAST = 2
_LONGEST_PERSON = 8
_MOST_WORDS = 50
_PLACE_LETTERS = 3
_WHERE = "of in on at to by de la le les du des der d da do di del am an im bei ob sur upon under на над под"
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
_LAND_AND_SEA = frozenset(
    {"sea", "ocean", "strip", "desert", "peninsula", "mountains", "islands", "archipelago"}
)

EDGES = frozenset({"leading", "trailing"})
"""The rules of names that begin or end with the shorter one."""


def short_form_rule(short: NameForm, full: NameForm) -> str:
    """Return the rule by which ``short`` can stand for ``full`` in one document, or nothing.

    The rules are ``surname``, ``given_name``, ``initials`` (also middle names left out), ``part``, ``suffix`` for persons,
    ``leading`` and ``trailing`` for organisations and events, ``leading`` for some places and things.
    """
    if short.family is not full.family or len(short.tokens) > len(full.tokens):
        return ""
    if short.contradicts(full):
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
        found.update(_by_initials(full))
        if count <= _LONGEST_PERSON:
            found |= {words[start:end] for start in range(count) for end in range(start + 1, count + 1)}
    return found


def lookups(short: NameForm) -> list[tuple[str, ...]]:
    """Return the keys of ``short_forms`` under which the leaders for ``short`` are."""
    if short.family is Family.PERSON and len(short.tokens) > 1:
        return [short.tokens, *_by_initials(short)]
    return [short.tokens]


def _by_initials(name: NameForm) -> list[tuple[str, ...]]:
    """Return the first letter with the last word of a person's name, as it stands and with its initials apart."""
    return [(words[0][0], "", words[-1]) for words in (name.tokens, *initial_forms(name.spellings))]


def abbreviates(acronym: NameForm, full: NameForm) -> bool:
    """Tell whether the letters of ``acronym`` are the initials of ``full``; "US" is none of "US Senate"."""
    letters = acronym.acronym
    return bool(letters) and letters in full.initials and letters != full.tokens[0]


def could_abbreviate(letters: str, full: NameForm) -> bool:
    """Tell whether an abbreviation in brackets beside ``full`` can belong to it."""
    return may_abbreviate(letters, " ".join(full.tokens))


def _person_rule(short: NameForm, full: NameForm) -> str:
    if short.suffix and short.suffix != full.suffix:
        return ""
    few, many = short.tokens, full.tokens
    if few == many:
        return "suffix" if full.suffix and not short.suffix else ""
    if rule := _shorter_person(few, many):
        return rule
    # KB Asiedu and Asiedu KB are K. B. Asiedu.
    for written in initial_forms(short.spellings):
        fewer, more = (many, written) if len(written) > len(many) else (written, many)
        if _shorter_person(fewer, more) == "initials":
            return "initials"
    return ""


def _shorter_person(few: tuple[str, ...], many: tuple[str, ...]) -> str:
    count = len(few)
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
    if many[:count] == few and (many[count] not in _BRANCHES or _is_and_partners(many[count:])):
        rest, rule = many[count:], "leading"
    elif many[-count:] == few and many[-count - 1] not in SMALL_WORDS:
        rest, rule = many[:-count], "trailing"
    else:
        return ""
    weighty = [word for word in rest if word not in SMALL_WORDS]
    most = _MORE_WORDS if rule == "leading" and rest[0] in _PURPOSE else _EXTRA_WORDS
    # The "a" of the Vuelta a España is a word; that of Team A is none.
    telling = [word for word in rest[:-1] if word not in SMALL_WORDS] + [rest[-1]]
    return "" if len(weighty) > most or any(map(is_discriminator, telling)) else rule


def _is_and_partners(rest: tuple[str, ...]) -> bool:
    """Tell whether a firm's name goes on with nothing but those who belong to it: Rivas & Partners."""
    return (
        len(rest) > 1 and rest[0] == "and" and all(kind_of_word(word) is WordKind.WHOLE for word in rest[1:])
    )


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
