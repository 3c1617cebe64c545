"""The run's report and the list of rejected sources between runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.documents import Outcome, ReadFailure
from flows.project.failures import FailureList, FailureListError
from flows.runs.report import BatchResult, RunReport


def failure(uri: str) -> ReadFailure:
    return ReadFailure(uri=uri, outcome=Outcome.CORRUPT, reason="it | breaks", remedy="Mend it.")


def test_batches_are_summed() -> None:
    report = RunReport()
    report.add_batches(
        [
            BatchResult(characters=10, mentions={"person": 2}, unchanged=1),
            BatchResult(characters=5, mentions={"person": 1, "event": 4}, rejected=[failure("a.pdf")]),
        ]
    )
    assert report.mentions == {"event": 4, "person": 3}
    assert (report.characters, report.documents_unchanged, len(report.rejected)) == (15, 1, 1)


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (RunReport(documents_added=1), 0),
        (RunReport(), 0),
        (RunReport(documents_added=1, rejected=[failure("x")]), 3),
        (RunReport(documents_unchanged=1, rejected=[failure("x")]), 3),
        (RunReport(rejected=[failure("x")]), 1),
    ],
)
def test_exit_codes(report: RunReport, code: int) -> None:
    assert report.exit_code == code


def test_markdown_names_what_was_rejected_and_keeps_its_table_whole() -> None:
    text = RunReport(rejected=[failure("in|box/a.pdf")]).markdown()
    row = next(line for line in text.splitlines() if "a.pdf" in line)
    assert row == "| in\\|box/a.pdf | corrupt | it \\| breaks | Mend it. |"


def test_failures_stay_until_their_source_succeeds_or_is_gone(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf", "d.jsonl"):
        (tmp_path / name).touch()
    failures = FailureList(tmp_path / "state", tmp_path)
    first = [failure("a.pdf"), failure("d.jsonl#line-7"), failure("d.jsonl#x")]
    failures.record(first, places=["a.pdf", "d.jsonl"])
    failures.record([failure("b.pdf"), failure("mistyped.pdf")], places=["b.pdf", "mistyped.pdf"])
    assert [f.uri for f in failures.read()] == [
        "a.pdf",
        "b.pdf",
        "d.jsonl#line-7",
        "d.jsonl#x",
        "mistyped.pdf",
    ]
    (tmp_path / "b.pdf").unlink()
    failures.record([failure("d.jsonl#line-7")], places=["a.pdf", "d.jsonl"])
    assert [f.uri for f in failures.read()] == ["d.jsonl#line-7"]


@pytest.mark.parametrize(
    ("rejected", "places", "sources", "kept"),
    [
        ("inbox", ["inbox"], ["inbox/a.txt"], False),
        ("inbox", ["other"], [], True),
        ("inbox/closed", ["inbox"], [], False),
        ("inbox/closed", ["."], [], False),
        ("inbox/old.pdf", ["inbox/*.txt"], ["inbox/a.txt"], True),
        ("inboxes/a.pdf", ["inbox"], [], True),
        ("/elsewhere/a.pdf", ["."], [], False),
        ("https://example.org/a.pdf", ["."], [], True),
        ("https://example.org/files/a.pdf", ["https://example.org/files"], [], False),
    ],
)
def test_a_failure_goes_when_a_run_that_looks_at_its_place_does_not_meet_it_again(
    tmp_path: Path, rejected: str, places: list[str], sources: list[str], kept: bool
) -> None:
    for folder in ("inbox/closed", "other", "inboxes"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("inbox/old.pdf", "inboxes/a.pdf"):
        (tmp_path / name).touch()
    failures = FailureList(tmp_path / "state", tmp_path)
    failures.record([failure(rejected)], places=[rejected])
    failures.record([], places=places, sources=sources)
    assert [f.uri for f in failures.read()] == ([rejected] if kept else [])


def test_a_mark_in_the_name_of_a_file_is_no_record(tmp_path: Path) -> None:
    (tmp_path / "C# notes").mkdir()
    for name in ("C# notes/empty.txt", "em#pty.txt", "a.txt"):
        (tmp_path / name).touch()
    named = [replace(failure(name), source=name) for name in ("C# notes/empty.txt", "em#pty.txt")]
    failures = FailureList(tmp_path / "state", tmp_path)
    failures.record(named, places=["."])
    assert [each.place for each in failures.read()] == ["C# notes/empty.txt", "em#pty.txt"]
    failures.record([], places=["a.txt"], sources=["a.txt"])
    assert [each.uri for each in failures.read()] == ["C# notes/empty.txt", "em#pty.txt"]
    failures.record([], places=["C# notes"], sources=["C# notes/empty.txt"])
    assert [each.uri for each in failures.read()] == ["em#pty.txt"]
    (tmp_path / "em#pty.txt").unlink()
    failures.record([], places=["a.txt"], sources=["a.txt"])
    assert failures.read() == []


def test_failures_that_an_older_graphmill_wrote_are_read(tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").touch()
    state = tmp_path / "state"
    state.mkdir()
    line = '{"uri": "d.jsonl#line-7", "outcome": "corrupt", "reason": "r", "remedy": "m"}\n'
    (state / "failures.jsonl").write_text(line, encoding="utf-8")
    (read,) = FailureList(state, tmp_path).read()
    assert (read.uri, read.outcome, read.place) == ("d.jsonl#line-7", Outcome.CORRUPT, "d.jsonl")


def test_a_reason_may_hold_any_sign_that_ends_a_line_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    failures = FailureList(tmp_path / "state", tmp_path)
    told = [replace(failure("a.pdf"), source="a.pdf", reason="one\u2028two\x85three\nfour")]
    failures.record(told, places=["a.pdf"])
    assert failures.read() == told


@pytest.mark.parametrize(
    "line", ["{", '{"uri": "a.pdf"}', '{"uri":"a","outcome":"lost","reason":"","remedy":""}']
)
def test_a_line_that_is_no_failure_is_an_error_with_its_place_and_a_remedy(tmp_path: Path, line: str) -> None:
    good = '{"uri": "d.jsonl#line-7", "outcome": "corrupt", "reason": "r", "remedy": "m"}\n'
    (tmp_path / "failures.jsonl").write_text(good + line + "\n", encoding="utf-8")
    with pytest.raises(FailureListError, match=r"failures\.jsonl, line 2: .*Delete the file"):
        FailureList(tmp_path, tmp_path).read()


def test_what_is_rejected_of_a_file_that_is_unchanged_since_stays(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    failures = FailureList(tmp_path / "state", tmp_path)
    failures.record([failure("a.pdf#pages=3")], places=["a.pdf"], sources=["a.pdf"])
    failures.record([], places=["."], sources=["a.pdf"], unchanged={"a.pdf"})
    assert [f.uri for f in failures.read()] == ["a.pdf#pages=3"]
    failures.record([], places=["."], sources=["a.pdf"])
    assert failures.read() == []


@pytest.mark.parametrize(
    ("read_anew", "newer_readers", "said"),
    [
        (12, {".pdf": 12}, "12 (the reader of .pdf is newer than the one that read them)"),
        (
            1_014,
            {".docx": 1_000, ".pdf": 14},
            "1,014 (the readers of .docx (1,000), .pdf (14) are newer than those that read them)",
        ),
        (57, {}, "57 (as asked for)"),
        (57, {".pdf": 12}, "57 (as asked for; by newer readers: .pdf (12))"),
    ],
)
def test_the_report_says_why_documents_are_read_anew(
    read_anew: int, newer_readers: dict[str, int], said: str
) -> None:
    report = RunReport()
    report.add_batches([BatchResult(read_anew=read_anew, newer_readers=newer_readers), BatchResult()])
    assert ("documents read anew", said) in report.rows()
    assert f"| documents read anew | {said} |" in report.markdown()
    assert "read anew" not in RunReport().markdown()
