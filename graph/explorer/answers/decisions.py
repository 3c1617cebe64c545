"""What people decided, as the page lists it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.corrections.acts import act_of, states
from graph.explorer.workplace import Workplace
from graph.stores.protocol import GraphStore
from graph.writing.planning import ResolutionPlan, plan
from linking.decisions.decision import Decision, Decisions, Verdict

_PLAN_SECONDS = 15.0


def decisions(workplace: Workplace, *, offset: int, limit: int) -> dict[str, Any]:
    """Return the decisions, the newest first, each with what has become of it.

    Whether one is followed takes the linking of the whole graph to tell; where that is not known in time, what the decisions
    themselves say of each other is told.
    """
    guidance = workplace.guidance()

    def planned(store: GraphStore) -> ResolutionPlan:
        return plan(store, guidance)

    kept = workplace.kept("decisions", planned, wait=_PLAN_SECONDS)
    known = kept.value if kept.value and kept.is_current else ResolutionPlan()
    rows = decision_rows(guidance.decisions, known, slice(offset, offset + limit))
    return {"rows": rows, "total": len(guidance.decisions.all)}


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
