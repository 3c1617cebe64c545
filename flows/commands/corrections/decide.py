"""``graphmill merge``, ``split``, ``rename``, ``retype`` and ``hide``: one decision each, kept and followed at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.corrections.shown import Present, act_of, as_one_act, choose, load_present, record
from flows.commands.options import COMMON, Common, Why
from flows.project.stores import open_project_store
from flows.runs.named_documents import find_document
from graph.contents.entity_types import entities_by_type, match_type
from graph.errors import SchemaError, UnknownTypeError
from graph.questions.entities import FoundEntity
from graph.schema.labels import node_label
from linking.decisions.decision import Handle, Verdict, decide
from linking.review.explanation import explain_names
from linking.review.splits import split_by_documents, split_by_names


def merge(a: str, b: str, *, why: Why = "", common: Common = COMMON) -> int:
    """Say that two entities are the same; they stay together on every later run.

    Parameters
    ----------
    a
        A name, an alias, or an entity id.
    b
        The same of the other entity.

    """
    settings = common.settings()
    with open_project_store(settings, "write") as store:
        present = load_present(store, settings)
        one, other = choose(store, a), choose(store, b)
        if one.id == other.id:
            raise UsageError(
                f"{a} and {b} are one entity already: {one.name} ({one.type}, {one.id}). `graphmill explain` says why."
            )
        sides = present.handle(one), present.handle(other)
        decision = decide(Verdict.SAME, *sides, why=why, score=_score(*sides))
        _check_against(present, one, other, decision.pair)
        return record(store, settings, present.guidance, [decision], as_json=common.json)


def split(
    entity: str,
    *,
    document: Annotated[
        list[str] | None, Parameter(help="A document that speaks of another one; repeatable.")
    ] = None,
    name: Annotated[list[str] | None, Parameter(help="A name that is another one's; repeatable.")] = None,
    why: Why = "",
    common: Common = COMMON,
) -> int:
    """Say that an entity is two: what some documents call so, or some of its names, are another one.

    Parameters
    ----------
    entity
        A name, an alias, or an entity id.

    """
    settings = common.settings()
    if bool(document) == bool(name):
        raise UsageError(
            "Say what is another entity, either by --document (what these documents speak of) or by --name (what is "
            "called so)."
        )
    with open_project_store(settings, "write") as store:
        present = load_present(store, settings)
        found = choose(store, entity)
        if document:
            held = _documents(present, document, settings.base)
            judged = split_by_documents(present.bearers, found.id, held, present.uris)
        else:
            judged = split_by_names(present.bearers, found.id, name or (), present.uris)
        decisions = as_one_act([decide(*each, why=why, score=_score(*each[1:])) for each in judged])
        return record(store, settings, present.guidance, decisions, as_json=common.json)


def rename(entity: str, name: str, *, why: Why = "", common: Common = COMMON) -> int:
    """Say what an entity is called.

    Parameters
    ----------
    entity
        A name, an alias, or an entity id.
    name
        Its name from now on.

    """
    settings = common.settings()
    with open_project_store(settings, "write") as store:
        present = load_present(store, settings)
        found = choose(store, entity)
        name = " ".join(name.split())
        if not name.isprintable():
            raise UsageError(f"{name!r} holds signs that cannot be shown.")
        if found.name == name:
            raise UsageError(f"{entity} is called “{name}” already.")
        decision = decide(Verdict.RENAME, present.handle(found), value=name, why=why)
        return record(store, settings, present.guidance, [decision], as_json=common.json)


def retype(entity: str, type_: str, *, why: Why = "", common: Common = COMMON) -> int:
    """Say of which type an entity is.

    Parameters
    ----------
    entity
        A name, an alias, or an entity id.
    type_
        A type of the settings or of the graph.

    """
    settings = common.settings()
    with open_project_store(settings, "write") as store:
        present = load_present(store, settings)
        found = choose(store, entity)
        known = {each.name for each in settings.types} | set(entities_by_type(store))
        try:
            type_name = match_type(type_, known, whose="of the settings and the graph")
            node_label(type_name)
        except UnknownTypeError as error:
            raise UsageError(f"{error} A new one belongs into the settings first.") from error
        except SchemaError as error:
            raise UsageError(str(error)) from error
        if found.type == type_name:
            raise UsageError(f"{found.name} is of type {type_name} already.")
        decision = decide(Verdict.RETYPE, present.handle(found), value=type_name, why=why)
        return record(store, settings, present.guidance, [decision], as_json=common.json)


def hide(entity: str, *, why: Why = "", common: Common = COMMON) -> int:
    """Take an entity out of listings; its evidence stays.

    Parameters
    ----------
    entity
        A name, an alias, or an entity id.

    """
    settings = common.settings()
    with open_project_store(settings, "write") as store:
        present = load_present(store, settings)
        found = choose(store, entity)
        decision = decide(Verdict.HIDE, present.handle(found), why=why)
        return record(store, settings, present.guidance, [decision], as_json=common.json)


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


def _documents(present: Present, given: Sequence[str], base: Path) -> list[str]:
    found = []
    for each in given:
        document = find_document(each, present.places, base)
        if document is None:
            raise UsageError(
                f"{each}: no such document in the graph. `graphmill entity` shows the documents of an entity."
            )
        found.append(document)
    return found
