"""Gold files are read strictly, and marks are laid over a read text exactly or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.evaluation.annotations import AnnotationError
from extractors.evaluation.gold import (
    GoldDocument,
    GoldMention,
    align_marks,
    load_gold,
    parse_marks,
    write_gold,
)

TEXT = "Jürgen Müller met Hans Kessler Jr. in Kaltenried."


def record(**changes: object) -> dict[str, object]:
    entity = {"start": 18, "end": 34, "type": "person", "text": "Hans Kessler Jr.", "entity": "kessler_jr"}
    return {"uri": "a.txt", "text": TEXT, "entities": [entity]} | changes


def entity(**changes: object) -> dict[str, object]:
    known = {"start": 0, "end": 13, "type": "person", "text": "Jürgen Müller", "entity": "mueller"}
    return known | changes


def gold_file(folder: Path, *lines: object) -> Path:
    path = folder / "gold.jsonl"
    written = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(written), encoding="utf-8")
    return path


def test_mentions_come_in_the_order_of_the_text(tmp_path: Path) -> None:
    later = record()["entities"]
    assert isinstance(later, list)
    [document] = load_gold(gold_file(tmp_path, record(entities=[*later, entity()])))
    assert document.uri == "a.txt"
    assert [mention.surface for mention in document.mentions] == ["Jürgen Müller", "Hans Kessler Jr."]
    assert document.mentions[0] == GoldMention(0, 13, "Jürgen Müller", "person", "mueller")


def test_written_gold_reads_back_equal(tmp_path: Path) -> None:
    text = "Иван Дорохов\u2028sings 😀 in Sundvåg"
    documents = [
        GoldDocument("n.jsonl#1", text, (GoldMention(0, 12, "Иван Дорохов", "person", "ivan"),)),
        GoldDocument("empty.txt", "Nobody.", ()),
    ]
    write_gold(documents, tmp_path / "gold.jsonl")
    assert load_gold(tmp_path / "gold.jsonl") == documents


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    path = gold_file(tmp_path, "\ufeff" + json.dumps(record()), "", record(uri="b.txt"), "")
    assert [document.uri for document in load_gold(path)] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"uri": "a.txt", ', "no valid JSON"),
        ("[1, 2]", "no JSON object"),
        (record(uri=""), "'uri'"),
        (record(text=None), "'text'"),
        (record(entities={}), "'entities' is no list"),
        (record(entities=["x"]), r"entities\[0\] is no JSON object"),
        (record(entities=[entity(), entity(start="0")]), r"entities\[1\]: start '0'"),
        (record(entities=[entity(start=True)]), "start True"),
        (record(entities=[entity(end=500)]), "end 500"),
        (record(entities=[entity(end=12)]), "holds 'Jürgen Mülle', not 'Jürgen Müller'"),
        (record(entities=[entity(type="")]), "'type'"),
        (record(entities=[entity(entity=7)]), "'entity'"),
        (record(entities=[entity(), entity(end=6, text="Jürgen")]), "overlap"),
        (record(uri="good.txt"), "already on line 1"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(tmp_path: Path, line: object, complaint: str) -> None:
    path = gold_file(tmp_path, record(uri="good.txt"), line)
    with pytest.raises(AnnotationError, match=complaint) as error:
        load_gold(path)
    assert str(error.value).startswith(f"{path}:2")


def test_a_file_that_cannot_be_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="no such file"):
        load_gold(tmp_path / "absent.jsonl")
    (tmp_path / "latin.jsonl").write_bytes('{"uri": "Müller"}'.encode("latin-1"))
    with pytest.raises(AnnotationError, match="byte 11 is not UTF-8"):
        load_gold(tmp_path / "latin.jsonl")
    with pytest.raises(AnnotationError, match="holds no documents"):
        load_gold(gold_file(tmp_path, ""))


def test_marks_become_offsets_into_the_bare_text() -> None:
    marked = parse_marks("Dr [Mara Lindqvist|person|mara] [sic] left [CERC|organization|cerc]'s hall.", "a")
    assert marked.text == "Dr Mara Lindqvist [sic] left CERC's hall."
    assert [(m.start, m.end, m.type, m.entity) for m in marked.mentions] == [
        (3, 17, "person", "mara"),
        (29, 33, "organization", "cerc"),
    ]
    assert all(marked.text[m.start : m.end] == m.surface for m in marked.mentions)


@pytest.mark.parametrize(
    "mark", ["[Mara|person]", "[Mara|person|]", "[...|person|mara]", "[Mara|per\nson|mara]"]
)
def test_a_broken_mark_is_named_with_its_line(mark: str) -> None:
    with pytest.raises(AnnotationError, match=r"^letter:2: "):
        parse_marks(f"[A|person|a] and\nthen {mark} left.", "letter")


def test_alignment_follows_another_layout() -> None:
    marked = parse_marks("# News\n\nSir [Hans Kessler Jr.|person|jr] of [Kessler GmbH|organization|k]", "a")
    read = "News  Sir Hans\nKessler  Jr. of\n\n * Kessler GmbH"
    mentions = align_marks(marked, read, "a")
    assert [mention.surface for mention in mentions] == ["Hans\nKessler  Jr.", "Kessler GmbH"]
    assert all(read[mention.start : mention.end] == mention.surface for mention in mentions)


@pytest.mark.parametrize(
    ("read", "complaint"),
    [
        ("Runs the T-200 well", "expected 'Run the T-200 well', read 'Runs"),
        ("Run the T-200", "read 'Run the T-200'"),
        ("Run the T-200 well, Tom", "expected 'Run the T-200 well', read"),
        ("Run the T200 well", "'T-200' was read as 'T200'"),
        ("Run the T\n200 well", "was read as"),
    ],
)
def test_a_text_that_was_not_read_faithfully_has_no_gold(read: str, complaint: str) -> None:
    marked = parse_marks("Run the [T-200|product|t200] well", "a.pdf")
    with pytest.raises(AnnotationError, match=complaint):
        align_marks(marked, read, "a.pdf")


def test_a_sign_at_the_edge_of_a_name_must_be_there_too() -> None:
    marked = parse_marks("[Hans Kessler Jr.|person|jr] smiled", "a.txt")
    with pytest.raises(AnnotationError, match=r"'Hans Kessler Jr\.' was read as 'Hans Kessler Jr,'"):
        align_marks(marked, "Hans Kessler Jr, smiled", "a.txt")
    with pytest.raises(AnnotationError, match="was read as"):
        align_marks(parse_marks("[.NET|product|net]", "a.txt"), "NET", "a.txt")
