"""Sources that are renamed, deleted, emptied or described anew between two ingests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.ingest import ingest
from flows.project.failures import FailureList
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.report import Renamed, RunReport
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import KnownDocument, known_documents, load_resolution

pytestmark = pytest.mark.model


@pytest.fixture
def corpus(project: Settings) -> Path:
    return project.base / "corpus"


def run(project: Settings, *inputs: str) -> RunReport:
    return ingest(list(inputs) or ["corpus"], project)


def documents(project: Settings) -> dict[str, KnownDocument]:
    with open_project_store(project) as store:
        assert audit(store).differences == ()
        return {each.uri: each for each in known_documents(store).values()}


def entities(project: Settings) -> dict[str, str]:
    with open_project_store(project) as store:
        return {id_: each.name for id_, each in load_resolution(store).entities.items() if each.docs}


def assert_as_if_new(project: Settings) -> None:
    """Compare the graph with that of a first ingest of what lies there now, up to the ids of renamed documents."""
    fresh = project.model_copy(update={"state": Path(".fresh")})
    shutil.rmtree(fresh.state_folder, ignore_errors=True)
    run(fresh)
    with open_project_store(project) as mine, open_project_store(fresh) as theirs:
        here, there = snapshot(mine), snapshot(theirs)
    assert sorted(here.documents.values()) == sorted(there.documents.values())
    assert sorted(here.edges.values()) == sorted(there.edges.values())
    assert sorted(each[0] for each in here.entities.values()) == sorted(
        each[0] for each in there.entities.values()
    )


# --- metadata ------------------------------------------------------------------------------------------------------
def test_a_corrected_field_of_a_record_arrives_without_the_model(project: Settings, corpus: Path) -> None:
    told = project.model_copy(
        update={"reader": project.reader.model_copy(update={"jsonl_metadata_fields": ("date", "author")})}
    )
    records = corpus / "d.jsonl"
    first = {"id": "1", "text": "Otto Hahn moved to London.", "date": "2023-03", "author": "Ö. Weiß"}
    records.write_text(json.dumps(first) + "\n", encoding="utf-8")
    run(told)
    for corrected in (first | {"date": "2023-04"}, first | {"author": "Télégramme"}, first):
        records.write_text(json.dumps(corrected) + "\n", encoding="utf-8")
        report = run(told)
        assert (report.documents_replaced, report.documents_described, report.characters) == (0, 1, 0)
        stored = json.loads(documents(told)["corpus/d.jsonl#1"].metadata)
        assert (stored["date"], stored["author"]) == (corrected["date"], corrected["author"])
    assert run(told).documents_described == 0


@pytest.mark.parametrize("fields", [("date",), ()])
def test_fields_that_are_asked_for_later_arrive_and_those_that_are_not_any_more_go(
    project: Settings, corpus: Path, fields: tuple[str, ...]
) -> None:
    def asking(names: tuple[str, ...]) -> Settings:
        return project.model_copy(
            update={"reader": project.reader.model_copy(update={"jsonl_metadata_fields": names})}
        )

    (corpus / "d.jsonl").write_text(
        '{"id": "1", "text": "Otto Hahn moved to London.", "date": "2023-03"}\n', encoding="utf-8"
    )
    before = () if fields else ("date",)
    run(asking(before))
    report = run(asking(fields))
    assert (report.documents_described, report.documents_replaced) == (1, 0)
    assert ("date" in json.loads(documents(project)["corpus/d.jsonl#1"].metadata)) == bool(fields)


def test_another_title_is_no_work_for_the_model(project: Settings, corpus: Path) -> None:
    records = corpus / "d.jsonl"
    text = "Otto Hahn moved to London."
    records.write_text(json.dumps({"id": "1", "title": "Old", "text": text}) + "\n", encoding="utf-8")
    run(project)
    records.write_text(json.dumps({"id": "1", "title": "New", "text": text}) + "\n", encoding="utf-8")
    report = run(project)
    assert (report.documents_replaced, report.extractions_reused) == (1, 1)
    assert documents(project)["corpus/d.jsonl#1"].title == "New"


# --- mailboxes -----------------------------------------------------------------------------------------------------
LETTERS = (
    "Maria Keller joined Siemens in Berlin.",
    "Otto Hahn met Maria Keller in Munich.",
    "Siemens opened an office in London.",
    "Otto Hahn moved from Munich to London.",
    "Lise Meitner lived in Stockholm.",
)


def box(*numbers: int) -> str:
    return "".join(
        f"From maria@example.org Sun Apr  {number} 12:00:00 2024\nFrom: Maria Keller <maria@example.org>\n"
        f"Subject: Letter {number}\nMessage-ID: <{number}@example.org>\n\n{LETTERS[number - 1]}\n\n"
        for number in numbers
    )


def test_of_a_mailbox_that_grows_only_the_new_mails_are_extracted_and_of_one_that_shrinks_the_others_are_gone(
    project: Settings, corpus: Path
) -> None:
    letters = corpus / "letters.mbox"
    letters.write_text(box(1, 2, 3), encoding="utf-8")
    assert run(project, "corpus/letters.mbox").documents_added == 3
    again = run(project, "corpus/letters.mbox")
    assert (again.documents_added, again.documents_unchanged, again.characters) == (0, 3, 0)

    letters.write_text(box(1, 2, 3, 4, 5), encoding="utf-8")
    grown = run(project, "corpus/letters.mbox")
    assert (grown.documents_added, grown.documents_replaced) == (2, 0)
    assert grown.characters == len(LETTERS[3]) + len(LETTERS[4])

    before = documents(project)
    letters.write_text(box(1, 3, 5), encoding="utf-8")
    shrunk = run(project, "corpus/letters.mbox")
    assert shrunk.gone == ["corpus/letters.mbox#2@example.org", "corpus/letters.mbox#4@example.org"]
    assert (shrunk.documents_replaced, shrunk.characters) == (0, 0)

    letters.rename(corpus / "kept.mbox")
    moved = run(project, "corpus/kept.mbox")
    assert len(moved.renamed) == 3
    assert (
        documents(project)["corpus/kept.mbox#5@example.org"].id
        == before["corpus/letters.mbox#5@example.org"].id
    )


# --- renamed -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("corpus/a.txt", "corpus/a-final.txt"),
        ("corpus/a.txt", "corpus/2024/a.txt"),
        ("corpus/b.md", "corpus/notes #3.md"),
        ("corpus/c.html", "corpus/c.htm"),
    ],
)
def test_a_renamed_file_keeps_its_document(project: Settings, old: str, new: str) -> None:
    run(project)
    before, named = documents(project), entities(project)
    (project.base / new).parent.mkdir(parents=True, exist_ok=True)
    (project.base / old).rename(project.base / new)
    report = run(project)
    assert report.renamed == [Renamed(old=old, new=new)]
    assert (report.documents_added, report.documents_replaced, report.gone) == (0, 0, [])
    after = documents(project)
    assert len(after) == len(before)
    assert (after[new].id, after[new].ingested_at) == (before[old].id, before[old].ingested_at)
    assert entities(project) == named
    assert run(project).renamed == []
    assert_as_if_new(project)


def test_a_long_first_line_makes_the_title_of_the_name_and_the_document_is_kept_all_the_same(
    project: Settings, corpus: Path
) -> None:
    (corpus / "long.txt").write_text("Otto Hahn worked in Berlin with Lise Meitner. " * 6, encoding="utf-8")
    run(project)
    before = documents(project)["corpus/long.txt"]
    (corpus / "long.txt").rename(corpus / "longer.txt")
    report = run(project)
    assert (len(report.renamed), report.documents_replaced, report.characters) == (1, 0, 0)
    assert documents(project)["corpus/longer.txt"].id == before.id
    assert run(project).documents_replaced == 0


def test_a_file_that_is_renamed_to_another_format_is_read_as_that(project: Settings, corpus: Path) -> None:
    page = "<p>Otto Hahn met <b>Lise Meitner</b> in Berlin.</p>"
    (corpus / "page.txt").write_text(page, encoding="utf-8")
    run(project)
    before = documents(project)["corpus/page.txt"]
    (corpus / "page.txt").rename(corpus / "page.html")
    report = run(project)
    assert (len(report.renamed), report.documents_replaced) == (1, 1)
    after = documents(project)["corpus/page.html"]
    assert (after.id, after.characters < before.characters) == (before.id, True)
    assert_as_if_new(project)


def test_a_renamed_file_of_records_keeps_its_documents(project: Settings, corpus: Path) -> None:
    run(project)
    before = documents(project)
    (corpus / "d.jsonl").rename(corpus / "moved.jsonl")
    report = run(project)
    assert len(report.renamed) == 2
    after = documents(project)
    for record in "12":
        assert after[f"corpus/moved.jsonl#{record}"].id == before[f"corpus/d.jsonl#{record}"].id
    assert run(project).renamed == []


def test_a_renamed_folder_keeps_its_documents(project: Settings, corpus: Path) -> None:
    run(project)
    before = {each.id for each in documents(project).values()}
    corpus.rename(project.base / "archive")
    report = run(project, "archive")
    assert (len(report.renamed), report.documents_added, report.out_of_reach) == (5, 0, [])
    assert {each.id for each in documents(project).values()} == before


def test_a_file_that_is_renamed_again_and_back_is_one_document_all_along(
    project: Settings, corpus: Path
) -> None:
    run(project)
    first = documents(project)["corpus/a.txt"]
    for old, new in (("a.txt", "b.txt"), ("b.txt", "c.txt"), ("c.txt", "a.txt")):
        (corpus / old).rename(corpus / new)
        assert len(run(project).renamed) == 1
        assert documents(project)[f"corpus/{new}"].id == first.id
    assert documents(project)["corpus/a.txt"].first_uri == "corpus/a.txt"


def test_a_new_file_in_the_place_of_a_renamed_one_is_a_document_of_its_own(
    project: Settings, corpus: Path
) -> None:
    run(project)
    (corpus / "a.txt").rename(corpus / "z.txt")
    run(project)
    (corpus / "a.txt").write_text("Lise Meitner lived in Stockholm.", encoding="utf-8")
    report = run(project)
    assert (report.documents_added, report.documents_replaced) == (1, 0)
    found = documents(project)
    assert found["corpus/a.txt"].id != found["corpus/z.txt"].id
    assert run(project).documents_unchanged == 6
    (corpus / "a.txt").write_text("Lise Meitner left Stockholm for Berlin.", encoding="utf-8")
    assert run(project).documents_replaced == 1
    assert_as_if_new(project)


def test_a_copy_is_no_renaming(project: Settings, corpus: Path) -> None:
    run(project)
    shutil.copy(corpus / "a.txt", corpus / "copy.txt")
    report = run(project)
    assert (report.renamed, report.documents_added) == ([], 1)


def test_of_two_copies_one_keeps_the_document(project: Settings, corpus: Path) -> None:
    run(project)
    shutil.copy(corpus / "a.txt", corpus / "copy.txt")
    (corpus / "a.txt").rename(corpus / "moved.txt")
    report = run(project)
    assert (len(report.renamed), report.documents_added) == (1, 1)
    assert_as_if_new(project)


def test_a_file_that_is_renamed_and_changed_is_a_new_document_and_the_old_one_is_named(
    project: Settings, corpus: Path
) -> None:
    run(project)
    (corpus / "a.txt").unlink()
    (corpus / "new.txt").write_text("Maria Keller left Siemens in 2020.", encoding="utf-8")
    report = run(project)
    assert (report.renamed, report.documents_added, report.gone) == ([], 1, ["corpus/a.txt"])


# --- gone ----------------------------------------------------------------------------------------------------------
def delete_record(corpus: Path) -> str:
    lines = (corpus / "d.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (corpus / "d.jsonl").write_text(lines[1], encoding="utf-8")
    return "corpus/d.jsonl#1"


def delete_file(corpus: Path) -> str:
    (corpus / "b.md").unlink()
    return "corpus/b.md"


def delete_file_of_records(corpus: Path) -> str:
    (corpus / "d.jsonl").unlink()
    return "corpus/d.jsonl#1 corpus/d.jsonl#2"


@pytest.mark.parametrize("delete", [delete_record, delete_file, delete_file_of_records])
def test_a_source_that_is_gone_is_named_and_stays(
    project: Settings, corpus: Path, delete: Callable[[Path], str]
) -> None:
    run(project)
    before = {uri: (each.id, each.version) for uri, each in documents(project).items()}
    gone = delete(corpus).split()
    report = run(project)
    assert report.gone == gone
    assert report.exit_code == 0
    assert "Sources that are gone" in report.markdown()
    assert {uri: (each.id, each.version) for uri, each in documents(project).items()} == before


def test_without_ids_the_last_record_is_the_one_that_is_gone(project: Settings, corpus: Path) -> None:
    lines = [json.dumps({"text": f"Otto Hahn wrote letter {n} to Maria Keller."}) + "\n" for n in range(3)]
    (corpus / "d.jsonl").write_text("".join(lines), encoding="utf-8")
    run(project)
    (corpus / "d.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    report = run(project)
    assert report.gone == ["corpus/d.jsonl#3"]


def take_folder_away(corpus: Path) -> None:
    shutil.rmtree(corpus)


def empty_folder(corpus: Path) -> None:
    for path in corpus.iterdir():
        path.unlink()


def leave_a_hidden_file(corpus: Path) -> None:
    empty_folder(corpus)
    (corpus / ".mounted-here").touch()


@pytest.mark.parametrize("away", [take_folder_away, empty_folder, leave_a_hidden_file])
def test_a_folder_that_is_away_or_empty_proves_nothing(
    project: Settings, corpus: Path, away: Callable[[Path], None]
) -> None:
    other = project.base / "other"
    other.mkdir()
    (other / "x.txt").write_text("Lise Meitner lived in Stockholm.", encoding="utf-8")
    run(project, "corpus", "other")
    away(corpus)
    report = run(project, "other")
    assert report.gone == []
    assert [(each.place, each.documents) for each in report.out_of_reach] == [("corpus", 5)]
    assert len(documents(project)) == 6


@pytest.mark.parametrize("damage", [b"", b"{not json\n", b'{"id": "1", "text": "Otto'])
def test_records_of_a_damaged_file_are_out_of_reach_and_not_gone(
    project: Settings, corpus: Path, damage: bytes
) -> None:
    run(project)
    (corpus / "d.jsonl").write_bytes(damage)
    report = run(project)
    assert report.gone == []
    assert [(each.place, each.documents) for each in report.out_of_reach] == [("corpus/d.jsonl", 2)]


@pytest.mark.parametrize(("name", "damage"), [("a.txt", b" \n"), ("c.html", b"<html></html>")])
def test_what_a_damaged_file_said_before_stays_and_the_report_says_so(
    project: Settings, corpus: Path, name: str, damage: bytes
) -> None:
    run(project)
    (corpus / name).write_bytes(damage)
    report = run(project)
    (rejected,) = report.rejected
    assert "graphmill forget" in rejected.remedy
    assert f"corpus/{name}" in documents(project)


def test_a_source_that_comes_back_is_well_again(project: Settings, corpus: Path) -> None:
    run(project)
    away = (corpus / "a.txt").rename(project.base / "a.txt")
    assert run(project).gone == ["corpus/a.txt"]
    away.rename(corpus / "a.txt")
    report = run(project)
    assert (report.gone, report.renamed, report.documents_unchanged) == ([], [], 5)


@pytest.mark.parametrize("first", ["corpus/a.txt", "linked/a.txt"])
def test_a_file_that_is_reached_by_another_name_is_no_other_document(project: Settings, first: str) -> None:
    (project.base / "linked").mkdir()
    (project.base / "linked" / "a.txt").symlink_to(project.base / "corpus" / "a.txt")
    run(project, first)
    for order in (("corpus", "linked"), ("linked", "corpus")):
        run(project, *order)
        found = [uri for uri in documents(project) if uri.endswith("a.txt")]
        assert found == [first]


def test_names_that_begin_with_a_tilde_are_names(project: Settings, corpus: Path) -> None:
    (project.base / "~$letter.txt").write_text("Lise Meitner lived in Stockholm.", encoding="utf-8")
    report = run(project, "~$letter.txt", "~nobody-of-this-name/x.txt")
    assert (report.documents_added, [each.uri for each in report.rejected]) == (
        1,
        ["~nobody-of-this-name/x.txt"],
    )


def test_graphmills_own_files_are_not_passed_over(project: Settings) -> None:
    (project.base / "graphmill.toml").touch()
    (project.base / "prefect.yaml").touch()
    assert run(project, ".").exit_code == 0
    assert run(project, "corpus", "").exit_code == 3


# --- what was rejected ---------------------------------------------------------------------------------------------
def test_an_inbox_that_was_away_once_is_not_rejected_for_ever(project: Settings, corpus: Path) -> None:
    failures = FailureList(project.state_folder, project.base)
    run(project)
    corpus.rename(project.base / "aside")
    run(project, "corpus", "aside")
    assert [each.uri for each in failures.read()] == ["corpus"]
    (project.base / "aside").rename(corpus)
    run(project)
    assert failures.read() == []


def test_a_picture_that_was_passed_over_is_forgotten_with_it(project: Settings, corpus: Path) -> None:
    failures = FailureList(project.state_folder, project.base)
    (corpus / "pic.png").touch()
    assert run(project).exit_code == 3
    assert [each.outcome for each in failures.read()] == ["unsupported"]
    (corpus / "pic.png").unlink()
    assert run(project).exit_code == 0
    assert failures.read() == []


def test_names_with_marks_are_found_again(project: Settings, corpus: Path) -> None:
    for name in ("x#1.txt", "[2023] b.txt", "c?d.txt", "e f.txt"):
        (corpus / name).write_text("Lise Meitner lived in Stockholm.", encoding="utf-8")
    assert run(project).gone == []
    (corpus / "x").write_text("Otto Hahn lived in Munich.", encoding="utf-8")
    for name in ("a.txt", "a.txt#1.txt"):
        (corpus / name).write_text(f"Lise Meitner wrote {name} in Stockholm.", encoding="utf-8")
    assert run(project, "corpus/a.txt", "corpus/a.txt#1.txt").gone == []
    (corpus / "a.txt").write_text("Lise Meitner left Stockholm.", encoding="utf-8")
    (corpus / "a.txt#1.txt").write_text("Lise Meitner left.", encoding="utf-8")
    assert run(project).gone == []
    (corpus / "x#1.txt").unlink()
    assert run(project).gone == ["corpus/x#1.txt"]
