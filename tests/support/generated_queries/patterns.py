"""Patterns: nodes and up to three steps, with and without arrows, types, labels, lengths and names."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.schema.labels import LINK_KINDS
from tests.support.generated_queries.draws import ROWS, Draws, Scope, Variable, literal, quoted
from tests.support.generated_queries.syntax import Chain, Droppable, Piece, words
from tests.support.generated_queries.vocabulary import (
    CHUNK,
    DOCUMENT,
    ENTITY,
    ENTITY_LABELS,
    LOCAL,
    LOOSE_LABELS,
    NODE,
    PATH,
    PROPERTIES,
    RELATIONSHIP,
)

LETTERS = {DOCUMENT: "d", CHUNK: "c", LOCAL: "l", ENTITY: "e", "": "n"}
STARTS = [(50.0, ENTITY), (18.0, CHUNK), (12.0, DOCUMENT), (14.0, LOCAL), (6.0, "")]
TO_ONE = ("FROM_DOCUMENT", "RESOLVES_TO", "NEXT_CHUNK")
"""Of these a node has one: who came by it cannot go on by another."""
RELATIONSHIPS = "relationships"
"""The type of the variable of a relationship of variable length."""


@dataclass(slots=True)
class Pattern:
    """A pattern, the variables that it adds, and how many rows it gives for one, by estimate."""

    chain: Chain
    added: dict[str, Variable] = field(default_factory=dict)
    rows: float = 1.0
    end: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of relationship from a kind of node: its type, its sign, the kind of the other end, how many a node has."""

    type: str
    forth: bool
    other: str
    degree: float


