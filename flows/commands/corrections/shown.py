"""What the commands that correct linking share: the entity that is meant, the decision kept, the graph linked anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from extractors.errors import GraphmillError, UsageError
from flows.errors import EXIT_OK, EXIT_PARTIAL
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.terminal.output import count, print_json
from graph.contents.loading import StoredGraph, known_documents, load_resolution
from graph.errors import GraphError
from graph.questions.entities import FoundEntity, find_entities
from graph.stores.protocol import GraphStore
from graph.writing.planning import EntityName, ResolutionPlan, plan_of
from graph.writing.writer import link_anew
from linking.decisions.decision import Decision, Handle, Verdict
from linking.decisions.file import DecisionsFile, to_line
from linking.guidance import Guidance
from linking.review.handles import Bearers

MOST_MOVES = 10
"""Names that moved from one entity to another are shown up to this many."""
BY_ID = frozenset({"id", "knowledge base"})
"""How an entity was found that was given by an id, its own or that of an entry of a knowledge base."""
_CANDIDATES = 10
_NUMBERED = re.compile(r"-\d+$")


class NoSuchEntityError(GraphmillError):
    """The graph holds no entity of the name given."""


class RelinkError(GraphmillError):
    """A decision was kept, but the graph could not be linked by it yet; the next command or ingest does it."""


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


def load_present(store: GraphStore, settings: Settings) -> Present:
    """Read the graph and the project's decisions and knowledge bases."""
    guidance = load_guidance(settings)
    known = known_documents(store).values()
    uris = {document.id: document.lasting_uri for document in known}
    places = {document.id: document.uri for document in known}
    stored = load_resolution(store)
    bearers = Bearers(stored.local_entities.values(), stored.current(), uris, guidance.decisions)
    return Present(guidance, stored, uris, places, bearers)


def choose(store: GraphStore, name: str) -> FoundEntity:
    """Return the entity that a name or an id stands for.

    Raises:
        NoSuchEntityError: there is none; the message names those that come near.
        UsageError: the name fits several equally well; the message lists them with their ids.

    """
    found = find_entities(store, name)
    exact = [each for each in found if each.match == "name" and each.name == name]
    named = [each for each in found if each.match == "name"]
    fitting = (
        [each for each in found if each.match in BY_ID]
        or exact
        or named
        or [each for each in found if each.match == "alias"]
    )
    if not fitting:
        near = f" Did you mean: {_listed(found)}?" if found else " `graphmill entity` finds parts of names."
        raise NoSuchEntityError(f"{name}: no entity of that name.{near}")
    if len(fitting) > 1:
        raise UsageError(f"{name}: several entities are called so; give the id of one. {_listed(fitting)}")
    return fitting[0]


def as_one_act(decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions under one id with numbers behind it, so that one undo takes all of them back."""
    if len(decisions) < 2:
        return list(decisions)
    act, at = decisions[0].id, decisions[0].at
    return [replace(each, id=f"{act}-{number}", at=at) for number, each in enumerate(decisions, start=1)]


def record(
    store: GraphStore, settings: Settings, guidance: Guidance, decisions: Sequence[Decision], *, as_json: bool
) -> int:
    """Keep decisions in the file, link the graph by them at once, print what that changed; return the exit code.

    What already holds is not written again; the graph is linked all the same, in case an earlier run was cut off.

    Raises:
        DecisionsError: the file cannot be read or written, and nothing was done.
        RelinkError: the decisions are kept, the graph is not linked by them yet.

    """
    file = DecisionsFile(settings.decisions_path)
    held = {(each.subject, each.verdict, each.value): each.id for each in guidance.decisions.active}
    new = [each for each in decisions if (each.subject, each.verdict, each.value) not in held]
    if new:
        file.extend(new)
    effect = relink(store, settings, guidance, file)
    if as_json:
        print_json({"decisions": [to_json(each) for each in new], "effect": effect.to_dict()})
    else:
        for each in decisions:
            print(_outcome(each, guidance, known=held.get((each.subject, each.verdict, each.value))))
        print_effect(effect)
        for each in new:
            if each.id in effect.dormant:
                print(f"{each.id} names nothing in the graph at present.")
        if new:
            again = "Bring it back" if new[0].verdict is Verdict.UNDO else "Take it back"
            print(f"{again} with: graphmill undo {act_of(new[0].id)}")
    mine = {each.id for each in decisions}
    return (
        EXIT_PARTIAL if any(mine & {each.decision, *each.against} for each in effect.conflicts) else EXIT_OK
    )


def relink(
    store: GraphStore, settings: Settings, guidance: Guidance, file: DecisionsFile | None = None
) -> ResolutionPlan:
    """Link the graph by the decisions in the file and return what that changed.

    Raises:
        RelinkError: the graph could not be linked; the decisions are kept.

    """
    file = file or DecisionsFile(settings.decisions_path)
    present = Guidance(file.read(), guidance.knowledge_bases)
    try:
        fresh = link_anew(store, present, batch_size=settings.flow.commit_documents)
    except GraphError as error:
        raise RelinkError(
            f"{error}\nThe decision is kept in {file.path}, but the graph does not follow it yet: the next ingest, or "
            "`graphmill resolve --apply`, links the graph by it."
        ) from error
    return plan_of(fresh)


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


def to_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain data, as it stands in the file."""
    data: dict[str, Any] = json.loads(to_line(decision))
    return data


def act_of(decision_id: str) -> str:
    """Return the id under which one undo takes back all that was decided together with this decision."""
    return _NUMBERED.sub("", decision_id)


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


def _listed(found: Sequence[FoundEntity]) -> str:
    shown = "; ".join(
        f"{each.name} ({each.type}, {count(each.docs, 'document')}): {each.id}"
        for each in found[:_CANDIDATES]
    )
    return f"{shown}; …" if len(found) > _CANDIDATES else shown
