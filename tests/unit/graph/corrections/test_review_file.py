"""Questions in a file: what is written is read back, and what cannot be used is named by its line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.corrections.review_file import Answer, ReviewFileError, new_answers, read_answers, write_questions
from graph.questions.sentences import EvidenceSentence
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.review.queue import Doubt, Question

HANSEN, HANSON = Handle("Ole Hansen", "person"), Handle("Ole Hanson", "person", ("b.txt", "c, d.txt"))
SENTENCE = EvidenceSentence("a.txt", 0, 9, "=Ole\nHansen; he.", ((1, 4),), "doc_1", "A")
DOUBT = Doubt(Question.MERGE, HANSEN, HANSON, "typo", 0.94, 7, ((), ()))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
HANDLES = st.builds(
    Handle,
    TEXT.filter(str.strip),
    st.sampled_from(["person", "disease"]),
    st.lists(TEXT.filter(str.strip), max_size=2).map(tuple),
)


@pytest.fixture(params=["questions.csv", "questions.jsonl"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / str(request.param)


def answer_all(path: Path, decision: str, why: str = "") -> None:
    """Fill in a file as a person or a program does."""
    text = path.read_bytes().decode("utf-8-sig")
    if path.suffix == ".jsonl":
        rows = [json.loads(line) | {"decision": decision, "why": why} for line in text.split("\n") if line]
        path.write_bytes("".join(json.dumps(row) + "\n" for row in rows).encode())
        return
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row | {"decision": decision, "why": why} for row in rows)


def test_answers_come_back_with_their_handles(path: Path) -> None:
    write_questions(path, [(DOUBT, ([SENTENCE], []))])
    assert read_answers(path) == []
    answer_all(path, " Same", "checked")
    (found,) = read_answers(path)
    assert (found.left, found.right) == (HANSEN, HANSON)
    assert (found.verdict, found.why, found.score) == (Verdict.SAME, "checked", 0.94)


@settings(deadline=None, max_examples=60)
@given(left=HANDLES, right=HANDLES, suffix=st.sampled_from([".csv", ".jsonl"]))
def test_any_name_survives_the_file(
    left: Handle, right: Handle, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assume(left.key != right.key)
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.unlink(missing_ok=True)
    write_questions(path, [(Doubt(Question.SPLIT, left, right, "alias", 0.9, 1, ((), ())), ([], []))])
    answer_all(path, "different")
    (found,) = read_answers(path)
    assert (found.left, found.right) == (left, right)


def test_a_file_that_is_there_is_not_replaced(path: Path) -> None:
    path.write_text("answers", encoding="utf-8")
    with pytest.raises(ReviewFileError, match="is there already"):
        write_questions(path, [(DOUBT, ([], []))])
    assert path.read_text(encoding="utf-8") == "answers"


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    strange = Handle("=HYPERLINK(1)", "person")
    write_questions(
        path, [(Doubt(Question.MERGE, strange, HANSON, "typo", 0.9, 1, ((), ())), ([SENTENCE], []))]
    )
    cells = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))[1]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    answer_all(path, "same")
    assert read_answers(path)[0].left == strange


def test_a_spreadsheet_may_write_semicolons_commas_in_numbers_and_columns_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(
        "\ufeffdecision;left;left_type;right;right_type;score;checked by\r\n"
        "unsure;Ole Hansen;person;Ole Hanson;person;0,94;me\r\n",
        encoding="utf-8",
    )
    (found,) = read_answers(path)
    assert (found.verdict, found.score, found.line) == (Verdict.UNSURE, 0.94, 2)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("maybe,A,person,B,person", ":3: decision is 'maybe' and should be same, different, unsure or empty"),
        ("undo,A,person,B,person", ":3: decision is 'undo'"),
        ("same,,person,B,person", ":3: left: the name is empty"),
        ("same,A,person,A,person", ":3: left and right are one and the same"),
        (
            "different,OLE HANSON,person,Ole Hansen,person",
            ":3: the same two names are different here and same in line 2",
        ),
    ],
)
def test_rows_that_cannot_be_used_are_named_and_nothing_is_taken_over(
    tmp_path: Path, row: str, told: str
) -> None:
    path = tmp_path / "q.csv"
    path.write_text(
        f"decision,left,left_type,right,right_type\nsame,Ole Hansen,person,Ole Hanson,person\n{row}\n,x,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(ReviewFileError) as caught:
        read_answers(path)
    assert f"{path}{told}" in str(caught.value)
    assert "Nothing was taken over" in str(caught.value)


def test_every_row_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"decision": "x"}\n[]\n\n{"decision": "same", "left": "A"}\n{', encoding="utf-8")
    with pytest.raises(ReviewFileError) as caught:
        read_answers(path)
    assert [line.partition(": ")[0] for line in str(caught.value).split("\n")][:4] == [
        f"{path}:{line}" for line in (1, 2, 4, 5)
    ]


@pytest.mark.parametrize(
    ("documents", "told"),
    [
        ("a.txt", "left_documents is 'a.txt'"),
        ("[1]", "the documents of left"),
        ('"a"', "the documents of left"),
    ],
)
def test_documents_are_a_list(tmp_path: Path, documents: str, told: str) -> None:
    path = tmp_path / "q.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["decision", "left", "left_type", "left_documents", "right", "right_type"])
        writer.writerow(["same", "A", "person", documents, "B", "person"])
    with pytest.raises(ReviewFileError, match=told.replace("[", r"\[")):
        read_answers(path)


@pytest.mark.parametrize("score", ["high", "7", "nan"])
def test_scores_are_between_0_and_1(tmp_path: Path, score: str) -> None:
    path = tmp_path / "q.csv"
    path.write_text(
        f"decision,left,left_type,right,right_type,score\nsame,A,person,B,person,{score}\n", encoding="utf-8"
    )
    with pytest.raises(ReviewFileError, match="score"):
        read_answers(path)


def test_files_of_other_kinds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReviewFileError, match=r"\.csv or \.jsonl"):
        write_questions(tmp_path / "q.xlsx", [])
    with pytest.raises(ReviewFileError, match="cannot be read"):
        read_answers(tmp_path / "none.csv")
    (tmp_path / "old.csv").write_bytes("decision,left\nsame,Müller\n".encode("cp1252"))
    with pytest.raises(ReviewFileError, match="CSV UTF-8"):
        read_answers(tmp_path / "old.csv")
    (tmp_path / "short.csv").write_text("decision,left\n", encoding="utf-8")
    with pytest.raises(ReviewFileError, match=":1: the column 'left_type' is missing"):
        read_answers(tmp_path / "short.csv")
    (tmp_path / "torn.csv").write_text('decision,left,left_type,right,right_type\nsame,"A', encoding="utf-8")
    with pytest.raises(ReviewFileError, match="no table"):
        read_answers(tmp_path / "torn.csv")


def test_what_holds_already_is_no_new_answer() -> None:
    held = Decision("dec_1", "2024-05-17T09:30:00Z", "ann", Verdict.SAME, HANSON, HANSEN)
    same, different = (
        Answer(2, HANSEN, HANSON, verdict, "", None) for verdict in (Verdict.SAME, Verdict.DIFFERENT)
    )
    assert new_answers([same], Decisions((held,))) == []
    assert new_answers([different], Decisions((held,))) == [different]
    undo = Decision("dec_2", "2024-05-17T09:30:00Z", "ann", Verdict.UNDO, None, undoes="dec_1")
    assert new_answers([same], Decisions((held, undo))) == [same]
