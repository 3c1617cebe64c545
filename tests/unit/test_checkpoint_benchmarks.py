from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.checkpoint_benchmarks import benchmark_of, main, name_benchmarks, zero_shot_benchmarks


def test_benchmark_offsets_give_the_surfaces() -> None:
    row = {
        "tokens": ["Ada", "Lovelace", "met", "Babbage", "in", "June", "1833"],
        "spans": [[0, 1, "person"], [3, 3, "person"], [5, 6, "date or time"], [2, 2, "verb"]],
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


def test_a_folder_without_benchmarks_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="crossner"):
        zero_shot_benchmarks(tmp_path)


def test_a_threshold_that_is_no_number_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--data", str(tmp_path), "--thresholds", "high"]) == 2
    assert "high" in capsys.readouterr().err
