"""The metrics of a project by OpenTelemetry: served for Prometheus, and sent to where OTEL_EXPORTER_OTLP_ENDPOINT says.

Every figure is taken from the ledger of runs when it is asked for, so that runs need not know who watches.
"""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING

from extractors.errors import GraphmillError
from flows.project.settings import Settings
from flows.runs.instruments import INSTRUMENTS, Instrument
from flows.runs.tally import Standing, Tally
from flows.terminal.masking import masked

if TYPE_CHECKING:
    from opentelemetry.metrics import CallbackOptions, Observation
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import MetricExporter, MetricReader
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

OTLP_VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")
"""Where one of these names a collector, the metrics are sent there."""


class MetricsError(GraphmillError):
    """Metrics cannot be served or sent; the message says where and what to do."""


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
