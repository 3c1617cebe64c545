"""``graphmill evaluate extraction``, from the command line to what it prints."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extractors.engines.loading import extract_text, load_extractor
from extractors.mentions import Label
from flows.cli import run
from flows.commands.evaluation.calibrate import settings_lines
from flows.project.settings import Settings
from flows.project.settings_file import load_settings

TEXTS = (
    "Angela Merkel visited Microsoft in Seattle on 4 May 2019.",
    "The University of Oslo is the oldest university of Norway.",
    "Pink Floyd played in Venice, and the city of Venice complained.",
    "Nothing is named here.",
    "Marie Curie worked in Paris, and so did her daughter Irène Joliot-Curie.",
    "Siemens sold its works in Erlangen to the Chinese group Midea in 2021.",
)


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)


def write(name: str, *lines: object) -> str:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    Path(name).write_text(text, encoding="utf-8")
    return name


def own_answers() -> str:
    """Write what the bundled model finds in the texts as a gold file."""
    extractor = load_extractor(
        Settings().extractor, [Label("person"), Label("organization"), Label("location")]
    )
    rows = []
    for text in TEXTS:
        mentions = extract_text(text, extractor).mentions
        rows.append(
            {"text": text, "entities": [{"start": m.start, "end": m.end, "type": m.type} for m in mentions]}
        )
    assert {e["type"] for row in rows for e in row["entities"]} == {"location", "organization", "person"}  # type: ignore[index, attr-defined]
    return write("gold.jsonl", *rows)


@pytest.mark.model
def test_gold_made_by_the_same_extractor_scores_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "extraction", own_answers(), "--json", "--page", "page.html"]) == 0
    printed = capsys.readouterr()
    data: dict[str, Any] = json.loads(printed.out)
    for part in ("exact", "overlap"):
        assert {m: data[part]["micro"][m] for m in ("precision", "recall", "f1")} == dict.fromkeys(
            ("precision", "recall", "f1"), 1
        )
        assert data[part]["macro"]["f1"] == 1
        assert set(data[part]["labels"]) == {"location", "organization", "person"}
    assert data["errors"] == []
    assert data["model"] == "bundled"
    assert data["threshold"] == data["thresholds"]["person"]
    assert "There are none." in Path("page.html").read_text(encoding="utf-8")
    assert "page.html" in printed.err


@pytest.mark.model
def test_conll_types_are_mapped_and_the_tables_printed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        "Angela B-PER",
        "Merkel I-PER",
        "visited O",
        "Microsoft B-ORG",
        ". O",
        "",
        "Hell B-MISC",
        "froze O",
    ]
    gold = write("gold.conll", *lines)
    arguments = ["--map", "PER=person,ORG=organization", "--labels", "person,organization", "--quiet"]
    assert run(["evaluate", "extraction", gold, *arguments]) == 0
    printed = capsys.readouterr()
    assert "2 texts, 2 gold mentions" in printed.out
    assert "micro average" in printed.out
    assert "MISC 1" in printed.err
    assert "extract:" not in printed.err


@pytest.mark.model
def test_prompts_and_thresholds_of_the_settings_count(capsys: pytest.CaptureFixture[str]) -> None:
    write("graphmill.toml", '[[types]]\nname = "who"\nprompt = "person"\nthreshold = 0.1')
    entities = [{"start": 0, "end": 13, "type": "who"}, {"start": 22, "end": 31, "type": "organization"}]
    gold = write("gold.jsonl", {"text": TEXTS[0], "entities": entities})
    assert run(["evaluate", "extraction", gold, "--json", "--threshold", "0.2"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["thresholds"] == {"organization": 0.2, "who": 0.1}
    assert data["threshold"] is None
    assert data["exact"]["labels"]["who"]["recall"] == 1


@pytest.mark.model
def test_the_extractor_is_the_one_of_ingestion(capsys: pytest.CaptureFixture[str]) -> None:
    types = ("person", "organization", "location")
    write("graphmill.toml", *(f'[[types]]\nname = "{name}"' for name in types))
    entities = [{"start": 0, "end": 6, "type": name} for name in types]
    gold = write("gold.jsonl", {"text": TEXTS[0], "entities": entities})
    settings = load_settings()
    ingesting = load_extractor(settings.extractor, settings.labels)
    assert run(["evaluate", "extraction", gold, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["fingerprint"] == ingesting.fingerprint
    assert run(["evaluate", "extraction", gold, "--json", "--labels", "location,person,organization"]) == 0
    assert json.loads(capsys.readouterr().out)["fingerprint"] != ingesting.fingerprint


@pytest.mark.model
def test_types_that_were_not_annotated_are_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    tokens = TEXTS[0].removesuffix(".").split()
    gold = write(
        "gold.jsonl",
        {"tokens": tokens, "spans": [[0, 1, "person"]], "labels": ["person"]},
        {"tokens": tokens, "spans": [[5, 5, "location"]], "labels": ["location"]},
    )
    assert run(["evaluate", "extraction", gold, "--json", "--threshold", "0.1"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["counts"]["gold"] == 2
    assert data["counts"]["ignored"] >= 2
    assert data["overlap"]["micro"]["recall"] == 1


@pytest.mark.model
def test_calibration_prints_thresholds_and_settings(capsys: pytest.CaptureFixture[str]) -> None:
    gold = own_answers()
    assert run(["evaluate", "extraction", gold, "--calibrate", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data["thresholds"]) == set(data["current"]) == {"location", "organization", "person"}
    # The gold is what was found at the current thresholds, so that nothing is better.
    assert data["thresholds"] == data["current"]
    assert tomllib.loads(data["settings"])["types"] == [
        {"name": name} for name in ("person", "organization", "location")
    ]
    assert run(["evaluate", "extraction", gold, "--calibrate"]) == 0
    assert "cross-validated" in capsys.readouterr().out


def test_the_lines_for_the_settings_are_settings() -> None:
    labels = [Label("person", 'a "famous" person', "someone\tknown \\ named"), Label("ship"), Label("crew")]
    write("graphmill.toml", settings_lines(labels, {"person": 0.35, "ship": 0.6}, Settings()))
    assert [kind.label() for kind in load_settings().types] == [
        Label("person", labels[0].prompt, labels[0].description, 0.35),
        Label("ship", threshold=0.6),
        Label("crew"),
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["none.jsonl"], 1, "none.jsonl: there is no such file"),
        (["bad.jsonl"], 1, "bad.jsonl:2: "),
        (["gold.jsonl", "--format", "conll"], 1, "gold.jsonl:1: "),
        (["gold.jsonl", "--format", "xml"], 2, "xml"),
        (["gold.jsonl", "--map", "person"], 2, "--map person: write GOLD=LABEL"),
        (["gold.jsonl", "--map", "PER=person"], 1, "PER: no such type in the gold. It has: person"),
        (["gold.jsonl", "--labels", "ship"], 1, "The gold has: person"),
        (["gold.jsonl", "--limit", "0"], 2, "--limit 0"),
        (["gold.jsonl", "--errors", "-1"], 2, "--errors -1"),
        (["gold.jsonl", "--threshold", "2"], 2, "threshold"),
        (["gold.jsonl", "--engine", "spacy"], 2, "spacy"),
        (["gold.jsonl", "--page", "none/page.html"], 2, "there is no folder none"),
        (["gold.jsonl", "--page", "."], 2, "it is a folder"),
        (["gold.jsonl", "--page", "page.html", "--calibrate"], 2, "Give one of --calibrate and --page"),
        (["gold.jsonl", "--calibrate"], 2, "1 texts are too few"),
    ],
)
def test_what_cannot_work_is_said_at_once(
    arguments: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"text": "Ada", "entities": [{"start": 0, "end": 3, "type": "person"}]}
    write("gold.jsonl", good)
    write("bad.jsonl", good, {"text": "Ada"})
    assert run(["evaluate", "extraction", *arguments]) == code
    printed = capsys.readouterr()
    assert told in printed.err
    assert printed.out == ""


TRAIN = "[[types]]\nname = \"train\"\npattern = 'ICE \\d+'"


def test_rules_alone_are_measured_without_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    write("graphmill.toml", TRAIN, '[extractor]\nmodel = "nowhere/at-all"')
    text = "She left by ICE 12 and came by RE 5."
    entities = [{"start": 12, "end": 18, "type": "train"}, {"start": 31, "end": 35, "type": "train"}]
    gold = write("gold.jsonl", {"text": text, "entities": entities})
    assert run(["evaluate", "extraction", gold, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["exact"]["labels"]["train"]["recall"] == 0.5
    assert (data["threshold"], data["thresholds"]) == (None, {})
    assert "sources" not in data
    assert run(["evaluate", "extraction", gold]) == 0
    assert "Rules alone, no model." in capsys.readouterr().out
    assert run(["evaluate", "extraction", gold, "--calibrate"]) == 2
    gold = write("gold.jsonl", *[{"text": text, "entities": entities}] * 5)
    assert run(["evaluate", "extraction", gold, "--calibrate"]) == 2
    assert "rules have no threshold" in capsys.readouterr().err


@pytest.mark.model
def test_the_model_and_rules_are_scored_together_and_each_by_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("graphmill.toml", '[[types]]\nname = "person"', TRAIN)
    text = "Marie Curie left by ICE 12."
    entities = [{"start": 0, "end": 11, "type": "person"}, {"start": 20, "end": 26, "type": "train"}]
    gold = write("gold.jsonl", {"text": text, "entities": entities})
    assert run(["evaluate", "extraction", gold, "--json", "--page", "page.html"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["exact"]["micro"]["f1"] == 1
    assert {name: each["exact"]["micro"]["recall"] for name, each in data["sources"].items()} == {
        "model": 0.5,
        "pattern": 0.5,
    }
    assert "What found them" in Path("page.html").read_text(encoding="utf-8")
    assert run(["evaluate", "extraction", gold]) == 0
    assert "found by" in capsys.readouterr().out


@pytest.mark.model
def test_calibration_leaves_rules_alone_and_keeps_them_in_the_settings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("graphmill.toml", '[[types]]\nname = "person"', TRAIN)
    text = "Marie Curie left by ICE 12."
    entities = [{"start": 0, "end": 11, "type": "person"}, {"start": 20, "end": 26, "type": "train"}]
    gold = write("gold.jsonl", *[{"text": text, "entities": entities}] * 6)
    assert run(["evaluate", "extraction", gold, "--calibrate", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data["thresholds"]) == {"person"}
    assert data["before"]["micro"]["recall"] == 1
    assert {"name": "train", "pattern": r"ICE \d+"} in tomllib.loads(data["settings"])["types"]
