from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.mentions import Mention
from extractors.training.recipe.benchmarks import (
    benchmark_of,
    everyday_benchmarks,
    main,
    name_benchmarks,
    zero_shot_benchmarks,
)
from extractors.training.recipe.patterns import PATTERN_LABELS


def test_benchmark_offsets_give_the_surfaces() -> None:
    row = {
        "tokens": ["Ada", "Lovelace", "met", "Babbage", "in", "June", "1833"],
        "spans": [[0, 1, "person"], [3, 3, "person"], [5, 6, "date or time"], [2, 2, "verb"]],
        "labels": ["person", "date or time", "verb"],
    }
    benchmark = benchmark_of("made up", [row], ["person", "date"])
    assert benchmark.texts == ("Ada Lovelace met Babbage in June 1833",)
    found = [(gold.surface, gold.type) for gold in benchmark.gold[0]]
    assert found == [("Ada Lovelace", "person"), ("Babbage", "person"), ("June 1833", "date")]
    assert all(benchmark.texts[0][gold.start : gold.end] == gold.surface for gold in benchmark.gold[0])


def test_benchmarks_are_read_with_all_labels_of_a_domain(tmp_path: Path) -> None:
    (tmp_path / "ner_zero_shot_dev").mkdir()
    rows = [
        {"tokens": ["Paris"], "spans": [[0, 0, "city"]], "labels": ["city", "river"]},
        {"tokens": ["Seine"], "spans": [[0, 0, "river"]], "labels": ["city", "river", "country"]},
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "ner_zero_shot_dev" / "crossner_travel.jsonl").write_text(text, encoding="utf-8")
    (benchmark,) = zero_shot_benchmarks(tmp_path, limit=1)
    assert (benchmark.name, benchmark.labels, benchmark.texts) == (
        "travel",
        ("city", "country", "river"),
        ("Paris",),
    )


def test_names_are_measured_on_the_held_out_tenth(tmp_path: Path) -> None:
    (tmp_path / "ner_train").mkdir()
    rows = [{"tokens": [f"P{i}"], "spans": [[0, 0, "person"]], "labels": ["person"]} for i in range(20)]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    for name in ("redocred", "gum", "uner_ewt", "wikigold"):
        (tmp_path / "ner_train" / f"{name}.jsonl").write_text(text, encoding="utf-8")
    assert [benchmark.texts for benchmark in name_benchmarks(tmp_path)] == [("P18", "P19")] * 4
    assert name_benchmarks(tmp_path)[0].labels == ("person",)


def test_a_prediction_of_unknown_truth_is_not_counted() -> None:
    rows = [
        {"tokens": ["Ada", "saw", "Rome"], "spans": [[0, 0, "person"]], "labels": ["person"]},
        {"tokens": ["Ned", "saw", "Bonn"], "spans": [], "labels": ["person", "location"]},
    ]
    benchmark = benchmark_of("made up", rows, ["person", "location", "law"])
    assert benchmark.known == ({"person"}, {"person", "location"})

    def mention(text: str, surface: str, label: str) -> Mention:
        return Mention(text.index(surface), text.index(surface) + len(surface), surface, label, 0.9)

    first, second = benchmark.texts
    predicted = [
        [mention(first, "Rome", "location"), mention(first, "saw", "person"), mention(first, "Ada", "law")],
        [mention(second, "Bonn", "location"), mention(second, "Bonn", "law")],
    ]
    counted = [[(found.surface, found.type) for found in text] for text in benchmark.countable(predicted)]
    # "Ada" is marked as a person, so that a law there is wrong; "Bonn" may be a law for all that is annotated.
    assert counted == [[("saw", "person"), ("Ada", "law")], [("Bonn", "location")]]


def test_everyday_types_are_known_where_all_their_kinds_are_annotated(tmp_path: Path) -> None:
    (tmp_path / "ner_train").mkdir()
    book = {
        label: {"names": [label], "parent": "person", "domain": "general"}
        for label in ("singer", "politician")
    }
    (tmp_path / "ner_train" / "label_synonyms.json").write_text(json.dumps(book), encoding="utf-8")
    both = {"tokens": ["Cher", "sang"], "spans": [[0, 0, "singer"]], "labels": ["singer", "politician"]}
    one = {"tokens": ["Ned", "left"], "spans": [], "labels": ["singer"]}
    long = {"tokens": ["word"] * 121, "spans": [], "labels": ["singer", "politician"]}
    text = "".join(json.dumps(row) + "\n" for row in [both] * 27 + [both, one, long])
    for name in ("fewnerd", "multiconer2"):
        (tmp_path / "ner_train" / f"{name}.jsonl").write_text(text, encoding="utf-8")
    benchmarks = everyday_benchmarks(tmp_path)
    assert [benchmark.name for benchmark in benchmarks] == ["fewnerd", "multiconer2"]
    for benchmark in benchmarks:
        assert benchmark.labels == PATTERN_LABELS
        assert benchmark.texts == ("Cher sang", "Ned left")
        assert [[(gold.surface, gold.type) for gold in text] for text in benchmark.gold] == [
            [("Cher", "person")],
            [],
        ]
        assert benchmark.known == ({"person"}, frozenset())


def test_a_folder_without_benchmarks_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="crossner"):
        zero_shot_benchmarks(tmp_path)


def test_a_threshold_that_is_no_number_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--data", str(tmp_path), "--thresholds", "high"]) == 2
    assert "high" in capsys.readouterr().err
