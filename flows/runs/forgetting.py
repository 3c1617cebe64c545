"""A run that forgets: documents named by people, or those whose source is gone, taken out of the graph and of the staged work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from pydantic import BaseModel, Field
from rapidfuzz import fuzz, process

from extractors.errors import GraphmillError, UsageError
from flows.errors import EXIT_FAILED, EXIT_OK, EXIT_PARTIAL
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.staged_work import staging_of
from flows.project.stores import open_project_store
from flows.runs.absent_sources import AbsentSources, OutOfReach, absent_sources
from flows.runs.named_documents import find_documents
from flows.runs.recording import as_written_down, recorded
from flows.runs.report import MOST_LISTED
from flows.runs.retries import store_is_away
from flows.runs.steps import HERE, Runner, Step
from flows.terminal.markdown import cell
from flows.terminal.progress import tell
from graph.contents.documents import StoredDocuments
from graph.contents.project import other_place
from graph.contents.sources import read_ledger
from graph.writing.writer import apply_changes

_NEAR = 60.0


class NotFound(BaseModel):
    """A name of which there is no document; ``near`` is the uri most like it, where one is like it at all."""

    name: str
    near: str = ""

    def message(self) -> str:
        """Return what is wrong, and where to look."""
        hint = f"Did you mean {self.near}?" if self.near else "`graphmill mentions` shows the documents."
        return f"{self.name}: no such document in the graph, and none below it. {hint}"


class ForgetReport(BaseModel):
    """What was forgotten, or would be: uris of documents, the names that led to none, and places that nobody can look at.

    ``also_written_from`` is another machine or folder that the graph was written from, where what is gone here may be.
    """

    forgotten: list[str] = Field(default_factory=list)
    would_forget: list[str] = Field(default_factory=list)
    not_found: list[NotFound] = Field(default_factory=list)
    out_of_reach: list[OutOfReach] = Field(default_factory=list)
    also_written_from: str = ""

    @property
    def exit_code(self) -> int:
        """1 where a name led to no document, else 0."""
        return EXIT_FAILED if self.not_found else EXIT_OK

    def summary(self) -> str:
        """Return what was done, in one line."""
        if self.would_forget:
            done = f"{len(self.would_forget):,} documents would be forgotten"
        else:
            done = f"{len(self.forgotten):,} documents forgotten"
        return f"{done}, {len(self.not_found):,} not found"

    def markdown(self) -> str:
        """Return the report as markdown, for Prefect's artifact."""
        lines = ["# graphmill forget", "", f"{self.summary()}."]
        for title, uris in (("Forgotten", self.forgotten), ("Would be forgotten", self.would_forget)):
            if uris:
                lines += ["", f"## {title}", "", *(f"* {cell(uri)}" for uri in uris[:MOST_LISTED])]
            if len(uris) > MOST_LISTED:
                lines.append(f"* … and {len(uris) - MOST_LISTED:,} more")
        if self.would_forget:
            lines += ["", "Nothing was forgotten: what stands for many documents needs `apply`."]
        if self.not_found:
            lines += ["", "## Not found", "", *(f"* {cell(each.message())}" for each in self.not_found)]
        if self.out_of_reach:
            lines += ["", "## Sources out of reach", "", "| place | documents | why |", "|---|---|---|"]
            lines += [f"| {cell(r.place)} | {r.documents:,} | {cell(r.reason)} |" for r in self.out_of_reach]
        if self.also_written_from:
            lines += ["", f"This graph was also written from {cell(self.also_written_from)}."]
        return "\n".join(lines) + "\n"


class NothingForgottenError(GraphmillError):
    """None of the names of what to forget leads to a document; ``report`` says so name by name."""

    def __init__(self, message: str, report: ForgetReport) -> None:
        super().__init__(message)
        self.report = report


