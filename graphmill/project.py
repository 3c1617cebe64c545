"""A project and its graph: documents in, answers out. What the commands do, for programs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from flows.project.guidance import load_guidance
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import from_here, ingest_paths
from graph.checks.audit import audit
from graph.errors import UnknownEntityError
from graph.queries.warnings import ask
from graph.questions.entities import find_entities
from graph.questions.evidence import evidence, evidence_pair
from graph.questions.neighbours import most_telling
from graph.questions.status import status
from graphmill.rows import Rows

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from flows.project.settings import Settings
    from flows.runs.report import RunReport
    from flows.terminal.progress import ProgressListener
    from graph.checks.audit import AuditReport
    from graph.questions.entities import FoundEntity
    from graph.questions.neighbours import Neighbour
    from graph.questions.sentences import EvidenceSentence
    from graph.questions.status import Status
    from graph.stores.protocol import GraphStore

MOST_ROWS = 1_000


class Project:
    """A folder with a graph of its own; what it is asked about an entity takes a name, an alias, or an entity id.

    The graph is opened with the first question and stays open until :meth:`close`, or until documents are ingested. Every method
    raises :class:`graphmill.GraphmillError` with the remedy in its message.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._opened: AbstractContextManager[GraphStore] | None = None
        self._store: GraphStore | None = None

    @classmethod
    def open(cls, folder: str | os.PathLike[str] = ".", **settings: Any) -> Self:
        """Return the project of a folder: as its ``graphmill.toml`` says, or with the defaults where it has none.

        ``settings`` lie over the file, nested as it is: ``types=[{"name": "person"}]``, ``store={"kind": "neo4j"}``.

        Raises:
            flows.project.settings.SettingsError: The folder is not there, or the settings cannot be used.

        """
        return cls(load_settings(folder=Path(folder), **settings))

    def ingest(
        self, paths: Iterable[str | os.PathLike[str]], *, progress: ProgressListener | None = None
    ) -> RunReport:
        """Bring files, folders, globs and URLs into the graph, and return what was done; what is there unchanged costs nothing.

        ``progress`` hears how far it has come. What could not be read is in the report's ``rejected``.

        Raises:
            GraphmillError: Nothing could be read, the model cannot be loaded, or another program is writing to the graph.

        """
        self.close()
        return ingest_paths(from_here(paths), self.settings, progress=progress)

    def status(self) -> Status:
        """Return how many documents, entities, edges and mentions the graph holds."""
        return status(self._graph())

    def find(self, name: str) -> list[FoundEntity]:
        """Return the entities that a name may mean, the best match first."""
        return find_entities(self._graph(), name)

    def entity(self, name: str, limit: int = 10) -> EntityView:
        """Return the entity that fits a name best, with up to ``limit`` neighbours and sentences, and what else would fit.

        Raises:
            graph.errors.UnknownEntityError: The graph has none of that name, nor one that comes near.

        """
        return view_entity(self._graph(), name, limit=limit)

    def neighbours(self, name: str, limit: int = 10) -> list[Neighbour]:
        """Return what is named beside an entity, the most telling first: by NPMI, what shares two sentences before what shares one."""
        return most_telling(self._graph(), self._id_of(name), limit)

    def evidence(self, a: str, b: str | None = None, limit: int = 20) -> list[EvidenceSentence]:
        """Return the sentences that name an entity, or that name two of them together."""
        if b is None:
            return evidence(self._graph(), self._id_of(a), limit)
        return evidence_pair(self._graph(), self._id_of(a), self._id_of(b), limit)

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int = MOST_ROWS,
        timeout: float | None = None,
    ) -> Rows:
        """Return the answer to a question in Cypher, which may only read; at most ``limit`` rows, within ``timeout`` seconds.

        Raises:
            graph.errors.QueryRefusedError: The query would do more than read.
            graph.errors.QueryFailedError: It cannot be run, or takes longer.

        """
        return Rows(ask(self._graph(), cypher, parameters, limit=limit, timeout=timeout))

    def audit(self) -> AuditReport:
        """Recount the whole graph from its mentions and return every difference."""
        return audit(self._graph(), load_guidance(self.settings))

    def close(self) -> None:
        """Close the graph; the next question opens it again."""
        opened, self._opened, self._store = self._opened, None, None
        if opened is not None:
            opened.__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Project({str(self.settings.base)!r})"

    def _id_of(self, name: str) -> str:
        return best_match(self._graph(), name).id

    def _graph(self) -> GraphStore:
        if self._store is None:
            opened = open_project_store(self.settings)
            self._store, self._opened = opened.__enter__(), opened
        return self._store


