"""Whether a name may be a common word where it stands, so that something else has to speak for it.

Common words are those that English inflects (polish, polished), by the vocabulary of the bundled model's tokenizer, which holds 20,000
words in small letters by their frequency; and whatever the text itself has in small letters, too.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from importlib import resources

from extractors.rules.names.edges import is_in_run
from extractors.rules.names.folding import HANGUL, NO_SPACES, canonical, plain

SHORT = 3
"""A word of so many letters or fewer may be anything."""
_SHORT_IN_RUN = 2
_NEVER_SHORT = 20
# What a word ends in, and what stands there in another form of it.
_ENDINGS = (
    ("", "s"),
    ("", "es"),
    ("", "ed"),
    ("", "ing"),
    ("", "ly"),
    ("e", "ed"),
    ("e", "ing"),
    ("y", "ies"),
    ("y", "ied"),
)
_MOST_FREQUENT = 300
_IN_RUNS = re.compile(f"[{NO_SPACES}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_WORD = re.compile(r"[^\W_]+")
_WORD_BEFORE = re.compile(r"([^\W_]+)[ \t\n\xa0]$")
_WORD_AFTER = re.compile(r"[ \t\n\xa0]([^\W_]+)")
# What may stand between the end of a sentence, a block or a cell and the first word of the next.
_OPENING = re.compile(r"(?:^|[.!?:;…。！？|•·]|\n\s*\n|(?:^|\n)\s*(?:[-*–—]|\d+[.)]))[\s\"'“”„«»‹›‘’(\[]*$")
_NEAR = 40


def _vocabulary() -> bytes:
    return (resources.files("extractors") / "checkpoint" / "tokenizer.json").read_bytes()


@cache
def common_words_identity() -> str:
    """Return eight hex digits that differ when the common words could: another vocabulary has others."""
    return hashlib.sha256(_vocabulary()).hexdigest()[:8]


@cache
def common_words() -> frozenset[str]:
    """Return the common words, in small letters without accents.

    Names of persons, places and firms are in the vocabulary as well, but few of them with an ending.
    """
    words = [word for word in json.loads(_vocabulary())["model"]["vocab"] if len(word) > 1 and word.isalpha()]
    known = frozenset(words)
    inflected = {
        form
        for word in words
        for ending, put in _ENDINGS
        if (other := word.removesuffix(ending) + put) != word and other in known
        for form in (word, other)
    }
    return frozenset(inflected.union(words[:_MOST_FREQUENT]))


def is_one_word(name: str) -> bool:
    """Tell whether a name holds one word, in a script that is written with spaces."""
    if " " in name and name.replace(" ", "").isalnum():
        # Nearly all names.
        return False
    return len(_WORD.findall(name)) == 1 and not _IN_RUNS.search(name)


def too_short(text: str, start: int, end: int, name: str) -> str:
    """Return why a name is too short to mean but one thing, empty where it is not.

    An abbreviation of three capitals is not too short where the words around it are not in capitals.
    """
    if len(name) > _NEVER_SHORT and not name.isdigit():
        return ""
    signs = [sign for sign in name if sign.isalnum()]
    if _IN_RUNS.search(name):
        if len(signs) == 1:
            return "one sign alone"
        return (
            "a short word within a run of letters"
            if len(signs) <= _SHORT_IN_RUN and is_in_run(text, start, end)
            else ""
        )
    if all(map(str.isdigit, signs)):
        return "a number"
    # Signs make a word of few letters no common one: C++, U.S.
    if len(signs) > SHORT or not name.isalnum():
        return ""
    if _HANGUL.search(name) and len(signs) > 1:
        return ""
    if len(signs) == SHORT and name.isupper() and not in_capitals(text, start, end):
        return ""
    return "a short word"


def opens_sentence(text: str, start: int) -> bool:
    """Tell whether a sentence, a block or the cell of a table begins at ``start``, where any word may have a capital."""
    return _OPENING.search(text[max(0, start - _NEAR) : start]) is not None if start else True


def in_capitals(text: str, start: int, end: int) -> bool:
    """Tell whether a word beside ``start:end`` is written in capitals, so that those of the word between say nothing."""
    return any(len(word) > 1 and word.isupper() for word in _neighbours(text, start, end))


def shows_a_name(text: str, start: int, end: int) -> bool:
    """Tell whether a word is written as names are and common words are not.

    Its capital is not that of a sentence's first word, and no word beside it has one, as in a heading or in a longer name.
    """
    written = text[start:end]
    if written.isupper() and len(written) > 1:
        return not in_capitals(text, start, end)
    if any(map(str.isupper, written[1:])):
        return True
    if not written[:1].isupper() or opens_sentence(text, start):
        return False
    before, after = _WORD_BEFORE.search(text, max(0, start - _NEAR), start), _WORD_AFTER.match(text, end)
    if after and after[1][0].isupper():
        return False
    return not (before and before[1][0].isupper() and not opens_sentence(text, before.start()))


def _neighbours(text: str, start: int, end: int) -> list[str]:
    found = _WORD_BEFORE.search(text, max(0, start - _NEAR), start), _WORD_AFTER.match(text, end)
    return [each[1] for each in found if each]


def has_capital(name: str) -> bool:
    """Tell whether a name holds a letter in upper case."""
    return any(map(str.isupper, name))


def is_common(name: str) -> bool:
    """Tell whether a name of one word is a common word of English as well."""
    return plain(canonical(name)) in common_words()
