"""What a store is opened with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from graph.stores.kinds import STORES

MOST_WRITERS = 8
"""Most transactions that one run may have open at once: a server has so many fences (:mod:`graph.stores.neo4j.lease`)."""


def known_kind(kind: str) -> str:
    """Return the name of a kind of store as it is.

    Raises:
        ValueError: There is no such kind; the message names those that there are.

    """
    if kind not in STORES:
        raise ValueError(f"there is no store {kind!r}: choose one of {', '.join(STORES)}")
    return kind


StoreKind = Annotated[str, AfterValidator(known_kind)]
"""The name of a kind of store that is there."""


class StoreChoice(BaseModel):
    """Where the graph is kept, and how long whom to wait for: what a project chooses of its store."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: StoreKind = Field(
        default="embedded", description="embedded: a file on this machine; neo4j: a Neo4j server."
    )
    uri: str = Field(default="bolt://127.0.0.1:7687", description="Address of the Neo4j server.")
    user: str = Field(default="neo4j", description="User name on the Neo4j server.")
    database: str = Field(default="neo4j", description="Database on the Neo4j server.")
    read_user: str = Field(
        default="", description="A second user on the server, for queries only; empty: the same user for all."
    )
    query_timeout: float = Field(default=30.0, gt=0, description="Most seconds that a query may take.")
    query_rows: int = Field(default=10_000, gt=0, description="Most rows that a query may return.")
    query_bytes: int = Field(default=64_000_000, gt=0, description="Most bytes of an answer, roughly.")
    wait_seconds: float = Field(
        default=60.0, ge=0, description="Seconds to wait for another writer to finish."
    )
    retry_seconds: float = Field(
        default=60.0, ge=0, description="Seconds for which a failed transaction is repeated."
    )
    write_timeout: float = Field(
        default=600.0, gt=0, description="Most seconds that a write transaction on a Neo4j server may take."
    )
    lease_seconds: float = Field(
        default=30.0,
        gt=0,
        description="Seconds for which a writer that is heard of no more keeps others from a Neo4j server.",
    )
    writers: int = Field(
        default=2,
        ge=1,
        le=MOST_WRITERS,
        description="Transactions that a run has open on a Neo4j server at once.",
    )


class StoreSettings(StoreChoice):
    """What a store is opened with: what was chosen of it, where its file lies, its passwords, and who writes.

    The passwords are read from the environment (``NEO4J_PASSWORD``, ``NEO4J_READ_PASSWORD``) by default, and belong in no file.
    """

    path: Path = Field(default=Path(".graphmill/graph.kgl"), description="File of the embedded graph.")
    password: SecretStr = Field(
        default_factory=lambda: SecretStr(os.environ.get("NEO4J_PASSWORD", "")),
        description="Password on the Neo4j server; from the environment variable NEO4J_PASSWORD only.",
        exclude=True,
    )
    read_password: SecretStr = Field(
        default_factory=lambda: SecretStr(os.environ.get("NEO4J_READ_PASSWORD", "")),
        description="Password of the read user; from the environment variable NEO4J_READ_PASSWORD only.",
        exclude=True,
    )
    project: str = Field(
        default="", description="Name of the project that writes, which no other may then do; empty: any may."
    )
    place: str = Field(default="", description="Machine and folder that the project is written from.")
    within_project: bool = Field(
        default=False,
        description="Whether the graph lies in its project's folder, so that it goes with it when that is renamed.",
    )
