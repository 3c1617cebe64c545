"""An entity as it is looked at: what stands beside it, the sentences that name it, what lies around it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import UnknownEntityError
from graph.questions.entities import FoundEntity, find_entities
from graph.questions.evidence import evidence
from graph.questions.neighbourhood import Neighbourhood, neighbourhood
from graph.questions.neighbours import Neighbour, most_telling
from graph.questions.sentences import EvidenceSentence
from graph.stores.protocol import GraphStore


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity with its neighbours, the most telling first, and sentences; ``others`` fit the name less well.

    ``around`` is what lies around it over several hops, None where one was asked for.
    """

    entity: FoundEntity
    neighbours: tuple[Neighbour, ...]
    evidence: tuple[EvidenceSentence, ...]
    others: tuple[FoundEntity, ...]
    around: Neighbourhood | None = None


def view_entity(
    store: GraphStore, name: str, *, limit: int = 10, hops: int = 1, values: bool = False
) -> EntityView:
    """Return the entity that fits a name or an id best, with up to ``limit`` neighbours and sentences.

    More than one hop adds what lies around it, up to ``limit`` entities a hop. With ``values`` dates, amounts and other values
    are among both.

    Raises:
        UnknownEntityError: none fits.

    """
    matches = find_entities(store, name)
    if not matches:
        raise UnknownEntityError(
            f"{name}: no entity of that name. Try a part of it, or `graphmill status` for what there is."
        )
    best = matches[0]
    return EntityView(
        best,
        tuple(most_telling(store, best.id, limit, values=values)),
        tuple(evidence(store, best.id, limit=limit)),
        tuple(matches[1:]),
        neighbourhood(store, best.id, hops=hops, limit=limit, values=values) if hops > 1 else None,
    )
