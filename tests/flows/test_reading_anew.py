"""Sources whose bytes are the same, read anew: for a newer reader's sake, or because somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from fpdf import FPDF

from extractors.readers import registry
from extractors.readers.conversion import Converted, Format, ReaderSettings
from extractors.readers.registry import format_of, register, registered_formats
from extractors.sources.discovery import discover
from flows.ingest import ingest
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import ingest_paths
from flows.runs.report import RunReport
from flows.runs.source_plan import plan_sources
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import KnownDocument, known_documents
from tests.support.command_line import CommandLine

pytestmark = pytest.mark.model

PDF = "corpus/e.pdf"
ALL = 6


@pytest.fixture(autouse=True)
def _formats_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    table = registry._Table()
    for known in registered_formats():
        table.add(known)
    monkeypatch.setattr(registry, "_table", lambda: table)


@pytest.fixture
def with_pdf(project: Settings) -> Settings:
    document = FPDF()
    document.set_font("Helvetica", size=12)
    document.add_page()
    document.multi_cell(0, 6, "Maria Keller of Siemens visited Munich.")
    (project.base / PDF).write_bytes(bytes(document.output()))
    return project


def newer(suffix: str, version: int = 1_000) -> None:
    known = format_of(f"a{suffix}")
    assert known is not None
    register(replace(known, version=version))


def run(project: Settings, *inputs: str, reread: bool = False) -> RunReport:
    return ingest_paths(list(inputs) or ["corpus"], project, reread=reread)


def documents(project: Settings) -> dict[str, KnownDocument]:
    with open_project_store(project) as store:
        assert audit(store).differences == ()
        return {each.uri: each for each in known_documents(store).values()}


def versions(project: Settings) -> dict[str, int]:
    return {uri: each.reader_version for uri, each in documents(project).items()}


def test_only_documents_of_the_format_whose_reader_is_newer_are_read_anew(with_pdf: Settings) -> None:
    run(with_pdf)
    before = versions(with_pdf)
    newer(".pdf")
    report = run(with_pdf)
    assert (report.documents_read_anew, report.newer_readers) == (1, {".pdf": 1})
    assert (report.sources_unchanged, report.documents_unchanged) == (3, ALL)
    assert (report.documents_described, report.documents_replaced, report.characters) == (1, 0, 0)
    assert versions(with_pdf) == before | {PDF: 1_000}
    again = run(with_pdf)
    assert (again.documents_read_anew, again.newer_readers, again.sources_unchanged) == (0, {}, 4)


def test_records_of_a_file_are_read_anew_each(with_pdf: Settings) -> None:
    run(with_pdf)
    newer(".jsonl")
    report = run(with_pdf)
    assert (report.newer_readers, report.documents_described, report.characters) == ({".jsonl": 2}, 2, 0)
    assert versions(with_pdf)["corpus/d.jsonl#2"] == 1_000
    assert run(with_pdf).documents_read_anew == 0


def test_a_text_that_comes_out_otherwise_replaces_the_document(project: Settings) -> None:
    run(project)
    register(Format("text/plain", (".txt",), shouted, sandboxed=False, version=1_000))
    report = run(project)
    assert (report.newer_readers, report.documents_replaced) == ({".txt": 1}, 1)
    assert report.characters == len((project.base / "corpus/a.txt").read_text(encoding="utf-8"))


def test_a_document_whose_reader_nobody_knows_is_read_anew(project: Settings) -> None:
    run(project)
    with open_project_store(project, "write") as store:
        (fingerprint,) = {each.fingerprint for each in known_documents(store).values()}
        forgotten = "MATCH (d:Document) WHERE d.uri = 'corpus/a.txt' SET d.readerVersion = null"
        store.write(lambda transaction: transaction.run(forgotten, {}))
    plan = plan_sources(discover(["corpus"], base=project.base).sources, fingerprint, project)
    assert plan.unchanged == {"corpus/b.md", "corpus/c.html"}


def test_what_a_newer_reader_read_is_left_alone_by_an_older_one(with_pdf: Settings) -> None:
    for suffix in (".pdf", ".jsonl"):
        newer(suffix)
    run(with_pdf)
    before = versions(with_pdf)
    for suffix in (".pdf", ".jsonl"):
        newer(suffix, 1)
    report = run(with_pdf)
    assert (report.documents_read_anew, report.documents_described, report.sources_unchanged) == (0, 0, 4)
    assert report.documents_unchanged == ALL
    assert versions(with_pdf) == before
    with_pdf.base.joinpath("corpus/d.jsonl").write_text('{"id": "1", "text": "Otto Hahn left."}\n')
    run(with_pdf)
    assert versions(with_pdf)["corpus/d.jsonl#1"] == 1


def test_a_format_of_a_plug_in_has_a_version_of_its_own(project: Settings) -> None:
    own = Format("text/x-log", (".log",), shouted, sandboxed=False)
    register(own)
    (project.base / "corpus/f.log").write_text("Otto Hahn met Maria Keller in Berlin.", encoding="utf-8")
    run(project)
    register(replace(own, version=2))
    assert run(project).newer_readers == {".log": 1}
    assert versions(project)["corpus/f.log"] == 2


def test_a_file_that_another_format_reads_now_is_read_anew(project: Settings) -> None:
    run(project)
    register(Format("text/x-shouted", (".txt",), shouted, sandboxed=False))
    report = run(project)
    assert (report.newer_readers, report.documents_replaced) == ({".txt": 1}, 1)
    assert documents(project)["corpus/a.txt"].media_type == "text/x-shouted"
    assert run(project).documents_read_anew == 0


@pytest.mark.parametrize("way", [ingest, ingest_paths], ids=["flow", "plain"])
def test_all_that_is_named_is_read_anew_if_asked_for_and_nothing_changes(
    with_pdf: Settings, way: Callable[..., RunReport]
) -> None:
    run(with_pdf)
    with open_project_store(with_pdf) as store:
        before = snapshot(store)
    for _ in range(2):
        report = way(["corpus"], with_pdf, reread=True)
        assert (report.documents_read_anew, report.newer_readers) == (ALL, {})
        assert (report.sources_unchanged, report.documents_unchanged, report.characters) == (0, ALL, 0)
        assert (report.documents_described, report.documents_replaced, report.edges_changed) == (0, 0, 0)
    with open_project_store(with_pdf) as store:
        assert snapshot(store) == before
    assert way([PDF], with_pdf, reread=True).documents_read_anew == 1


def test_what_an_earlier_run_found_of_a_file_is_not_taken_for_reading_it_anew(project: Settings) -> None:
    for _ in range(2):
        run(project)  # the second keeps on disk that there is nothing to do with the records
    assert run(project, "corpus/d.jsonl").documents_read_anew == 0
    assert run(project, "corpus/d.jsonl", reread=True).documents_read_anew == 2


def test_an_older_reader_reads_what_a_newer_one_read_if_asked_for(with_pdf: Settings) -> None:
    newer(".pdf")
    newer(".jsonl")
    run(with_pdf)
    newer(".pdf", 1)
    newer(".jsonl", 1)
    assert run(with_pdf, reread=True).documents_described == 3
    now = versions(with_pdf)
    assert {now[uri] for uri in (PDF, "corpus/d.jsonl#1", "corpus/d.jsonl#2")} == {1}


def test_the_command_reads_anew_and_says_so(
    with_pdf: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(with_pdf.base)
    Path("graphmill.toml").write_text("", encoding="utf-8")
    command = CommandLine(capsys)
    command.ok("ingest", "corpus", "--quiet")
    newer(".pdf")
    said = "the reader of .pdf is newer than the one that read them"
    assert ["documents", "read", "anew", "1", *f"({said})".split()] in words(command.ok("ingest", PDF))
    asked = command.ok("ingest", "corpus", "--reread")
    assert ["documents", "read", "anew", str(ALL), "(as", "asked", "for)"] in words(asked)
    newer(".pdf", 1_001)
    data = command.data("ingest", "corpus", "--reread")
    assert (data["documents_read_anew"], data["newer_readers"]) == (ALL, {".pdf": 1})


def words(output: str) -> list[list[str]]:
    return [line.split() for line in output.splitlines()]


def shouted(data: bytes, settings: ReaderSettings) -> Iterable[Converted]:
    """Read text as capitals, which no format of graphmill does."""
    yield Converted(data.decode("utf-8").upper())
