"""``graphmill metrics``: what runs have done and what waits, for those who watch."""

from __future__ import annotations

import json
import signal
import sys
import threading
from typing import Annotated

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.runs.metrics import is_pushed, metrics_text, push_metrics, serve_metrics


def metrics(
    *,
    host: Annotated[str | None, Parameter(help="The address to listen at; else that of [telemetry].")] = None,
    port: Annotated[
        int | None, Parameter(help="The port to listen at; 0 takes any free one; else that of [telemetry].")
    ] = None,
    once: Annotated[bool, Parameter(help="Print the metrics as Prometheus reads them, and end.")] = False,
    push: Annotated[
        bool, Parameter(help="Send the metrics to OTEL_EXPORTER_OTLP_ENDPOINT once, and end.")
    ] = False,
    common: Common = COMMON,
) -> int:
    """Serve the metrics of the runs for Prometheus, at this machine alone.

    It goes on until it is interrupted. The figures are those of the run ledger, whoever ran. Where OTEL_EXPORTER_OTLP_ENDPOINT is
    set they are sent there as well, each minute unless OTEL_METRIC_EXPORT_INTERVAL says otherwise.
    """
    if once and push:
        raise UsageError("--once prints the metrics and --push sends them: give one of the two.")
    if port is not None and not 0 <= port <= 65_535:
        raise UsageError("--port: give a number from 0 to 65535.")
    settings = common.settings()
    if once:
        sys.stdout.write(metrics_text(settings))
        return EXIT_OK
    if push:
        push_metrics(settings)
        return EXIT_OK
    ended = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: ended.set())
    server = serve_metrics(settings, host=host, port=port)
    try:
        if common.json:
            print(json.dumps({"url": server.url, "project": settings.project_name}))
        else:
            sent = " They are sent to the collector as well." if is_pushed() else ""
            print(f"The metrics of {settings.project_name} are at {server.url}{sent}\nCtrl-C ends them.")
        sys.stdout.flush()
        ended.wait()
    except KeyboardInterrupt:
        pass  # as intended: it goes on until then
    finally:
        server.close()
        signal.signal(signal.SIGTERM, before)
    return EXIT_OK
