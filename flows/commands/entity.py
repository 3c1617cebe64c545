"""``graphmill entity``: one entity, what stands beside it, and the sentences it stands in."""

from __future__ import annotations

from extractors.errors import UsageError
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.stores import open_project_store
from flows.terminal.output import count, heading, print_json, print_sentences, print_table
from graph.questions.entity_view import view_entity
from graph.questions.neighbourhood import Neighbourhood, NeighbourhoodEntity

MOST_HOPS = 5


def entity(
    name: str, *, limit: int = 10, hops: int = 1, values: bool = False, common: Common = COMMON
) -> int:
    """Show an entity: its aliases, its neighbours by NPMI, and the sentences it stands in.

    Parameters
    ----------
    name
        A name, an alias, or an entity id.
    limit
        Most neighbours (with --hops: a hop), and most sentences.
    hops
        2 or more: what lies around it over so many steps, too. Entities with more than 1,000 neighbours are shown and not gone through.
    values
        Dates, amounts and other values among the neighbours, too.

    """
    settings = common.settings()
    if not 1 <= hops <= MOST_HOPS:
        raise UsageError(f"--hops {hops}: give 1 to {MOST_HOPS}.")
    with open_project_store(settings) as store:
        view = view_entity(store, name, limit=limit, hops=hops, values=values)
    best, around = view.entity, view.around
    if common.json:
        shown = {
            "entity": best,
            "neighbours": view.neighbours,
            "evidence": view.evidence,
            "other_matches": view.others,
        }
        print_json(shown if around is None else shown | {"neighbourhood": around})
        return EXIT_OK
    heading(f"{best.name}  ({best.type}, {best.id})")
    # A name that runs over a line's end is shown on one line.
    others = sorted({" ".join(alias.split()) for alias in best.aliases} - {best.name})
    print(f"aliases: {', '.join(others) if others else 'none'}")
    if best.kb_ids:
        print(f"knowledge base: {', '.join(best.kb_ids)}")
    if best.hidden:
        print("hidden from listings (graphmill decisions, graphmill undo)")
    print(f"in {count(best.windows, 'sentence')} of {count(best.docs, 'document')}\n")
    print_table(
        ("neighbour", "type", "npmi", "sentences", "documents", "id"),
        [(n.name, n.type, n.npmi, n.count, n.docs, n.id) for n in view.neighbours],
        title="Neighbours, the most telling first",
    )
    if around is not None:
        print()
        print_neighbourhood(around)
    print_sentences("Evidence", view.evidence)
    if view.others:
        print()
        print_table(
            ("other match", "type", "documents", "id"),
            [(m.name, m.type, m.docs, m.id) for m in view.others[:limit]],
        )
    return EXIT_OK


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
