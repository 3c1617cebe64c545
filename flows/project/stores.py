"""Open the graph of a project: where the settings say, with the secret from where secrets are kept."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from pydantic import SecretStr

from flows.project.secret_blocks import read_secret
from flows.project.settings import Settings, SettingsError
from flows.project.state_folder import make_state_folder
from graph.contents.project import former_place, refuse_other_project
from graph.errors import StoreUnreachableError
from graph.stores.opening import open_store, require_graph, store_class
from graph.stores.protocol import GraphStore, Traits
from graph.stores.settings import StoreChoice, StoreSettings

Purpose = Literal["read", "write", "create"]
"""What a graph is opened for: to be read, also where it is another project's; to be written, if it is this project's; or to be
written and begun if there is none yet. Where there is no graph to read or write, none is made."""
_RETRY_STEP = 1.0


def store_settings(settings: Settings) -> StoreSettings:
    """Return what the graph room needs to open the store, the password included.

    Raises:
        SettingsError: a Neo4j store without a password, or with one in a Prefect block that cannot be read.

    """
    choice = settings.store
    password = read_password = SecretStr("")
    if choice.kind == "neo4j":
        password = _password(choice.password_block, "NEO4J_PASSWORD", "password_block")
        if choice.read_user:
            read_password = _password(
                choice.read_password_block, "NEO4J_READ_PASSWORD", "read_password_block"
            )
    chosen = choice.model_dump(include=set(StoreChoice.model_fields))
    return StoreSettings(
        **chosen,
        path=settings.state_folder / "graph.kgl",
        password=password,
        read_password=read_password,
        project=_sayable(settings.project_name),
        place=_sayable(f"{socket.gethostname()}:{settings.base.resolve()}"),
        within_project=store_traits(settings).in_state_folder
        and settings.state_folder.is_relative_to(settings.base.resolve()),
    )


def store_traits(settings: Settings) -> Traits:
    """Return what sets the kind of the project's store apart; nothing is opened."""
    return store_class(settings.store.kind).traits


def store_name(settings: Settings) -> str:
    """Return the kind of the project's store, as settings name it."""
    return settings.store.kind


def store_place(settings: Settings) -> str:
    """Return the kind of the project's store and where it lies, for a table."""
    in_folder = store_traits(settings).in_state_folder
    return f"{settings.store.kind} at {settings.state_folder if in_folder else settings.store.uri}"


@contextmanager
def open_project_store(
    settings: Settings, purpose: Purpose = "read", *, patient: bool = False
) -> Iterator[GraphStore]:
    """Open the project's store, brought up to date with this version of graphmill, and close it again.

    ``patient`` waits up to ``store.retry_seconds`` for a server that does not answer: for the midst of a run, when it
    answered before.

    Raises:
        SettingsError: see `store_settings`.
        StateFolderError: the project's state cannot be written, and a graph was to be made.
        graph.errors.NoGraphError: there is no graph, and none was to be made.
        graph.errors.OtherProjectError: the graph is of another project, and not only to be read.
        graph.errors.GraphError: the store cannot be opened, see `graph.stores.opening.open_store`.

    """
    chosen = store_settings(settings)
    create = purpose == "create"
    if create:
        make_state_folder(settings.state_folder)
    with _opened_in_time(chosen, create) if patient else open_store(chosen, create=create) as store:
        if purpose != "read":
            refuse_other_project(store)
        yield store


def require_secrets(settings: Settings) -> None:
    """Make sure that the passwords are there which are to be in variables; those in Prefect's blocks are not looked at.

    Raises:
        SettingsError: one is missing.

    """
    choice = settings.store
    if choice.kind == "neo4j":
        if not choice.password_block:
            _password("", "NEO4J_PASSWORD", "password_block")
        if choice.read_user and not choice.read_password_block:
            _password("", "NEO4J_READ_PASSWORD", "read_password_block")


def require_project_graph(settings: Settings) -> None:
    """Make sure that the project has a graph, before something is made that only a graph needs.

    Raises:
        graph.errors.NoGraphError: it has none.

    """
    require_graph(store_settings(settings))


def written_elsewhere(store: GraphStore, settings: Settings) -> str | None:
    """Return a hint where the graph was last written from another machine or folder, under a name that nobody chose."""
    former = None if settings.project else former_place(store)
    return former and (
        f"This graph was last written from {former}, and now from {store.settings.place}, both as the project "
        f"{store.settings.project!r}. If these are two projects, give this one another name (project in graphmill.toml) and "
        f"{store.place.of_its_own}: documents of the same name replace each other."
    )


def _opened_in_time(settings: StoreSettings, create: bool) -> GraphStore:
    deadline = time.monotonic() + settings.retry_seconds
    while True:
        try:
            return open_store(settings, create=create)
        except StoreUnreachableError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_RETRY_STEP)


def _password(block: str, variable: str, field: str) -> SecretStr:
    if block:
        return read_secret(block, field, variable)
    password = os.environ.get(variable, "")
    if not password:
        raise SettingsError(
            f"store.kind is neo4j, but a password is missing: set the variable {variable}, or name a Prefect "
            f"Secret block in store.{field}."
        )
    return SecretStr(password)


def _sayable(text: str) -> str:
    """Return a text without halves of characters, as names of folders can hold, which no server takes."""
    return os.fsencode(text).decode("utf-8", "backslashreplace")
