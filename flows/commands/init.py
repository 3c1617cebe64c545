"""``graphmill init``, ``status`` and ``audit``."""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources
from pathlib import Path

from extractors.errors import GraphmillError, UsageError
from flows.commands.absent import print_gone, print_out_of_reach
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.failures import FailureList
from flows.project.guidance import load_guidance
from flows.project.settings import CONFIG_NAME, Settings
from flows.project.stores import open_project_store
from flows.runs.absent_sources import absent_sources
from flows.terminal.output import count, heading, print_json, print_table


class UnwritableFileError(GraphmillError):
    """A file of the project that cannot be written."""


def write_settings_file(folder: Path, *, force: bool) -> int:
    """Write the commented settings file into ``folder``.

    Raises:
        UsageError: there is one, and ``force`` is not given.
        UnwritableFileError: it cannot be written.

    """
    path = folder / CONFIG_NAME
    if path.exists() and not force:
        raise UsageError(f"{path} is already there. Give --force to replace it.")
    text = resources.files(__package__).joinpath(CONFIG_NAME).read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnwritableFileError(
            f"{path} cannot be written: {error.strerror}. Get the right to write there, or name another folder."
        ) from error
    print(f"{path} written. Next: graphmill ingest FOLDER")
    return EXIT_OK


def show_status(settings: Settings, *, as_json: bool) -> int:
    """Print what the graph holds, which sources are rejected at present, and which documents have lost theirs."""
    from graph.analysis.stored import read_record
    from graph.contents.loading import known_documents
    from graph.questions.status import status

    with open_project_store(settings) as store:
        found = status(store)
        analysis = read_record(store)
        documents = known_documents(store).values()
    absent = absent_sources(documents, settings.base, reader=settings.reader)
    failures = FailureList(settings.state_folder, settings.base).read()
    if as_json:
        counts = {name.replace(" ", "_").replace("-", "_"): count for name, count in found.totals().items()}
        rejected = [asdict(failure) for failure in failures]
        analysed = {"analysed_at": analysis.analysed_at, "state": analysis.state} if analysis else None
        print_json(
            {
                **counts,
                "entities_by_type": found.entities_by_type,
                "rejected": rejected,
                "gone": absent.gone,
                "out_of_reach": [asdict(each) for each in absent.out_of_reach],
                "analysis": analysed,
            }
        )
        return EXIT_OK
    print_table(("graph", "count"), [(name, f"{value:,}") for name, value in found.totals().items()])
    if found.entities_by_type:
        print()
        print_table(("type", "entities"), [(name, f"{n:,}") for name, n in found.entities_by_type.items()])
    if analysis:
        print()
        print(f"analysed at {analysis.analysed_at or 'no time'}: {analysis.state}")
    if failures:
        print()
        heading(f"Rejected ({len(failures)}), tried again on the next ingest")
        for failure in failures:
            print(f"  {failure.uri}\n    {failure.outcome}: {failure.reason}\n    {failure.remedy}")
    print_gone(absent.gone)
    print_out_of_reach(absent.out_of_reach)
    return EXIT_OK


def run_audit(settings: Settings, *, as_json: bool) -> int:
    """Recount the graph; exit code 1 when anything differs."""
    from graph.checks.audit import audit

    guidance = load_guidance(settings)
    with open_project_store(settings) as store:
        report = audit(store, guidance)
    if as_json:
        print_json(report)
    else:
        checked = ("documents", "mentions", "entities", "edges")
        print_table(("recounted", "count"), [(name, f"{getattr(report, name):,}") for name in checked])
        print()
        if report.differences:
            print_table(
                ("what", "where", "expected", "found"),
                [(d.what, d.where, d.expected, d.found) for d in report.differences],
                title=count(len(report.differences), "difference"),
            )
        else:
            print("No differences: every count in the graph is what its mentions say.")
    return EXIT_FAILED if report.differences else EXIT_OK
