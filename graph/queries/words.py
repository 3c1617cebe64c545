"""The labels, relationship types and property keys that a query names.

A query that a store has run is read token by token, as :mod:`graph.cypher.read_guard` cuts it. What cannot be told from the text is left
out: a property is named where it follows a variable that stands for a node or a relationship wherever it is bound, or where
it stands in the braces of a pattern; not where a variable may be a map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from graph.cypher.read_guard import Token, tokens_of

_PATTERN_CLAUSES = frozenset({"match", "merge", "create"})
_CLAUSES = frozenset(
    {
        *(
            "call",
            "delete",
            "filter",
            "finish",
            "for",
            "let",
            "limit",
            "next",
            "offset",
            "optional",
            "order",
            "remove",
        ),
        *("return", "set", "skip", "union", "unwind", "use", "using", "where", "with", "yield"),
    }
)
_PATHS = frozenset({"shortestpath", "allshortestpaths"})
_NODES, _LINKS = "nodes", "relationships"
_ENDS = frozenset({"startnode", "endnode"})
_ITEM_STARTS = frozenset({",", "with", "return", "distinct", "yield"})
_FULL_TEXT = {"querynodes": "node", "queryrelationships": "relationship"}
_NAMES = frozenset({"word", "quoted"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class QueryWords:
    """Names in the order in which a query has them, each once; ``either`` are labels of nodes or types of relationships."""

    labels: tuple[str, ...]
    types: tuple[str, ...]
    either: tuple[str, ...]
    keys: tuple[str, ...]


class _Kind(Enum):
    """What a pair of brackets is; a query is the whole text, or a part of it that has clauses."""

    QUERY = auto()
    GROUP = auto()
    NODE = auto()
    LINK = auto()
    MAP = auto()
    LIST = auto()
    OTHER = auto()


class _Stands(Enum):
    """What a variable stands for."""

    NODE = auto()
    LINK = auto()
    OTHER = auto()


@dataclass(slots=True)
class _Brackets:
    """An open pair; ``patterns`` says that patterns are expected in it next, ``subject`` is the variable before a map."""

    kind: _Kind
    patterns: bool = False
    subject: str = ""


@dataclass(slots=True)
class _Found:
    labels: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    predicates: list[tuple[str, str]] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)
    bound: dict[str, set[_Stands]] = field(default_factory=dict)
    aliases: list[tuple[str, str]] = field(default_factory=list)

    def bind(self, name: str, stands: _Stands) -> None:
        self.bound.setdefault(name, set()).add(stands)

    def follow_aliases(self) -> None:
        """Let every alias stand for what its variable stands for, for anything where that is not known."""
        for last in (False, True):
            changed = True
            while changed:
                changed = False
                for source, alias in self.aliases:
                    unknown: set[_Stands] = {_Stands.OTHER} if last else set()
                    meant, known = self.bound.get(source) or unknown, self.bound.setdefault(alias, set())
                    changed = changed or not meant <= known
                    known |= meant

    def stands(self, name: str) -> _Stands | None:
        """Return what a variable stands for, None where it may be several things or what is not known."""
        meant = self.bound.get(name, set())
        return next(iter(meant)) if len(meant) == 1 else None

    def is_entity(self, name: str) -> bool:
        """Tell whether a variable stands for a node or a relationship wherever it is bound."""
        meant = self.bound.get(name, {_Stands.OTHER})
        return _Stands.OTHER not in meant


def words_of(cypher: str) -> QueryWords:
    """Return the labels, relationship types and property keys that a query names; it must be one that a store runs."""
    found = _Reading(tokens_of(cypher)).found()
    found.follow_aliases()
    predicates: dict[_Stands | None, list[str]] = {}
    for subject, name in found.predicates:
        predicates.setdefault(found.stands(subject), []).append(name)
    return QueryWords(
        labels=_once([*found.labels, *predicates.pop(_Stands.NODE, ())]),
        types=_once([*found.types, *predicates.pop(_Stands.LINK, ())]),
        either=_once(name for names in predicates.values() for name in names),
        keys=_once([*found.keys, *(key for subject, key in found.properties if found.is_entity(subject))]),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


class _Reading:
    """One way through the tokens of a query; ``_open`` are the brackets around the token at hand."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._small = [text.casefold() if kind in {"word", "sign"} else "" for kind, text in tokens]
        self._ends = dict(_pairs(tokens))
        self._starts = {end: start for start, end in self._ends.items()}
        self._open = [_Brackets(_Kind.QUERY)]
        self._found = _Found()

    def found(self) -> _Found:
        """Read all tokens and return what they name."""
        for place, (kind, text) in enumerate(self._tokens):
            if kind in _NAMES:
                self._read_name(place)
            elif text == ":":
                self._read_colon(place)
            elif text in _CLOSING and kind == "sign":
                self._open.append(self._opened(place))
            elif place in self._starts and len(self._open) > 1:
                self._open.pop()
        return self._found

    # --- tokens ----------------------------------------------------------------------------------------------------
    def _text(self, place: int) -> str:
        """Return a word in small letters or a sign; nothing for a string and for what is not there."""
        return self._small[place] if 0 <= place < len(self._small) else ""

    def _name(self, place: int) -> str:
        """Return the name at a place, without backticks; nothing where there is none."""
        if not 0 <= place < len(self._tokens):
            return ""
        kind, text = self._tokens[place]
        if kind == "quoted":
            return text[1:-1].replace("``", "`")
        return text if kind == "word" else ""

    def _is_keyword(self, place: int) -> bool:
        kind, _ = self._tokens[place]
        is_name = self._text(place - 1) in {".", "$", ":", "|", "&", "!"} or self._text(place + 1) in {
            ":",
            ".",
        }
        return kind == "word" and not is_name

    # --- names -----------------------------------------------------------------------------------------------------
    def _read_name(self, place: int) -> None:
        around = self._open[-1]
        if self._text(place - 1) == ".":
            self._read_property(place)
            return
        if self._is_keyword(place):
            word = self._text(place)
            if word in _PATTERN_CLAUSES:
                around.patterns = True
            elif word in _CLAUSES:
                around.patterns = False
            if word == "as":
                self._read_alias(place)
            elif word == "yield":
                self._read_yield(place)
            elif word == "in":
                self._read_element(place)
            elif word == "is" and around.kind in {_Kind.NODE, _Kind.LINK} and around.patterns:
                self._add_labels(place)
        if self._text(place + 1) == "=" and self._text(place - 1) in {",", "let", "(", *_PATTERN_CLAUSES}:
            self._found.bind(self._name(place), _Stands.OTHER)

    def _read_property(self, place: int) -> None:
        """Read a name behind a dot: of a variable, or in a map projection as ``e {.name}``."""
        before = self._text(place - 2)
        if self._text(place + 1) == "(" or before == ".":
            return
        if before in {"{", ","} and self._open[-1].kind is _Kind.MAP:
            subject = self._open[-1].subject
        elif self._text(place - 3) in {".", "$"}:
            return
        else:
            subject = self._name(place - 2)
        if subject:
            self._found.properties.append((subject, self._name(place)))

    def _read_alias(self, place: int) -> None:
        alias, source = self._name(place + 1), self._name(place - 1)
        if not alias:
            return
        if source and self._text(place - 2) in _ITEM_STARTS:
            self._found.aliases.append((source, alias))
            return
        start = self._starts.get(place - 1)
        called, before = (self._text(start - 1), self._text(start - 2)) if start is not None else ("", "")
        if called in _ENDS and before in _ITEM_STARTS:
            self._found.bind(alias, _Stands.NODE)
        else:
            self._found.bind(alias, _element(called) if before == "unwind" else _Stands.OTHER)

    def _read_yield(self, place: int) -> None:
        """Read what a procedure gives; the node that a full-text index gives is one."""
        start = self._starts.get(place - 1)
        procedure = self._text(start - 1) if start is not None else ""
        while name := self._name(place + 1):
            stands = _element(f"{name}s") if _FULL_TEXT.get(procedure) == name else _Stands.OTHER
            self._found.bind(name, stands)
            place += 3 if self._text(place + 2) == "as" else 1
            if self._text(place + 1) != ",":
                return
            place += 1

    def _read_element(self, place: int) -> None:
        """Read ``x IN …``, which gives every element a name where it begins a list or what a function is given."""
        name = self._name(place - 1)
        if not name or self._text(place - 2) not in {"[", "(", ",", "for"}:
            return
        end = self._ends.get(place + 2)
        whole = end is not None and self._text(end + 1) in {"where", "|", ")", "]", "["}
        self._found.bind(name, _element(self._text(place + 1)) if whole else _Stands.OTHER)

    # --- colons ----------------------------------------------------------------------------------------------------
    def _read_colon(self, place: int) -> None:
        around = self._open[-1]
        if ":" in {self._text(place - 1), self._text(place + 1)}:
            return
        if around.kind is _Kind.MAP and self._text(place - 2) in {"{", ","}:
            if around.patterns:
                self._found.keys.append(self._name(place - 1))
            return
        self._add_labels(place)

    def _add_labels(self, place: int) -> None:
        around = self._open[-1]
        names = self._label_expression(place + 1)
        if around.kind is _Kind.NODE and around.patterns:
            self._found.labels.extend(names)
        elif around.kind is _Kind.LINK and around.patterns:
            self._found.types.extend(names)
        else:
            subject = self._name(place - 1)
            self._found.predicates.extend((subject, name) for name in names)

    def _label_expression(self, place: int) -> Iterator[str]:
        # In a list, the first bar ends what its elements must be.
        bars = self._open[-1].kind is not _Kind.LIST
        depth, operand = 0, True
        while True:
            text = self._text(place)
            if operand and self._name(place):
                yield self._name(place)
                operand = False
            elif operand and text == "%":
                operand = False
            elif operand and text in {"!", "("}:
                depth += text == "("
            elif not operand and (text == "&" or (text == "|" and (bars or depth))):
                operand = True
            elif not operand and text == ")" and depth:
                depth -= 1
            else:
                return
            place += 1

    # --- brackets --------------------------------------------------------------------------------------------------
    def _opened(self, place: int) -> _Brackets:
        sign = self._text(place)
        if sign == "(":
            return self._opened_round(place)
        if sign == "[":
            return self._opened_square(place)
        return self._opened_curly(place)

    def _opened_round(self, place: int) -> _Brackets:
        around, inside = self._open[-1], self._text(place + 1)
        expected = around.patterns and around.kind in {_Kind.QUERY, _Kind.GROUP}
        if self._text(place - 1) in _PATHS or (
            expected and (inside == "(" or (self._name(place + 1) and self._text(place + 2) == "="))
        ):
            return _Brackets(_Kind.GROUP, patterns=True)
        if self._holds_pattern(place) and (expected or inside == ":" or self._is_joined(place)):
            if name := self._pattern_name(place):
                self._found.bind(name, _Stands.NODE)
            return _Brackets(_Kind.NODE, patterns=True)
        return _Brackets(_Kind.OTHER)

    def _opened_square(self, place: int) -> _Brackets:
        if not self._is_link(place):
            return _Brackets(_Kind.LIST)
        if name := self._pattern_name(place):
            inside = range(place + 1, self._ends.get(place, place))
            many = any(self._text(each) == "*" for each in inside)
            self._found.bind(name, _Stands.OTHER if many else _Stands.LINK)
        return _Brackets(_Kind.LINK, patterns=True)

    def _opened_curly(self, place: int) -> _Brackets:
        around, inside, then = self._open[-1], self._text(place + 1), self._text(place + 2)
        if around.kind in {_Kind.NODE, _Kind.LINK} and around.patterns:
            return _Brackets(_Kind.MAP, patterns=True)
        if inside == "(" or (self._name(place + 1) and then == "="):
            return _Brackets(_Kind.QUERY, patterns=True)
        if self._name(place + 1) and then not in {":", ",", "}"}:
            return _Brackets(_Kind.QUERY)
        return _Brackets(_Kind.MAP, subject=self._name(place - 1))

    def _pattern_name(self, place: int) -> str:
        """Return the variable at the start of a pattern's brackets; nothing where it has none."""
        first = self._text(place + 1)
        if first == "where" and self._text(place + 2) not in {")", "]", ":", "{"}:
            return ""
        if first == "is" and self._name(place + 2):
            return ""
        return self._name(place + 1)

    def _holds_pattern(self, place: int) -> bool:
        """Tell whether what stands in brackets can be a pattern: a variable or none, then a label, a map or nothing."""
        after = place + (2 if self._pattern_name(place) else 1)
        return self._text(after) in {")", "]", ":", "{", "*", "where", "is"}

    def _is_link(self, place: int) -> bool:
        """Tell whether the bracket opens a relationship: it stands between two strokes."""
        end = self._ends.get(place)
        if end is None or self._text(place - 1) != "-" or self._text(end + 1) != "-":
            return False
        return self._holds_pattern(place)

    def _is_joined(self, place: int) -> bool:
        """Tell whether a relationship leads to or from the round brackets that open here."""
        before = place - (2 if self._text(place - 1) == ">" else 1)
        if self._text(before) == "-":
            start = self._starts.get(before - 1)
            if self._text(before - 1) == "-" or (start is not None and self._is_link(start)):
                return True
        after = self._ends.get(place, len(self._tokens)) + 1
        after += self._text(after) == "<"
        return self._text(after) == "-" and (self._text(after + 1) == "-" or self._is_link(after + 1))


def _element(function: str) -> _Stands:
    return {_NODES: _Stands.NODE, _LINKS: _Stands.LINK}.get(function, _Stands.OTHER)


def _pairs(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Yield the places of brackets that open and close together."""
    open_: list[int] = []
    for place, (kind, text) in enumerate(tokens):
        if kind != "sign":
            continue
        if text in _CLOSING:
            open_.append(place)
        elif open_ and text == _CLOSING[tokens[open_[-1]][1]]:
            yield open_.pop(), place
