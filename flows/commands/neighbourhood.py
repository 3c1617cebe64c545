"""The part of ``graphmill entity`` that shows what lies around an entity over several hops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.errors import UsageError
from flows.terminal.output import print_table

if TYPE_CHECKING:
    from graph.questions.neighbourhood import Neighbourhood, NeighbourhoodEntity

MOST_HOPS = 5


def check_hops(hops: int) -> None:
    """Refuse numbers of hops that mean nothing, or the whole graph."""
    if not 1 <= hops <= MOST_HOPS:
        raise UsageError(f"--hops {hops}: give 1 to {MOST_HOPS}.")


def print_neighbourhood(found: Neighbourhood) -> None:
    """Print the entities by hop, those that were not expanded marked, and the edges among them."""
    names = {entity.id: entity.name for entity in found.entities}
    print_table(
        ("hops", "entity", "type", "sentences", "neighbours", "id", ""),
        [
            (each.hops, each.name, each.type, each.windows, each.degree, each.id, _note(each))
            for each in found.entities[1:]
        ],
        title=f"Around {found.centre.name}",
    )
    print()
    print_table(
        ("entity", "entity", "npmi", "sentences", "documents"),
        [
            (names[edge.a], names[edge.b], edge.npmi, edge.count, edge.docs)
            for edge in sorted(found.edges, key=lambda edge: (-edge.count, -edge.docs, edge.a, edge.b))
        ],
        title="Named together, the most often first",
    )


def _note(entity: NeighbourhoodEntity) -> str:
    return f"not expanded: degree {entity.degree:,}" if entity.capped else ""
