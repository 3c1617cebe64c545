"""A project and its graph: documents in, answers out. What the commands do, for programs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from flows.project.guidance import load_guidance
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import from_here, ingest_paths
from graph.checks.audit import audit
from graph.queries.warnings import ask
from graph.questions.choosing import choose
from graph.questions.entities import find_entities
from graph.questions.entity_view import view_entity
from graph.questions.evidence import evidence, evidence_pair
from graph.questions.neighbours import most_telling
from graph.questions.status import status
from graphmill.rows import Rows

if TYPE_CHECKING:
    from flows.project.settings import Settings
    from flows.runs.report import RunReport
    from flows.terminal.progress import ProgressListener
    from graph.checks.audit import AuditReport
    from graph.questions.entities import FoundEntity
    from graph.questions.entity_view import EntityView
    from graph.questions.neighbours import Neighbour
    from graph.questions.sentences import EvidenceSentence
    from graph.questions.status import Status
    from graph.stores.protocol import GraphStore

MOST_ROWS = 1_000


class Project:
    """A folder with a graph of its own; what it is asked about an entity takes a name, an alias, or an entity id.

    Each question opens the graph and closes it again, so that other programs get at it: an embedded graph may be open in one at a
    time. Within ``with project:`` it stays open from one question to the next, which is quicker where it is large. Every method
    raises :class:`graphmill.GraphmillError` with the remedy in its message.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._within = False
        self._kept = ExitStack()
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
        self,
        paths: Iterable[str | os.PathLike[str]] = (),
        *,
        sources: Iterable[str] = (),
        reread: bool = False,
        progress: ProgressListener | None = None,
    ) -> RunReport:
        """Bring files, folders, globs and URLs into the graph, and return what was done; what is there unchanged costs nothing.

        Without ``paths`` the sources of the settings are brought in, or those of some names (``sources``). With ``reread`` all of them are read anew, and a text that comes out the same costs no extraction. ``progress`` hears how
        far it has come. What could not be read is in the report's ``rejected``.

        Raises:
            GraphmillError: Nothing could be read, the model cannot be loaded, or another program is writing to the graph.

        """
        self._close()
        return ingest_paths(
            from_here(paths), self.settings, sources=list(sources), reread=reread, progress=progress
        )

    def status(self) -> Status:
        """Return how many documents, entities, edges and mentions the graph holds."""
        with self._graph() as store:
            return status(store)

    def find(self, name: str) -> list[FoundEntity]:
        """Return the entities that a name may mean, the best match first."""
        with self._graph() as store:
            return find_entities(store, name)

    def entity(self, name: str, limit: int = 10, *, values: bool = False) -> EntityView:
        """Return the entity that fits a name best, with up to ``limit`` neighbours and sentences, and what else would fit.

        With ``values`` dates, amounts and other values are among the neighbours.

        Raises:
            graph.errors.UnknownEntityError: The graph has none of that name, nor one that comes near.

        """
        with self._graph() as store:
            return view_entity(store, name, limit=limit, values=values)

    def neighbours(self, name: str, limit: int = 10, *, values: bool = False) -> list[Neighbour]:
        """Return what is named beside an entity, the most telling first: by NPMI, what shares two sentences before what shares one.

        With ``values`` dates, amounts and other values are among them.
        """
        with self._graph() as store:
            return most_telling(store, choose(store, name).id, limit, values=values)

    def evidence(self, a: str, b: str | None = None, limit: int = 20) -> list[EvidenceSentence]:
        """Return the sentences that name an entity, or that name two of them together.

        Raises:
            graph.errors.UnknownEntityError: A name is no entity's.
            extractors.errors.UsageError: A name fits several entities equally well; the message has their ids.

        """
        with self._graph() as store:
            if b is None:
                return evidence(store, choose(store, a).id, limit)
            return evidence_pair(store, choose(store, a).id, choose(store, b).id, limit)

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
        with self._graph() as store:
            return Rows(ask(store, cypher, parameters, limit=limit, timeout=timeout))

    def audit(self) -> AuditReport:
        """Recount the whole graph from its mentions and return every difference."""
        guidance = load_guidance(self.settings)
        with self._graph() as store:
            return audit(store, guidance)

    def __enter__(self) -> Self:
        self._within = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._within = False
        self._close()

    def __repr__(self) -> str:
        return f"Project({str(self.settings.base)!r})"

    @contextmanager
    def _graph(self) -> Iterator[GraphStore]:
        if self._store is None and not self._within:
            with open_project_store(self.settings) as store:
                yield store
            return
        if self._store is None:
            self._store = self._kept.enter_context(open_project_store(self.settings))
        yield self._store

    def _close(self) -> None:
        self._store = None
        self._kept.close()
