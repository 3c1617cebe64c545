"""A run of the analysis: the co-occurrence graph read, measured as a network, and the figures written back.

Reading and writing are retried while the store is away; a graph that changes between the two is read and measured again, so
that figures in the graph are always those of the graph that their record names.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial

from extractors.paths import at_home
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.analysis_report import AnalysisReport, report_of
from flows.runs.recording import recorded
from flows.runs.retries import store_is_away, store_is_away_or_changing
from flows.runs.steps import HERE, Runner, Step
from flows.terminal.progress import tell
from graph.analysis.measures import Analysis, measure
from graph.analysis.network import Network, load_network
from graph.analysis.settings import AnalysisSettings
from graph.analysis.stored import WrittenAnalysis, write_analysis
from graph.errors import GraphChangedError
from graph.export.graphml import write_graphml


def analyse_graph(
    settings: Settings, *, write: bool = True, graphml: str = "", top: int = 10, runner: Runner = HERE
) -> AnalysisReport:
    """Measure the graph as a network, write the measures to its entities and edges, and return the report.

    With ``write`` off the graph stays as it is. ``graphml`` names a file, relative to the project's folder, for the network and
    its measures; ``top`` is the length of the report's tables. ``runner`` says where the steps are carried out.

    Raises:
        graph.errors.NoGraphError: there is no graph.
        graph.errors.OtherProjectError: the graph is of another project, and the measures were to be written.
        graph.errors.StoreError: the graph cannot be opened or stays taken by another writer.
        graph.errors.GraphChangedError: other runs kept changing the graph.
        graph.errors.UnknownTypeError: the settings name a type that the graph does not have.
        graph.errors.GraphFileError: the GraphML file cannot be written.

    """
    with recorded("analyse", settings, runner, write=write, graphml=graphml) as run:
        for left in reversed(range(settings.flow.retries + 1)):
            try:
                report = _analyse_once(settings, write=write, graphml=graphml, top=top, runner=run)
                break
            except GraphChangedError:
                if not left:
                    raise
                run.log.info("the graph was changed while it was analysed; once more")
        run.report("analysis-report", report.markdown(), "Report of a network analysis")
        run.conclude(report, report.summary())
    return report


def _analyse_once(
    settings: Settings, *, write: bool, graphml: str, top: int, runner: Runner
) -> AnalysisReport:
    started = time.perf_counter()
    analysed_at = datetime.now(UTC).isoformat(timespec="seconds")
    load = Step("load network", partial(_loaded, settings), store_is_away_or_changing)
    network = runner.run(load, settings)
    loaded = time.perf_counter()
    compute = Step("compute measures", partial(_computed, network, settings.analysis))
    analysis = runner.run(compute, settings)
    if graphml:
        write_graphml(settings.base / at_home(graphml), network, analysis)
    computed = time.perf_counter()
    report = report_of(network, analysis, analysed_at=analysed_at, top=top)
    report.seconds_load, report.seconds_compute = loaded - started, computed - loaded
    if write:
        writing = Step(
            "write measures", partial(_written, network, analysis, settings, analysed_at), store_is_away
        )
        written = runner.run(writing, settings)
        report.written, report.entities_cleared = True, written.entities_cleared
        report.seconds_write = time.perf_counter() - computed
    return report


def _loaded(settings: Settings) -> Network:
    with open_project_store(settings) as store:
        return load_network(store, settings.analysis)


def _computed(network: Network, settings: AnalysisSettings) -> Analysis:
    return measure(
        network, settings, on_progress=lambda what, done, total: tell("compute", done, total, what)
    )


def _written(network: Network, analysis: Analysis, settings: Settings, analysed_at: str) -> WrittenAnalysis:
    with open_project_store(settings, "write", patient=True) as store:
        return write_analysis(
            store,
            network,
            analysis,
            analysed_at=analysed_at,
            on_progress=lambda done, total: tell("write", done, total),
        )
