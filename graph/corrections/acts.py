"""What people decided: kept in the file, followed by the graph at once, taken back, and what has become of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.errors import UsageError
from graph.errors import GraphError
from graph.stores.protocol import GraphStore
from graph.writing.planning import ResolutionPlan, plan_of
from graph.writing.writer import link_anew
from linking.decisions.decision import Decision, Decisions, Verdict, decide
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance

_NUMBERED = re.compile(r"-\d+$")


class RelinkError(GraphError):
    """A decision was kept, but the graph could not be linked by it yet; the next command or ingest does it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of decisions: all that were given, those that were new and are kept now, and the graph's change.

    ``before`` are the decisions that held until then.
    """

    decisions: tuple[Decision, ...]
    new: tuple[Decision, ...]
    effect: ResolutionPlan
    before: Decisions

    @property
    def is_followed(self) -> bool:
        """Whether the graph follows all of them: none contradicts another decision."""
        mine = {each.id for each in self.decisions}
        return not any(mine & {each.decision, *each.against} for each in self.effect.conflicts)

    def held_as(self, decision: Decision) -> str | None:
        """Return the id of the decision that said the same before, or None."""
        return _held(self.before).get(_said(decision))


def record(
    store: GraphStore,
    file: DecisionsFile,
    guidance: Guidance,
    decisions: Sequence[Decision],
    *,
    batch_size: int,
) -> Recorded:
    """Keep decisions in the file, link the graph by them at once, and return what that changed.

    What already holds is not written again; the graph is linked all the same, in case an earlier run was cut off. ``guidance``
    is that of before, ``batch_size`` the most documents of a transaction.

    Raises:
        DecisionsError: the file cannot be read or written, and nothing was done.
        RelinkError: the decisions are kept, the graph is not linked by them yet.

    """
    held = _held(guidance.decisions)
    new = [each for each in decisions if _said(each) not in held]
    if new:
        file.extend(new)
    effect = relink(store, file, guidance, batch_size=batch_size)
    return Recorded(tuple(decisions), tuple(new), effect, guidance.decisions)


def relink(store: GraphStore, file: DecisionsFile, guidance: Guidance, *, batch_size: int) -> ResolutionPlan:
    """Link the graph by the decisions in the file and the knowledge bases of ``guidance``; return what that changed.

    Raises:
        RelinkError: the graph could not be linked; the decisions are kept.

    """
    present = Guidance(file.read(), guidance.knowledge_bases)
    try:
        fresh = link_anew(store, present, batch_size=batch_size)
    except GraphError as error:
        raise RelinkError(
            f"{error}\nThe decision is kept in {file.path}, but the graph does not follow it yet: the next ingest, or "
            "`graphmill resolve --apply`, links the graph by it."
        ) from error
    return plan_of(fresh)


def as_one_act(decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions under one id with numbers behind it, so that one undo takes all of them back."""
    if len(decisions) < 2:
        return list(decisions)
    act, at = decisions[0].id, decisions[0].at
    return [replace(each, id=f"{act}-{number}", at=at) for number, each in enumerate(decisions, start=1)]


def act_of(decision_id: str) -> str:
    """Return the id under which one undo takes back all that was decided together with this decision."""
    return _NUMBERED.sub("", decision_id)


def taken_back(held: Decisions, ids: Sequence[str], *, by: str, why: str) -> list[Decision]:
    """Return the decisions, as one act, that take others back: those of the ids, without ids the last act of a user.

    Raises:
        UsageError: there is no such decision, or none that still stands.

    """
    targets = [each for name in ids for each in _named(name, held)] if ids else _last(held, by)
    return as_one_act([decide(Verdict.UNDO, undoes=each.id, why=why) for each in targets])


def states(held: Decisions, effect: ResolutionPlan) -> dict[str, str]:
    """Say of each decision, by id, whether it is followed, and if not why; ``effect`` is a plan made by all of them."""
    conflicts = {each.decision for each in effect.conflicts}
    active = {each.id for each in held.active}
    undone = held.undone
    found = {}
    for each in held.all:
        if each.id in undone:
            found[each.id] = "taken back"
        elif each.verdict is Verdict.UNDO:
            found[each.id] = "holds"
        elif each.id not in active:
            found[each.id] = "replaced by a later one"
        elif each.id in conflicts:
            found[each.id] = "contradicts others"
        elif each.id in effect.dormant:
            found[each.id] = "names nothing at present"
        else:
            found[each.id] = "holds"
    return found


def _named(name: str, held: Decisions) -> list[Decision]:
    """Return the decisions of an id, or those of one act whose ids start with it.

    Raises:
        UsageError: there is none, or none that still stands.

    """
    found = [each for each in held.all if each.id == name] or [
        each for each in held.all if act_of(each.id) == name
    ]
    if not found:
        raise UsageError(f"{name}: no such decision. `graphmill decisions` lists them with their ids.")
    standing = [each for each in found if each.id not in held.undone]
    if not standing:
        by = next(each for each in reversed(held.all) if each.undoes == found[0].id)
        raise UsageError(f"{name} is taken back already, by {by.id}. To bring it back, undo {by.id}.")
    return standing


def _last(held: Decisions, user: str) -> list[Decision]:
    """Return the last act of a user that still holds: all its decisions."""
    mine = [each for each in held.active if each.by == user]
    if not mine:
        raise UsageError(
            f"There is no decision by {user} to take back. `graphmill decisions` lists all of them."
        )
    return [each for each in mine if act_of(each.id) == act_of(mine[-1].id)]


def _said(decision: Decision) -> tuple[object, ...]:
    return decision.subject, decision.verdict, decision.value


def _held(decisions: Decisions) -> dict[tuple[object, ...], str]:
    return {_said(each): each.id for each in decisions.active}
