"""What a person says of entities, checked against the graph as it is, as decisions to be kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from extractors.errors import UsageError
from graph.contents.entity_types import entities_by_type, match_type
from graph.corrections.acts import act_of, as_one_act
from graph.corrections.present import Present
from graph.errors import SchemaError, UnknownTypeError
from graph.questions.choosing import choose
from graph.questions.entities import FoundEntity
from graph.schema.labels import node_label
from graph.stores.protocol import GraphStore
from linking.decisions.decision import Decision, Handle, Verdict, decide
from linking.review.explanation import explain_names
from linking.review.splits import split_by_documents, split_by_names


def merged(store: GraphStore, present: Present, a: str, b: str, *, why: str = "") -> Decision:
    """Return the decision that two entities, by name or id, are the same.

    Raises:
        UnknownEntityError: one of them is not there.
        UsageError: a name fits several, they are one entity already, or a decision keeps them apart.

    """
    one, other = choose(store, a), choose(store, b)
    if one.id == other.id:
        raise UsageError(
            f"{a} and {b} are one entity already: {one.name} ({one.type}, {one.id}). `graphmill explain` says why."
        )
    sides = present.handle(one), present.handle(other)
    decision = decide(Verdict.SAME, *sides, why=why, score=_score(*sides))
    _check_against(present, one, other, decision.pair)
    return decision


def kept_apart(store: GraphStore, present: Present, a: str, b: str, *, why: str = "") -> Decision:
    """Return the decision that two entities, by name or id, are different, whatever linking makes of their names later.

    Raises:
        UnknownEntityError: one of them is not there.
        UsageError: a name fits several, or they are one entity.

    """
    one, other = choose(store, a), choose(store, b)
    if one.id == other.id:
        raise UsageError(
            f"{a} and {b} are one entity at present: {one.name} ({one.type}, {one.id}). Split it by its names or documents."
        )
    sides = present.handle(one), present.handle(other)
    return decide(Verdict.DIFFERENT, *sides, why=why, score=_score(*sides))


def judged(
    present: Present, verdict: Verdict, left: Handle, right: Handle, *, score: float | None, why: str = ""
) -> Decision:
    """Return the answer to a question of the review, whose two handles must still name something.

    Raises:
        DecisionsError: the two are one and the same.
        UsageError: one of them names nothing in the graph any more.

    """
    for each in (left, right):
        if not present.bearers.entities_of(each):
            raise UsageError(
                f"{each.told()} is not in the graph any more: the documents that said so have changed or were forgotten."
            )
    return decide(verdict, left, right, score=score, why=why)


def split_apart(
    store: GraphStore,
    present: Present,
    entity: str,
    *,
    documents: Sequence[str] = (),
    names: Sequence[str] = (),
    why: str = "",
) -> list[Decision]:
    """Return the decisions, as one act, that what some documents (ids) call an entity, or some of its names, are another one.

    Raises:
        UnknownEntityError: there is no such entity.
        UsageError: the name fits several.
        SplitError: the documents or the names are all that the entity has, or not its own.

    """
    found = choose(store, entity)
    if documents:
        judged = split_by_documents(present.bearers, found.id, documents, present.uris)
    else:
        judged = split_by_names(present.bearers, found.id, names, present.uris)
    return as_one_act([decide(*each, why=why, score=_score(*each[1:])) for each in judged])


def renamed(store: GraphStore, present: Present, entity: str, name: str, *, why: str = "") -> Decision:
    """Return the decision what an entity is called.

    Raises:
        UnknownEntityError: there is no such entity.
        UsageError: the name fits several, the new one holds signs that cannot be shown, or is its name already.

    """
    found = choose(store, entity)
    name = " ".join(name.split())
    if not name.isprintable():
        raise UsageError(f"{name!r} holds signs that cannot be shown.")
    if found.name == name:
        raise UsageError(f"{entity} is called “{name}” already.")
    return decide(Verdict.RENAME, present.handle(found), value=name, why=why)


def retyped(
    store: GraphStore, present: Present, entity: str, type_name: str, *, types: Collection[str], why: str = ""
) -> Decision:
    """Return the decision of which type an entity is: one of ``types``, those of the settings, or of the graph.

    Raises:
        UnknownEntityError: there is no such entity.
        UsageError: the name fits several, there is no such type, or it is its type already.

    """
    found = choose(store, entity)
    known = set(types) | set(entities_by_type(store))
    try:
        type_name = match_type(type_name, known, whose="of the settings and the graph")
        node_label(type_name)
    except UnknownTypeError as error:
        raise UsageError(f"{error} A new one belongs into the settings first.") from error
    except SchemaError as error:
        raise UsageError(str(error)) from error
    if found.type == type_name:
        raise UsageError(f"{found.name} is of type {type_name} already.")
    return decide(Verdict.RETYPE, present.handle(found), value=type_name, why=why)


def hidden(store: GraphStore, present: Present, entity: str, *, why: str = "") -> Decision:
    """Return the decision that an entity is not to be shown in listings.

    Raises:
        UnknownEntityError: there is no such entity.
        UsageError: the name fits several.

    """
    return decide(Verdict.HIDE, present.handle(choose(store, entity)), why=why)


def _score(left: Handle, right: Handle) -> float:
    """Return what linking makes of the two names by themselves."""
    return explain_names(left.name, left.type, right.name, right.type).comparison.score


def _check_against(present: Present, one: FoundEntity, other: FoundEntity, pair: object) -> None:
    """Refuse a merge that an earlier judgement forbids, unless the new one replaces it."""
    against = [
        each
        for each in present.bearers.decisions_on(one.id, other.id)
        if each.verdict is Verdict.DIFFERENT and each.pair != pair
    ]
    if against:
        told = "; ".join(f"{each.id} by {each.by}: {each.told()}" for each in against)
        ids = " ".join(dict.fromkeys(act_of(each.id) for each in against))
        raise UsageError(
            f"{one.name} and {other.name} are kept apart by a decision ({told}). Take it back first: graphmill undo {ids}"
        )
