"""Lines of JSON: what they hold, or what is wrong with them, in every file that people write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.documents import Outcome
from extractors.errors import GraphmillError
from extractors.evaluation.annotations import read_annotations
from extractors.evaluation.gold import load_gold
from extractors.json_lines import LineError, NotJsonError, kind_of, object_of, text_of
from extractors.readers.reader import read
from extractors.readers.source import Source
from linking.decisions.file import DecisionsFile
from linking.evaluation.gold import read_linking_gold
from linking.knowledge_base.file import read_entries

BAD_LINES = {
    "cut off": (b'{"id": "a', "column 8 is no valid JSON (Unterminated string starting at)"),
    "no JSON": (b"<<<<<<< HEAD", "column 1 is no valid JSON (Expecting value)"),
    "two objects": (b"{} {}", "column 4 is no valid JSON (Extra data)"),
    "not UTF-8": (b'{"id": "J\xfcrgen"}', "byte 10 is not UTF-8"),
    "an array": (b"[1, 2]", "the line holds no JSON object but a JSON array"),
    "a number": (b"1", "the line holds no JSON object but a JSON number"),
    "nothing": (b"null", "the line holds no JSON object but a JSON null"),
    "nested without end": (b"[" * 100_000, "the JSON is nested too deep or holds a number that is too long"),
    "a number without end": (b'{"id": ' + b"9" * 5_000 + b"}", "a number that is too long"),
}


@pytest.mark.parametrize(("line", "problem"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_line_that_cannot_be_used_says_why(line: bytes, problem: str) -> None:
    with pytest.raises(LineError) as caught:
        object_of(line)
    assert problem in caught.value.problem
    assert caught.value.remedy.endswith(".")


@pytest.mark.parametrize(("line", "cut"), [(b'{"a": 1', True), (b'{"a": "\xc3', True), (b"[]", False)])
def test_what_may_have_been_cut_off_is_told_from_what_was_written_so(line: bytes, cut: bool) -> None:
    with pytest.raises(LineError) as caught:
        object_of(line)
    assert isinstance(caught.value, NotJsonError) is cut


@pytest.mark.parametrize("line", ['{"a": "\u2028"}'.encode(), '{"a": "\u2028"}', ' {"a": "\\u2028"}\r'])
def test_a_line_gives_its_object(line: str | bytes) -> None:
    assert object_of(line) == {"a": "\u2028"}


def test_a_field_has_its_text_by_any_of_its_names() -> None:
    assert text_of({"uri": "a.txt"}, "doc", "uri") == "a.txt"
    assert text_of({"doc": "b.txt", "uri": "a.txt"}, "doc", "uri") == "b.txt"


@pytest.mark.parametrize("record", [{}, {"doc": ""}, {"doc": " \n"}, {"doc": 1}, {"doc": None, "uri": "a"}])
def test_a_field_without_text_is_named(record: dict[str, object]) -> None:
    with pytest.raises(LineError, match="the field 'doc' is missing, empty or no string"):
        text_of(record, "doc", "uri")


@pytest.mark.parametrize(
    ("value", "kind"),
    [({}, "object"), ([], "array"), ("", "string"), (True, "boolean"), (None, "null"), (1.5, "number")],
)
def test_a_value_has_the_name_that_json_gives_it(value: object, kind: str) -> None:
    assert kind_of(value) == kind


GOOD_GOLD = b'{"uri": "a", "text": "Ada", "entities": []}'
GOOD_LINES: dict[str, tuple[Callable[[Path], object], bytes]] = {
    "annotations": (read_annotations, GOOD_GOLD),
    "gold": (load_gold, GOOD_GOLD),
    "linking gold": (read_linking_gold, GOOD_GOLD),
    "knowledge base": (lambda path: list(read_entries(path)), b'{"id": "1", "name": "Ada"}'),
    "decisions": (
        lambda path: DecisionsFile(path).read(),
        b'{"id": "dec_1", "at": "2024-04-07T12:00:00Z", "by": "ada", "verdict": "hide", '
        b'"left": {"name": "Ada", "type": "person"}}',
    ),
}


@pytest.mark.parametrize(("line", "problem"), BAD_LINES.values(), ids=BAD_LINES)
@pytest.mark.parametrize(("reader", "good"), GOOD_LINES.values(), ids=GOOD_LINES)
def test_every_file_of_lines_names_file_line_and_problem(
    tmp_path: Path, reader: Callable[[Path], object], good: bytes, line: bytes, problem: str
) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(good + b"\n" + line + b"\n" + good)
    with pytest.raises(GraphmillError) as caught:
        reader(path)
    said = str(caught.value)
    assert said.startswith(str(path))
    assert problem in said or "not UTF-8" in said
    assert ":2: " in said or ("byte" in said and "not UTF-8" in said)


@pytest.mark.parametrize(("line", "problem"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_record_costs_no_other_document(tmp_path: Path, line: bytes, problem: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "Ada"}\n' + line + b'\n{"text": "Bob"}\n')
    result = read(Source("a.jsonl", str(tmp_path / "a.jsonl")))
    assert [document.text for document in result.documents] == ["Ada", "Bob"]
    (failure,) = result.failures
    assert (failure.uri, failure.outcome) == ("a.jsonl#line-2", Outcome.CORRUPT)
    assert failure.reason.startswith("Line 2: ")
    assert problem in failure.reason
