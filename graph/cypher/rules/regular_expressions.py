r"""Writes regular expressions of Java, as Neo4j reads them, as kglite reads them: Rust's regex, which knows all of Unicode.

Java takes ``\w``, ``\d``, ``\s`` and ``(?i)`` for ASCII alone. What Rust does not have, or reads otherwise, is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.cypher.rules.context import Site
from graph.cypher.syntax.tree import Binary, Literal, Parameter, Part
from graph.cypher.syntax.walking import changed
from graph.errors import QueryRefusedError

_CLASSES = {"w": "a-zA-Z0-9_", "d": "0-9", "s": r" \t\n\x0B\f\r"}
_ANY = r"[^\n\r\u0085\u2028\u2029]"
_SAME = frozenset("tnrfa\\.*+?()[]{}|^$-/&~#\"' :;,<>=!@%_`") | {"x", "u", "p", "P"}


def rewrite_match(at: Site) -> Part:
    """Write the pattern of ``=~`` as kglite reads it, where it stands in the query or in its parameters.

    Raises:
        QueryRefusedError: The pattern uses what kglite does not have, or reads otherwise.

    """
    current, context = at.current, at.context
    if not (isinstance(current, Binary) and current.operator == "=~"):
        return current
    pattern: Any = None
    if isinstance(current.right, Literal):
        pattern = current.right.value
    elif isinstance(current.right, Parameter):
        pattern = context.parameters.get(current.right.name)
    if not isinstance(pattern, str):
        return current
    translated = translate(pattern)
    return current if translated == pattern else changed(current, right=Literal(translated))


def translate(pattern: str) -> str:
    """Return a regular expression of Java as one of Rust that matches the same.

    Raises:
        QueryRefusedError: There is none.

    """
    return _Translation(pattern).whole()


@dataclass
class _Flags:
    ignore_case: bool = False
    unicode_case: bool = False
    dot_all: bool = False


class _Translation:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._place = 0
        self._flags = _Flags()

    def whole(self) -> str:
        self._leading_flags()
        written = []
        while self._place < len(self._pattern):
            written.append(self._next())
        return self._prefix() + "".join(written)

    def _prefix(self) -> str:
        letters = ("i" if self._flags.ignore_case and self._flags.unicode_case else "") + (
            "s" if self._flags.dot_all else ""
        )
        return f"(?{letters})" if letters else ""

    def _leading_flags(self) -> None:
        while self._pattern.startswith("(?", self._place):
            end = self._pattern.find(")", self._place)
            letters = self._pattern[self._place + 2 : end]
            if end < 0 or not letters or not set(letters) <= set("iusU"):
                return
            self._flags.ignore_case |= "i" in letters
            self._flags.unicode_case |= "u" in letters or "U" in letters
            self._flags.dot_all |= "s" in letters
            if "U" in letters:
                raise _refused("(?U)")
            self._place = end + 1

    def _next(self) -> str:
        character = self._pattern[self._place]
        if character == "\\":
            return self._escape(in_class=False)
        if character == "[":
            return self._class()
        if character == "(" and self._pattern.startswith("(?", self._place):
            return self._group()
        if character in "*+?}" and self._pattern.startswith("+", self._place + 1):
            raise _refused(f"{character}+")
        self._place += 1
        if character == "." and not self._flags.dot_all:
            return _ANY
        return self._cased(character, in_class=False)

    def _group(self) -> str:
        start = self._place
        if self._pattern.startswith("(?:", start):
            self._place += 3
            return "(?:"
        named = self._pattern.find(">", start)
        if self._pattern.startswith("(?<", start) and self._pattern[start + 3 : named].isalnum():
            self._place = named + 1
            return f"(?P<{self._pattern[start + 3 : named]}>"
        raise _refused(self._pattern[start : start + 4])

    def _escape(self, *, in_class: bool) -> str:
        letter = self._pattern[self._place + 1 : self._place + 2]
        self._place += 2
        if letter.casefold() in _CLASSES:
            inside = _CLASSES[letter.casefold()]
            if letter.islower():
                return inside if in_class else f"[{inside}]"
            return f"[^{inside}]"
        if letter == "Q":
            end = self._pattern.find("\\E", self._place)
            quoted = self._pattern[self._place : end if end >= 0 else None]
            self._place = end + 2 if end >= 0 else len(self._pattern)
            return "".join(self._cased(each, in_class=in_class, quoted=True) for each in quoted)
        if letter not in _SAME:
            raise _refused(f"\\{letter}")
        return f"\\{letter}" + (self._braced() if letter in "pP" else "")

    def _braced(self) -> str:
        end = self._pattern.find("}", self._place)
        if not self._pattern.startswith("{", self._place) or end < 0:
            return ""
        name = self._pattern[self._place + 1 : end]
        if name not in {
            "L",
            "Lu",
            "Ll",
            "N",
            "Nd",
            "P",
            "Z",
            "S",
            "M",
            "IsAlphabetic",
            "IsLatin",
            "IsGreek",
            "IsCyrillic",
        }:
            raise _refused(f"\\p{{{name}}}")
        self._place = end + 1
        return f"{{{name.removeprefix('Is')}}}"

    def _class(self) -> str:
        written, self._place = "[", self._place + 1
        if self._pattern.startswith("^", self._place):
            written, self._place = "[^", self._place + 1
        while self._place < len(self._pattern):
            character = self._pattern[self._place]
            if character == "]":
                self._place += 1
                return written + "]"
            if character in "[&":
                raise _refused("a class in a class")
            if character == "\\":
                written += self._escape(in_class=True)
                continue
            written += self._range() or self._one(character)
        raise _refused("[ without ]")

    def _one(self, character: str) -> str:
        self._place += 1
        return self._cased(character, in_class=True)

    def _range(self) -> str:
        """Return a range of characters with that of the other case, if one comes next."""
        first, dash, last = (self._pattern[self._place + step : self._place + step + 1] for step in range(3))
        if dash != "-" or last in {"]", "\\", ""}:
            return ""
        self._place += 3
        written = f"{first}-{last}"
        if self._flags.ignore_case and not self._flags.unicode_case:
            if first.isascii() and last.isascii() and first.isalpha() and last.isalpha():
                written += f"{first.swapcase()}-{last.swapcase()}"
            elif first <= "z" and last >= "A":
                raise _refused(f"(?i) with the range {first}-{last}")
        return written

    def _cased(self, character: str, *, in_class: bool, quoted: bool = False) -> str:
        if (
            self._flags.ignore_case
            and not self._flags.unicode_case
            and character.isascii()
            and character.isalpha()
        ):
            both = character + character.swapcase()
            return both if in_class else f"[{both}]"
        return f"\\{character}" if quoted and not character.isalnum() and character.isascii() else character


def _refused(what: str) -> QueryRefusedError:
    return QueryRefusedError(
        f"The regular expression has {what}, which the embedded store reads otherwise or not at all: use classes such as [a-z], "
        "or CONTAINS, STARTS WITH and ENDS WITH."
    )
