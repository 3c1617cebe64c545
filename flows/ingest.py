"""The ``ingest`` flow: documents in, knowledge graph out, each batch and each commit a task."""

from __future__ import annotations

from prefect import flow

from flows.errors import EXIT_PARTIAL
from flows.project.settings_changes import GivenSettings, settings_of_run
from flows.runs.ingestion import ingest_paths
from flows.runs.prefect_runner import PrefectRunner, partly
from flows.runs.report import RunReport


@flow(name="ingest", persist_result=False, validate_parameters=True)
def ingest(
    inputs: list[str] | None = None,
    settings: GivenSettings = None,
    reread: bool = False,
    sources: list[str] | None = None,
    accept_deletions: bool = False,
) -> RunReport:
    """Bring files, folders, globs and URLs into the graph; what is already there unchanged costs nothing.

    Without ``inputs`` these are the sources of the settings, or those named in ``sources``, of which with ``accept_deletions`` also most may be gone at once. With ``reread`` all of them are read anew; a text that comes out the same costs no extraction. ``settings`` lie over those of the worker: the nearest graphmill.toml and its GRAPHMILL_* variables. The run fails where
    nothing could be read; where some sources were rejected and the rest was brought in, its state is named ``Partial``.

    Raises:
        flows.project.settings.SettingsError: no graphmill.toml in the folder of the run or above, or settings that cannot be used.
        extractors.errors.GraphmillError: what `flows.runs.ingestion.ingest_paths` raises.

    """
    report = ingest_paths(
        inputs or (),
        settings_of_run(settings),
        sources=sources or (),
        reread=reread,
        accept_deletions=accept_deletions,
        runner=PrefectRunner(),
    )
    if report.exit_code == EXIT_PARTIAL:
        return partly(f"{report.summary()}: {report.first_rejected()}", report)
    return report