class Patterns(Draws):
    """Draws patterns."""

    def pattern(
        self,
        scope: Scope,
        *,
        steps: int | None = None,
        start: str | None = None,
        bare: bool = False,
        most: int = ROWS,
    ) -> Pattern:
        """Return a pattern; it begins at a variable if ``start`` names one, and a ``bare`` one names nothing new.

        It has no step that would lead to more than ``most`` rows.
        """
        count = self.weighted([(20, 0), (36, 1), (31, 2), (13, 3)]) if steps is None else steps
        made = Pattern(Chain("", ()))
        if start is not None:
            node, kind = self._known_node(start, scope[start]), scope[start].kind
            made.end = start
        else:
            kind = self.weighted(STARTS)
            node = self._new_node(kind, made, bare=bare, labelled=0.97)
        links: list[tuple[Piece, Piece]] = []
        step: Step | None = None
        for _ in range(count):
            step = self.step_from(kind, step)
            if step is None or made.rows * self.rows * step.degree > most:
                break
            link, kind = self._link(step, made, bare=bare)
            links.append((link, self._other_node(kind, scope, made, bare=bare)))
        made.chain = Chain(node, tuple(links))
        return made

    def step_from(self, kind: str, before: Step | None = None) -> Step | None:
        """Return a kind of relationship that nodes of a label have, seldom the only one of a node that led there ``before``."""
        found: list[tuple[float, Step]] = []
        for link in LINK_KINDS:
            count = len(self.graph.links[link.type])
            for forth, here, there in ((True, link.start, link.end), (False, link.end, link.start)):
                back = before is not None and before.type == link.type and forth and not before.forth
                if back and link.type in TO_ONE and self.chance(0.9):
                    continue
                if kind in {here, ""}:
                    weight = 3.0 if link.type == "CO_OCCURS_WITH" else 2.0
                    found.append((weight, Step(link.type, forth, there, count / len(self.graph.nodes[here]))))
        return self.weighted(found) if found else None

    def _link(self, step: Step, made: Pattern, *, bare: bool) -> tuple[Piece, str]:
        """Return a relationship and the kind of the node behind it, noting its variable and rows."""
        arrows = 0.25 if step.type == "CO_OCCURS_WITH" else 0.65
        arrow = self.chance(arrows)
        typed = self.chance(0.9)
        kind, degree = (step.type, step.degree) if typed else ("", step.degree + 2)
        type_text = f":{step.type}" if typed else ""
        if typed and self.chance(0.05):
            other = self.one_of([link.type for link in LINK_KINDS])
            type_text, kind, degree = f":{step.type}|{other}", "", degree + 1
        certain = typed and kind == step.type
        length = self._length(step, made, bounded=not certain, arrow=arrow) if self.chance(0.1) else ""
        name = ""
        if not bare and self.chance(0.4):
            name = self.new_name("r")
            made.added[name] = Variable(RELATIONSHIPS if length else RELATIONSHIP, kind)
        inside: list[Piece] = [Droppable(name), Droppable(type_text), Droppable(length)]
        if not length and kind == "CO_OCCURS_WITH" and self.chance(0.04):
            inside.append(Droppable(" {docs: 1}"))
        head = "" if step.forth or not arrow else "<"
        tail = ">" if step.forth and arrow else ""
        plain = not (name or type_text or length)
        link = words(f"{head}--{tail}") if plain else words(f"{head}-[", *inside, f"]-{tail}")
        made.rows *= degree ** (2 if length and step.type != "NEXT_CHUNK" else 1) * (4 if length else 1)
        other_kind = step.other
        if not typed or (length and step.type not in {"NEXT_CHUNK", "CO_OCCURS_WITH"}):
            other_kind = ""
        if kind == "" and typed:
            other_kind = ""
        return link, other_kind

    def _length(self, step: Step, made: Pattern, *, bounded: bool, arrow: bool) -> str:
        """Return a length that does not lead to too many rows; without a bound only along one type that has an end."""
        endless = step.type == "NEXT_CHUNK" or (arrow and step.type in TO_ONE)
        if endless and not bounded:
            return self.one_of(("*", "*", "*1..", "*2..", "*0..", "*..3", "*2", "*1..12", "*..60"))
        if made.rows * self.rows * step.degree**2 * 4 > ROWS:
            return ""
        return self.one_of(("*1..2", "*..2", "*2", "*0..1", "*1..1", "*0..2"))

    def _other_node(self, kind: str, scope: Scope, made: Pattern, *, bare: bool) -> Piece:
        """Return the node at the end of a step: a new one, or one that the query has already."""
        known = [
            name
            for name, variable in (*scope.items(), *made.added.items())
            if variable.type == NODE
            and (variable.kind == kind or not kind)
            # A relationship from a node to itself is nowhere in the graph.
            and (name != made.end or self.chance(0.05))
        ]
        if known and self.chance(0.12):
            name = self.one_of(known)
            made.end = name
            made.rows /= 10
            return words(f"({name})")
        return self._new_node(kind, made, bare=bare, labelled=0.7)

    def _known_node(self, name: str, variable: Variable) -> Piece:
        label = f":{variable.kind}" if variable.kind and self.chance(0.05) else ""
        return words("(", name, Droppable(label), ")")

    def _new_node(self, kind: str, made: Pattern, *, bare: bool, labelled: float) -> Piece:
        """Return a node with or without a label, a name and properties, noting its variable and rows."""
        label = ""
        if kind and self.chance(labelled):
            label = self._label_text(kind)
        first = not made.rows > 1 and not made.added
        if first:
            made.rows *= len(self.graph.nodes.get(kind, ())) or 180
        elif label and label != f":{kind}":
            made.rows /= 3
        name = ""
        if not bare and self.chance(0.85):
            name = self.new_name(LETTERS.get(kind, "n"))
            made.added[name] = Variable(NODE, kind)
            made.end = name
        properties = ""
        if kind and (self.chance(0.12 if first else 0.03) or made.rows * self.rows > ROWS):
            properties = self._map(kind)
            made.rows = max(1.0, made.rows / 10)
        return words("(", Droppable(name), Droppable(label), Droppable(properties), ")")

    def _label_text(self, kind: str) -> str:
        if kind != ENTITY:
            return f":{kind}"
        return self.weighted(
            [
                (60, f":{kind}"),
                (34, f":{self.one_of(ENTITY_LABELS)}"),
                (2, f":{self.one_of(LOOSE_LABELS)}"),
                (2, f":Entity{self.joint}{self.one_of(ENTITY_LABELS)}"),
                (
                    1,
                    f":{self.one_of(ENTITY_LABELS)}|{self.one_of(ENTITY_LABELS)}"
                    if self.joint == "&"
                    else ":Entity",
                ),
            ]
        )

    def _map(self, kind: str) -> str:
        """Return a map of one property in braces, with a value that some node has."""
        name = self.one_of(
            [name for name in ("id", "name", "type", "docId", "index") if name in PROPERTIES[kind]]
        )
        values = self.graph.values(kind, name)
        return f" {{{quoted(name)}: {literal(self.one_of(values))}}}" if values else ""

    def path_name(self, pattern: Pattern) -> Piece:
        """Give a pattern a name, noting it among its variables."""
        name = self.new_name("p")
        pattern.added[name] = Variable(PATH)
        return words(Droppable(f"{name} = "), pattern.chain)
