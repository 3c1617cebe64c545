"""A decision made on the page: the same checks, the same ledger and the same linking as by the commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from extractors.errors import UsageError
from graph.corrections.acts import RelinkError, act_of, as_one_act, record, states, taken_back
from graph.corrections.present import Present, load_present
from graph.corrections.told import told_changes, told_conflicts, told_dormant, told_outcome
from graph.corrections.verdicts import hidden, judged, kept_apart, merged, renamed, retyped, split_apart
from graph.errors import UnknownEntityError
from graph.explorer.answers.acts import (
    Act,
    ApartAct,
    HandleGiven,
    HideAct,
    JudgeAct,
    MergeAct,
    SplitAct,
    UndoAct,
    ValueAct,
)
from graph.explorer.answers.decisions import decision_row
from graph.explorer.limits import NotAllowedError, WrongRequestError
from graph.explorer.project import ExplorerProject
from graph.explorer.workplace import Workplace
from graph.questions.briefs import current_id
from graph.stores.protocol import GraphStore
from graph.writing.planning import ResolutionPlan
from linking.decisions.decision import Decision, DecisionsError, Handle, Verdict
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance
from linking.review.splits import SplitError

_MOST_MOVES = 20
READ_ONLY = "This page is read-only: start `graphmill explore` without --read-only to decide."


def decide(workplace: Workplace, act: Act) -> dict[str, Any]:
    """Keep what a person decided, link the graph by it, and return what came of it.

    Raises:
        NotAllowedError: The page is read-only.
        StoreBusyError: Another program has the graph; nothing was decided.
        UnknownEntityError: An entity is not there any more; nothing was decided.
        UsageError: What was decided contradicts the graph or the decisions as they are by now; nothing was decided.
        WrongRequestError: What was decided says too little or nonsense; nothing was decided.
        DecisionsError: The file of decisions cannot be read or written; nothing was decided.

    """
    if workplace.project.read_only:
        raise NotAllowedError(READ_ONLY)
    with workplace.writing() as store:
        found = _decided(store, workplace.project, act)
    # Reads the file of decisions, so that the revision is that of after them.
    workplace.guidance()
    return found | {"revision": workplace.revision}


def _decided(store: GraphStore, project: ExplorerProject, act: Act) -> dict[str, Any]:
    guidance = project.guidance()
    file = DecisionsFile(project.decisions_path)
    by = " ".join(act.by.split()) or project.user
    if isinstance(act, UndoAct):
        meant = taken_back(guidance.decisions, act.ids, by=by, why=act.why)
        asked: Sequence[str] = ()
    else:
        present = load_present(store, guidance)
        asked = list(_asked(present, act))
        try:
            meant = _verdicts(store, present, act, project)
        except SplitError:
            raise
        except DecisionsError as error:
            raise WrongRequestError(f"This cannot be decided: {error}.") from error
    meant = [replace(each, by=by) for each in meant]
    try:
        recorded = record(store, file, guidance, meant, batch_size=project.batch_size)
    except RelinkError as error:
        held = file.read()
        kept = [each for each in meant if any(each.id == line.id for line in held.all)]
        return _answer(kept, Guidance(held), ResolutionPlan(), followed=False) | {
            "conflicts": [str(error)],
            "changes": [],
            "entities": {},
        }
    held = file.read()
    known = [recorded.held_as(each) for each in meant]
    earlier = [line for line in held.all if line.id in known]
    return _answer(recorded.new, Guidance(held), recorded.effect, followed=recorded.is_followed) | {
        "decisions": [
            decision_row(each, held, states(held, recorded.effect)) for each in (*recorded.new, *earlier)
        ],
        "changes": [
            *(told_outcome(each, recorded.before, known=recorded.held_as(each)) for each in meant),
            *told_changes(recorded.effect, most_moves=_MOST_MOVES),
            *told_dormant(recorded.new, recorded.effect),
        ],
        "entities": _now(store, [*asked, *_gone(recorded.effect)]),
    }


def _answer(
    kept: Sequence[Decision], after: Guidance, effect: ResolutionPlan, *, followed: bool
) -> dict[str, Any]:
    held = after.decisions
    return {
        "decisions": [decision_row(each, held, states(held, effect)) for each in kept],
        "undo": act_of(kept[0].id) if kept else "",
        "followed": followed,
        "conflicts": list(told_conflicts(effect)),
    }


def _verdicts(store: GraphStore, present: Present, act: Act, project: ExplorerProject) -> list[Decision]:
    match act:
        case MergeAct():
            return [merged(store, present, act.a, act.b, why=act.why)]
        case ApartAct():
            return [kept_apart(store, present, act.a, act.b, why=act.why)]
        case SplitAct():
            documents = [_document(present, each) for each in act.documents]
            return split_apart(store, present, act.a, documents=documents, names=act.names, why=act.why)
        case ValueAct(act="rename"):
            return [renamed(store, present, act.a, act.value, why=act.why)]
        case ValueAct():
            return [retyped(store, present, act.a, act.value, types=project.types, why=act.why)]
        case HideAct():
            return [hidden(store, present, act.a, why=act.why)]
        case JudgeAct():
            sides = _handle(act.left), _handle(act.right)
            return as_one_act([judged(present, Verdict(act.verdict), *sides, score=act.score, why=act.why)])
        case UndoAct():
            raise AssertionError("taken back before the graph is read")


def _handle(given: HandleGiven) -> Handle:
    return Handle(given.name, given.type, tuple(given.documents))


def _document(present: Present, document: str) -> str:
    if document not in present.places:
        raise UsageError(f"{document}: no such document in the graph any more.")
    return document


def _asked(present: Present, act: Act) -> Iterator[str]:
    """Yield the ids of the entities that an act speaks of, as they are before it."""
    if isinstance(act, JudgeAct):
        for each in (act.left, act.right):
            yield from present.bearers.entities_of(_handle(each))
    elif isinstance(act, (MergeAct, ApartAct)):
        yield from (act.a, act.b)
    elif not isinstance(act, UndoAct):
        yield act.a


def _gone(effect: ResolutionPlan) -> Iterator[str]:
    for merge in effect.merged:
        yield from (each.id for each in merge.absorbed)


def _now(store: GraphStore, ids: Iterable[str]) -> dict[str, str]:
    """Return where the ids of entities lead to now; an entity that nothing is left of is left out."""
    found = {}
    for each in dict.fromkeys(ids):
        try:
            found[each] = current_id(store, each)
        except UnknownEntityError:
            continue
    return found
