"""What the runs of a project have done together, counted from its ledger, so that counts only grow.

The ledger forgets old runs. Counts of what had been seen of it are kept in ``metrics.json`` in the state folder, so that they neither
fall when a run is forgotten nor begin anew when whoever shows them is started again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from extractors.whole_files import whole_file
from flows.project.failures import FailureList, FailureListError
from flows.project.settings import Settings
from flows.runs.ledger import RunLedger, RunRecord
from flows.terminal.log import LOGGER

GOOD = frozenset({"ok", "partial"})
"""Runs that did what they were asked, but perhaps for some sources that were rejected and are listed."""
_DOCUMENTS = {
    "added": "documents_added",
    "replaced": "documents_replaced",
    "described": "documents_described",
    "relinked": "documents_relinked",
}


class SourceLook(BaseModel):
    """The last good look at a source: when its run began, how many items it had, and how many of former ones were away."""

    began: float
    items: int = 0
    away: int = 0


class Counts(BaseModel):
    """Sums over all runs that have ended, by the labels that they are shown with; ``seen`` are those that are counted."""

    seen: set[str] = Field(default_factory=set)
    runs: Counter[str] = Field(default_factory=Counter)
    seconds: dict[str, float] = Field(default_factory=dict)
    documents: Counter[str] = Field(default_factory=Counter)
    mentions: Counter[str] = Field(default_factory=Counter)
    failures: Counter[str] = Field(default_factory=Counter)
    rejected_since: dict[str, float] = Field(default_factory=dict)
    sources: dict[str, SourceLook] = Field(default_factory=dict)

    def add(self, run: RunRecord) -> None:
        """Count a run that has ended, with its report."""
        self.seen.add(run.id)
        self.runs[f"{run.command} {run.state}"] += 1
        self.seconds[run.command] = self.seconds.get(run.command, 0.0) + run.seconds
        report = run.report
        for change, name in _DOCUMENTS.items():
            self.documents[change] += _number(report.get(name))
        for change, name in (("renamed", "renamed"), ("forgotten", "forgotten")):
            self.documents[change] += len(_list(report.get(name)))
        for kind, number in _mapping(report.get("mentions")).items():
            self.mentions[kind] += _number(number)
        if run.state in GOOD:
            for each in _list(report.get("looked_at")):
                if not each["reason"]:
                    self.sources[str(each["name"])] = SourceLook(
                        began=moment(run.started), items=_number(each["items"]), away=_number(each["away"])
                    )
        ended = moment(run.ended or run.started)
        for each in _list(report.get("rejected")):
            self.failures[str(each["outcome"])] += 1
            self.rejected_since.setdefault(str(each["uri"]), ended)


@dataclass(slots=True)
class Standing:
    """How a project stands: the sums, what runs just now, how the last runs ended, and what is still to be brought in.

    ``queue`` are sources that runs under way have still to read, ``lag`` the seconds since the last good ingest began: what lay in the
    sources then is in the graph, except what was ``rejected``. It is None where no ingest has ended well. ``sources`` are those of the
    settings that were looked at, and ``source_lag`` the same of each. Times are seconds since 1970.
    """

    counts: Counts
    running: Counter[str] = field(default_factory=Counter)
    queue: int = 0
    lag: float | None = None
    sources: dict[str, SourceLook] = field(default_factory=dict)
    source_lag: dict[str, float] = field(default_factory=dict)
    last: dict[str, RunRecord] = field(default_factory=dict)
    last_good: dict[str, float] = field(default_factory=dict)
    graph: dict[str, int] = field(default_factory=dict)
    rejected: Counter[str] = field(default_factory=Counter)
    oldest_rejected: float | None = None


class Tally:
    """Looks at the ledger of a project whenever it is asked."""

    def __init__(self, settings: Settings) -> None:
        self._ledger = RunLedger(settings.state_folder)
        self._failures = FailureList(settings.state_folder, settings.base)
        self._path = settings.state_folder / "metrics.json"
        self._sources = [source.name for source in settings.sources]
        self._graph: tuple[str, dict[str, int]] = ("", {})

    def standing(self) -> Standing:
        """Return how the project stands now."""
        counts = _kept(self._path)
        runs = self._ledger.runs()
        now = datetime.now(UTC).timestamp()
        new = [run for run in reversed(runs) if run.is_over and run.id not in counts.seen]
        for run in new:
            counts.add(self._ledger.find(run.id))
        standing = Standing(counts)
        for run in runs:
            if not run.is_over:
                standing.running[run.command] += 1
                standing.queue += sum(total - done for done, total in run.progress.values())
                continue
            standing.last.setdefault(run.command, run)
            if run.state in GOOD:
                standing.last_good.setdefault(run.command, moment(run.ended))
                if run.command == "ingest" and standing.lag is None:
                    standing.lag = max(0.0, now - moment(run.started))
                    standing.graph = self._totals(run.id)
        for name in self._sources:
            if look := counts.sources.get(name):
                standing.sources[name] = look
                standing.source_lag[name] = max(0.0, now - look.began)
        self._look_at_failures(standing, now)
        if new:
            counts.seen &= {run.id for run in runs}
            self._keep(counts)
        return standing

    def _totals(self, run: str) -> dict[str, int]:
        """Return how large the graph was at the end of a run; its file is read once."""
        if self._graph[0] != run:
            totals = _mapping(self._ledger.find(run).report.get("totals"))
            self._graph = (run, {name: _number(value) for name, value in totals.items()})
        return self._graph[1]

    def _look_at_failures(self, standing: Standing, now: float) -> None:
        since = standing.counts.rejected_since
        try:
            failures = self._failures.read()
        except FailureListError as error:
            LOGGER.warning("%s", error)
            return
        standing.rejected.update(str(each.outcome) for each in failures)
        for uri in since.keys() - {each.uri for each in failures}:
            del since[uri]
        if since:
            standing.oldest_rejected = max(0.0, now - min(since.values()))

    def _keep(self, counts: Counts) -> None:
        try:
            with whole_file(self._path) as file:
                json.dump(counts.model_dump(mode="json"), file)
        except OSError as error:
            LOGGER.warning(
                "%s cannot be written (%s): counts begin anew with the next start", self._path, error
            )


def moment(time: str) -> float:
    """Return a time of the ledger as seconds since 1970."""
    return datetime.fromisoformat(time).timestamp()


def _kept(path: Path) -> Counts:
    try:
        return Counts.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Counts()
    except (OSError, ValidationError) as error:
        LOGGER.warning("%s cannot be used (%s): what the ledger has is counted anew", path, error)
        return Counts()


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
