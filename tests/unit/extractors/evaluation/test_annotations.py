"""Annotated texts: three forms, told apart by content, and errors that name the line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.evaluation.annotations import AnnotationError, Form, read_annotations, spans_of_tags


def write(folder: Path, *lines: object) -> Path:
    path = folder / "gold.txt"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path, form: Form | None = None) -> list[list[tuple[str, str]]]:
    texts = read_annotations(path, form)
    for text in texts:
        assert all(text.text[m.start : m.end] == m.surface for m in text.mentions)
    return [[(m.surface, m.type) for m in text.mentions] for text in texts]


def test_spans_with_keys_of_other_programs(tmp_path: Path) -> None:
    entity = {"start": 4, "end": 7, "type": "person", "text": "Ada", "entity": "ada"}
    path = write(
        tmp_path, {"uri": "a.txt", "text": "Mrs Ada.", "entities": [entity]}, "", {"text": "", "entities": []}
    )
    assert found(path) == [[("Ada", "person")], []]
    assert [text.name for text in read_annotations(path)] == ["a.txt", "gold.txt:3"]
    assert read_annotations(path)[0].labels is None


def test_tokens_with_what_was_annotated(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {"tokens": ["Ada", "Lovelace", "wrote"], "spans": [[0, 1, "person"]], "labels": ["person", "city"]},
        {"tokens": ["Nobody"], "spans": []},
    )
    first, second = read_annotations(path)
    assert first.text == "Ada Lovelace wrote"
    assert [(m.surface, m.type) for m in first.mentions] == [("Ada Lovelace", "person")]
    assert first.labels == {"person", "city"}
    assert second.labels is None


def test_nested_mentions_are_kept_and_repeated_ones_count_once(tmp_path: Path) -> None:
    spans = [[0, 3, "organization"], [3, 3, "location"], [3, 3, "location"], [3, 3, "organization"]]
    path = write(
        tmp_path, {"tokens": ["University", "of", "West", "Harwick"], "spans": spans, "labels": ["location"]}
    )
    assert found(path) == [
        [("University of West Harwick", "organization"), ("Harwick", "location"), ("Harwick", "organization")]
    ]


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        ("IOB2", "B-PER I-PER O B-LOC B-LOC O"),
        ("IOB1", "I-PER I-PER O I-LOC B-LOC O"),
        ("BIOES", "B-PER E-PER O S-LOC S-LOC O"),
        ("BILOU", "B-PER L-PER O U-LOC U-LOC O"),
    ],
)
def test_conll_in_every_tagging_scheme(tmp_path: Path, scheme: str, tags: str) -> None:
    tokens = ["Ada", "Lovelace", "left", "London", "Paris", "."]
    lines = [f"{token} NNP _ {tag}" for token, tag in zip(tokens, tags.split(), strict=True)]
    path = write(tmp_path, "-DOCSTART- -X- O O", "", *lines, "", "", "# id 7", "Hm\tO", "")
    assert found(path) == [[("Ada Lovelace", "PER"), ("London", "LOC"), ("Paris", "LOC")], []]
    assert [text.text for text in read_annotations(path)] == ["Ada Lovelace left London Paris .", "Hm"]
    assert [text.name for text in read_annotations(path)] == ["gold.txt:3", "gold.txt:12"]


def test_a_change_of_type_ends_a_mention_and_a_type_may_have_hyphens() -> None:
    assert spans_of_tags(["I-a", "I-b", "E-b", "E-b", "I-b", "B-b"]) == [
        (0, 0, "a"),
        (1, 2, "b"),
        (3, 3, "b"),
        (4, 4, "b"),
        (5, 5, "b"),
    ]
    assert spans_of_tags(["B-creative-work", "I-creative-work"]) == [(0, 1, "creative-work")]


def test_a_token_that_looks_like_a_comment_is_a_token(tmp_path: Path) -> None:
    path = write(tmp_path, "Number O", "# O", "7 B-num")
    assert [text.text for text in read_annotations(path)] == ["Number # 7"]


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.conll"
    path.write_bytes(b"\xef\xbb\xbfAda B-PER\r\n. O\r\n\r\nHm O\r\n")
    assert found(path) == [[("Ada", "PER")], []]


def test_a_form_can_be_forced(tmp_path: Path) -> None:
    path = write(tmp_path, "{ O", "Ada B-PER", "} O")
    with pytest.raises(AnnotationError, match="column 3"):
        read_annotations(path)
    assert found(path, Form.CONLL) == [[("Ada", "PER")]]


SPAN = {"start": 0, "end": 3, "type": "person"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"text": "Ada"', "column"),
        ([1], "JSON object"),
        ({"words": []}, "neither 'text' nor 'tokens'"),
        ({"text": 7, "entities": []}, "'text'"),
        ({"text": "Ada"}, "'entities'"),
        ({"text": "Ada", "entities": ["Ada"]}, "entities[0]"),
        ({"text": "Ada", "entities": [SPAN, SPAN | {"end": 4}]}, "entities[1]: start 0 and end 4"),
        ({"text": "Ada", "entities": [SPAN | {"start": 3}]}, "no span"),
        ({"text": "Ada", "entities": [SPAN | {"start": True}]}, "start True"),
        ({"text": "Ada", "entities": [SPAN | {"type": " "}]}, "'type'"),
        ({"text": "Ada", "entities": [SPAN | {"text": "Bob"}]}, "not 'Bob'"),
        ({"text": "Ada", "entities": [], "labels": "person"}, "'labels'"),
        ({"tokens": "Ada", "spans": []}, "'tokens'"),
        ({"tokens": ["Ada", ""], "spans": []}, "'tokens'"),
        ({"tokens": ["Ada"]}, "'spans'"),
        ({"tokens": ["Ada"], "spans": [[0, "person"]]}, "spans[0]"),
        ({"tokens": ["Ada"], "spans": [[0, 1, "person"]]}, "no tokens of a sentence of 1"),
        ({"tokens": ["Ada"], "spans": [[0, 0, ""]]}, "type"),
        ("Ada", "'Ada' is no tag"),
        ("Ada X-PER", "'X-PER' is no tag"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, line: object, told: str) -> None:
    path = write(tmp_path, "", line)
    with pytest.raises(AnnotationError) as error:
        read_annotations(path)
    assert str(error.value).startswith(f"{path}:2: ")
    assert told in str(error.value)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"Andr\xe9 B-PER\n")
    (tmp_path / "empty.txt").write_text("\n\n", encoding="utf-8")
    for name, told in (
        ("none.txt", "no such file"),
        ("latin.txt", "byte 5"),
        ("empty.txt", "no annotated"),
        ("", "a folder"),
    ):
        with pytest.raises(AnnotationError, match=told):
            read_annotations(tmp_path / name)
