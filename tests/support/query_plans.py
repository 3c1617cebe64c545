"""How Neo4j runs the statements of the write path and of the neighbourhood: operators and db hits.

A few documents are put, changed and forgotten on a server that holds a graph already, each statement under PROFILE, which runs it and
counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from graph.questions import neighbourhood, neighbours
from graph.questions.neighbourhood import neighbourhood as find_neighbourhood
from graph.questions.neighbours import neighbours as find_neighbours
from graph.stores.protocol import GraphStore, Row, Statement, WriteTransaction, Written
from graph.stores.settings import StoreSettings
from graph.writing import statements
from graph.writing.linking_state import mark_finished
from graph.writing.writer import apply_changes, forget
from linking.guidance import NO_GUIDANCE
from tests.support.failing_store import StoreAround
from tests.support.synthetic import corpus

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator of a plan; ``db_hits`` and ``rows`` are 0 where the statement was only explained."""

    name: str
    details: str
    db_hits: int
    rows: int
    children: tuple[Operator, ...]

    def all(self) -> Iterator[Operator]:
        """Yield this operator and those below it."""
        yield self
        for child in self.children:
            yield from child.all()

    @property
    def hits(self) -> int:
        """Db hits of the whole tree."""
        return sum(each.db_hits for each in self.all())

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Yield the tree as indented lines, the last operator first, as the server shows it."""
        yield f"{'  ' * depth}{self.name:<{40 - 2 * depth}} {self.db_hits:>9,} hits {self.rows:>8,} rows  {self.details[:60]}"
        for child in self.children:
            yield from child.lines(depth + 1)


def operator_of(plan: Mapping[str, Any]) -> Operator:
    """Return a plan or profile of the driver as operators."""
    told = plan.get("args", {})
    return Operator(
        name=str(plan["operatorType"]).partition("@")[0],
        details=" ".join(str(told.get("Details", "")).split()),
        db_hits=int(told.get("DbHits", 0)),
        rows=int(told.get("Rows", 0)),
        children=tuple(operator_of(child) for child in plan.get("children", ())),
    )


def write_statements() -> dict[str, str]:
    """Return every statement of the write path by name: those that take rows, and those of the state."""
    found = {each.name: each.text for each in vars(statements).values() if isinstance(each, Statement)}
    for name, each in vars(statements).items():
        if name.isupper() and isinstance(each, str) and ("$rows" in each or "GraphmillState" in each):
            found[name.lower().replace("_", " ")] = each
    for made in (statements.add_type_label("person"), statements.remove_type_label("person")):
        found[made.name] = made.text
    return dict(sorted(found.items()))


def read_statements() -> dict[str, str]:
    """Return the statements that look around an entity, by name."""
    return {
        "centre of a neighbourhood": neighbourhood.CENTRE,
        "step of a neighbourhood": neighbourhood.STEP,
        "neighbours": neighbours.NEIGHBOURS,
    }


class ProfilingStore(StoreAround):
    """A store on a Neo4j server that runs every statement of a write, and every reading, under PROFILE.

    ``profiles`` holds the dearest profile of each statement by its text.
    """

    def __init__(self, store: GraphStore, driver: Any) -> None:
        super().__init__(store)
        self.profiles: dict[str, Operator] = {}
        self._driver = driver

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        """Run ``unit`` in one transaction, its statements under PROFILE."""
        with self._transaction() as transaction:
            result = unit(_ProfilingTransaction(transaction, self.profiles))
            transaction.commit()
        return result

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        """Yield the rows of a reading under PROFILE."""
        with self._transaction() as transaction:
            yield from _ProfilingTransaction(transaction, self.profiles).run(text, parameters or {}).rows

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        with (
            self._driver.session(database=self.settings.database) as session,
            session.begin_transaction() as transaction,
        ):
            yield transaction


class _ProfilingTransaction:
    def __init__(self, transaction: Any, profiles: dict[str, Operator]) -> None:
        self._transaction = transaction
        self._profiles = profiles

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        result = self._transaction.run(f"PROFILE {text}", dict(parameters))
        rows = [record.data() for record in result]
        summary = result.consume()
        profile = operator_of(summary.profile)
        if text not in self._profiles or profile.hits > self._profiles[text].hits:
            self._profiles[text] = profile
        return Written(rows, summary.counters.nodes_created, summary.counters.relationships_created)


def profiled(store: GraphStore, documents: int = 100) -> dict[str, Operator]:
    """Put, change and forget documents under PROFILE, look around an entity, and return profiles by name.

    What this history does not need, such as clustering anew, is explained without being run: its db hits are 0.
    """
    made = corpus(documents, seed=31, sentences=12, vocabulary=500)
    with _driver(store.settings) as driver:
        profiling = ProfilingStore(store, driver)
        store.write(lambda transaction: mark_finished(transaction, NO_GUIDANCE))
        apply_changes(profiling, made)
        apply_changes(profiling, [replace(each, fingerprint="another extractor") for each in made[::2]])
        forget(profiling, [each.document.id for each in made[::3]])
        busiest = next(iter(store.stream(_BUSIEST)))["id"]
        find_neighbours(profiling, busiest)
        find_neighbourhood(profiling, busiest)
    return {
        name: profiling.profiles[text] if text in profiling.profiles else explained(store.settings, text)
        for name, text in (write_statements() | read_statements()).items()
    }


_BUSIEST = "MATCH (e:Entity) WHERE e.docs > 0 RETURN e.id AS id ORDER BY e.docs DESC, id LIMIT 1"


def _driver(settings: StoreSettings) -> Any:
    import neo4j

    auth = (settings.user, settings.password.get_secret_value())
    return neo4j.GraphDatabase.driver(settings.uri, auth=auth, notifications_min_severity="OFF")


def replan(settings: StoreSettings) -> None:
    """Let the server count the graph of now, and forget plans that it made for a smaller one: those of few nodes may scan."""
    with (
        _driver(settings) as driver,
        driver.session(database=settings.database) as session,
    ):
        session.run("CALL db.prepareForReplanning(60)").consume()


def explained(settings: StoreSettings, text: str) -> Operator:
    """Return the plan of a statement on the graph of now; nothing is run."""
    empty = {
        "rows": [],
        "ids": [],
        "earlier": [],
        "known": [],
        "most": 1,
        "id": "",
        "least": 1,
        "total": 1,
        "limit": 1,
    }
    empty |= {"pending": False, "linking": "", "clustering": "", "sentences": 0, "more": 0}
    with (
        _driver(settings) as driver,
        driver.session(database=settings.database) as session,
    ):
        plan = session.run(f"EXPLAIN {text}", empty).consume().plan
    assert plan is not None
    return operator_of(plan)
