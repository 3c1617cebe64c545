"""What `graphmill metrics` serves is what Prometheus reads, and what it sends is what a collector takes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from flows.project.settings import Settings
from flows.runs.ingestion import ingest_paths
from flows.runs.instruments import INSTRUMENTS
from flows.runs.metrics import (
    MetricsError,
    metrics_text,
    push_metrics,
    serve_metrics,
)
from flows.runs.recording import recorded
from flows.runs.steps import HERE
from tests.support.root import ROOT

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]
PASSWORD = "Xq7-secret-of-the-collector"  # noqa: S105 - made up


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a project in which a run brought two documents in, that name one place, and rejected a third."""
    base = tmp_path_factory.mktemp("project")
    settings = Settings.model_validate(
        {"base": base, "project": "press", "types": [{"name": "code", "pattern": "REF-[0-9]+"}]}
    )
    for name, text in (("a.txt", "REF-1 and REF-2."), ("b.txt", "REF-1 again."), ("c.txt", " ")):
        (base / name).write_text(text, encoding="utf-8")
    ingest_paths(["."], settings)
    return settings


def scraped(text: str) -> Series:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(series: Series, name: str, **labels: str) -> float:
    return series[name, tuple(sorted(labels.items()))]


def test_a_scrape_has_the_figures_of_the_runs(settings: Settings) -> None:
    server = serve_metrics(settings, port=0)
    try:
        answer = httpx.get(server.url)
    finally:
        server.close()
    assert answer.headers["content-type"].startswith("text/plain")
    series = scraped(answer.text)
    assert value(series, "graphmill_documents_total", change="added") == 2
    assert value(series, "graphmill_mentions_total", type="code") == 3
    assert value(series, "graphmill_failures_total", outcome="empty") == 1
    assert value(series, "graphmill_rejected", outcome="empty") == 1
    assert value(series, "graphmill_runs_total", command="ingest", state="partial") == 1
    assert value(series, "graphmill_graph_size", kind="documents") == 2
    assert value(series, "graphmill_graph_size", kind="entities") == 2
    assert value(series, "graphmill_graph_merges") == 1
    assert value(series, "graphmill_queue") == 0
    assert value(series, "graphmill_lag_seconds") > 0
    assert value(series, "graphmill_rejected_age_seconds") > 0
    assert any(name == "target_info" and ("graphmill_project", "press") in labels for name, labels in series)
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)


def test_a_run_is_seen_while_it_goes_on(settings: Settings) -> None:
    server = serve_metrics(settings, port=0)
    try:
        with recorded("ingest", settings, HERE) as run:
            run.progress("ingest-progress", 4, 10)
            series = scraped(httpx.get(server.url).text)
        assert value(series, "graphmill_queue") == 6
        assert value(series, "graphmill_runs_active", command="ingest") == 1
        series = scraped(httpx.get(server.url).text)
        assert value(series, "graphmill_queue") == 0
        assert ("graphmill_runs_active", (("command", "ingest"),)) not in series
    finally:
        server.close()


def test_scrapes_at_once_are_each_whole_and_without_doubles(settings: Settings) -> None:
    server = serve_metrics(settings, port=0)
    try:
        with ThreadPoolExecutor(8) as pool:
            texts = list(pool.map(lambda _: httpx.get(server.url).text, range(40)))
    finally:
        server.close()
    for text in texts:
        lines = [line.rpartition(" ")[0] for line in text.splitlines() if not line.startswith("#")]
        assert len(lines) == len(set(lines))
        assert "graphmill_queue" in lines


def test_an_address_that_is_taken_is_told(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(MetricsError, match=r"127\.0\.0\.1:\d+: .*--port, or in \[telemetry\]"):
            serve_metrics(settings, port=taken.getsockname()[1])


@contextmanager
def collector(status: int = 200) -> Iterator[tuple[str, list[ExportMetricsServiceRequest]]]:
    """Have a collector on this machine that takes what it is sent, or refuses it."""
    taken: list[ExportMetricsServiceRequest] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            taken.append(ExportMetricsServiceRequest.FromString(body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_port}", taken
        finally:
            server.shutdown()


def names(request: ExportMetricsServiceRequest) -> set[str]:
    return {
        metric.name
        for resource in request.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }


def test_a_collector_is_sent_the_same_figures(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with collector() as (address, taken):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://{address}")
        push_metrics(settings)
        assert {"graphmill.documents", "graphmill.lag", "graphmill.queue"} <= names(taken[0])
        # A server sends them too, at the latest when it is closed.
        serve_metrics(settings, port=0).close()
        assert names(taken[-1]) == names(taken[0])
        assert len(taken) == 2


def test_a_collector_that_takes_nothing_is_told_without_its_password(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    with pytest.raises(MetricsError, match="OTEL_EXPORTER_OTLP_ENDPOINT is not set"):
        push_metrics(settings)
    with collector(status=400) as (address, _):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://ada:{PASSWORD}@{address}")
        with pytest.raises(MetricsError, match="did not take the metrics") as refused:
            push_metrics(settings)
    assert PASSWORD not in str(refused.value)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    with pytest.raises(MetricsError, match="http/protobuf alone"):
        push_metrics(settings)


def test_the_command_serves_until_it_is_ended(settings: Settings) -> None:
    (settings.base / "graphmill.toml").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "flows.cli", "metrics", "--port", "0", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=settings.base, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["url"]
    assert value(scraped(httpx.get(url).text), "graphmill_documents_total", change="added") == 2
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")


def test_metrics_can_be_printed_once(settings: Settings) -> None:
    series = scraped(metrics_text(settings))
    assert value(series, "graphmill_documents_total", change="added") == 2


def test_the_page_tells_of_every_metric(settings: Settings) -> None:
    told = re.findall(
        r"^\| `(graphmill_\w+)`", (ROOT / "docs" / "watching.md").read_text(encoding="utf-8"), re.M
    )
    served = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in text_string_to_metric_families(metrics_text(settings))
        if not family.name.startswith("target")
    }
    assert sorted(told) == sorted(set(told))
    assert served <= set(told)
    assert {instrument.name.replace(".", "_") for instrument in INSTRUMENTS} == {
        name.removesuffix("_total").removesuffix("_seconds") for name in told
    }
