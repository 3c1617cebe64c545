"""The commands that correct linking, explain it, and ask people what it cannot decide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from flows.commands.options import COMMON, Common
from flows.commands.paths import PATH

_WHY = Parameter(help="The reason, kept with the decision.")
Why = Annotated[str, _WHY]


def register(app: App) -> None:
    """Add the commands of this module to the command line."""
    for command in (merge, split, rename, retype, hide, undo, decisions, review, explain, resolve):
        app.command(command)


def merge(a: str, b: str, *, why: Why = "", common: Common = COMMON) -> int:
    """Say that two entities are the same; they stay together on every later run.

    Parameters
    ----------
    a
        A name, an alias, or an entity id.
    b
        The same of the other entity.

    """
    from flows.commands.corrections import decide

    return decide.merge(a, b, common.settings(), why=why, as_json=common.json)


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
    from flows.commands.corrections import decide

    return decide.split(
        entity, common.settings(), documents=document or (), names=name or (), why=why, as_json=common.json
    )


def rename(entity: str, name: str, *, why: Why = "", common: Common = COMMON) -> int:
    """Say what an entity is called.

    Parameters
    ----------
    entity
        A name, an alias, or an entity id.
    name
        Its name from now on.

    """
    from flows.commands.corrections import decide

    return decide.rename(entity, name, common.settings(), why=why, as_json=common.json)


def retype(entity: str, type_: str, *, why: Why = "", common: Common = COMMON) -> int:
    """Say of which type an entity is.

    Parameters
    ----------
    entity
        A name, an alias, or an entity id.
    type_
        A type of the settings or of the graph.

    """
    from flows.commands.corrections import decide

    return decide.retype(entity, type_, common.settings(), why=why, as_json=common.json)


def hide(entity: str, *, why: Why = "", common: Common = COMMON) -> int:
    """Take an entity out of listings; its evidence stays.

    Parameters
    ----------
    entity
        A name, an alias, or an entity id.

    """
    from flows.commands.corrections import decide

    return decide.hide(entity, common.settings(), why=why, as_json=common.json)


def undo(ids: list[str] | None = None, *, why: Why = "", common: Common = COMMON) -> int:
    """Take decisions back; without ids the last one of yours that holds.

    Parameters
    ----------
    ids
        Ids of decisions, as `graphmill decisions` shows them; the id of an undo brings back what it took back.

    """
    from flows.commands.corrections import decisions as commands

    return commands.undo(ids or (), common.settings(), why=why, as_json=common.json)


def decisions(*, common: Common = COMMON) -> int:
    """List what people decided, and whether it is followed."""
    from flows.commands.corrections.decisions import list_decisions

    return list_decisions(common.settings(), as_json=common.json)


def review(
    *,
    export: Annotated[
        Path | None, PATH, Parameter(help="Write the questions to a .csv or .jsonl file.")
    ] = None,
    import_: Annotated[
        Path | None, PATH, Parameter("--import", help="Read the answers back from such a file.")
    ] = None,
    limit: Annotated[int | None, Parameter(help="Most questions.")] = None,
    common: Common = COMMON,
) -> int:
    """Judge the pairs that linking is unsure of, those that matter most first.

    On a terminal one pair at a time; else, and with --json, the questions are listed.
    """
    from flows.commands.corrections.review import Choices, review_pairs

    return review_pairs(common.settings(), Choices(export, import_, limit), as_json=common.json)


def explain(a: str, b: str, *, common: Common = COMMON) -> int:
    """Show why two names are one entity or two: word by word, by which rule, and what the documents say.

    Parameters
    ----------
    a
        A name, an alias, or an entity id.
    b
        The same of the other entity.

    """
    from flows.commands.corrections.explain import explain_pair

    return explain_pair(a, b, common.settings(), as_json=common.json)


def resolve(
    *,
    apply: Annotated[bool, Parameter(help="Write it.")] = False,
    common: Common = COMMON,
) -> int:
    """Link the whole graph anew from its evidence and show what would change; nothing is written without --apply."""
    from flows.commands.corrections import resolve as command

    return command.resolve(common.settings(), apply=apply, as_json=common.json)
