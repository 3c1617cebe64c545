"""Whole queries: one to four clauses and a RETURN, drawn from a seed and a number.

Where rows are cut off within a query, they are sorted by all that tells them apart first: so every query has one right answer up to
the order of rows, except that a RETURN may cut off among rows that its ORDER BY holds equal.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.support.generated_queries.draws import Scope, Variable
from tests.support.generated_queries.expressions import Expressions
from tests.support.generated_queries.patterns import RELATIONSHIPS
from tests.support.generated_queries.sample_graph import SampleGraph
from tests.support.generated_queries.syntax import (
    Branch,
    Droppable,
    Item,
    Piece,
    Query,
    SortKey,
    Words,
    listing,
    words,
)
from tests.support.generated_queries.vocabulary import (
    BAGS,
    BOOLEAN,
    ELEMENTS,
    ENTITY,
    FLOAT,
    INTEGER,
    LIST_OF_INTEGER,
    LIST_OF_STRING,
    LISTS,
    MAP,
    NODE,
    PATH,
    RELATIONSHIP,
    SCALARS,
    STRING,
)

SHORTEST = "shortest path"
"""The type of a path of which only the length is certain, for there may be others as short."""
UNCERTAIN = (*BAGS.values(), SHORTEST)
"""Types whose values are not what rows may be grouped or sorted by."""


@dataclass(frozen=True, slots=True)
class Projected:
    """An expression with the type of its value, whether it aggregates, and the kind of its node or relationship."""

    expression: Piece
    type: str
    aggregates: bool = False
    kind: str = ""


def drawn(seed: int, number: int, graph: SampleGraph) -> Query:
    """Return the query of a number; the same seed and number give the same query, whatever was drawn before."""
    return Queries(random.Random(f"{seed}:{number}"), graph).query()  # noqa: S311


class Queries(Expressions):
    """Draws queries."""

    def query(self) -> Query:
        """Return a query."""
        if self.chance(0.04):
            types = [self.one_of((STRING, INTEGER)) for _ in range(self.source.randint(1, 2))]
            branches = tuple(self._small_branch(types) for _ in range(self.one_of((2, 2, 3))))
            union = self.one_of(("UNION", "UNION ALL"))
            return Query(branches, union, tuple(self.parameters.items()))
        clauses: list[Piece] = []
        scope: Scope = {}
        wanted = self.weighted([(40, 1), (36, 2), (17, 3), (7, 4)])
        while len(clauses) < wanted or not scope:
            piece, scope = self._clause(scope, first=not clauses)
            clauses.append(piece)
        branch = self._returning(clauses, scope)
        return Query((branch,), parameters=tuple(self.parameters.items()))

    # --- clauses ---

    def _clause(self, scope: Scope, *, first: bool) -> tuple[Piece, Scope]:
        """Return a clause and the variables after it."""
        if first:
            kind = self.weighted([(85, "match"), (5, "optional"), (5, "unwind"), (5, "call")])
        else:
            kind = self.weighted(
                [(20, "match"), (25, "optional"), (28, "with"), (9, "unwind"), (14, "call"), (4, "shortest")]
            )
        if kind == "with":
            return self._with(scope)
        if kind == "unwind":
            return self._unwind(scope)
        if kind == "call":
            return self._call(scope)
        if kind == "shortest":
            return self._shortest(scope)
        return self._match(scope, optional=kind == "optional")

    def _match(self, scope: Scope, *, optional: bool) -> tuple[Piece, Scope]:
        count = self.weighted([(80, 1), (17, 2), (3, 3)])
        added: dict[str, Variable] = {}
        parts: list[Piece] = []
        for _ in range(count):
            known = {**scope, **added}
            held = self.variables(known, NODE)
            start = self.one_of(held) if held and self.chance(0.93) else None
            steps = None if start is None else self.weighted([(6, 0), (50, 1), (32, 2), (12, 3)])
            pattern = self.pattern(known, start=start, steps=steps)
            parts.append(
                self.path_name(pattern) if pattern.chain.steps and self.chance(0.08) else pattern.chain
            )
            added |= pattern.added
            self.rows *= max(pattern.rows, 1.0 if optional else 0.5)
        after = {**scope, **added}
        where = self.conditions(after) if self.chance(0.42) else ""
        word = "OPTIONAL MATCH " if optional else "MATCH "
        return words(word, listing(parts, least=1), where), after

    def _shortest(self, scope: Scope) -> tuple[Piece, Scope]:
        """Return a shortest path between two entities that are named."""
        names = self.graph.values(ENTITY, "id")
        a, b = self.new_name("e"), self.new_name("e")
        one, other = self.source.sample(names, 2)
        path = self.new_name("p")
        length = self.one_of(("*..3", "*..4", "*..6", "*"))
        start, end = (
            f"({a}:Entity {{id: '{one}'}}), ({b}:Entity {{id: '{other}'}})",
            f"({a})-[:CO_OCCURS_WITH{length}]-({b})",
        )
        optional = Droppable("OPTIONAL ") if self.chance(0.3) else ""
        piece = words(f"MATCH {start} ", optional, f"MATCH {path} = shortestPath({end})")
        ends = {a: Variable(NODE, ENTITY), b: Variable(NODE, ENTITY)}
        return piece, {**scope, **ends, path: Variable(SHORTEST)}

    def _unwind(self, scope: Scope) -> tuple[Piece, Scope]:
        name = self.new_name("u")
        wanted = self.weighted(
            [(4, LIST_OF_STRING), (4, LIST_OF_INTEGER), (2, BAGS[STRING]), (1, BAGS[INTEGER])]
        )
        if self.chance(0.15):
            some: list[Piece] = [self.literal(ELEMENTS[wanted]), "null", self.literal(ELEMENTS[wanted])]
            of: Piece = listing(some, before="[", after="]", least=1)
        else:
            of = self.expression(scope, wanted)
        self.rows *= 2
        return words("UNWIND ", of, f" AS {name}"), {**scope, name: Variable(ELEMENTS[wanted])}

    def _with(self, scope: Scope) -> tuple[Piece, Scope]:
        """Return a WITH: some variables, new values, aggregates; now and then DISTINCT, sorted and cut off, or filtered."""
        if self.chance(0.12) and self.variables(scope, NODE):
            return self._sorted_then_collected(scope)
        aggregates = self.chance(0.5)
        items, after = self._carried(scope, aggregates=aggregates)
        for _ in range(self.source.randint(1 if aggregates or not items else 0, 2)):
            made = self._aggregate(scope) if aggregates else self._value(scope)
            name = self.new_name("v")
            items.append(words(made.expression, f" AS {name}"))
            after[name] = Variable(made.type, made.kind)
        distinct = not aggregates and self._certain(after) and self.chance(0.25)
        cut: Piece = ""
        if self._certain(after) and self.chance(0.3):
            cut = self._cut(after)
            self.rows = min(self.rows, 10.0)
        elif self.chance(0.1) and self.variables(after, *SCALARS):
            cut = Droppable(words(" ORDER BY ", self.one_of(self.variables(after, *SCALARS))))
        where = self.conditions(after, 1) if self.chance(0.3) else ""
        if aggregates:
            self.rows = max(1.0, self.rows / 5)
        head = words("WITH ", Droppable("DISTINCT ") if distinct else "")
        return words(head, listing(items, least=1), cut, where), after

    def _carried(self, scope: Scope, *, aggregates: bool) -> tuple[list[Piece], dict[str, Variable]]:
        """Return some of the variables, as they are or now and then as one of their properties."""
        items: list[Piece] = []
        after: dict[str, Variable] = {}
        names = [name for name, each in scope.items() if not (aggregates and each.type in UNCERTAIN)]
        share = 0.4 if aggregates else 0.75
        for name in names:
            if not self.chance(share):
                continue
            if aggregates and scope[name].type == NODE and self.chance(0.4):
                wanted = self.one_of((STRING, STRING, INTEGER))
                new = self.new_name("k")
                found = self.property_of({name: scope[name]}, wanted)
                if found is None:
                    continue
                items.append(words(found, f" AS {new}"))
                after[new] = Variable(wanted)
            else:
                items.append(name)
                after[name] = scope[name]
        return items, after

    def _certain(self, scope: Scope) -> bool:
        """Tell whether rows can be sorted so that only equal rows are left in any order."""
        return all(each.type in {*SCALARS, NODE, RELATIONSHIP, *LISTS.values()} for each in scope.values())

    def _cut(self, scope: Scope) -> Piece:
        """Return an ORDER BY over everything in the rows, and a LIMIT; the two go together."""
        names = list(scope)
        self.source.shuffle(names)
        return Droppable(words(self._total_order(scope, names), f" LIMIT {self.source.randint(1, 12)}"))

    def _total_order(self, scope: Scope, names: Sequence[str]) -> str:
        keys: list[str] = []
        for name in names:
            descending = " DESC" if self.chance(0.5) else ""
            if scope[name].type == NODE:
                keys.append(f"{name}.id{descending}")
            elif scope[name].type == RELATIONSHIP:
                keys += [f"startNode({name}).id", f"endNode({name}).id{descending}", f"type({name})"]
            else:
                keys.append(f"{name}{descending}")
        return f" ORDER BY {', '.join(keys)}"

    def _sorted_then_collected(self, scope: Scope) -> tuple[Piece, Scope]:
        """Return the usual form for the first few of each: sorted rows, grouped, and collected in that order."""
        nodes = self.variables(scope, NODE)
        group, each = self.one_of(nodes), self.one_of(nodes)
        wanted = self.one_of((STRING, STRING, INTEGER))
        key, value, name = self.new_name("k"), self.new_name("v"), self.new_name("v")
        order = self.property_of({each: scope[each]}, self.one_of((INTEGER, STRING)))
        told = self.property_of({each: scope[each]}, wanted)
        if order is None or told is None or group == each:
            return self._match(scope, optional=True)
        sign = self.one_of(("", " DESC"))
        distinct = f"WITH DISTINCT {group}, " if self.chance(0.4) else f"WITH {group}, "
        cut = f"[..{self.source.randint(1, 4)}]" if self.chance(0.7) else ""
        piece = words(
            words(distinct, order, f" AS {key}, ", told, f" AS {value} ORDER BY {key}{sign}, {value} "),
            f"WITH {group}, collect({value}){cut} AS {name}",
        )
        self.rows = max(1.0, self.rows / 5)
        return piece, {group: scope[group], name: Variable(LISTS[wanted])}

    # --- subqueries ---

    def _call(self, scope: Scope) -> tuple[Piece, Scope]:
        """Return a CALL { }: the first few or a count for each row, or figures of the whole graph."""
        held = self.variables(scope, NODE)
        if not held:
            types = [self.one_of((STRING, INTEGER)) for _ in range(self.source.randint(1, 2))]
            branch = self._small_branch(types, few=True)
            names = [self.new_name("s") for _ in types]
            branch = replace(
                branch,
                items=tuple(replace(item, name=name) for item, name in zip(branch.items, names, strict=True)),
            )
            added = {name: Variable(type_name) for name, type_name in zip(names, types, strict=True)}
            return self._subquery("CALL () {", self._clauses_of(branch), added), {**scope, **added}
        start = self.one_of(held)
        opening = f"CALL ({start}) {{" if self.chance(0.75) else f"CALL {{ WITH {start}"
        pattern = self.pattern({start: scope[start]}, start=start, steps=self.weighted([(60, 1), (40, 2)]))
        inner: Scope = {start: scope[start], **pattern.added}
        word = "OPTIONAL MATCH " if self.chance(0.2) else "MATCH "
        match = words(word, pattern.chain, self.conditions(inner, 1) if self.chance(0.35) else "")
        if self.chance(0.5):
            made = [self._aggregate(inner) for _ in range(self.source.randint(1, 2))]
            ending = ""
        else:
            made = [self._value(inner, certain=True) for _ in range(self.source.randint(1, 2))]
            ending = f" LIMIT {self.source.randint(1, 3)}" if self.chance(0.7) else ""
        added = {self.new_name("s"): Variable(each.type, each.kind) for each in made}
        items = [words(each.expression, f" AS {name}") for each, name in zip(made, added, strict=True)]
        order = Droppable(words(self._total_order(added, list(added)), ending)) if ending else ""
        distinct = (
            Droppable("DISTINCT ") if not any(each.aggregates for each in made) and self.chance(0.2) else ""
        )
        returned = words("RETURN ", distinct, listing(items, least=1), order)
        return self._subquery(opening, [match, returned], added), {**scope, **added}

    def _subquery(self, opening: str, clauses: Sequence[Piece], added: Scope) -> Piece:
        self.rows *= 2 if added else 1
        return words(opening, " ", listing(clauses, " ", least=1), " }")

    def _clauses_of(self, branch: Branch) -> list[Piece]:
        items = [words(item.expression, f" AS {item.name}") for item in branch.items]
        order = ""
        if branch.limit is not None:
            order = f" ORDER BY {', '.join(item.name for item in branch.items)} LIMIT {branch.limit}"
        ending = Droppable(order) if order else ""
        return [*branch.clauses, words("RETURN ", listing(items, least=1), ending)]

    def _small_branch(self, types: Sequence[str], *, few: bool = False) -> Branch:
        """Return a MATCH and the values of some types, as of a UNION."""
        self.rows = 1.0
        pattern = self.pattern({}, steps=self.weighted([(40, 0), (40, 1), (20, 2)]))
        scope = pattern.added
        clause = words("MATCH ", pattern.chain, self.conditions(scope, 1) if self.chance(0.4) else "")
        items = []
        for place, wanted in enumerate(types):
            counted = wanted == INTEGER and self.chance(0.3)
            value: Piece = "count(*)" if counted else self.expression(scope, wanted, 1)
            items.append(Item(value, f"a{place}"))
        return Branch((clause,), tuple(items), limit=self.source.randint(1, 5) if few else None)

    # --- values and aggregates ---

    def _value(self, scope: Scope, *, certain: bool = False) -> Projected:
        """Return a value of a row, of a type whose values can be sorted if that must be ``certain``."""
        scalars = [(9.0, STRING), (9.0, INTEGER), (3.0, FLOAT), (2.0, BOOLEAN)]
        lists = [(1.0, LIST_OF_STRING), (1.0, LIST_OF_INTEGER), (2.0, BAGS[STRING]), (1.0, BAGS[INTEGER])]
        wanted = self.weighted(scalars if certain else scalars + lists)
        if wanted in {STRING, INTEGER, FLOAT} and self.chance(0.5):
            found = self.property_of(scope, wanted)
            if found is not None:
                return Projected(found, wanted)
        return Projected(self.expression(scope, wanted), wanted)

    def _aggregate(self, scope: Scope) -> Projected:
        """Return an aggregate over the rows, now and then within an expression."""
        held = self.variables(scope, NODE, RELATIONSHIP)
        kind = self.weighted(
            [(5, "all"), (6, "count"), (3, "distinct"), (4, "sum"), (5, "least"), (3, "avg"), (5, "collect")]
        )
        if kind in {"count", "distinct"} and held:
            of: Piece = self.one_of(held)
            if self.chance(0.3):
                of = self.expression(scope, self.one_of((STRING, INTEGER)), 1)
            made: Words = words(
                "count(", Droppable("DISTINCT ") if kind == "distinct" else "", of, ")", kind=INTEGER
            )
        elif kind == "sum":
            wanted = self.one_of((INTEGER, INTEGER, FLOAT))
            made = words("sum(", self.expression(scope, wanted, 1), ")", kind=wanted)
        elif kind == "avg":
            wanted = self.one_of((INTEGER, FLOAT))
            made = words("avg(", self.expression(scope, wanted, 1), ")", kind=FLOAT)
        elif kind == "least":
            wanted = self.one_of((INTEGER, STRING, FLOAT))
            made = words(
                f"{self.one_of(('min', 'max'))}(", self.expression(scope, wanted, 1), ")", kind=wanted
            )
        elif kind == "collect":
            wanted = self.one_of((STRING, STRING, INTEGER))
            distinct = Droppable("DISTINCT ") if self.chance(0.4) else ""
            made = words("collect(", distinct, self.expression(scope, wanted, 1), ")", kind=BAGS[wanted])
            if self.chance(0.3):
                made = words("size(", made, ")", kind=INTEGER)
        else:
            made = words("count(*)", kind=INTEGER)
        if made.kind == INTEGER and self.chance(0.1):
            sign = self.one_of((" * 2", " + 1", " - 1"))
            made = words("(", made, f"{sign})", kind=INTEGER)
        return Projected(made, made.kind, aggregates=True)

    # --- the RETURN ---

    def _returning(self, clauses: Sequence[Piece], scope: Scope) -> Branch:
        aggregates = self.chance(0.45)
        count = self.source.randint(0 if aggregates else 1, 3)
        made = [self._returned(scope, grouping=aggregates) for _ in range(count)]
        if aggregates:
            made += [self._aggregate(scope) for _ in range(self.source.randint(1, 2))]
        items = tuple(
            Item(each.expression, f"a{place}", each.type in UNCERTAIN) for place, each in enumerate(made)
        )
        certain = all(each.type not in {*UNCERTAIN, MAP} for each in made)
        distinct = not aggregates and certain and self.chance(0.2)
        order = self._order(made, scope, free=not aggregates and not distinct) if self.chance(0.4) else ()
        skip = self.source.randint(1, 4) if self.chance(0.06) else None
        limit = self.source.randint(1, 10) if self.chance(0.55 if order else 0.08) else None
        return Branch(tuple(clauses), items, distinct, order, skip, limit)

    def _returned(self, scope: Scope, *, grouping: bool) -> Projected:
        """Return a column: a value, a node, a relationship, a path or a map."""
        held = self.variables(scope, NODE, RELATIONSHIP)
        if held and self.chance(0.15):
            name = self.one_of(held)
            return Projected(name, scope[name].type, kind=scope[name].kind)
        if grouping:
            return self._value(scope, certain=True)
        paths = self.variables(scope, PATH)
        if paths and self.chance(0.1):
            return Projected(self.one_of(paths), PATH)
        if held and self.chance(0.05):
            name = self.one_of(held)
            keys = self.source.sample((".id", ".name", ".type", ".title", ".docs"), self.source.randint(1, 4))
            shown = self.weighted(
                [(3, f"properties({name})"), (2, f"{name} {{{', '.join(keys)}}}"), (1, f"{name} {{.*}}")]
            )
            return Projected(shown, MAP)
        hops = self.variables(scope, RELATIONSHIPS)
        if hops and self.chance(0.1):
            return Projected(self.one_of(hops), RELATIONSHIPS)
        return self._value(scope)

    def _order(self, made: Sequence[Projected], scope: Scope, *, free: bool) -> tuple[SortKey, ...]:
        """Return one or two keys: columns, something computed from one, or with ``free`` anything that the rows have."""
        keys = []
        columns = [(f"a{place}", each.type) for place, each in enumerate(made) if each.type in SCALARS]
        for _ in range(self.source.randint(1, 2)):
            descending = self.chance(0.5)
            if free and self.chance(0.25):
                value = self.expression(scope, self.one_of((INTEGER, STRING)), 1)
                keys.append(SortKey(value, descending, column=False))
            elif columns:
                name, type_name = self.one_of(columns)
                expression: Piece = f"size({name})" if type_name == STRING and self.chance(0.1) else name
                keys.append(SortKey(expression, descending))
        return tuple(keys)
