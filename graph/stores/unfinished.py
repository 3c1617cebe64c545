"""A mark on a graph that is being written as a whole: until that work is done, the graph is half a graph."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import UnfinishedError
from graph.stores.protocol import GraphStore

MARK_ID = "unfinished"
READ_MARK = """
MATCH (s:GraphmillState {id: 'unfinished'})
RETURN s.work AS work, s.step AS step, s.place AS place, s.schemaVersion AS schema
"""
PUT_MARK = """
MERGE (s:GraphmillState {id: 'unfinished'}) SET s.work = $work, s.step = $step, s.place = $place
"""
REMOVE_MARK = """
MATCH (s:GraphmillState {id: 'unfinished'}) DELETE s
"""
REMEDIES = {
    "copy": "the same `graphmill copy`, which starts afresh and leaves the graph it copies from as it is",
    "rebuild": "`graphmill rebuild`, which goes on from the documents that it put aside",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What is being done to the graph, how far it has come, and where what it needs is kept.

    ``schema`` is the schema version of the graph that files of a bulk import were made from.
    """

    work: str
    step: str = ""
    place: str = ""
    schema: int | None = None


def read_mark(store: GraphStore) -> Mark | None:
    """Return the mark of a graph, None for one that is whole."""
    for row in store.stream(READ_MARK):
        return Mark(row["work"], row["step"] or "", row["place"] or "", row["schema"])
    return None


def put_mark(store: GraphStore, mark: Mark) -> None:
    """Mark the graph, or note how far the work has come."""
    parameters = {"work": mark.work, "step": mark.step, "place": mark.place}
    store.write(lambda transaction: transaction.run(PUT_MARK, parameters))


def remove_mark(store: GraphStore) -> None:
    """Say that the graph is whole."""
    store.write(lambda transaction: transaction.run(REMOVE_MARK, {}))


def refuse_unfinished(mark: Mark, resuming: str | None) -> None:
    """Make sure that the work on the graph is the one to be resumed.

    Raises:
        UnfinishedError: It is not; the message names the command that completes it.

    """
    if mark.work != resuming:
        remedy = REMEDIES.get(mark.work, f"the work named {mark.work!r} with the graphmill that began it")
        raise UnfinishedError(
            f"This graph is not whole: a {mark.work} is writing it, or was cut off. Wait for it, or run again {remedy}."
        )
