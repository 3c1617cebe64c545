"""What came of decisions, in words: what was decided, what changed in the graph, and what is not followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.writing.planning import EntityName, ResolutionPlan
from linking.decisions.decision import Decision, Decisions, Verdict


def told_outcome(decision: Decision, before: Decisions, *, known: str | None) -> str:
    """Say what was decided, and what of the decisions ``before`` it takes back or replaces; ``known`` had said the same."""
    if known:
        return f"{known}: {decision.told()} (decided before)"
    by_id = {each.id: each for each in before.all}
    undone = by_id.get(decision.undoes)
    if undone is not None and undone.verdict is Verdict.UNDO:
        back = by_id[undone.undoes]
        return f"{decision.id}: {back.id} holds again: {back.told()}"
    replaced = next((each for each in before.active if each.subject == decision.subject), None)
    more = f": {undone.told()}" if undone else f" (replaces {replaced.id})" if replaced else ""
    return f"{decision.id}: {decision.told()}{more}"


def told_changes(effect: ResolutionPlan, *, most_moves: int, more: str = "") -> Iterator[str]:
    """Yield what a resolution changed, entity by entity; of very many names that moved the first, and how many ``more``."""
    for merge in effect.merged:
        yield f"merged: {_names(merge.absorbed)} into {_name(merge.into)}"
    for split in effect.split:
        yield f"split: {_names(split.parts)} out of {_name(split.entity)}"
    for move in effect.moved[:most_moves]:
        came = f" from {_name(move.old)}" if move.old else ""
        yield f"moved: “{move.name}” of {move.uri}{came} to {_name(move.new)}"
    if len(effect.moved) > most_moves:
        yield f"moved: {len(effect.moved) - most_moves:,} more{more}"
    for change in effect.changed:
        yield f"changed: {change.what} of {change.entity.id} from {change.old or 'none'} to {change.new or 'none'}"
    if effect.is_empty:
        yield "Nothing changes in the graph."


def told_conflicts(effect: ResolutionPlan) -> Iterator[str]:
    """Yield which decisions are not followed, and why."""
    for conflict in effect.conflicts:
        against = f" (against {', '.join(conflict.against)})" if conflict.against else ""
        yield f"not followed: {conflict.decision}{against}: {conflict.reason}"


def told_dormant(decisions: Iterable[Decision], effect: ResolutionPlan) -> Iterator[str]:
    """Yield which of these decisions name nothing."""
    for each in decisions:
        if each.id in effect.dormant:
            yield f"{each.id} names nothing in the graph at present."


def _name(entity: EntityName) -> str:
    return f"{entity.name} ({entity.type}, {entity.id})"


def _names(entities: Iterable[EntityName]) -> str:
    return ", ".join(map(_name, entities))
