"""The graph as it is, with what people decided: where a correction starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extractors.errors import UsageError
from graph.contents.loading import KnownDocument, StoredGraph, known_documents, load_resolution
from graph.questions.entities import FoundEntity
from graph.stores.protocol import GraphStore
from linking.decisions.decision import Handle
from linking.guidance import Guidance
from linking.review.handles import Bearers


@dataclass(frozen=True, slots=True)
class Present:
    """The graph as it is, with what people decided: where a correction starts from.

    ``uris`` are those that decisions name documents by, by id, ``places`` where the documents are now.
    """

    guidance: Guidance
    stored: StoredGraph
    uris: Mapping[str, str]
    places: Mapping[str, str]
    bearers: Bearers

    def handle(self, entity: FoundEntity) -> Handle:
        """Return a handle that names an entity and nothing else, by its main name if that does.

        Raises:
            UsageError: each of its names stands for another thing in the same document as well.

        """
        parts = self.bearers.parts(entity.id)
        clear = [part.handle for part in parts if self.bearers.is_clear(part, entity.id)]
        if clear:
            return clear[0]
        others = {each for part in parts for each in self.bearers.entities_of(part.handle)} - {entity.id}
        named = ", ".join(f"{self.stored.entities[each].name} ({each})" for each in sorted(others))
        raise UsageError(
            f"“{entity.name}” stands for several things in the same document ({named} too), so no decision can name one of "
            "them. Correct the one that has a name of its own."
        )


def load_present(store: GraphStore, guidance: Guidance) -> Present:
    """Read the graph; ``guidance`` is what people decided, with the knowledge bases."""
    return present_of(guidance, known_documents(store), load_resolution(store))


def present_of(guidance: Guidance, documents: Mapping[str, KnownDocument], stored: StoredGraph) -> Present:
    """Return the graph that was read already, its documents by id, with what people decided."""
    uris = {document.id: document.lasting_uri for document in documents.values()}
    places = {document.id: document.uri for document in documents.values()}
    bearers = Bearers(stored.local_entities.values(), stored.current(), uris, guidance.decisions)
    return Present(guidance, stored, uris, places, bearers)
