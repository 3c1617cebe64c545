from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions import Sentence
from graph.errors import SchemaError
from graph.schema.chunks import chunks_of
from graph.schema.labels import edge_id, node_label


@pytest.mark.parametrize(
    ("type_name", "label"),
    [
        ("person", "Person"),
        ("programming language", "ProgrammingLanguage"),
        ("date_of_birth", "DateOfBirth"),
        ("PERSON", "PERSON"),
        ("Work of art", "WorkOfArt"),
        ("w" * 64, "W" + "w" * 63),
    ],
)
def test_a_type_becomes_a_label_in_camel_case(type_name: str, label: str) -> None:
    assert node_label(type_name) == label


@pytest.mark.parametrize("type_name", ["", "  ", "3d model", "организация", "größe", "w" * 65, "_", "-"])
def test_a_type_that_gives_no_label_is_refused_with_a_remedy(type_name: str) -> None:
    with pytest.raises(SchemaError, match="use 1 to 64 ASCII letters"):
        node_label(type_name)


@pytest.mark.parametrize(
    "type_name", ["document", "Entity", "chunk", "local entity", "__Entity__", "merge_event"]
)
def test_labels_that_graphmill_uses_itself_are_refused(type_name: str) -> None:
    with pytest.raises(SchemaError, match="choose another name"):
        node_label(type_name)


@given(st.text(max_size=80))
def test_no_type_name_smuggles_cypher_into_a_label(type_name: str) -> None:
    try:
        label = node_label(type_name)
    except SchemaError:
        return
    assert label.isascii()
    assert label.isidentifier()
    assert len(label) <= 64


def test_an_edge_has_one_id_from_both_sides() -> None:
    assert edge_id("ent_b", "ent_a") == edge_id("ent_a", "ent_b") == "ent_a|ent_b"


@st.composite
def texts_with_sentences(draw: st.DrawFn) -> tuple[str, list[Sentence]]:
    text, sentences = draw(st.text(" \n", max_size=3)), []
    for length, gap in draw(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 4)), max_size=20)):
        sentences.append(Sentence(len(text), len(text) + length))
        text += "x" * length + "\n" * gap
    return text, sentences


@given(texts_with_sentences(), st.integers(1, 120))
def test_chunks_partition_the_text_and_keep_sentences_whole(
    case: tuple[str, list[Sentence]], size: int
) -> None:
    text, sentences = case
    chunks = chunks_of(text, sentences, size)
    assert "".join(text[chunk.start : chunk.end] for chunk in chunks) == text
    assert [sentence for chunk in chunks for sentence in chunk.sentences] == sentences
    for chunk in chunks:
        assert all(chunk.start <= sentence.start <= sentence.end <= chunk.end for sentence in chunk.sentences)
        if chunk.sentences:
            assert chunk.sentences[0] == sentences[chunk.first_sentence]
            assert len(chunk.sentences) == 1 or chunk.sentences[-1].end - chunk.sentences[0].start <= size


def test_a_document_without_text_has_no_chunks_and_one_without_sentences_has_one() -> None:
    assert chunks_of("", []) == []
    assert [(chunk.start, chunk.end) for chunk in chunks_of(" \n ", [])] == [(0, 3)]
