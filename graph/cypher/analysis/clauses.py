"""Reads the clauses of a query one after another, and the queries in them."""

from __future__ import annotations

from collections.abc import Callable

from graph.cypher.analysis.grouping import check_inside, check_none
from graph.cypher.analysis.projections import ProjectionTyper
from graph.cypher.analysis.scopes import Scope
from graph.cypher.syntax.tree import (
    CallProcedure,
    CallSubquery,
    Clause,
    Match,
    NodePattern,
    PathPattern,
    Projection,
    Query,
    RelationshipPattern,
    Return,
    SingleQuery,
    Subquery,
    Unwind,
    Variable,
    With,
    own_name,
)
from graph.cypher.syntax.walking import walk
from graph.cypher.types import value_types as types
from graph.cypher.types.procedures import Procedure, procedure
from graph.cypher.types.value_types import NULL, ValueType, list_of, of, one_of

Columns = dict[str, ValueType]

_ENDINGS = "a query ends with RETURN"


class QueryTyper(ProjectionTyper):
    """Reads queries."""

    def query(self, query: Query, scope: Scope) -> Columns:
        """Return the columns of a whole query."""
        return self._parts(query, lambda part: self._single(part, scope, alone=True))

    def _parts(self, query: Query, read: Callable[[SingleQuery], Columns | None]) -> Columns:
        """Read the queries that UNION joins, and return the columns that all of them give; none without a RETURN."""
        if len(set(query.all)) > 1:
            self.fail(
                query.parts[-1], "UNION and UNION ALL cannot stand in one query: use one of them throughout"
            )
        found: Columns | None = None
        for part in query.parts:
            columns = read(part)
            if columns is None and len(query.parts) > 1:
                self.fail(part, "a query that UNION joins ends with RETURN")
            if found is None or columns is None:
                found = columns
                continue
            if found.keys() != columns.keys():
                self.fail(
                    part,
                    f"the queries that UNION joins must give the same columns, not {', '.join(found)} and {', '.join(columns)}: "
                    "name them alike with AS",
                )
            found = {name: found[name] | columns[name] for name in found}
        return found or {}

    def _single(
        self, part: SingleQuery, scope: Scope, *, alone: bool = False, shadows: bool = False
    ) -> Columns | None:
        """Return the columns of clauses in a row, None where no RETURN ends them."""
        if alone and len(part.clauses) == 1 and isinstance(part.clauses[0], CallProcedure):
            return self._standalone(part.clauses[0], scope)
        for clause in part.clauses:
            before = scope
            if isinstance(clause, Return):
                return self._project(clause, scope, shadows=shadows)
            scope = self._clause(clause, scope)
            self.scopes[id(clause)] = (before, scope)
        if alone:
            self.fail(part.clauses[-1], _ENDINGS)
        return None

    def _clause(self, clause: Clause, scope: Scope) -> Scope:
        if isinstance(clause, Match):
            return self._match(clause, scope)
        if isinstance(clause, With):
            return scope.next(self._project(clause, scope, shadows=False))
        if isinstance(clause, Unwind):
            return self._unwind(clause, scope)
        if isinstance(clause, CallSubquery):
            return self._call_subquery(clause, scope)
        if isinstance(clause, CallProcedure):
            return self._call_procedure(clause, scope)
        raise TypeError(type(clause))

    def _declare(self, clause: Clause, name: str, found: ValueType, scope: Scope) -> Scope:
        if name in scope.variables:
            self.fail(clause, f"the variable {name} is declared already: use another name")
        return scope.adding({name: found})

    def _match(self, clause: Match, scope: Scope) -> Scope:
        before = scope
        for pattern in clause.patterns:
            scope = self.bind(pattern, scope)
        for pattern in clause.patterns:
            check_none(pattern, "a pattern", self.fail)
            self.inside(pattern, scope)
        if clause.where is not None:
            check_none(clause.where, "the WHERE of a MATCH", self.fail)
            self.truth(clause.where, scope)
        # What an OPTIONAL MATCH asks of a node that was there before, it need not have.
        return scope.adding(dict(before.variables)) if clause.optional else scope

    def _unwind(self, clause: Unwind, scope: Scope) -> Scope:
        check_none(clause.expression, "UNWIND", self.fail)
        found = self.type_of(clause.expression, scope)
        element = NULL
        if not found.is_null:
            # What is no list is a list of itself.
            element = ValueType(found.kinds - {types.LIST}, labels=found.labels, stored=found.stored)
            element = element | found.held() if types.LIST in found.kinds else element
        return self._declare(clause, clause.variable, element, scope)

    # --- subqueries ------------------------------------------------------------------------------------------------------
    def _subquery(self, part: Subquery, scope: Scope) -> ValueType:
        inner = Scope(scope.variables, frozenset(scope.variables), gone=scope.gone)
        columns = self._parts(part.query, lambda each: self._in_braces(part, each, inner))
        if part.kind == "COLLECT":
            return list_of(one_of(columns.values()))
        return of(types.BOOLEAN if part.kind == "EXISTS" else types.INTEGER)

    def _in_braces(self, part: Subquery, each: SingleQuery, scope: Scope) -> Columns | None:
        columns = self._single(each, scope)
        if part.kind == "COLLECT":
            if columns is None:
                self.fail(part, "COLLECT { … } ends with RETURN")
            if len(columns) != 1:
                self.fail(part, f"COLLECT {{ … }} returns one column, not {len(columns)}")
        return columns

    def _call_subquery(self, clause: CallSubquery, scope: Scope) -> Scope:
        if clause.imports is None:
            columns = self._parts(
                clause.query, lambda part: self._ended(part, self._imported(part, scope), scope)
            )
        else:
            names = tuple(scope.variables) if clause.imports == ("*",) else clause.imports
            for name in names:
                if name not in scope.variables:
                    self._undefined(clause, name, scope)
            columns = self._parts(clause.query, lambda part: self._ended(part, scope.only(names), scope))
        return scope.adding(columns)

    def _ended(self, part: SingleQuery, inner: Scope, outer: Scope) -> Columns:
        last = part.clauses[-1]
        if not isinstance(last, Return):
            self.fail(last, "the query in CALL { … } ends with RETURN")
        columns = self._single(part, inner, shadows=True)
        for item in last.items:
            if item.alias is None and own_name(item.expression) is None:
                self.fail(item, "what CALL { … } returns needs a name: write … AS name")
        for name in columns or ():
            if name in outer.variables:
                self.fail(
                    last,
                    f"{name} is a variable outside of CALL {{ … }} already: return it under another name",
                )
        return columns or {}

    def _imported(self, part: SingleQuery, outer: Scope) -> Scope:
        """Return what a query in CALL { … } sees: nothing, or what a WITH at its beginning takes from outside."""
        first = part.clauses[0]
        if not isinstance(first, With):
            return Scope()
        if not (first.star or _uses(first, outer)):
            return Scope()
        plain = all(isinstance(item.expression, Variable) and item.alias is None for item in first.items)
        more = first.distinct or first.order or first.skip or first.limit or first.where
        if not plain or more or (first.star and first.items):
            self.fail(
                first,
                "a WITH that takes variables into CALL { … } names nothing but these: write WITH a, b and then a second WITH",
            )
        return Scope(outer.variables)

    # --- procedures ------------------------------------------------------------------------------------------------------
    def _standalone(self, clause: CallProcedure, scope: Scope) -> Columns:
        found = self._procedure(clause, scope)
        if clause.where is not None:
            self.fail(clause.where, "a CALL that is a whole query takes no WHERE: end it with RETURN")
        if clause.yields is None or clause.star:
            columns = dict(found.fields)
        else:
            columns = {name: found.fields[field] for field, name in self._yielded(clause, found)}
        self.scopes[id(clause)] = (scope, Scope(columns))
        return columns

    def _call_procedure(self, clause: CallProcedure, scope: Scope) -> Scope:
        found = self._procedure(clause, scope)
        if clause.arguments is None:
            self.fail(clause, f"write the brackets: CALL {found.name}()")
        if clause.yields is None or clause.star:
            self.fail(clause, f"name what is used: CALL {found.name}() YIELD {', '.join(found.fields)}")
        for field, name in self._yielded(clause, found):
            scope = self._declare(clause, name, found.fields[field], scope)
        if clause.where is not None:
            check_none(clause.where, "the WHERE of a CALL", self.fail)
            self.truth(clause.where, scope)
        return scope

    def _procedure(self, clause: CallProcedure, scope: Scope) -> Procedure:
        found = procedure(clause.name)
        if found is None:
            self.fail(clause, f"there is no procedure {clause.name} that only reads")
        arguments = clause.arguments or ()
        if clause.arguments is not None and not found.minimum <= len(arguments) <= found.maximum:
            wanted = f"{found.minimum} or {found.maximum} arguments" if found.maximum else "no arguments"
            self.fail(clause, f"{found.name}() takes {wanted}, not {len(arguments)}")
        for argument in arguments:
            check_none(argument, "the arguments of a procedure", self.fail)
            check_inside(argument, self.fail)
            self.type_of(argument, scope)
        return found

    def _yielded(self, clause: CallProcedure, found: Procedure) -> tuple[tuple[str, str], ...]:
        yields = clause.yields or ()
        for field, _ in yields:
            if field not in found.fields:
                self.fail(
                    clause, f"{found.name}() yields no field {field}: it yields {', '.join(found.fields)}"
                )
        names = [name for _, name in yields]
        for name in names:
            if names.count(name) > 1:
                self.fail(clause, f"the variable {name} is declared already: use another name")
        return yields


def _uses(clause: Projection, scope: Scope) -> bool:
    """Tell whether a clause uses a variable of a scope."""
    for part in walk(clause):
        if isinstance(part, Variable) and part.name in scope.variables:
            return True
        if (
            isinstance(part, (NodePattern, RelationshipPattern, PathPattern))
            and part.variable in scope.variables
        ):
            return True
    return False
