"""Versioned constraints and indexes, and what becomes of data; the graph remembers its version in a ``GraphmillSchema`` node."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from graph.errors import SchemaError
from graph.schema.labels import SCHEMA_VERSION
from graph.stores.migrations import v0003

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.stores.protocol import GraphStore, WriteTransaction

UPGRADES: dict[int, Callable[[GraphStore], None]] = {3: v0003.upgrade}
"""What is to be done to the data of a graph on the way to a version."""
READ_VERSION = "MATCH (s:GraphmillSchema {id: 'schema'}) RETURN s.version AS version"
# Setting the label locks the node: of two programs that bring a graph up to date at once, the slower must not set it back.
LOCK_VERSION = "MERGE (s:GraphmillSchema {id: 'schema'}) SET s:GraphmillSchema"
WRITE_VERSION = """
MATCH (s:GraphmillSchema {id: 'schema'}) WHERE coalesce(s.version, 0) < $version SET s.version = $version
"""


def definitions(version: int) -> list[str]:
    """Return the statements that lead from the version before to ``version``: its ``.cypher`` file here, if it has one."""
    file = resources.files(__package__).joinpath(f"v{version:04d}.cypher")
    if not file.is_file():
        return []
    lines = [
        line for line in file.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("//")
    ]
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]


def stored_version(store: GraphStore) -> int:
    """Return the version of the graph's schema, 0 for a graph that has none yet."""
    return max((int(row["version"]) for row in store.stream(READ_VERSION)), default=0)


def migrate(store: GraphStore) -> None:
    """Bring the schema up to date; each step may be repeated, so a crash in between does no harm.

    Raises:
        SchemaError: The graph is of a newer version than this program knows.

    """
    found = stored_version(store)
    if found > SCHEMA_VERSION:
        raise SchemaError(
            f"This graph has schema version {found}, this graphmill knows up to {SCHEMA_VERSION}: upgrade graphmill."
        )
    for version in range(found + 1, SCHEMA_VERSION + 1):
        for statement in definitions(version):
            store.define(statement)
        if upgrade := UPGRADES.get(version):
            upgrade(store)

        def remember(transaction: WriteTransaction, version: int = version) -> None:
            transaction.run(LOCK_VERSION, {})
            transaction.run(WRITE_VERSION, {"version": version})

        store.write(remember)
