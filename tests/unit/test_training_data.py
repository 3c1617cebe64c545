from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from extractors.training.recipe.data import (
    HELD_OUT,
    LONGEST,
    PATTERNS,
    PATTERNS_COUNT,
    TrainingSentence,
    TrainingSpan,
    joined,
    load_training_data,
    read_rows,
)
from extractors.training.recipe.examples import ExampleDrawer
from extractors.training.recipe.labels import LabelBook, split_label

BOOK = {
    "person": {"names": ["person", "human"], "parent": None, "domain": "general"},
    "singer": {"names": ["singer", "vocalist"], "parent": "person", "domain": "general"},
    "malware": {"names": ["malware", "malicious program"], "parent": "product", "domain": "security"},
}


def write(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    (folder / "ner_train").mkdir(exist_ok=True)
    (folder / "ner_train" / "label_synonyms.json").write_text(json.dumps(BOOK), encoding="utf-8")
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "ner_train" / f"{name}.jsonl").write_text(text, encoding="utf-8")


def row(words: str, *spans: tuple[int, int, str], labels: Sequence[str] = ("person",)) -> dict[str, Any]:
    return {"tokens": words.split(), "spans": [list(span) for span in spans], "labels": list(labels)}


@pytest.mark.parametrize("held_out", HELD_OUT)
def test_held_out_sentences_are_never_trained_on_wherever_they_recur(tmp_path: Path, held_out: str) -> None:
    rows = [row(f"Visitor Number {i} came home", (0, 2, "person")) for i in range(30)]
    write(tmp_path, held_out, rows)
    again = [
        row("VISITOR number 29 , came home .", (0, 2, "person")),
        row("Ada met Babbage there", (0, 0, "person")),
    ]
    write(tmp_path, "knowledgenet", again)
    pools = load_training_data(tmp_path).pools
    kept = [" ".join(sentence.tokens) for sentence in pools[held_out]]
    assert kept == [f"Visitor Number {i} came home" for i in range(27)]
    assert [" ".join(sentence.tokens) for sentence in pools["knowledgenet"]] == ["Ada met Babbage there"]


def test_sentences_are_cut_into_the_words_of_gliner_and_spans_move_along(tmp_path: Path) -> None:
    given = row("Old U.S. Senator well-known O'Neil left", (1, 2, "person"), (4, 4, "person"))
    given["tokens"].insert(5, "\u00a0")
    given["spans"].append([5, 5, "person"])  # of white space alone, which has no word
    given["others"] = [[1, 1, "location"]]
    write(tmp_path, "knowledgenet", [given])
    (sentence,) = load_training_data(tmp_path).pools["knowledgenet"]
    assert " ".join(sentence.tokens) == "Old U . S . Senator well-known O ' Neil left"
    spans = [" ".join(sentence.tokens[span.first : span.last + 1]) for span in sentence.spans]
    assert spans == ["U . S . Senator", "O ' Neil"]
    assert [sentence.tokens[o.first : o.last + 1] for o in sentence.others or ()] == [("U", ".", "S", ".")]


def test_composed_sentences_are_a_source_and_hold_names_of_the_others(tmp_path: Path) -> None:
    write(tmp_path, "grobid_wikipedia", [row("Qwertz Uiop came home", (0, 1, "person"))])
    data = load_training_data(tmp_path)
    composed = data.pools[PATTERNS]
    assert len(composed) > PATTERNS_COUNT / 2
    assert any({"Qwertz", "Uiop"} <= set(sentence.tokens) for sentence in composed)
    assert load_training_data(tmp_path).pools[PATTERNS] == composed
    assert load_training_data(tmp_path, seed=1).pools[PATTERNS] != composed


def test_too_short_and_too_long_sentences_are_left_out(tmp_path: Path) -> None:
    rows = [
        row("Ada came", (0, 0, "person")),
        row("Ada came home early", (0, 0, "person")),
        row("Ada " * (LONGEST + 1), (0, 0, "person")),
    ]
    write(tmp_path, "knowledgenet", rows)
    assert [len(sentence.tokens) for sentence in load_training_data(tmp_path).pools["knowledgenet"]] == [4]


def test_a_folder_without_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="ner_train"):
        load_training_data(tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"tokens": ["a"], "labels": []}',
        '{"tokens": ["a"], "spans": [[0, 1, "x"]], "labels": []}',
        '{"tokens": ["a"], "spans": [[0, "x"]], "labels": []}',
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text('{"tokens": ["a"], "spans": [], "labels": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"some\.jsonl, line 2"):
        list(read_rows(path))


def test_joining_moves_the_second_sentence_behind_the_first() -> None:
    first = TrainingSentence("s", ("Ada", "came"), (TrainingSpan(0, 0, "person"),), frozenset({"person"}))
    second = TrainingSentence(
        "s", ("So", "did", "Ned"), (TrainingSpan(2, 2, "person"),), frozenset({"person"})
    )
    both = joined(first, second)
    assert [both.tokens[span.first] for span in both.spans] == ["Ada", "Ned"]
    assert both.others is None


def test_joined_texts_stay_within_one_source_and_its_labels(tmp_path: Path) -> None:
    rows = [
        row("Ada one came home", (0, 0, "person")),
        row("Ned two is malware", (3, 3, "malware"), labels=["malware"]),
    ]
    write(tmp_path, "knowledgenet", rows)
    data = load_training_data(tmp_path)
    drawer, chance = ExampleDrawer(data), random.Random(0)  # noqa: S311
    drawn = [" ".join(drawer.draw(chance).tokens) for _ in range(200)]
    assert any(text.count("Ada") > 1 for text in drawn)
    assert not [text for text in drawn if "Ada" in text and "Ned" in text]


@pytest.mark.parametrize(
    ("words", "label", "finer"),
    [
        ("She recorded the album *Blue* there", "song or album", "album"),
        ("She sang *Blue* there", "song or album", "song"),
        ("They like *Blue* there", "song or album", None),
        ("He saw *France* again", "country, city or state", "country"),
        ("Cells need *kinase* here", "biological entity", "enzyme"),
        ("He saw *France* again", "animal", None),
    ],
)
def test_words_around_a_name_tell_the_kind(words: str, label: str, finer: str | None) -> None:
    tokens = words.split()
    place = next(index for index, token in enumerate(tokens) if token.startswith("*"))
    assert split_label([token.strip("*") for token in tokens], place, place, label) == finer


def test_foreign_labels_are_of_another_domain_that_is_not_near() -> None:
    book = LabelBook(BOOK)
    assert book.foreign(["malware", "person"], "general") == ["malware"]
    assert book.foreign(["malware", "person"], "security") == []
    assert book.foreign(["malware", "person"], "software") == []


def test_a_damaged_label_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, "fewnerd", [row("Ada came home early", (0, 0, "person"))])
    path = tmp_path / "ner_train" / "label_synonyms.json"
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"label_synonyms\.json"):
        load_training_data(tmp_path)
