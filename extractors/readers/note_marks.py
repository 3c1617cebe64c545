"""Raised marks that point to a note: they stand at the end of a name and belong to no word.

``Gwen Pryce¹`` is Gwen Pryce. What is raised and says something itself stays: ``km²``, ``10⁶``, ``3rd``, ``Mme``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase

_SIGNS = "*†‡§¶‖#"
_ONE = rf"(?:(?:\d{{1,3}}[a-z]?|[A-Za-z])[{_SIGNS}]*|[{_SIGNS}]+)"
_NAMED = r"(?:notes?|n\.?|nb|fn\.?)\s*(?:\d{1,3}|[a-z])"
_LIST = rf"{_ONE}(?:\s*[,;–-]\s*{_ONE})*"
_MARK = re.compile(rf"{_LIST}\s*[,;]?")
_BRACKETED = re.compile(rf"(?:\[(?:{_LIST}|{_NAMED})\])+|\({_LIST}\)")
_LINKED = re.compile(rf"[\[(]?(?:{_MARK.pattern}|{_NAMED}|[ivxl]{{1,6}}|\d{{1,4}})[\])]?\.?", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z]")
_LONGEST_MARK = 24
# A mark comes after what ends a sentence or a quotation, too.
_CLOSED = re.compile(r"""[.,;:!?…"'”’»)\]]+$""")
_SENTENCE_ENDS = re.compile(r"""[.,;:!?…”"»]$""")
_CLOSING = frozenset(["", *".,;:!?)"])
_LAST_WORD = re.compile(r"[^\W\d_]+(?:['’-]?[^\W\d_]+)*$")
_LONGEST_WORD = 80
_SIGN_OR_LIST = re.compile(rf"[,{_SIGNS}]")
_FULL_WIDTH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]$")
_WORD_FOLLOWS = re.compile(r"[^\W\d_]{3}")
# After these, a number raised is a power or belongs to the abbreviation.
_TAKES_A_POWER = frozenset(
    [
        *("sin", "cos", "tan", "log", "exp", "chi"),
        *("mol", "rad", "mile", "miles", "foot", "feet", "inch", "inches", "yard", "yards"),
        *("metre", "metres", "meter", "meters", "prof"),
    ]
)
_RAISED_DIGITS = re.compile("([⁰¹²³⁴-⁹]+)")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Raised:
    """Text that is set above the line, and whether it is a link to another place of the document."""

    text: str
    linked: bool = False


def add_raised(parts: list[str | Raised], raised: Raised) -> None:
    """Add to the parts of a block one that is raised, to the last one where that is raised too: ``1`` and ``,2``."""
    before = parts.pop() if parts and isinstance(parts[-1], Raised) else None
    if isinstance(before, Raised):
        raised = Raised(before.text + raised.text, before.linked or raised.linked)
    parts.append(raised)


def looks_like_mark(text: str, *, linked: bool = False) -> bool:
    """Return whether raised text has the form of marks of notes: numbers, single letters, ``*``, ``[1]``, ``a,b``."""
    shown = text.strip().translate(_PLAIN)
    if not 0 < len(shown) <= _LONGEST_MARK:
        return False
    form = _LINKED if linked else _MARK
    return bool(form.fullmatch(shown) or _BRACKETED.fullmatch(shown))


def note_letters(raised: Iterable[str]) -> frozenset[str]:
    """Return the letters that mark notes in a document, by all the texts that are raised in it.

    They are ``a``, ``b`` and ``c``, and the others of a case in which both a and b are raised.
    """
    seen = {letter for text in raised if looks_like_mark(text) for letter in _LETTER.findall(text)}
    return frozenset(
        {"a", "b", "c"}
        | (set(ascii_lowercase) if {"a", "b"} <= seen else set())
        | (set(ascii_uppercase) if {"A", "B"} <= seen else set())
    )


def without_note_marks(parts: Sequence[str | Raised], letters: Collection[str] = ("a", "b", "c")) -> str:
    """Return the text of a block, from its parts in their order, less the raised marks that point to notes.

    A mark goes where it follows a word of three letters or more or the end of a sentence, where it begins a word, and
    where it is a link or stands in square brackets. ``letters`` are those that count as marks.
    """
    split = list(_split(parts))
    text = ""
    for place, part in enumerate(split):
        if isinstance(part, str):
            text += part
            continue
        following = split[place + 1] if place + 1 < len(split) else ""
        after = following if isinstance(following, str) else following.text
        if not _is_note_mark(part, text[-_LONGEST_WORD:], after, letters):
            text += part.text
        elif after[:1] in _CLOSING:
            text = text.rstrip(" \v")
    return text


def _split(parts: Iterable[str | Raised]) -> Iterator[str | Raised]:
    for part in parts:
        if isinstance(part, Raised):
            if part.text:
                yield part
            continue
        for number, piece in enumerate(_RAISED_DIGITS.split(part)):
            if piece:
                yield Raised(piece) if number % 2 else piece


def _is_note_mark(raised: Raised, before: str, after: str, letters: Collection[str]) -> bool:
    mark = raised.text.strip().translate(_PLAIN)
    if not looks_like_mark(mark, linked=raised.linked):
        return False
    if raised.linked or mark.startswith("["):
        return True
    if not set(_LETTER.findall(mark)) <= set(letters):
        return False
    if not before or before[-1].isspace():
        if _WORD_FOLLOWS.match(after):
            return True
        # Half a kilo, written as 1 raised, a stroke and 2, and the number that begins a note.
        if not before.strip() or before.endswith("\n") or not (after[:1].isspace() or after[:1] in _CLOSING):
            return False
        before = before.rstrip()
    elif after[:1].isalnum() and not _FULL_WIDTH.search(before):
        return False
    core = _CLOSED.sub("", before)
    is_ended = _SENTENCE_ENDS.search(before) is not None
    word = _LAST_WORD.search(core)
    if word is None:
        return is_ended and core[-1:].isdigit()
    if _FULL_WIDTH.search(core):
        return True
    if core == before and word[0].casefold() in _TAKES_A_POWER:
        return False
    least = 1 if is_ended else 2 if _SIGN_OR_LIST.search(mark) else 3
    return sum(map(str.isalpha, word[0])) >= least