def forget_documents(
    given: Sequence[str],
    settings: Settings,
    *,
    gone: bool = False,
    apply: bool = False,
    runner: Runner = HERE,
) -> ForgetReport:
    """Remove documents from the graph and from the staged work, and return which.

    Documents that are named one by one are removed at once. A folder, a glob, a file of records, and ``gone`` (all whose
    source is gone, or those among ``given``) are only said, and removed with ``apply``. Paths start at the current folder.
    ``runner`` says where the removal, which is tried again while the store is away, is carried out.

    Raises:
        UsageError: nothing was named, or a name is empty.
        extractors.errors.GraphmillError: the file of decisions or a knowledge base holds a mistake.
        graph.errors.NoGraphError: there is no graph.
        graph.errors.OtherProjectError: the graph is of another project.
        graph.errors.StoreError: the graph cannot be opened or stays taken by another writer.

    """
    if not given and not gone:
        raise UsageError(
            "Say what to forget: documents, folders or globs, or --gone for those whose source is gone."
        )
    if not all(each.strip() for each in given):
        raise UsageError("A name of what to forget is empty. Give a path, a URL or an id.")
    asked = {"documents": as_written_down(given), "gone": gone, "apply": apply}
    with recorded("forget", settings, runner, **asked) as run:
        report = _forget_now(given, settings, run, gone=gone, apply=apply)
        run.conclude(report, report.summary(), _exit_code_of_run(report, given))
    return report


def _exit_code_of_run(report: ForgetReport, given: Sequence[str]) -> int:
    if not report.not_found:
        return EXIT_OK
    return EXIT_FAILED if len(report.not_found) == len(given) else EXIT_PARTIAL


def _forget_now(
    given: Sequence[str], settings: Settings, runner: Runner, *, gone: bool, apply: bool
) -> ForgetReport:
    load_guidance(settings)
    report = ForgetReport()
    absent = AbsentSources()
    with open_project_store(settings, "write") as store:
        documents = StoredDocuments(store)
        named, many = _named(given, documents, settings, report)
        if gone:
            report.also_written_from = other_place(store)
            absent = absent_sources(
                documents.origins(), settings.base, reader=settings.reader, lost=read_ledger(store).lost
            )
            lost = set(absent.gone)
            if given:
                named = {id_: uri for id_, uri in named.items() if uri in lost}
            else:
                named = {document.id: document.uri for document in documents.at(lost)}
    report.out_of_reach = list(absent.out_of_reach)
    uris = sorted(named.values())
    if (many or gone) and not apply:
        report.would_forget = uris
    else:
        if named:
            runner.run(Step("forget", partial(forget_ids, list(named), settings), store_is_away), settings)
        report.forgotten = uris
    for each in report.not_found:
        runner.log.warning("%s", each.message())
    runner.log.info("%s", report.summary())
    runner.report("forget-report", report.markdown(), "Report of what was forgotten")
    return report


def forget_ids(ids: Sequence[str], settings: Settings) -> None:
    """Take documents out of the graph and out of the staged work, by id; those that are not there any more cost nothing."""
    guidance = load_guidance(settings)
    with open_project_store(settings, "write", patient=True) as store:
        size = settings.flow.commit_documents
        apply_changes(
            store,
            (),
            ids,
            guidance=guidance,
            batch_size=size,
            on_progress=lambda done, total: tell("forget", done, total),
        )
    staging = staging_of(settings)
    for id_ in ids:
        staging.discard(id_)


def _named(
    given: Iterable[str], documents: StoredDocuments, settings: Settings, report: ForgetReport
) -> tuple[dict[str, str], bool]:
    """Return the uris of the documents named by id, and whether a name stands for many; names that lead to none go to the report."""
    uris: dict[str, str] = {}
    many = False
    for each in given:
        found = find_documents(each, documents, settings.base)
        uris |= found.uris
        many = many or found.many
        if not found.uris:
            there = (document.uri for document in documents.origins())
            near = process.extractOne(each, there, scorer=fuzz.ratio, score_cutoff=_NEAR)
            report.not_found.append(NotFound(name=each, near=near[0] if near else ""))
    return uris, many
