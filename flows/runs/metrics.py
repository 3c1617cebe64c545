"""The metrics of a project by OpenTelemetry: served for Prometheus, and sent to where OTEL_EXPORTER_OTLP_ENDPOINT says.

Every figure is taken from the ledger of runs when it is asked for, so that runs need not know who watches.
"""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from extractors.errors import GraphmillError
from flows.project.settings import Settings
from flows.runs.tally import Standing, Tally, moment
from flows.terminal.masking import masked

if TYPE_CHECKING:
    from opentelemetry.metrics import CallbackOptions, Observation
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import MetricExporter, MetricReader
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

OTLP_VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")
"""Where one of these names a collector, the metrics are sent there."""

Points = Iterable[tuple[float, dict[str, str]]]


class MetricsError(GraphmillError):
    """Metrics cannot be served or sent; the message says where and what to do."""


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


class _Looks:
    """Looks at the ledger once for all metrics of one collection: the first of them asks for a new look."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._standing: Standing | None = None
        self._lock = Lock()

    def callback(self, instrument: Instrument) -> Callable[[CallbackOptions], Iterable[Observation]]:
        """Return what OpenTelemetry calls for the points of an instrument."""
        from opentelemetry.metrics import Observation

        def observed(_: CallbackOptions) -> Iterable[Observation]:
            with self._lock:
                if instrument is INSTRUMENTS[0] or self._standing is None:
                    self._standing = self._tally.standing()
                return [Observation(value, labels) for value, labels in instrument.points(self._standing)]

        return observed


class MetricsServer:
    """Serves the metrics of a project at ``url`` until it is closed, and sends them where OTEL_EXPORTER_OTLP_ENDPOINT says."""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        from prometheus_client import start_http_server

        pushed = [_pushing_reader()] if is_pushed() else []
        reader, registry = _prometheus_reader()
        self._provider = _provider(settings, [reader, *pushed])
        try:
            self._server, self._thread = start_http_server(port, host, registry)
        except OSError as error:
            self._provider.shutdown()
            raise MetricsError(
                f"The metrics cannot be served at {host}:{port}: {error.strerror or error}. Another program listens there, or this machine "
                "has no such address: give another with --host and --port, or in [telemetry] of graphmill.toml."
            ) from error
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._server.server_port}/metrics"

    def close(self) -> None:
        """Serve no more, and send what there is a last time."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._provider.shutdown()


def serve_metrics(settings: Settings, *, host: str | None = None, port: int | None = None) -> MetricsServer:
    """Serve the metrics of a project in a thread, where ``[telemetry]`` says unless told otherwise, and return the server.

    Port 0 takes any free one.

    Raises:
        MetricsError: the address is taken or not this machine's, or what sends metrics is not installed.

    """
    telemetry = settings.telemetry
    return MetricsServer(
        settings, telemetry.host if host is None else host, telemetry.port if port is None else port
    )


def is_pushed() -> bool:
    """Tell whether a collector is named that the metrics are to be sent to."""
    return any(os.environ.get(name) for name in OTLP_VARIABLES)


def metrics_text(settings: Settings) -> str:
    """Return the metrics of a project once, as Prometheus reads them."""
    from prometheus_client import generate_latest

    reader, registry = _prometheus_reader()
    provider = _provider(settings, [reader])
    try:
        return generate_latest(registry).decode()
    finally:
        provider.shutdown()


def push_metrics(settings: Settings) -> None:
    """Send the metrics of a project once.

    Raises:
        MetricsError: no collector is named, it does not take them, or what sends metrics is not installed.

    """
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader, MetricExportResult

    if not is_pushed():
        raise MetricsError(
            f"{OTLP_VARIABLES[0]} is not set: it names the collector to send to, as http://127.0.0.1:4318."
        )
    exporter = _exporter()
    reader = InMemoryMetricReader()
    provider = _provider(settings, [reader])
    try:
        data = reader.get_metrics_data()
        sent = exporter.export(data) if data is not None else MetricExportResult.FAILURE
    finally:
        provider.shutdown()
        exporter.shutdown()
    if sent is not MetricExportResult.SUCCESS:
        where = next(filter(None, map(os.environ.get, reversed(OTLP_VARIABLES))))
        raise MetricsError(
            f"The collector at {masked(where)} did not take the metrics: look at its address and its log."
        )


def _provider(settings: Settings, readers: Iterable[MetricReader]) -> MeterProvider:
    """Return what has the metrics read by these readers."""
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.resources import Resource

    version = importlib.metadata.version("graphmill")
    described = {
        "service.name": os.environ.get("OTEL_SERVICE_NAME") or "graphmill",
        "service.version": version,
        "graphmill.project": settings.project_name,
    }
    provider = MeterProvider(list(readers), resource=Resource.create(described), shutdown_on_exit=False)
    meter = provider.get_meter("graphmill", version)
    looks = _Looks(Tally(settings))
    for each in INSTRUMENTS:
        create = meter.create_observable_counter if each.grows else meter.create_observable_gauge
        create(each.name, [looks.callback(each)], unit=each.unit, description=each.description)
    return provider


def _prometheus_reader() -> tuple[MetricReader, CollectorRegistry]:
    from opentelemetry.exporter.prometheus import PrometheusMetricReader
    from prometheus_client import CollectorRegistry

    class OneAtATime(CollectorRegistry):
        """Lets one scrape end before the next begins: the exporter hands what both have asked for to either."""

        _scrape = Lock()

        def collect(self) -> Iterable[Metric]:
            with self._scrape:
                return list(super().collect())

    registry = OneAtATime()
    return PrometheusMetricReader(registry=registry, scope_info_enabled=False), registry


def _exporter() -> MetricExporter:
    protocol = os.environ.get("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL") or os.environ.get(
        "OTEL_EXPORTER_OTLP_PROTOCOL"
    )
    if protocol not in (None, "", "http/protobuf"):
        raise MetricsError(
            f"OTEL_EXPORTER_OTLP_PROTOCOL is {protocol!r}: graphmill sends http/protobuf alone, which collectors take at port 4318."
        )
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    except ImportError as error:
        raise MetricsError(
            f"{' or '.join(OTLP_VARIABLES)} is set, and what sends metrics is not installed: pip install 'graphmill[otlp]'."
        ) from error
    return OTLPMetricExporter()


def _pushing_reader() -> MetricReader:
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

    return PeriodicExportingMetricReader(_exporter())
