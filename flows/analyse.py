"""The ``analyse`` flow: the co-occurrence graph read, measured as a network, and the figures written back.

Each step is a task. Reading and writing are retried while the store is away; a graph that changes between the two is read
and measured again, so that figures in the graph are always those of the graph that their record names.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import cast

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from extractors.paths import at_home
from flows.project.settings import Settings
from flows.project.settings_changes import GivenSettings, settings_of_run
from flows.project.stores import open_project_store
from flows.runs.analysis_report import AnalysisReport, report_of
from flows.runs.retries import backoff, store_is_away, store_is_away_or_changing
from flows.terminal.progress import tell
from graph.analysis.measures import Analysis, measure
from graph.analysis.network import Network, load_network
from graph.analysis.settings import AnalysisSettings
from graph.analysis.stored import WrittenAnalysis, write_analysis
from graph.errors import GraphChangedError
from graph.export.graphml import write_graphml


@task(
    name="load network",
    persist_result=False,
    cache_policy=NO_CACHE,
    tags=["graphmill"],
    retry_condition_fn=store_is_away_or_changing,
)
def load_task(settings: Settings) -> Network:
    """Read the co-occurrence graph."""
    with open_project_store(settings) as store:
        return load_network(store, settings.analysis)


@task(name="compute measures", persist_result=False, cache_policy=NO_CACHE, tags=["graphmill"])
def compute_task(network: Network, settings: AnalysisSettings) -> Analysis:
    """Measure the network."""
    return measure(
        network, settings, on_progress=lambda what, done, total: tell("compute", done, total, what)
    )


@task(
    name="write measures",
    persist_result=False,
    cache_policy=NO_CACHE,
    tags=["graphmill"],
    retry_condition_fn=store_is_away,
)
def write_task(network: Network, analysis: Analysis, settings: Settings, analysed_at: str) -> WrittenAnalysis:
    """Write the measures to the graph that they were read from."""
    with open_project_store(settings, "write", patient=True) as store:
        return write_analysis(
            store,
            network,
            analysis,
            analysed_at=analysed_at,
            on_progress=lambda done, total: tell("write", done, total),
        )


@flow(name="analyse", persist_result=False, validate_parameters=True)
def analyse(
    settings: GivenSettings = None, write: bool = True, graphml: str = "", top: int = 10
) -> AnalysisReport:
    """Measure the graph as a network and write the measures to its entities and edges.

    ``settings`` lie over those of the worker: the nearest graphmill.toml and its GRAPHMILL_* variables. With ``write`` off the
    graph stays as it is. ``graphml`` names a file, relative to the project's folder, for the network and its measures;
    ``top`` is the length of the report's tables.

    Raises:
        flows.project.settings.SettingsError: no graphmill.toml in the folder of the run or above, or settings that cannot be used.
        graph.errors.NoGraphError: there is no graph.
        graph.errors.OtherProjectError: the graph is of another project, and the measures were to be written.
        graph.errors.StoreError: the graph cannot be opened or stays taken by another writer.
        graph.errors.GraphChangedError: other runs kept changing the graph.
        graph.errors.UnknownTypeError: the settings name a type that the graph does not have.
        graph.errors.GraphFileError: the GraphML file cannot be written.

    """
    settings = settings_of_run(settings)
    for left in reversed(range(settings.flow.retries + 1)):
        try:
            report = _analyse_once(settings, write=write, graphml=graphml, top=top)
            break
        except GraphChangedError:
            if not left:
                raise
            get_run_logger().info("the graph was changed while it was analysed; once more")
    create_markdown_artifact(
        markdown=report.markdown(), key="analysis-report", description="Report of a network analysis"
    )
    return report


def _analyse_once(settings: Settings, *, write: bool, graphml: str, top: int) -> AnalysisReport:
    retries, delays = settings.flow.retries, backoff(settings)
    started = time.perf_counter()
    analysed_at = datetime.now(UTC).isoformat(timespec="seconds")
    load = load_task.with_options(retries=retries, retry_delay_seconds=delays)
    network = load(settings)
    loaded = time.perf_counter()
    # Quoted, the columns of a network are handed on as they are; Prefect would look into each for results of tasks.
    quoted = cast(Network, quote(network))
    analysis = compute_task(quoted, settings.analysis)
    if graphml:
        write_graphml(settings.base / at_home(graphml), network, analysis)
    computed = time.perf_counter()
    report = report_of(network, analysis, analysed_at=analysed_at, top=top)
    report.seconds_load, report.seconds_compute = loaded - started, computed - loaded
    if write:
        writing = write_task.with_options(retries=retries, retry_delay_seconds=delays)
        written = writing(quoted, cast(Analysis, quote(analysis)), settings, analysed_at)
        report.written, report.entities_cleared = True, written.entities_cleared
        report.seconds_write = time.perf_counter() - computed
    return report
