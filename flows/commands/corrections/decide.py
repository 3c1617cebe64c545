"""``graphmill merge``, ``split``, ``rename``, ``retype`` and ``hide``: one decision each, kept and followed at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.corrections.shown import record
from flows.commands.options import COMMON, Common, Why
from flows.project.guidance import load_guidance
from flows.project.stores import open_project_store
from flows.runs.named_documents import find_document
from graph.corrections.present import Present, load_present
from graph.corrections.verdicts import hidden, merged, renamed, retyped, split_apart


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
        present = load_present(store, load_guidance(settings))
        decisions = [merged(store, present, a, b, why=why)]
        return record(store, settings, present.guidance, decisions, as_json=common.json)


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
        present = load_present(store, load_guidance(settings))
        held = _documents(present, document or (), settings.base)
        decisions = split_apart(store, present, entity, documents=held, names=name or (), why=why)
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
        present = load_present(store, load_guidance(settings))
        decisions = [renamed(store, present, entity, name, why=why)]
        return record(store, settings, present.guidance, decisions, as_json=common.json)


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
    types = [each.name for each in settings.types]
    with open_project_store(settings, "write") as store:
        present = load_present(store, load_guidance(settings))
        decisions = [retyped(store, present, entity, type_, types=types, why=why)]
        return record(store, settings, present.guidance, decisions, as_json=common.json)


def hide(entity: str, *, why: Why = "", common: Common = COMMON) -> int:
    """Take an entity out of listings; its evidence stays.

    Parameters
    ----------
    entity
        A name, an alias, or an entity id.

    """
    settings = common.settings()
    with open_project_store(settings, "write") as store:
        present = load_present(store, load_guidance(settings))
        decisions = [hidden(store, present, entity, why=why)]
        return record(store, settings, present.guidance, decisions, as_json=common.json)


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
