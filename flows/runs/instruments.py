"""What is measured of a project: each metric with its name, its unit, what it says, and where its points come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flows.runs.tally import Standing, moment

Points = Iterable[tuple[float, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One metric: whether it only grows, its name, its unit, what it says, and its points of a standing."""

    grows: bool
    name: str
    unit: str
    description: str
    points: Callable[[Standing], Points]


def _labelled(name: str, counts: Callable[[Standing], Any]) -> Callable[[Standing], Points]:
    return lambda standing: [(value, {name: label}) for label, value in sorted(counts(standing).items())]


def _runs(standing: Standing) -> Points:
    for label, number in sorted(standing.counts.runs.items()):
        command, _, state = label.partition(" ")
        yield number, {"command": command, "state": state}


def _merges(standing: Standing) -> Points:
    graph = standing.graph
    if "local entities" in graph and "entities" in graph:
        yield graph["local entities"] - graph["entities"], {}


def _items(standing: Standing) -> Points:
    for name, look in sorted(standing.sources.items()):
        yield look.items, {"source": name, "state": "there"}
        yield look.away, {"source": name, "state": "away"}


def _maybe(value: float | None) -> Points:
    return [] if value is None else [(value, {})]


INSTRUMENTS = (
    Instrument(True, "graphmill.runs", "", "Runs that have ended.", _runs),
    Instrument(
        True,
        "graphmill.runs.duration",
        "s",
        "Time that the runs took together.",
        _labelled("command", lambda standing: standing.counts.seconds),
    ),
    Instrument(
        True,
        "graphmill.documents",
        "",
        "Documents that runs have changed in the graph.",
        _labelled("change", lambda standing: standing.counts.documents),
    ),
    Instrument(
        True,
        "graphmill.mentions",
        "",
        "Mentions found in documents that were extracted.",
        _labelled("type", lambda standing: standing.counts.mentions),
    ),
    Instrument(
        True,
        "graphmill.failures",
        "",
        "Sources and parts of sources that runs have rejected.",
        _labelled("outcome", lambda standing: standing.counts.failures),
    ),
    Instrument(
        False,
        "graphmill.graph.size",
        "",
        "What the graph held at the end of the last good ingest.",
        _labelled("kind", lambda standing: standing.graph),
    ),
    Instrument(
        False,
        "graphmill.graph.merges",
        "",
        "Entities of single documents that linking has joined with others, at the end of the last good ingest.",
        _merges,
    ),
    Instrument(
        False,
        "graphmill.rejected",
        "",
        "Sources and parts of sources that are rejected at present.",
        _labelled("outcome", lambda standing: standing.rejected),
    ),
    Instrument(
        False,
        "graphmill.rejected.age",
        "s",
        "Time since the oldest of what is rejected at present was first rejected.",
        lambda standing: _maybe(standing.oldest_rejected),
    ),
    Instrument(
        False,
        "graphmill.lag",
        "s",
        "Time since the last good ingest began: what lay in the sources then is in the graph, or rejected.",
        lambda standing: _maybe(standing.lag),
    ),
    Instrument(
        False,
        "graphmill.source.lag",
        "s",
        "Time since the last good run began that could look at the source: what it held then is in the graph, or rejected.",
        _labelled("source", lambda standing: standing.source_lag),
    ),
    Instrument(
        False,
        "graphmill.source.items",
        "",
        "What the source held at that look: there, or away by then.",
        _items,
    ),
    Instrument(
        False,
        "graphmill.queue",
        "",
        "Sources that runs under way have still to read.",
        lambda standing: [(standing.queue, {})],
    ),
    Instrument(
        False,
        "graphmill.runs.active",
        "",
        "Runs under way.",
        _labelled("command", lambda standing: standing.running),
    ),
    Instrument(
        False,
        "graphmill.run.last.end",
        "s",
        "When the last run ended, in seconds since 1970.",
        lambda standing: [
            (moment(run.ended), {"command": command, "state": run.state})
            for command, run in sorted(standing.last.items())
        ],
    ),
    Instrument(
        False,
        "graphmill.run.last.good.end",
        "s",
        "When the last run ended that did what it was asked, in seconds since 1970.",
        _labelled("command", lambda standing: standing.last_good),
    ),
    Instrument(
        False,
        "graphmill.run.last.duration",
        "s",
        "Time that the last run took.",
        lambda standing: [
            (run.seconds, {"command": command}) for command, run in sorted(standing.last.items())
        ],
    ),
)
