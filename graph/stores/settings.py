"""What a store is opened with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from graph.errors import NoGraphError

MOST_WRITERS = 8
"""Most transactions that one run may have open at once: a server has so many fences (:mod:`graph.stores.neo4j.lease`)."""


class StoreSettings(BaseModel):
    """Which store holds the graph, and how to reach it.

    The password is read from the environment (``NEO4J_PASSWORD``) by default, and belongs in no file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["embedded", "neo4j"] = Field(
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

    @property
    def location(self) -> str:
        """Where the graph is, in words that follow "the"."""
        if self.kind == "embedded":
            return f"embedded graph {self.path}"
        return f"database {self.database} at {self.uri}"

    @property
    def place_of_its_own(self) -> str:
        """What another graph needs, and the setting for it, in words."""
        if self.kind == "embedded":
            return "a state folder of its own (state)"
        return "a database of its own (store.database)"


def no_graph(settings: StoreSettings) -> NoGraphError:
    """Return the error to raise where a graph is asked for and there is none."""
    where = f"at {settings.path}" if settings.kind == "embedded" else f"in the {settings.location}"
    return NoGraphError(f"There is no graph yet {where}. `graphmill ingest PATHS` makes one.")
