"""What the commands that correct linking print: decisions kept, what they changed, and two names word by word."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from flows.errors import EXIT_OK, EXIT_PARTIAL
from flows.project.settings import Settings
from flows.terminal.output import print_json, print_table
from graph.corrections import acts
from graph.stores.protocol import GraphStore
from graph.writing.planning import EntityName, ResolutionPlan
from linking.decisions.decision import Decision, Verdict
from linking.decisions.file import DecisionsFile, to_line
from linking.guidance import Guidance
from linking.review.explanation import NameExplanation

MOST_MOVES = 10
"""Names that moved from one entity to another are shown up to this many."""


def record(
    store: GraphStore, settings: Settings, guidance: Guidance, decisions: Sequence[Decision], *, as_json: bool
) -> int:
    """Keep decisions, link the graph by them at once, print what that changed; return the exit code.

    Raises:
        DecisionsError: the file cannot be read or written, and nothing was done.
        RelinkError: the decisions are kept, the graph is not linked by them yet.

    """
    file = DecisionsFile(settings.decisions_path)
    recorded = acts.record(store, file, guidance, decisions, batch_size=settings.flow.commit_documents)
    if as_json:
        print_json(
            {
                "decisions": [to_json(each) for each in recorded.new],
                "effect": recorded.effect.to_dict(),
            }
        )
    else:
        for each in decisions:
            print(_outcome(each, guidance, known=recorded.held_as(each)))
        print_effect(recorded.effect)
        for each in recorded.new:
            if each.id in recorded.effect.dormant:
                print(f"{each.id} names nothing in the graph at present.")
        if recorded.new:
            again = "Bring it back" if recorded.new[0].verdict is Verdict.UNDO else "Take it back"
            print(f"{again} with: graphmill undo {acts.act_of(recorded.new[0].id)}")
    return EXIT_OK if recorded.is_followed else EXIT_PARTIAL


def print_effect(effect: ResolutionPlan) -> None:
    """Print what a resolution changed, entity by entity, and which decisions had no effect and why."""
    for merge in effect.merged:
        print(f"merged: {_names(merge.absorbed)} into {_name(merge.into)}")
    for split in effect.split:
        print(f"split: {_names(split.parts)} out of {_name(split.entity)}")
    for move in effect.moved[:MOST_MOVES]:
        came = f" from {_name(move.old)}" if move.old else ""
        print(f"moved: “{move.name}” of {move.uri}{came} to {_name(move.new)}")
    if len(effect.moved) > MOST_MOVES:
        print(f"moved: {len(effect.moved) - MOST_MOVES:,} more; --json lists all")
    for change in effect.changed:
        print(
            f"changed: {change.what} of {change.entity.id} from {change.old or 'none'} to {change.new or 'none'}"
        )
    if effect.is_empty:
        print("Nothing changes in the graph.")
    for conflict in effect.conflicts:
        against = f" (against {', '.join(conflict.against)})" if conflict.against else ""
        print(f"not followed: {conflict.decision}{against}: {conflict.reason}")


def print_words(compared: NameExplanation) -> None:
    """Print the words of two names side by side with their relations."""
    print_table(
        (compared.left, compared.right, "relation"),
        [(pair.left, pair.right, pair.relation) for pair in compared.comparison.tokens],
    )


def to_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain data, as it stands in the file."""
    data: dict[str, Any] = json.loads(to_line(decision))
    return data


def _outcome(decision: Decision, guidance: Guidance, *, known: str | None) -> str:
    """Say what was decided, and what of earlier decisions it takes back or replaces."""
    if known:
        return f"{known}: {decision.told()} (decided before)"
    by_id = {each.id: each for each in guidance.decisions.all}
    undone = by_id.get(decision.undoes)
    if undone is not None and undone.verdict is Verdict.UNDO:
        back = by_id[undone.undoes]
        return f"{decision.id}: {back.id} holds again: {back.told()}"
    replaced = next((each for each in guidance.decisions.active if each.subject == decision.subject), None)
    more = f": {undone.told()}" if undone else f" (replaces {replaced.id})" if replaced else ""
    return f"{decision.id}: {decision.told()}{more}"


def _name(entity: EntityName) -> str:
    return f"{entity.name} ({entity.type}, {entity.id})"


def _names(entities: Iterable[EntityName]) -> str:
    return ", ".join(map(_name, entities))
