"""The values in the TCK's tables: nodes, relationships, paths, maps, lists, texts and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_PIECE = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*')
      | (?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<word>-?[A-Za-z_]\w*|`[^`]*`)
      | (?P<sign><-\[|-\[|\]->|\]-|->|<-|.))""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {
    "null": None,
    "true": True,
    "false": False,
    "NaN": float("nan"),
    "Inf": float("inf"),
    "Infinity": float("inf"),
    "-Inf": float("-inf"),
    "-Infinity": float("-inf"),
}
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class Node:
    """A node by its labels and properties."""

    labels: frozenset[str]
    properties: dict[str, Any]


@dataclass(frozen=True)
class Relationship:
    """A relationship by its type and properties."""

    type: str
    properties: dict[str, Any]


@dataclass(frozen=True)
class Path:
    """A path; which way its relationships point is not kept, since no store's answer tells."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


def read_cell(cell: str) -> Any:
    """Return the value that a cell of a table writes: plain data, a Node, a Relationship or a Path.

    Raises:
        ValueError: The cell cannot be read.

    """
    reader = _Reader(cell)
    value = reader.value()
    reader.end()
    return value


class _Reader:
    def __init__(self, cell: str) -> None:
        self._cell = cell
        self._pieces = [
            (str(match.lastgroup), match[match.lastgroup or 0]) for match in _PIECE.finditer(cell)
        ]
        self._next = 0

    def value(self) -> Any:
        kind, piece = self._take()
        if kind == "text":
            return re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), piece[1:-1])
        if kind == "number":
            return int(piece) if piece.lstrip("-").isdigit() else float(piece)
        if piece in _WORDS:
            return _WORDS[piece]
        if piece == "(":
            return self._node()
        if piece == "<":
            return self._path()
        if piece == "{":
            return self._map()
        if piece == "[":
            return self._relationship() if self._peek() == ":" else self._list()
        raise ValueError(f"{piece} in {self._cell}")

    def end(self) -> None:
        if self._next < len(self._pieces):
            raise ValueError(f"{self._peek()} in {self._cell}")

    def _node(self) -> Node:
        labels = set()
        while self._passed(":"):
            labels.add(self._name())
        properties = self._map() if self._passed("{") else {}
        self._expect(")")
        return Node(frozenset(labels), properties)

    def _relationship(self, *ends: str) -> Relationship:
        self._expect(":")
        name = self._name()
        properties = self._map() if self._passed("{") else {}
        if self._take()[1] not in (ends or ("]",)):
            raise ValueError(self._cell)
        return Relationship(name, properties)

    def _path(self) -> Path:
        self._expect("(")
        nodes, relationships = [self._node()], []
        while not self._passed(">"):
            if self._take()[1] not in ("-[", "<-["):
                raise ValueError(self._cell)
            relationships.append(self._relationship("]->", "]-"))
            self._expect("(")
            nodes.append(self._node())
        return Path(tuple(nodes), tuple(relationships))

    def _map(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self._passed("}"):
            self._passed(",")
            name = self._name()
            self._expect(":")
            found[name] = self.value()
        return found

    def _list(self) -> list[Any]:
        found = []
        while not self._passed("]"):
            self._passed(",")
            found.append(self.value())
        return found

    def _name(self) -> str:
        kind, piece = self._take()
        if kind != "word":
            raise ValueError(f"{piece} in {self._cell}")
        return piece.strip("`")

    def _peek(self) -> str:
        return self._pieces[self._next][1] if self._next < len(self._pieces) else ""

    def _take(self) -> tuple[str, str]:
        if self._next == len(self._pieces):
            raise ValueError(f"{self._cell} ends too early")
        self._next += 1
        return self._pieces[self._next - 1]

    def _passed(self, sign: str) -> bool:
        passed = self._peek() == sign
        self._next += passed
        return passed

    def _expect(self, sign: str) -> None:
        if not self._passed(sign):
            raise ValueError(f"{self._peek() or 'the end'} for {sign} in {self._cell}")
