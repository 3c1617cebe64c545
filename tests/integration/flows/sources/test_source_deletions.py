"""What becomes of documents whose file or record a source holds no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flows.errors import EXIT_OK, EXIT_PARTIAL
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.report import Renamed
from tests.support.source_runs import FORGET, INBOX, documents, items, records, run, settle


def test_what_is_deleted_stays_unless_the_source_says_otherwise(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX)
    run(settings)
    (settings.base / "inbox" / "a.txt").unlink()
    report = run(settings)
    assert (report.gone, report.forgotten, report.looked_at[0].away) == (["inbox/a.txt"], [], 1)
    assert "inbox/a.txt" in documents(settings)


def test_what_is_deleted_is_forgotten_where_the_source_says_so(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX + FORGET)
    run(settings)
    (settings.base / "inbox" / "a.txt").unlink()
    report = run(settings)
    assert (report.gone, report.forgotten, report.exit_code) == ([], ["inbox/a.txt"], EXIT_OK)
    assert sorted(documents(settings)) == ["inbox/b.txt", "inbox/c.md"]
    assert sorted(key for _, key in items(settings)) == ["inbox/b.txt", "inbox/c.md"]
    assert run(settings).forgotten == []


def test_what_is_deleted_is_forgotten_after_some_days_unless_it_comes_back(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET + "forget_after_days = 3\n")
    run(settings)
    text = (settings.base / "inbox" / "a.txt").read_text(encoding="utf-8")
    (settings.base / "inbox" / "a.txt").unlink()
    assert run(settings).forgotten == []
    aged(settings, days=2)
    assert run(settings).forgotten == []
    (settings.base / "inbox" / "a.txt").write_text(text, encoding="utf-8")
    run(settings)
    assert items(settings)["inbox", "inbox/a.txt"].gone_since == ""
    (settings.base / "inbox" / "a.txt").unlink()
    run(settings)
    aged(settings, days=3)
    assert run(settings).forgotten == ["inbox/a.txt"]


def aged(settings: Settings, *, days: int) -> None:
    """Let as many days pass for all that is gone."""
    with open_project_store(settings, "write") as store:
        rows = list(
            store.stream(
                "MATCH (i:GraphmillItem) WHERE i.goneSince IS NOT NULL RETURN i.id AS id, i.goneSince AS since"
            )
        )
        for row in rows:
            since = (datetime.fromisoformat(row["since"]) - timedelta(days=days)).isoformat()
            parameters = {"id": row["id"], "since": since}
            store.write(
                lambda transaction, parameters=parameters: transaction.run(
                    "MATCH (i:GraphmillItem {id: $id}) SET i.goneSince = $since", parameters
                )
            )


def test_a_file_that_is_renamed_keeps_its_document_and_its_row_goes_on(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    run(settings)
    id_ = documents(settings)["inbox/a.txt"].id
    (settings.base / "inbox" / "a.txt").rename(settings.base / "inbox" / "z.txt")
    report = run(settings)
    assert (report.renamed, report.forgotten) == ([Renamed(old="inbox/a.txt", new="inbox/z.txt")], [])
    assert documents(settings)["inbox/z.txt"].id == id_
    assert sorted(key for _, key in items(settings)) == ["inbox/b.txt", "inbox/c.md", "inbox/z.txt"]


def test_a_folder_whose_files_are_all_renamed_is_not_taken_for_damaged(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    run(settings)
    for path in list((settings.base / "inbox").iterdir()):
        path.rename(path.with_stem(f"new-{path.stem}"))
    report = run(settings)
    assert (len(report.renamed), report.exit_code, report.forgotten) == (3, EXIT_OK, [])


def test_a_record_that_is_taken_out_of_a_file_is_forgotten_as_a_file_is(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    records(settings, 1, 2, 3)
    run(settings)
    records(settings, 1, 3)
    assert run(settings).forgotten == ["inbox/r.jsonl#2"]
    assert run(settings).forgotten == []
    assert "inbox/r.jsonl#3" in documents(settings)


def test_records_that_did_not_go_on_in_another_file_with_the_rest_are_forgotten(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    records(settings, 1, 2, 3)
    run(settings)
    old = next((settings.base / "inbox").glob("*.jsonl"))
    lines = old.read_text(encoding="utf-8").splitlines(keepends=True)
    old.unlink()
    (settings.base / "inbox" / "new.jsonl").write_text(lines[0], encoding="utf-8")
    report = run(settings)
    assert (len(report.renamed), len(report.forgotten)) == (1, 2)
    assert [uri for uri in documents(settings) if ".jsonl" in uri] == [report.renamed[0].new]


def test_a_record_is_forgotten_after_some_days_unless_it_comes_back(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET + "forget_after_days = 3\n")
    records(settings, 1, 2, 3)
    run(settings)
    records(settings, 1, 3)
    for _ in range(2):
        assert run(settings).forgotten == []
    assert items(settings)["inbox", "inbox/r.jsonl#2"].gone_since
    records(settings, 1, 2, 3)
    run(settings)
    assert ("inbox", "inbox/r.jsonl#2") not in items(settings)
    records(settings, 1, 2)
    run(settings)
    aged(settings, days=3)
    assert run(settings).forgotten == ["inbox/r.jsonl#3"]


def test_a_file_that_lost_most_of_its_records_is_taken_for_damaged(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    records(settings, 1, 2, 3)
    run(settings)
    records(settings, 1)
    settle(settings.base / "inbox")
    for _ in range(2):
        report = run(settings)
        assert (report.exit_code, report.forgotten) == (EXIT_PARTIAL, [])
        assert "file 'inbox/r.jsonl' lacks 2 of the 3 records" in report.rejected[0].reason
    assert len(run(settings, sources=["inbox"], accept_deletions=True).forgotten) == 2


def test_records_of_a_source_that_keeps_stay(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX)
    records(settings, 1, 2, 3)
    run(settings)
    records(settings, 1, 3)
    report = run(settings)
    assert (report.gone, report.forgotten) == (["inbox/r.jsonl#2"], [])
    assert "inbox/r.jsonl#2" in documents(settings)
