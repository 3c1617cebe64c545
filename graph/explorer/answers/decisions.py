"""What people decided, as the page lists it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.corrections.acts import act_of, states
from graph.explorer.answers.resolved import resolved
from graph.explorer.limits import TooLateError
from graph.explorer.workplace import Workplace
from graph.writing.planning import ResolutionPlan
from linking.decisions.decision import Decision, Decisions, Verdict

EFFECT = "effect"
"""The name under which the effect of the last decision is kept."""
_PLAN_SECONDS = 15.0


def decisions(workplace: Workplace, *, offset: int, limit: int) -> dict[str, Any]:
    """Return the decisions, the newest first, each with what has become of it.

    Whether one is followed takes the linking of the whole graph to tell; where that is not known in time, what the decisions
    themselves say of each other is told.
    """
    guidance = workplace.guidance()
    rows = decision_rows(guidance.decisions, _effect(workplace), slice(offset, offset + limit))
    return {"rows": rows, "total": len(guidance.decisions.all)}


def _effect(workplace: Workplace) -> ResolutionPlan:
    """Return what is known of the graph linked by all decisions: the last one made here has told it, else it is worked out."""
    last = workplace.peek(EFFECT)
    if last.is_current and isinstance(last.value, ResolutionPlan):
        return last.value
    try:
        return resolved(workplace, wait=_PLAN_SECONDS).plan()
    except TooLateError:
        return ResolutionPlan()


def decision_rows(held: Decisions, planned: ResolutionPlan, part: slice) -> list[dict[str, Any]]:
    """Return a part of the decisions, the newest first, each with what has become of it in a plan."""
    state = states(held, planned)
    return [decision_row(each, held, state) for each in held.all[::-1][part]]


def last_decision(held: Decisions) -> dict[str, Any] | None:
    """Return the newest decision, with what the others say of it."""
    if not held.all:
        return None
    return decision_row(held.all[-1], held, states(held, ResolutionPlan()))


def decision_row(decision: Decision, held: Decisions, state: Mapping[str, str]) -> dict[str, Any]:
    """Return one of the decisions ``held`` as the page takes it, an undo with what it takes back."""
    told = decision.told()
    if decision.verdict is Verdict.UNDO:
        undone = next((each for each in held.all if each.id == decision.undoes), None)
        told = f"{told}: {undone.told()}" if undone else told
    return {
        "id": decision.id,
        "act": act_of(decision.id),
        "at": decision.at,
        "by": decision.by,
        "verdict": decision.verdict.value,
        "told": told,
        "why": decision.why,
        "state": state.get(decision.id, ""),
        "names": [
            {"name": each.name, "type": each.type}
            for each in (decision.left, decision.right)
            if each is not None
        ],
    }
