"""An ingest run: documents in, knowledge graph out. A plain function, which the command, the flow and a notebook call.

Discover, then read and extract in batches (each a step with retries whose result is found again after a crash), then link
and commit in rounds. The graph alone decides what has been done: kept results may be lost without harm.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from extractors.documents import Outcome
from extractors.errors import GraphmillError, UsageError
from extractors.paths import at_home
from extractors.readers.source import is_url
from extractors.staging import LoadedOnDemand
from flows.errors import EXIT_FAILED
from flows.project.extraction import project_extractor
from flows.project.failures import FailureList
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.staged_work import staged_folder, staging_of
from flows.project.stores import open_project_store, written_elsewhere
from flows.runs.absent_sources import absent_sources
from flows.runs.batch_steps import batch_results
from flows.runs.batches import BatchResults
from flows.runs.first_load import first_load_hint
from flows.runs.intake import Intake, intake_of_inputs, intake_of_sources, remember_sources
from flows.runs.recording import as_written_down, recorded
from flows.runs.report import GONE_REMEDY, MOST_LISTED, BatchResult, RunReport
from flows.runs.retries import store_is_away
from flows.runs.source_locks import held_alone
from flows.runs.source_looks import chosen_sources
from flows.runs.source_plan import SourcePlan, plan_sources
from flows.runs.steps import HERE, Log, Runner, Step
from flows.terminal.log import at_place
from flows.terminal.progress import ProgressListener, listening, note, tell
from graph.contents.documents import StoredDocuments
from graph.contents.sources import read_ledger
from graph.questions.status import status
from graph.schema.descriptions import DescribedDocument
from graph.stores.foreign import refuse_foreign_documents
from graph.writing.writer import apply_changes


class NothingIngestedError(GraphmillError):
    """Nothing that a run was given could be read; ``report`` says why, source by source."""

    def __init__(self, message: str, report: RunReport) -> None:
        super().__init__(message)
        self.report = report


def from_here(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """Return inputs of a run that mean the same from everywhere: paths from the current folder on, URLs as they are.

    An empty one stays as it is, and is refused by the run.
    """
    given = [os.fspath(path) for path in paths]
    return [path if is_url(path) or not path.strip() else str(Path.cwd() / at_home(path)) for path in given]


def ingest_paths(
    inputs: Sequence[str],
    settings: Settings,
    *,
    sources: Sequence[str] = (),
    reread: bool = False,
    accept_deletions: bool = False,
    runner: Runner = HERE,
    progress: ProgressListener | None = None,
) -> RunReport:
    """Bring files, folders, globs and URLs into the graph and return what was done; what is there unchanged costs nothing.

    Without ``inputs`` the sources of the settings are brought in, or those among ``sources``, their names; what these lost is forgotten where the settings say
    so, and with ``accept_deletions`` also where most of a source that was named is lost at once. With ``reread`` all of them are read anew, and a text that comes out the same costs no extraction. Relative paths start at
    the project's folder (`from_here` makes those of the current one). ``runner`` says where the steps
    are carried out, ``progress`` hears how far the run has come; without it whoever listens already goes on listening. Sources
    that were rejected are in the report.

    Raises:
        UsageError: nothing was named, and the settings have no sources, or not those.
        NothingIngestedError: nothing that was named could be read; it bears the report.
        flows.project.settings.SettingsError: a password is missing.
        extractors.errors.ExtractorError: the model is not to be found, or is needed and cannot be loaded.
        extractors.errors.GraphmillError: the file of decisions or a knowledge base holds a mistake.
        graph.errors.OtherProjectError: the graph is of another project; nothing was written.
        graph.errors.ForeignDataError: under the graph's labels the store holds what graphmill did not write.
        graph.errors.StoreError: the graph cannot be opened or stays taken by another writer, or a source by another run.

    """
    asked = {"inputs": as_written_down(inputs), "sources": list(sources), "reread": reread}
    with (
        listening(progress) if progress is not None else nullcontext(),
        recorded("ingest", settings, runner, **asked) as run,
    ):
        report = _ingest(
            inputs, settings, run, sources=sources, reread=reread, accept_deletions=accept_deletions
        )
        _tell_log(report, run.log)
        run.conclude(report, report.summary(), report.exit_code)
        if report.exit_code == EXIT_FAILED:
            raise NothingIngestedError(f"Nothing could be read: {report.first_rejected()}", report)
    return report


@dataclass(slots=True)
class _Run:
    """A run at work: what it was given, and what it has done so far."""

    settings: Settings
    runner: Runner
    fingerprint: str
    reread: bool
    report: RunReport = field(default_factory=RunReport)
    results: dict[str, BatchResult] = field(default_factory=dict)
    done: int = 0
    total: int = 0


def _ingest(
    inputs: Sequence[str],
    settings: Settings,
    runner: Runner,
    *,
    sources: Sequence[str],
    reread: bool,
    accept_deletions: bool,
) -> RunReport:
    started = time.perf_counter()
    if inputs and sources:
        raise UsageError("Name paths or sources of the settings, not both.")
    left = () if inputs else chosen_sources(settings, sources)
    if accept_deletions and not sources:
        raise UsageError("accept_deletions holds for sources that are named: name them.")
    # First what may stop the run: a mistake in a file of decisions, a store that cannot be reached. The model comes later.
    load_guidance(settings)
    with open_project_store(settings, "create") as store:
        elsewhere = written_elsewhere(store, settings)
        refuse_foreign_documents(store)
        stored = StoredDocuments(store).count()
    run = _Run(settings, runner, project_extractor(settings).fingerprint, reread)
    report = run.report
    _hint(elsewhere, run)
    intakes: list[Intake] = []
    unchanged: set[str] = set()
    with held_alone(left, settings):
        while not intakes or left:
            if left:
                intake = intake_of_sources(
                    left,
                    run.fingerprint,
                    settings,
                    runner.log,
                    reread=reread,
                    goes_on=bool(intakes),
                )
            else:
                intake = intake_of_inputs(inputs, settings)
            plan = plan_sources(
                intake.sources, run.fingerprint, settings, reread=reread, memory=intake.memory
            )
            report.sources += len(intake.sources)
            report.rejected += [*intake.failures, *plan.rejected]
            report.sources_unchanged += len(plan.unchanged)
            report.documents_unchanged += len(plan.unchanged)
            run.total += sum(len(batch.sources) for batch in plan.batches)
            if not intakes:
                _hint(first_load_hint(settings, stored=stored, new=run.total), run)
            done = _bring_in(plan, run)
            remember_sources(
                intake,
                plan,
                done,
                report,
                settings,
                runner,
                accept_deletions=accept_deletions,
                all_sources=not sources and not intakes,
            )
            intakes.append(intake)
            unchanged |= plan.unchanged
            left = intake.unfinished
    report.seconds_read_and_extract = time.perf_counter() - started - report.seconds_link_and_commit

    report.add_batches(run.results.values())
    with open_project_store(settings, patient=True) as store:
        report.totals = status(store).totals()
        documents = StoredDocuments(store)
        absent = absent_sources(
            documents.origins(),
            settings.base,
            read_before={uri: why for r in run.results.values() for uri, why in r.absent.items()},
            lost=read_ledger(store).lost,
        )
        kept = {document.uri for document in documents.at({each.uri for each in report.rejected})}
    report.gone, report.out_of_reach = list(absent.gone), list(absent.out_of_reach)
    report.name_what_is_kept(kept)
    report.mask_secrets()
    report.seconds_total = time.perf_counter() - started
    for intake in intakes:
        report.rejected = intake.named(report.rejected)
    FailureList(settings.state_folder, settings.base).record(
        report.rejected,
        places=[place for intake in intakes for place in intake.places],
        sources=[uri for intake in intakes for uri in intake.read],
        unchanged=unchanged,
        settings_sources=[source.name for source in settings.sources],
    )
    runner.report("ingest-report", report.markdown(), "Report of an ingest run")
    return report


def _hint(said: str | None, run: _Run) -> None:
    if said:
        run.runner.log.info(said)
        note(said)
        run.report.hints.append(said)


def _bring_in(plan: SourcePlan, run: _Run) -> list[BatchResult]:
    """Read, extract, link and commit what is planned, and return the results of its batches."""
    settings, runner = run.settings, run.runner
    runner.log.info("%d sources, %d batches to read", run.report.sources, len(plan.batches))
    results: dict[str, BatchResult] = {}
    waiting: list[str] = []
    described: list[DescribedDocument] = []
    kept = BatchResults(settings)
    runner.progress("ingest-progress", run.done, run.total)
    tell("extract", run.done, run.total)
    with closing(batch_results(plan.batches, settings, run.fingerprint, kept, runner)) as finished:
        for batch, key, result in finished:
            results[key] = run.results[key] = result
            waiting += result.staged
            described += result.described
            run.done += len(batch.sources)
            documents = sum(each.documents for each in run.results.values())
            mentions = sum(sum(each.mentions.values()) for each in run.results.values())
            tell("extract", run.done, run.total, f"{documents:,} documents, {mentions:,} mentions")
            runner.progress("ingest-progress", run.done, run.total)
            if len(waiting) + len(described) >= settings.flow.link_documents:
                _commit(waiting, described, settings, run.report, runner)
                waiting, described = [], []
    # Also without a new document: an earlier run may have been killed before it had finished linking.
    _commit(waiting, described, settings, run.report, runner)
    kept.clear(results)
    return list(results.values())


def _tell_log(report: RunReport, log: Log) -> None:
    for each in report.rejected[:MOST_LISTED]:
        stage = "extract" if each.outcome is Outcome.FAILED else "read"
        with at_place(stage=stage, document=each.uri):
            log.warning("rejected (%s): %s %s", each.outcome, each.reason, each.remedy)
    if len(report.rejected) > MOST_LISTED:
        log.warning("rejected: %d more, listed in the report", len(report.rejected) - MOST_LISTED)
    for moved in report.renamed[:MOST_LISTED]:
        log.info("renamed: %s is now %s", moved.old, moved.new)
    if report.gone:
        listed = ", ".join(report.gone[:MOST_LISTED])
        log.warning("the source of %d documents is gone: %s. %s", len(report.gone), listed, GONE_REMEDY)
    for place in report.out_of_reach:
        log.warning("out of reach: %d documents of %s: %s", place.documents, place.place, place.reason)
    if report.documents_read_anew:
        log.info("%d documents read anew: %s", report.documents_read_anew, report.why_read_anew())
    log.info(report.summary())


def _commit(
    staged: Sequence[str],
    described: Sequence[DescribedDocument],
    settings: Settings,
    report: RunReport,
    runner: Runner,
) -> None:
    started = time.perf_counter()
    step: Step[Mapping[str, Any]] = Step(
        "commit", partial(commit_staged, staged, described, settings), store_is_away
    )
    report.add_changes(runner.run(step, settings))
    report.seconds_link_and_commit += time.perf_counter() - started


def commit_staged(
    staged: Sequence[str], described: Sequence[DescribedDocument], settings: Settings
) -> Mapping[str, Any]:
    """Link staged documents with the whole graph and commit them, bring described ones up to date; return what was done.

    The result has the fields of `graph.writing.writer.ChangeReport`.
    """
    staging = staging_of(settings)
    guidance = load_guidance(settings)
    with open_project_store(settings, "create", patient=True) as store:
        changes = apply_changes(
            store,
            LoadedOnDemand(staged_folder(settings), staged),
            described=described,
            guidance=guidance,
            batch_size=settings.flow.commit_documents,
            on_progress=lambda done, total: tell("commit", done, total),
        )
    staging.discard_others(staged, keep_own=project_extractor(settings).keeps_own)
    return asdict(changes)
