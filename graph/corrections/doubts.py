"""The pairs that linking is unsure of, those that matter most first, and what can be shown about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from graph.corrections.review_file import Evidence
from graph.questions.evidence import sentence_counts, sentences_naming
from graph.stores.protocol import GraphStore
from graph.writing.planning import FreshResolution, resolve_anew
from linking.guidance import Guidance
from linking.model import LocalEntity
from linking.review.handles import Bearers
from linking.review.namesakes import told_sides
from linking.review.queue import Doubt, Question, review_queue
from linking.rules import ACROSS_DOCUMENTS

_SENTENCES = 2
_ALIASES = 6


def told_question(doubt: Doubt) -> str:
    """Return a question in words."""
    if any(doubt.company):
        now = "Two entities" if doubt.question is Question.MERGE else "One entity"
        return f"{now} at present: {told_sides(*doubt.company)}. Are they the same?"
    if doubt.question is Question.MERGE:
        return "Two entities at present. Are they one?"
    return f"One entity at present ({ACROSS_DOCUMENTS[doubt.rule].words}). Are they the same?"


class Doubts:
    """The questions of a graph in ``all``, and what can be shown about each.

    The graph is resolved anew for it, and not written, unless it was already: ``fresh``.
    """

    def __init__(self, store: GraphStore, guidance: Guidance, fresh: FreshResolution | None = None) -> None:
        fresh = fresh or resolve_anew(store, guidance)
        self._store = store
        # Documents whose mentions decisions group anew are left out until the graph is linked by them: it holds other local entities.
        every = {
            each.id: each
            for each in fresh.stored.local_entities.values()
            if each.document_id not in fresh.change.gone
        }
        entity_of = {local: why.entity_id for local, why in fresh.resolution.assignments.items()}
        uris = {document.id: document.lasting_uri for document in fresh.documents.values()}
        bearers = Bearers(every.values(), entity_of, uris, guidance.decisions)
        self._sentences: Mapping[str, int] = {}
        self.all: Sequence[Doubt] = review_queue(fresh.resolution, every.values(), bearers, self._count)
        # Of a large graph only what is asked about, so that the questions can be kept for long.
        named = [each for doubt in self.all for members in doubt.members for each in members]
        self._locals: dict[str, LocalEntity] = {each: every[each] for each in named}
        self._entity_of = {each: entity_of[each] for each in named}

    def evidence(self, doubt: Doubt) -> Evidence:
        """Return sentences that name the left one, and sentences that name the right one."""
        left, right = (sentences_naming(self._store, members, _SENTENCES) for members in doubt.members)
        return left, right

    def entity(self, members: Sequence[str]) -> str:
        """Return the id of the entity that local entities (ids) of a question are at present."""
        return self._entity_of[members[0]]

    def names(self, members: Sequence[str]) -> list[str]:
        """Return what local entities (ids) are called, of very many names the first and a mark that there are more."""
        found = sorted({" ".join(name.split()) for each in members for name in self._locals[each].names})
        return [*found[:_ALIASES], "…"] if len(found) > _ALIASES else found

    def documents(self, members: Sequence[str]) -> int:
        """Return in how many documents local entities (ids) of a question stand."""
        return len({self._locals[each].document_id for each in members})

    def sentences(self, members: Sequence[str]) -> int:
        """Return in how many sentences local entities (ids) of a question are named."""
        return sum(self._sentences.get(each, 0) for each in members)

    def _count(self, asked: Set[str]) -> Mapping[str, int]:
        self._sentences = sentence_counts(self._store, asked)
        return self._sentences
