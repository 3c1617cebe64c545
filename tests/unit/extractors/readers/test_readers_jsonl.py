"""JSON lines: one document a line, and bad lines that cost only themselves."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from extractors.documents import Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import ReadResult, read
from extractors.readers.source import Source


def read_lines(path: Path, lines: list[object], **settings: object) -> ReadResult:
    written = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    path.write_bytes(b"\n".join(written))
    return read(Source("news.jsonl", str(path)), ReaderSettings.model_validate(settings))


def test_each_line_is_a_document_with_its_id(tmp_path: Path) -> None:
    lines: list[object] = [
        {"id": "a", "title": "First", "text": "Ada\u2028Lovelace"},
        {"id": 7, "text": "Babbage"},
        {"text": "Menabrea"},
        {"id": None, "title": None, "text": "Somerville"},
    ]
    result = read_lines(tmp_path / "n.jsonl", lines)
    assert result.failures == ()
    assert [(d.uri, d.title, d.text) for d in result.documents] == [
        ("news.jsonl#a", "First", "Ada\u2028Lovelace"),
        ("news.jsonl#7", "Babbage", "Babbage"),
        ("news.jsonl#3", "Menabrea", "Menabrea"),
        ("news.jsonl#4", "Somerville", "Somerville"),
    ]
    assert result.documents[1].source_hash == hashlib.sha256(json.dumps(lines[1]).encode()).hexdigest()
    assert len({document.id for document in result.documents}) == 4


def test_bad_lines_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines: list[object] = [
        {"id": "a", "text": "good"},
        b'{"id": "b", "text": ',
        b"",
        [1],
        {"body": "no text field"},
        {"text": 5},
        {"id": "a", "text": "the id again"},
        {"id": ["x"], "text": "odd id"},
        {"id": "w", "text": " \n"},
        b'{"text": "\xff"}',
        b'{"text": "half \\ud83d emoji"}',
        b"[" * 100_000,
        {"id": "z", "text": "good too"},
    ]
    result = read_lines(tmp_path / "n.jsonl", lines)
    assert [document.uri for document in result.documents] == ["news.jsonl#a", "news.jsonl#z"]
    assert [failure.uri for failure in result.failures] == [
        "news.jsonl#line-2",
        "news.jsonl#line-4",
        "news.jsonl#line-5",
        "news.jsonl#line-6",
        "news.jsonl#line-7",
        "news.jsonl#line-8",
        "news.jsonl#w",
        "news.jsonl#line-10",
        "news.jsonl#line-11",
        "news.jsonl#line-12",
    ]
    assert all(failure.remedy and failure.reason.startswith("Line ") for failure in result.failures)
    assert {f.outcome for f in result.failures} == {Outcome.CORRUPT, Outcome.EMPTY}
    assert "already used on line 1" in result.failures[4].reason
    assert "'body'" in result.failures[2].reason


def test_fields_may_have_other_names_and_lie_in_objects(tmp_path: Path) -> None:
    record = {
        "meta": {"key": "k1", "headline": "News", "year": 1843, "tags": ["x"], "none": None},
        "content.body": "Ada",
        "lang": "en",
    }
    result = read_lines(
        tmp_path / "n.jsonl",
        [record],
        jsonl_text_field="content.body",
        jsonl_id_field="meta.key",
        jsonl_title_field="meta.headline",
        jsonl_metadata_fields=["lang", "meta.year", "meta.tags", "meta.none", "absent"],
    )
    (document,) = result.documents
    assert (document.uri, document.title, document.text) == ("news.jsonl#k1", "News", "Ada")
    assert dict(document.metadata) == {"line": "1", "lang": "en", "meta.year": "1843", "meta.tags": '["x"]'}


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-04-07T12:00:00Z", "2024-04-07"),
        ("April 2024", "2024-04"),
        (2024, "2024"),
        ("2024", "2024"),
        (20240407, ""),
        (1712484000, ""),
        (2024.5, ""),
        (True, ""),
        ("04/07/2024", ""),
        ("", ""),
        (None, ""),
        ({"$date": "2024-04-07"}, ""),
    ],
)
def test_a_record_has_the_date_of_its_field_and_what_is_no_date_costs_nothing_else(
    tmp_path: Path, value: object, date: str
) -> None:
    record = {"text": "Ada", "date": value}
    result = read_lines(tmp_path / "n.jsonl", [record], jsonl_metadata_fields=["date"])
    assert result.failures == ()
    (document,) = result.documents
    assert (document.date, document.date_from) == (date, "field date" if date else "")
    written = value if isinstance(value, str) else json.dumps(value)
    assert document.metadata.get("date") == (None if value is None else written)


def test_the_field_of_the_date_may_have_another_name_and_lie_in_an_object(tmp_path: Path) -> None:
    records: list[object] = [{"text": "Ada", "meta": {"day": "1843-07"}, "date": "2024"}, {"text": "Babbage"}]
    result = read_lines(tmp_path / "n.jsonl", records, jsonl_date_field="meta.day")
    assert [(document.date, document.date_from) for document in result.documents] == [
        ("1843-07", "field meta.day"),
        ("", ""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    content = '{"text": "Jürgen"}\r\n{"text": "Zoë"}\r\n'.encode(encoding)
    (tmp_path / "n.jsonl").write_bytes(content)
    result = read(Source("n.jsonl", str(tmp_path / "n.jsonl")))
    assert [document.text for document in result.documents] == ["Jürgen", "Zoë"]


def test_a_file_without_records_is_empty(tmp_path: Path) -> None:
    (failure,) = read_lines(tmp_path / "n.jsonl", [b"", b"  "]).failures
    assert failure.outcome is Outcome.EMPTY


RECORDS = [{"text": "Ada wrote."}, {"text": "Grace answered.", "from": {"name": "Grace"}}]


@pytest.mark.parametrize(
    ("written", "said", "program"),
    [
        (json.dumps(RECORDS[1], indent=2), "one JSON object", "jq -c '.'"),
        (json.dumps(RECORDS, indent=2), "one JSON array", "jq -c '.[]'"),
        ("[\n" + ",\n".join(map(json.dumps, RECORDS)) + "\n]\n", "one JSON array", "jq -c '.[]'"),
        ("\n".join(json.dumps(each, indent=1) for each in RECORDS), "2 JSON values", "jq -c '.'"),
        ("\ufeff" + json.dumps(RECORDS, indent=2), "one JSON array", "jq -c '.[]'"),
    ],
)
def test_json_over_many_lines_is_one_failure_with_the_way_to_mend_it(
    tmp_path: Path, written: str, said: str, program: str
) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_text(written)
    result = read(Source(path.name, str(path)))
    (failure,) = result.failures
    assert not result.documents
    assert (failure.uri, failure.outcome) == ("letters.jsonl", Outcome.CORRUPT)
    assert failure.reason == f"It is {said} over many lines, not one object a line."
    assert failure.remedy == f"Write one JSON object on each line, as {program} does."


@pytest.mark.parametrize("broken", ['{"text": "cut', '{"text":\n"Ada wrote."}', "[1,\n2]"])
def test_a_broken_line_before_good_ones_costs_only_itself(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_text(f"{broken}\n" + "\n".join(map(json.dumps, RECORDS)))
    result = read(Source(path.name, str(path)))
    assert [document.text for document in result.documents] == [each["text"] for each in RECORDS]
    assert len(result.failures) == 1 + broken.count("\n")
