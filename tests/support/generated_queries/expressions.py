"""Expressions by the type of their value, and predicates."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.generated_queries.draws import ROWS, Scope, Variable, literal
from tests.support.generated_queries.patterns import RELATIONSHIPS, Patterns
from tests.support.generated_queries.syntax import Droppable, Piece, Words, listing, words, written
from tests.support.generated_queries.vocabulary import (
    BAG_OF_INTEGER,
    BAG_OF_STRING,
    BAGS,
    BOOLEAN,
    ELEMENTS,
    ENTITY,
    ENTITY_LABELS,
    FLOAT,
    INTEGER,
    LIST_OF_INTEGER,
    LIST_OF_STRING,
    LISTS,
    NODE,
    PATH,
    RELATIONSHIP,
    SCALARS,
    STRING,
)

COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
Maker = tuple[float, Callable[[], Piece | None]]


class Expressions(Patterns):
    """Draws expressions; ``depth`` is how many more may be nested."""

    def expression(self, scope: Scope, wanted: str, depth: int = 2) -> Words:
        """Return an expression of a type."""
        if depth <= 0 or self.chance(0.4):
            made = self._plain(scope, wanted)
        else:
            made = self.first_that_fits(self._makers(scope, wanted, depth - 1)) or self._plain(scope, wanted)
        return made if isinstance(made, Words) and made.kind == wanted else words(made, kind=wanted)

    def _plain(self, scope: Scope, wanted: str) -> Piece:
        """Return a property, a variable or a literal."""
        held = self.variables(scope, wanted)
        if held and self.chance(0.5):
            return words(self.one_of(held), kind=wanted)
        found = self.property_of(scope, wanted) if self.chance(0.9) or wanted in ELEMENTS else None
        if found is not None:
            return found
        if wanted in ELEMENTS:
            element = ELEMENTS[wanted]
            items = [self.literal(element) for _ in range(self.source.randint(0, 3))]
            return words(listing(items, before="[", after="]", least=1) if items else "[]", kind=wanted)
        return self.literal(wanted)

    def _makers(self, scope: Scope, wanted: str, depth: int) -> list[Maker]:
        common: list[Maker] = []
        if wanted in SCALARS:
            common = [
                (2, lambda: self._case(scope, wanted, depth)),
                (2, lambda: self._coalesce(scope, wanted, depth)),
            ]
        if wanted == INTEGER:
            return common + self._integers(scope, depth)
        if wanted == FLOAT:
            return common + self._floats(scope, depth)
        if wanted == STRING:
            return common + self._strings(scope, depth)
        if wanted == BOOLEAN:
            return [(1, lambda: self.predicate(scope, depth))]
        if wanted in BAGS.values():
            return self._bags(scope, wanted, depth)
        return self._lists(scope, wanted, depth)

    def _case(self, scope: Scope, wanted: str, depth: int) -> Piece:
        then = self.expression(scope, wanted, depth)
        if self.chance(0.25):
            of = self.expression(scope, STRING, 0)
            return words(
                "CASE ", of, " WHEN ", self.literal(STRING), " THEN ", then, self._else(scope, wanted), " END"
            )
        when = self.predicate(scope, depth)
        return words("CASE WHEN ", when, " THEN ", then, self._else(scope, wanted), " END")

    def _else(self, scope: Scope, wanted: str) -> Piece:
        return Droppable(words(" ELSE ", self.expression(scope, wanted, 0))) if self.chance(0.7) else ""

    def _coalesce(self, scope: Scope, wanted: str, depth: int) -> Piece:
        return words(
            "coalesce(", self.expression(scope, wanted, depth), ", ", self.expression(scope, wanted, 0), ")"
        )

    def _integers(self, scope: Scope, depth: int) -> list[Maker]:
        def arithmetic() -> Piece:
            left, right = self.expression(scope, INTEGER, depth), self.expression(scope, INTEGER, depth)
            return words("(", left, f" {self.one_of('+-*')} ", right, ")")

        def division() -> Piece:
            return words(
                "(", self.expression(scope, INTEGER, depth), f" {self.one_of('/%')} {self.one_of((2, 3, 7))})"
            )

        def size() -> Piece:
            wanted = self.one_of((LIST_OF_STRING, LIST_OF_INTEGER, BAG_OF_STRING, STRING, BAG_OF_STRING))
            return words("size(", self.expression(scope, wanted, depth), ")")

        def element() -> Piece:
            return words(self.expression(scope, LIST_OF_INTEGER, depth), f"[{self.one_of((0, 1, -1, 5))}]")

        def reduced() -> Piece:
            name, total = self.new_name("x"), self.new_name("t")
            of = self.expression(scope, self.one_of((LIST_OF_INTEGER, BAG_OF_INTEGER)), depth)
            return words(f"reduce({total} = 0, {name} IN ", of, f" | {total} + {name})")

        def of_path() -> Piece | None:
            paths = self.variables(scope, PATH, "shortest path")
            return words(f"length({self.one_of(paths)})") if paths else None

        def of_relationships() -> Piece | None:
            held = self.variables(scope, RELATIONSHIPS)
            return words(f"size({self.one_of(held)})") if held else None

        def function() -> Piece:
            return words(f"{self.one_of(('abs', 'sign'))}(", self.expression(scope, INTEGER, depth), ")")

        def text() -> Piece:
            return words(
                f"toInteger({self.one_of(('left', 'right'))}(", self.expression(scope, STRING, 0), ", 2))"
            )

        return [
            (4, arithmetic),
            (2, division),
            (4, size),
            (2, element),
            (1.5, reduced),
            (3, of_path),
            (2, of_relationships),
            (1, function),
            (0.5, text),
            (4, lambda: self.count_of(scope, depth)),
        ]

    def _floats(self, scope: Scope, depth: int) -> list[Maker]:
        return [
            (3, lambda: words("toFloat(", self.expression(scope, INTEGER, depth), ")")),
            (3, lambda: words("(", self.expression(scope, INTEGER, depth), f" * {self.one_of((0.5, 1.5))})")),
            (
                3,
                lambda: words(
                    "(1.0 * ", self.expression(scope, INTEGER, depth), f" / {self.one_of((2, 3, 7))})"
                ),
            ),
            (
                2,
                lambda: words(
                    "(", self.expression(scope, FLOAT, depth), " + ", self.expression(scope, FLOAT, 0), ")"
                ),
            ),
            (1, lambda: words("sqrt(abs(", self.expression(scope, INTEGER, depth), "))")),
        ]

    def _strings(self, scope: Scope, depth: int) -> list[Maker]:
        def of_text(before: str, after: str) -> Callable[[], Piece]:
            return lambda: words(before, self.expression(scope, STRING, depth), after)

        def kind_of() -> Piece | None:
            held = self.variables(scope, RELATIONSHIP)
            return words(f"type({self.one_of(held)})") if held else None

        def element() -> Piece:
            of = self.expression(scope, LIST_OF_STRING, depth)
            return self.one_of((words(of, "[0]"), words("head(", of, ")"), words("last(", of, ")")))

        count = self.source.randint(0, 4)
        return [
            (2, of_text(f"{self.one_of(('toUpper', 'toLower', 'trim', 'reverse', 'ltrim'))}(", ")")),
            (2, of_text(f"{self.one_of(('left', 'right'))}(", f", {count})")),
            (1.5, of_text("substring(", f", {count})")),
            (1, of_text("substring(", f", {count}, 3)")),
            (1, of_text("replace(", f", '{self.one_of('aeo')}', '{self.one_of(('', '-'))}')")),
            (1.5, of_text("split(", f", ' ')[{self.one_of((0, 1))}]")),
            (
                2,
                lambda: words(
                    "(", self.expression(scope, STRING, depth), " + ", self.expression(scope, STRING, 0), ")"
                ),
            ),
            (1.5, lambda: words("toString(", self.expression(scope, INTEGER, depth), ")")),
            (2, kind_of),
            (2, element),
        ]

    def _lists(self, scope: Scope, wanted: str, depth: int) -> list[Maker]:
        element = ELEMENTS[wanted]

        def sliced() -> Piece:
            return words(
                self.expression(scope, wanted, depth), self.one_of(("[0..2]", "[1..]", "[..1]", "[-1..]"))
            )

        def joined() -> Piece:
            parts = [self.expression(scope, LISTS[element], 1) for _ in range(2)]
            # A list with a null added is one thing on the one store and another on the other.
            return words("(coalesce(", parts[0], ", []) + coalesce(", parts[1], ", []))")

        def of_range() -> Piece | None:
            if wanted != LIST_OF_INTEGER:
                return None
            return words(f"range({self.source.randint(0, 2)}, ", self.literal(INTEGER), ")")

        def of_split() -> Piece | None:
            if wanted != LIST_OF_STRING:
                return None
            return words("split(", self.expression(scope, STRING, depth), ", ' ')")

        def of_path() -> Piece | None:
            paths = self.variables(scope, PATH)
            if not paths:
                return None
            name = self.new_name("x")
            path, inner = self.one_of(paths), {**scope, name: Variable(NODE)}
            value = self.expression(inner, element, 0)
            return words(f"[{name} IN nodes({path}) | ", value, "]")

        return [
            (3, lambda: self._comprehension(scope, wanted, depth)),
            (2, sliced),
            (
                1,
                lambda: words("tail(", self.expression(scope, wanted, depth), ")"),
            ),
            (1, joined),
            (1.5, of_range),
            (2, of_split),
            (4, of_path),
        ]

    def _comprehension(self, scope: Scope, wanted: str, depth: int) -> Piece:
        name = self.new_name("x")
        same = self.chance(0.6)
        source = wanted if same or wanted in BAGS.values() else LIST_OF_STRING
        inner = {**scope, name: Variable(ELEMENTS[source])}
        where = Droppable(words(" WHERE ", self.predicate(inner, depth))) if self.chance(0.6) else ""
        into = Droppable(words(" | ", self.expression(inner, ELEMENTS[wanted], depth)))
        # Without a projection a list of another type would come of it.
        projection = (into if self.chance(0.5) else "") if source == wanted else into.piece
        return words(f"[{name} IN ", self.expression(scope, source, depth), where, projection, "]")

    def _bags(self, scope: Scope, wanted: str, depth: int) -> list[Maker]:
        element = ELEMENTS[wanted]

        def of_pattern() -> Piece | None:
            held = self.variables(scope, NODE)
            if not held:
                return None
            pattern = self.pattern(
                scope, steps=self.weighted([(60, 1), (40, 2)]), start=self.one_of(held), most=ROWS * 5
            )
            if not pattern.chain.steps:
                return None
            inner = {**scope, **pattern.added}
            where = Droppable(words(" WHERE ", self.predicate(inner, depth))) if self.chance(0.4) else ""
            return words(
                "[", pattern.chain, where, " | ", self.expression(inner, element, min(depth, 1)), "]"
            )

        def of_words() -> Piece | None:
            held = self.variables(scope, NODE)
            if element != STRING or not held:
                return None
            return words(f"{self.one_of(('labels', 'labels', 'keys'))}({self.one_of(held)})")

        return [(5, of_pattern), (1.5, of_words), (1, lambda: self._comprehension(scope, wanted, depth))]

    def count_of(self, scope: Scope, depth: int) -> Piece | None:
        """Return the number of times that a pattern is there, for a node that is known."""
        inner = self._inner_pattern(scope, depth)
        if inner is None:
            return None
        if self.chance(0.03):
            return words("size(COLLECT { MATCH ", inner, " RETURN 1 })")
        return words("COUNT { ", Droppable("MATCH ") if self.chance(0.3) else "", inner, " }")

    def _inner_pattern(self, scope: Scope, depth: int) -> Piece | None:
        """Return a pattern that begins at a node that is known, often with a condition of its own."""
        held = self.variables(scope, NODE)
        if not held:
            return None
        pattern = self.pattern(
            scope, steps=self.weighted([(45, 1), (42, 2), (13, 3)]), start=self.one_of(held), most=ROWS * 5
        )
        if not pattern.chain.steps:
            return None
        inner = {**scope, **pattern.added}
        where = Droppable(words(" WHERE ", self.predicate(inner, depth))) if self.chance(0.35) else ""
        return words(pattern.chain, where)

    # --- predicates ---

    def predicate(self, scope: Scope, depth: int = 2, *, bare: bool = False) -> Words:
        """Return an expression that is true or false; with ``bare`` it may be a pattern alone, as in a WHERE."""
        makers: list[Maker] = [
            (9, lambda: self._comparison(scope, depth)),
            (4, lambda: self._text_comparison(scope, depth)),
            (3, lambda: self._membership(scope, depth)),
            (4, lambda: self._nullness(scope, depth)),
            (1.5, lambda: self._label(scope)),
            (2, lambda: self._same_node(scope)),
        ]
        if depth > 0:
            makers += [
                (4, lambda: self._connected(scope, depth, bare=bare)),
                (5, lambda: self._exists(scope, depth)),
                (2, lambda: self._counted(scope, depth)),
                (3 if bare else 0, lambda: self._bare(scope) if bare else None),
                (2, lambda: self._quantified(scope, depth)),
                (0.1, lambda: self._chain_of_comparisons(scope, depth)),
            ]
        made = self.first_that_fits(makers)
        return words(made or "true", kind=BOOLEAN)

    def conditions(self, scope: Scope, depth: int = 2) -> Piece:
        """Return a WHERE of one to three conditions, each of which may be left out."""
        count = self.weighted([(78, 1), (19, 2), (3, 3)])
        items = [self.predicate(scope, depth, bare=True) for _ in range(count)]
        return listing(items, " AND ", before=" WHERE ")

    def _comparison(self, scope: Scope, depth: int) -> Piece:
        wanted = self.weighted([(6, INTEGER), (4, STRING), (1.5, FLOAT)])
        found = self.property_of(scope, wanted) if self.chance(0.8) else None
        sign = self.one_of((*COMPARISONS, "<>", ">=", "<="))
        if found is not None and self.chance(0.8):
            return words(found, f" {sign} ", self.literal(wanted, *self._owner(scope, found)))
        left = found or self.expression(scope, wanted, depth - 1)
        return words(left, f" {sign} ", self.expression(scope, wanted, depth - 1))

    def _chain_of_comparisons(self, scope: Scope, depth: int) -> Piece:
        return words("0 <= ", self.expression(scope, INTEGER, depth - 1), " < ", self.literal(INTEGER))

    def _text_comparison(self, scope: Scope, depth: int) -> Piece:
        sign = self.one_of(("STARTS WITH", "ENDS WITH", "CONTAINS", "CONTAINS"))
        value = self.expression(scope, STRING, depth - 1)
        name, key = self._owner(scope, value)
        text = str(self.value(STRING, name, key)) if name else self.one_of(("Jordan", "Mara", "a"))
        size = self.source.randint(1, 4)
        part = {"STARTS WITH": text[:size], "ENDS WITH": text[-size:]}.get(sign, text[1 : 1 + size])
        return words(value, f" {sign} {literal(part)}")

    def _owner(self, scope: Scope, value: Piece) -> tuple[str, str]:
        """Return the label or type, and the name, of the property that an expression is, or nothing."""
        name, _, key = written(value).partition(".")
        return (scope[name].kind if name in scope else ""), key.strip("`")

    def _membership(self, scope: Scope, depth: int) -> Piece:
        wanted = self.weighted([(3, STRING), (2, INTEGER)])
        value = self.expression(scope, wanted, depth - 1)
        if self.chance(0.5):
            items = [self.literal(wanted, *self._owner(scope, value)) for _ in range(3)]
            return words(value, " IN ", listing(items, before="[", after="]", least=1))
        source = self.one_of((LISTS[wanted], LISTS[wanted], BAGS[wanted]))
        return words(value, " IN ", self.expression(scope, source, depth - 1))

    def _nullness(self, scope: Scope, depth: int) -> Piece:
        test = self.one_of((" IS NULL", " IS NOT NULL"))
        held = self.variables(scope, NODE, RELATIONSHIP)
        if held and self.chance(0.15):
            return words(self.one_of(held), test)
        wanted = self.weighted([(5, STRING), (3, INTEGER), (1, FLOAT), (1, LIST_OF_STRING)])
        return words(self.expression(scope, wanted, min(depth - 1, 1)), test)

    def _label(self, scope: Scope) -> Piece | None:
        held = [name for name in self.variables(scope, NODE) if scope[name].kind in {ENTITY, ""}]
        return words(f"{self.one_of(held)}:{self.one_of(ENTITY_LABELS)}") if held else None

    def _same_node(self, scope: Scope) -> Piece | None:
        held = self.variables(scope, NODE)
        pairs = [(a, b) for a in held for b in held if a < b and scope[a].kind == scope[b].kind]
        if not pairs:
            return None
        a, b = self.one_of(pairs)
        return self.weighted(
            [(4, words(f"{a} <> {b}")), (1, words(f"{a} = {b}")), (3, words(f"{a}.id < {b}.id"))]
        )

    def _connected(self, scope: Scope, depth: int, *, bare: bool) -> Piece:
        if self.chance(0.3):
            return words("NOT (", self.predicate(scope, depth - 1, bare=bare), ")")
        sign = self.weighted([(4, "OR"), (2, "AND"), (0.5, "XOR")])
        parts = [self.predicate(scope, depth - 1, bare=bare) for _ in range(2)]
        return words("(", parts[0], f" {sign} ", parts[1], ")")

    def _exists(self, scope: Scope, depth: int) -> Piece | None:
        inner = self._inner_pattern(scope, depth - 1)
        if inner is None:
            return None
        negated = Droppable("NOT ") if self.chance(0.4) else ""
        match = Droppable("MATCH ") if self.chance(0.5) else ""
        return words(negated, "EXISTS { ", match, inner, " }")

    def _counted(self, scope: Scope, depth: int) -> Piece | None:
        count = self.count_of(scope, depth - 1)
        return words(count, f" {self.one_of(COMPARISONS)} {self.source.randint(0, 4)}") if count else None

    def _bare(self, scope: Scope) -> Piece | None:
        held = self.variables(scope, NODE)
        if not held:
            return None
        steps = self.weighted([(50, 1), (50, 2)])
        pattern = self.pattern(scope, steps=steps, start=self.one_of(held), bare=True, most=ROWS * 5)
        if not pattern.chain.steps:
            return None
        return words(Droppable("NOT ") if self.chance(0.4) else "", pattern.chain)

    def _quantified(self, scope: Scope, depth: int) -> Piece:
        word = self.one_of(("any", "all", "none", "single"))
        name = self.new_name("x")
        wanted = self.one_of((LIST_OF_STRING, LIST_OF_INTEGER, BAG_OF_STRING, BAG_OF_INTEGER))
        paths, hops = self.variables(scope, PATH), self.variables(scope, RELATIONSHIPS)
        of: Piece
        if (paths or hops) and self.chance(0.6):
            if paths and (not hops or self.chance(0.5)):
                of, inner = words(f"nodes({self.one_of(paths)})"), {**scope, name: Variable(NODE)}
            else:
                of, inner = words(self.one_of(hops)), {**scope, name: Variable(RELATIONSHIP)}
        else:
            of, inner = self.expression(scope, wanted, depth - 1), {**scope, name: Variable(ELEMENTS[wanted])}
        return words(f"{word}({name} IN ", of, " WHERE ", self.predicate(inner, min(depth - 1, 1)), ")")
