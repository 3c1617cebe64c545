"""A decision made on the page: the same checks, the same ledger and the same linking as by the commands."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractors.errors import GraphmillError, UsageError
from graph.corrections.acts import Recorded, RelinkError, act_of, as_one_act, record, states, taken_back
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
from graph.explorer.answers.decisions import EFFECT, decision_row
from graph.explorer.limits import NotAllowedError, WrongRequestError
from graph.explorer.project import ExplorerProject
from graph.explorer.workplace import Workplace
from graph.questions.briefs import current_id
from graph.stores.protocol import GraphStore
from graph.writing.planning import ResolutionPlan
from linking.decisions.decision import Decision, Decisions, DecisionsError, Handle, Verdict
from linking.decisions.file import DecisionsFile
from linking.review.splits import SplitError

_MOST_MOVES = 20
READ_ONLY = "This page is read-only: start `graphmill explore` without --read-only to decide."


@dataclass(slots=True)
class _Waiting:
    act: Act
    found: dict[str, Any] = field(default_factory=dict)
    error: Exception | None = None
    done: bool = False


class Desk:
    """Where decisions are handed in: one writes at a time, and answers to the review that came meanwhile are taken together.

    In a large graph linking takes longer than judging, so a person who judges one pair after the other would wait for each.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []

    def decide(self, act: Act) -> dict[str, Any]:
        """Keep what a person decided, link the graph by it, and return what came of it.

        Raises:
            NotAllowedError: The page is read-only.
            StoreBusyError: Another program has the graph; nothing was decided.
            UnknownEntityError: An entity is not there any more; nothing was decided.
            UsageError: What was decided contradicts the graph or the decisions as they are by now; nothing was decided.
            WrongRequestError: What was decided says too little or nonsense; nothing was decided.
            DecisionsError: The file of decisions cannot be read or written; nothing was decided.

        """
        if self._workplace.project.read_only:
            raise NotAllowedError(READ_ONLY)
        mine = _Waiting(act)
        with self._lock:
            self._waiting.append(mine)
        with self._turn:
            if not mine.done:
                self._settle(self._with_others(mine))
        if mine.error is not None:
            raise mine.error
        return mine.found

    def _with_others(self, mine: _Waiting) -> list[_Waiting]:
        """Take an act out of those that wait, and with an answer to the review all the others, in the order in which they came."""
        judging = isinstance(mine.act, JudgeAct)
        with self._lock:
            taken = [
                each for each in self._waiting if each is mine or (judging and isinstance(each.act, JudgeAct))
            ]
            self._waiting = [each for each in self._waiting if each not in taken]
        return taken

    def _settle(self, taken: Sequence[_Waiting]) -> None:
        try:
            with self._workplace.writing() as store:
                effect = _decided(store, self._workplace.project, taken)
            # Reads the file of decisions, so that the revision is that of after them.
            self._workplace.guidance()
            if effect is not None:
                self._workplace.put(EFFECT, effect)
        except Exception as error:  # noqa: BLE001 - raised where each of them is waited for
            for each in taken:
                each.error = each.error or error
        for each in taken:
            each.found["revision"] = self._workplace.revision
            each.done = True


def _decided(store: GraphStore, project: ExplorerProject, taken: Sequence[_Waiting]) -> ResolutionPlan | None:
    """Keep what can be kept of several acts, link the graph once, tell each its own, and return the effect of all."""
    guidance = project.guidance()
    file = DecisionsFile(project.decisions_path)
    meant: list[tuple[_Waiting, list[Decision], list[str]]] = []
    present: Present | None = None
    for each in taken:
        act = each.act
        by = " ".join(act.by.split()) or project.user
        try:
            if isinstance(act, UndoAct):
                decisions, asked = taken_back(guidance.decisions, act.ids, by=by, why=act.why), []
            else:
                present = present or load_present(store, guidance)
                decisions, asked = _verdicts(store, present, act, project), list(_asked(present, act))
        except SplitError as error:
            each.error = error
        except DecisionsError as error:
            each.error = WrongRequestError(f"This cannot be decided: {error}.")
        except GraphmillError as error:
            each.error = error
        else:
            meant.append((each, [replace(decision, by=by) for decision in decisions], asked))
    if not meant:
        return None
    every = [decision for _, decisions, _ in meant for decision in decisions]
    try:
        recorded = record(store, file, guidance, every, batch_size=project.batch_size)
    except RelinkError as error:
        held = file.read()
        for each, decisions, _ in meant:
            each.found = _kept(decisions, held, str(error))
        return None
    held = file.read()
    for each, decisions, asked in meant:
        mine = {decision.id for decision in decisions}
        part = replace(
            recorded,
            decisions=tuple(decisions),
            new=tuple(decision for decision in recorded.new if decision.id in mine),
        )
        each.found = _told(part, held) | {"entities": _now(store, [*asked, *_gone(recorded.effect)])}
    return recorded.effect


def _told(recorded: Recorded, held: Decisions) -> dict[str, Any]:
    """Return what came of an act: its decisions, also where another had said the same, and what changed."""
    effect = recorded.effect
    known = [recorded.held_as(each) for each in recorded.decisions]
    earlier = [line for line in held.all if line.id in known]
    state = states(held, effect)
    return {
        "decisions": [decision_row(each, held, state) for each in (*recorded.new, *earlier)],
        "undo": act_of(recorded.new[0].id) if recorded.new else "",
        "followed": recorded.is_followed,
        "conflicts": list(told_conflicts(effect)),
        "changes": [
            *(
                told_outcome(each, recorded.before, known=recorded.held_as(each))
                for each in recorded.decisions
            ),
            *told_changes(effect, most_moves=_MOST_MOVES),
            *told_dormant(recorded.new, effect),
        ],
    }


def _kept(decisions: Sequence[Decision], held: Decisions, reason: str) -> dict[str, Any]:
    """Return what came of an act that is in the ledger while the graph could not be linked by it."""
    state = states(held, ResolutionPlan())
    return {
        "decisions": [decision_row(each, held, state) for each in decisions],
        "undo": act_of(decisions[0].id),
        "followed": False,
        "conflicts": [reason],
        "changes": [],
        "entities": {},
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
