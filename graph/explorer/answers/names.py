"""Why names are one entity, or why two entities are two, as ``graphmill explain`` tells it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from extractors.errors import UsageError
from graph.corrections.acts import states
from graph.corrections.names import explain_entity
from graph.corrections.pairs import explain_pair
from graph.corrections.present import Present
from graph.explorer.answers.decisions import decision_row
from graph.explorer.answers.resolved import resolved
from graph.explorer.workplace import Workplace
from graph.questions.briefs import current_id, entity_briefs
from graph.stores.protocol import GraphStore
from graph.writing.planning import ResolutionPlan
from linking.decisions.decision import Decision, Decisions
from linking.guidance import Guidance
from linking.review.explanation import NameExplanation

_MOST_WAYS = 500
_MOST_DOCUMENTS = 1_000
_PRESENT_SECONDS = 25.0


def names(workplace: Workplace, entity_id: str) -> dict[str, Any]:
    """Return why the names of an entity are one.

    Raises:
        UnknownEntityError: There is no such entity in use.

    """
    with workplace.reading() as store:
        return names_of(store, workplace.guidance(), entity_id)


def names_of(store: GraphStore, guidance: Guidance, entity_id: str) -> dict[str, Any]:
    """Return why the names of an entity are one, by what people decided and their knowledge bases.

    Raises:
        UnknownEntityError: There is no such entity in use.

    """
    found = explain_entity(store, guidance, entity_id)
    return {
        "entity": asdict(found.entity),
        "rows": [
            {
                "surface": way.surface,
                "told": way.told(),
                "rule": way.rule,
                "score": way.score,
                "link_rule": way.link_rule,
                "link_score": way.link_score,
                "mentions": way.mentions,
                "documents": way.documents,
                "document_ids": list(way.document_ids[:_MOST_DOCUMENTS]),
            }
            for way in found.ways[:_MOST_WAYS]
        ],
        "words": [
            {
                "left": each.left,
                "right": each.right,
                "score": each.comparison.score,
                "rows": word_rows(each),
            }
            for each in found.compared
        ],
        "kb": list(found.kb_reasons),
        "decisions": _rows(found.decisions, guidance.decisions),
    }


def pair(workplace: Workplace, a: str, b: str) -> dict[str, Any]:
    """Return why two entities, by id, are two.

    Raises:
        UnknownEntityError: One of them is not there.
        UsageError: Both are one name of one entity.
        TooLateError: The graph was not read in time; asked again later, it is.

    """
    held = resolved(workplace, wait=_PRESENT_SECONDS)
    with workplace.reading() as store:
        return pair_of(store, held.present(), held.guidance, a, b)


def pair_of(store: GraphStore, present: Present, guidance: Guidance, a: str, b: str) -> dict[str, Any]:
    """Return why two entities, by id, are two, by the graph as it was read to be linked.

    Raises:
        UnknownEntityError: One of them is not there.
        UsageError: Both are one name of one entity.

    """
    one, other = current_id(store, a), current_id(store, b)
    if one == other and a != b:
        raise UsageError(f"Both are one entity by now, {entity_briefs(store, [one])[one].name}.")
    found = explain_pair(store, present, one, other)
    briefs = entity_briefs(store, [found.one.entity.id, found.other.entity.id])
    return {
        "a": asdict(briefs[found.one.entity.id]),
        "b": asdict(briefs[found.other.entity.id]),
        "together": found.together,
        "why": found.why,
        "score": found.compared.comparison.score,
        "band": found.compared.band,
        "words": word_rows(found.compared),
        "guards": list(found.guards),
        "decisions": _rows(found.decisions, guidance.decisions),
    }


def word_rows(compared: NameExplanation) -> list[dict[str, str]]:
    """Return the words of two names side by side."""
    return [
        {"left": each.left, "right": each.right, "relation": each.relation}
        for each in compared.comparison.tokens
    ]


def _rows(found: tuple[Decision, ...], held: Decisions) -> list[dict[str, Any]]:
    state = states(held, ResolutionPlan())
    return [decision_row(each, held, state) for each in found]
