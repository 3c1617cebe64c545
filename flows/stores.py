"""Open the graph of a project: where the settings say, with the secret from where secrets are kept."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from pydantic import SecretStr

from flows.settings import Settings, SettingsError
from graph.errors import StoreUnreachableError
from graph.store import GraphStore, StoreSettings, open_store

_RETRY_STEP = 1.0


def store_settings(settings: Settings) -> StoreSettings:
    """Return what the graph room needs to open the store, the password included.

    Raises:
        SettingsError: a Neo4j store without a password.

    """
    choice = settings.store
    password = read_password = SecretStr("")
    if choice.kind == "neo4j":
        password = _password(choice.password_block, "NEO4J_PASSWORD", "password_block")
        if choice.read_user:
            read_password = _password(
                choice.read_password_block, "NEO4J_READ_PASSWORD", "read_password_block"
            )
    return StoreSettings(
        kind=choice.kind,
        path=settings.state_folder / "graph.kgl",
        uri=choice.uri,
        user=choice.user,
        password=password,
        database=choice.database,
        read_user=choice.read_user,
        read_password=read_password,
        query_timeout=choice.query_timeout,
        query_rows=choice.query_rows,
        query_bytes=choice.query_bytes,
        busy_wait=choice.wait_seconds,
        retry_seconds=choice.retry_seconds,
        writers=choice.writers,
    )


@contextmanager
def open_project_store(settings: Settings, *, patient: bool = False) -> Iterator[GraphStore]:
    """Open the project's store, brought up to date with this version of graphmill, and close it again.

    ``patient`` waits up to ``store.retry_seconds`` for a server that does not answer: for the midst of a run, when it
    answered before.
    """
    chosen = store_settings(settings)
    with _opened_in_time(chosen) if patient else open_store(chosen) as store:
        yield store


def _opened_in_time(settings: StoreSettings) -> GraphStore:
    deadline = time.monotonic() + settings.retry_seconds
    while True:
        try:
            return open_store(settings)
        except StoreUnreachableError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_RETRY_STEP)


def _password(block: str, variable: str, field: str) -> SecretStr:
    if block:
        from prefect.blocks.system import Secret

        # Called from synchronous code, so this is the block and not a coroutine.
        secret = cast("Secret[str]", Secret.load(block))
        return SecretStr(secret.get())
    password = os.environ.get(variable, "")
    if not password:
        raise SettingsError(
            f"store.kind is neo4j, but a password is missing: set the variable {variable}, or name a Prefect "
            f"Secret block in store.{field}."
        )
    return SecretStr(password)
