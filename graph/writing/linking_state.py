"""By which rules, decisions and knowledge bases the graph is linked, and whether a change of it was cut off."""

from __future__ import annotations

from dataclasses import dataclass

from graph.contents import readings
from graph.stores.protocol import GraphStore, WriteTransaction
from graph.writing import statements
from linking import CLUSTERING_VERSION, LINKING_VERSION
from linking.decisions.names_apart import names_apart
from linking.guidance import NO_GUIDANCE, Guidance
from linking.names.form import NORMALISATION_VERSION


@dataclass(frozen=True, slots=True)
class LinkingState:
    """What decides the resolution beside the evidence: ``linking`` across documents, ``clustering`` within them."""

    linking: str
    clustering: str


def state_of(guidance: Guidance) -> LinkingState:
    """Return the state of a graph that is linked by the rules of this program and by ``guidance``."""
    return LinkingState(
        _joined(LINKING_VERSION, guidance.fingerprint),
        _joined(CLUSTERING_VERSION, names_apart(guidance.decisions).fingerprint),
    )


def is_clustered(store: GraphStore, guidance: Guidance) -> bool:
    """Return whether the mentions of all documents form the local entities that the rules and decisions ask for."""
    wanted = state_of(guidance).clustering
    return all(row["clustering"] == wanted for row in store.stream(readings.READ_STATE))


def is_pending(store: GraphStore, guidance: Guidance = NO_GUIDANCE) -> bool:
    """Return whether a change was cut off, or other rules, decisions or knowledge bases linked the graph.

    The next :func:`graph.writing.writer.apply_changes` with this guidance completes it.
    """
    wanted = state_of(guidance)
    return any(
        row["pending"] or (row["linking"], row["clustering"]) != (wanted.linking, wanted.clustering)
        for row in store.stream(readings.READ_STATE)
    )


def mark_finished(transaction: WriteTransaction, guidance: Guidance) -> None:
    """Write down that the graph is whole, and by what it is linked."""
    state = state_of(guidance)
    transaction.run(statements.FINISH_STATE, {"linking": state.linking, "clustering": state.clustering})


def _joined(version: str, fingerprint: str) -> str:
    rules = f"{version}.{NORMALISATION_VERSION}"
    return f"{rules}:{fingerprint}" if fingerprint else rules
