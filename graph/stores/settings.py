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


class StoreSettings(BaseModel):
    """Which store holds the graph, and how to reach it.

    The password is read from the environment (``NEO4J_PASSWORD``) by default, and belongs in no file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: StoreKind = Field(
        default="embedded", description="embedded: a file on this machine; neo4j: a Neo4j server"
    )
    path: Path = Field(default=Path(".graphmill/graph.kgl"), description="file of the embedded graph")
    uri: str = Field(default="bolt://localhost:7687", description="address of the Neo4j server")
    user: str = Field(default="neo4j", description="user name on the Neo4j server")
    password: SecretStr = Field(
        default_factory=lambda: SecretStr(os.environ.get("NEO4J_PASSWORD", "")),
        description="password on the Neo4j server; from the environment variable NEO4J_PASSWORD only",
        exclude=True,
    )
    database: str = Field(default="neo4j", description="database on the Neo4j server")
    read_user: str = Field(
        default="", description="user on the Neo4j server for users' queries; empty: the same for all"
    )
    read_password: SecretStr = Field(
        default_factory=lambda: SecretStr(os.environ.get("NEO4J_READ_PASSWORD", "")),
        description="password of the read user; from the environment variable NEO4J_READ_PASSWORD only",
        exclude=True,
    )
    query_timeout: float = Field(default=30.0, gt=0, description="seconds that a user's query may take")
    query_rows: int = Field(default=10_000, gt=0, description="rows that a user's query may return")
    query_bytes: int = Field(
        default=64_000_000, gt=0, description="bytes that the values of an answer may take together, roughly"
    )
    write_timeout: float = Field(
        default=600.0, gt=0, description="seconds that one write transaction may take"
    )
    writers: int = Field(
        default=2,
        ge=1,
        le=MOST_WRITERS,
        description="transactions that a run has open on a Neo4j server at once",
    )
    retry_seconds: float = Field(
        default=60.0, ge=0, description="seconds for which a failed transaction is repeated"
    )
    lease_seconds: float = Field(
        default=30.0, gt=0, description="life of the write lease between two heartbeats"
    )
    busy_wait: float = Field(default=0.0, ge=0, description="seconds to wait for another writer to finish")
    project: str = Field(
        default="", description="name of the project that writes, which no other may then do; empty: any may"
    )
    place: str = Field(default="", description="machine and folder that the project is written from")
    within_project: bool = Field(
        default=False,
        description="whether the graph lies in its project's folder, so that it goes with it when that is renamed",
    )
