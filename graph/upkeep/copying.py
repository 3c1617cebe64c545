"""Move a graph from one store to another as it is: ids, redirects, dates, figures of an analysis and all.

The target is marked as unfinished from the first node to the last relationship, so that nobody takes half a graph for a whole
one. A copy that was cut off is begun afresh by the next: what it wrote is removed first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from graph.contents.project import refuse_other_project
from graph.contents.records import (
    Holdings,
    LinkRecord,
    NodeRecord,
    holdings,
    link_keys,
    links,
    node_keys,
    nodes,
)
from graph.errors import NotEmptyError, StoreError
from graph.schema.labels import LINK_KINDS, NODE_LABELS, LinkKind, node_label
from graph.stores.foreign import refuse_foreign
from graph.stores.protocol import GraphStore, Progress, Row, Statement, WriteTransaction, run_rows
from graph.stores.unfinished import Mark, put_mark, read_mark, remove_mark
from graph.upkeep.tidying import remove_everything

T = TypeVar("T")
ROWS_A_TRANSACTION = 5_000
ENTITY_LABEL = "__Entity__"
STEP_DONE = """
MATCH (s:GraphmillState {id: 'unfinished'}) WHERE s.step = $step RETURN count(s) AS n
"""
NOTE_STEP = """
MATCH (s:GraphmillState {id: 'unfinished'}) SET s.step = $step
"""


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What a copy moved; ``began_afresh`` says that it removed what an earlier one had left half done.

    What is not graphmill's (``left_out``) stays where it is.
    """

    nodes: int
    relationships: int
    left_out_nodes: int
    left_out_relationships: int
    began_afresh: bool


def copy_graph(source: GraphStore, target: GraphStore, *, on_progress: Progress | None = None) -> CopyReport:
    """Copy all of one graph into a store that holds none, alone under the write leases of both.

    The target is opened with ``resuming="copy"``. ``on_progress`` is told the nodes and relationships done and to do.

    Raises:
        ForeignDataError: One of the two holds under graphmill's labels what graphmill did not write.
        OtherProjectError: The target is of another project; nothing was written.
        NotEmptyError: The target holds a graph; nothing was written.
        StoreBusyError: A writer is at work on one of the two.
        StoreError: A store failed; copying again begins afresh.

    """
    with source.lease(), target.lease():
        # What was damaged is copied as it is.
        for store in (source, target):
            refuse_foreign(store, damaged_too=False)
        held = holdings(source)
        began_afresh = read_mark(target) is not None
        if not began_afresh:
            refuse_other_project(target)
        if not began_afresh and not holdings(target).is_empty:
            raise NotEmptyError(
                f"The {target.place} holds a graph already, and a copy would mix the two: name an empty database or another "
                "state folder, or remove that graph first."
            )
        put_mark(target, Mark("copy", place=str(source.place)))
        remove_everything(target)
        total = sum(held.nodes.values()) + sum(held.links.values())
        done = 0
        for count in _copied(source, target):
            done += count
            if on_progress is not None:
                on_progress(done, total)
        _check(held, holdings(target))
        remove_mark(target)
    return CopyReport(
        nodes=sum(held.nodes.values()),
        relationships=sum(held.links.values()),
        left_out_nodes=held.other_nodes,
        left_out_relationships=held.other_links,
        began_afresh=began_afresh,
    )


def _copied(source: GraphStore, target: GraphStore) -> Iterator[int]:
    """Copy nodes, then relationships, and yield after each transaction how many it wrote."""
    for label in NODE_LABELS:
        create = _create_nodes(label, node_keys(source, label))
        for number, part in enumerate(_parts(nodes(source, label), lambda node: node.id)):
            target.write(partial(_put_nodes, create, label, part, f"{label} {number}"))
            yield len(part)
    for kind in LINK_KINDS:
        create = _create_links(kind, link_keys(source, kind))
        for number, some in enumerate(_parts(links(source, kind), lambda link: (link.a, link.b))):
            target.write(partial(_put_links, create, some, f"{kind.type} {number}"))
            yield len(some)


def _parts(records: Iterator[T], key: Callable[[T], Any]) -> Iterator[list[T]]:
    while part := list(islice(records, ROWS_A_TRANSACTION)):
        yield sorted(part, key=key)


def _put_nodes(
    create: Statement, label: str, part: Sequence[NodeRecord], step: str, transaction: WriteTransaction
) -> None:
    if not _is_next(transaction, step):
        return
    run_rows(transaction, create, [node.properties for node in part])
    labelled: dict[str, list[Row]] = {}
    for node in part:
        for other in node.labels:
            labelled.setdefault(other, []).append({"id": node.id})
    for other, rows in sorted(labelled.items()):
        run_rows(transaction, _add_label(label, other), rows)


def _put_links(
    create: Statement, part: Sequence[LinkRecord], step: str, transaction: WriteTransaction
) -> None:
    if _is_next(transaction, step):
        run_rows(
            transaction, create, [link.properties | {"from-id": link.a, "to-id": link.b} for link in part]
        )


def _is_next(transaction: WriteTransaction, step: str) -> bool:
    """Note the step, unless it was done already: a commit whose answer was lost is repeated."""
    done = bool(transaction.run(STEP_DONE, {"step": step}).rows[0]["n"])
    transaction.run(NOTE_STEP, {"step": step})
    return not done


def _create_nodes(label: str, keys: Sequence[str]) -> Statement:
    text = f"UNWIND $rows AS row CREATE (n:{label} {{id: row.id}})"
    return Statement(f"copy {label}", text + _setting("n", [key for key in keys if key != "id"]), nodes=1)


def _create_links(kind: LinkKind, keys: Sequence[str]) -> Statement:
    text = (
        f"UNWIND $rows AS row MATCH (a:{kind.start} {{id: row.`from-id`}}) MATCH (b:{kind.end} {{id: row.`to-id`}}) "
        f"CREATE (a)-[r:{kind.type}]->(b)"
    )
    return Statement(f"copy {kind.type}", text + _setting("r", keys), relationships=1)


def _setting(name: str, keys: Sequence[str]) -> str:
    """Return the clause that sets properties; what a row has not is null, which makes no property.

    After the CREATE and not within it, where the embedded store takes no property that its label has not had before.
    """
    return " SET " + ", ".join(f"{name}.`{key}` = row.`{key}`" for key in keys) if keys else ""


def _add_label(label: str, other: str) -> Statement:
    if other != ENTITY_LABEL and node_label(other) != other:
        raise StoreError(
            f"A node :{label} also bears the label {other!r}, which graphmill did not give and cannot move: take it away."
        )
    return Statement(
        f"label {label} {other}",
        f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n:{other} RETURN count(*) AS n",
        matched=True,
    )


def _check(source: Holdings, target: Holdings) -> None:
    """Make sure that everything arrived; the mark itself is one node more."""
    expected = {**source.nodes, "GraphmillState": source.nodes["GraphmillState"] + 1, **source.links}
    for name, count in {**target.nodes, **target.links}.items():
        if count != expected[name]:
            raise StoreError(
                f"The copy has {count:,} of {name}, {expected[name]:,} were expected: another program wrote to one of the two "
                "graphs. Copy again."
            )
