"""``graphmill init``, ``status``, ``audit`` and ``forget``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from extractors.documents import document_id
from extractors.errors import GraphmillError
from extractors.staging import Staging
from flows.failures import FailureList
from flows.guidance import load_guidance
from flows.output import (
    EXIT_FAILED,
    EXIT_OK,
    UsageError,
    count,
    heading,
    print_error,
    print_json,
    print_table,
)
from flows.settings import CONFIG_NAME, Settings
from flows.stores import open_project_store


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
    """Print what the graph holds and which sources are rejected at present."""
    from graph.reading import status
    from graph.stored_analysis import read_record

    with open_project_store(settings) as store:
        found = status(store)
        analysis = read_record(store)
    failures = FailureList(settings.state_folder, settings.base).read()
    if as_json:
        counts = {name.replace(" ", "_").replace("-", "_"): count for name, count in found.totals().items()}
        rejected = [failure.model_dump() for failure in failures]
        analysed = {"analysed_at": analysis.analysed_at, "state": analysis.state} if analysis else None
        print_json(
            {
                **counts,
                "entities_by_type": found.entities_by_type,
                "rejected": rejected,
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
    return EXIT_OK


def run_audit(settings: Settings, *, as_json: bool) -> int:
    """Recount the graph; exit code 1 when anything differs."""
    from graph.audit import audit

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


def forget_documents(documents: Sequence[str], settings: Settings, *, as_json: bool) -> int:
    """Remove documents from the graph and from the staged work; exit code 1 when one is not there."""
    from graph.loading import known_documents
    from graph.writer import apply_changes

    guidance = load_guidance(settings)
    with open_project_store(settings, "write") as store:
        known = known_documents(store)
        by_uri = {document.uri: identity for identity, document in known.items()}
        found: list[str] = []
        for given in documents:
            identity = (
                given
                if given in known
                else by_uri.get(document_uri(given, settings.base)) or by_uri.get(given)
            )
            if identity is None:
                near = process.extractOne(given, list(by_uri), scorer=fuzz.ratio, score_cutoff=60)
                hint = f" Did you mean {near[0]}?" if near else " `graphmill mentions` shows the documents."
                print_error(f"{given}: no such document in the graph.{hint}")
            else:
                found.append(identity)
        size = settings.flow.commit_documents
        report = apply_changes(store, (), found, guidance=guidance, batch_size=size) if found else None
    staging = Staging(settings.state_folder / "staged")
    for identity in found:
        staging.discard(identity)
    if as_json:
        print_json(
            {
                "forgotten": [known[identity].uri for identity in found],
                "not_found": len(documents) - len(found),
            }
        )
    elif report:
        for identity in found:
            print(f"forgotten: {known[identity].uri}")
    return EXIT_OK if len(found) == len(documents) else EXIT_FAILED


def document_uri(given: str, base: Path) -> str:
    """Return the uri that ``ingest`` gives to this path; ids, URLs and records (``file#id``) are kept apart."""
    if urlsplit(given).scheme or given.startswith(document_id("")[:4]):
        return given
    name, mark, record = given.partition("#")
    path = Path(name).resolve()
    inside = path.is_relative_to(base.resolve())
    return (path.relative_to(base.resolve()) if inside else path).as_posix() + mark + record
