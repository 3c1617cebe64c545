"""``graphmill train`` as it is called: a whole run, a killed one, and what it refuses."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run
from tests.support.tiny_gliner import make_model

NAMES = ("ada", "ned", "eve", "bob")
PLACES = ("rome", "oslo", "lima", "kyiv", "bonn")
RATES = ["--batch-size", "4", "--learning-rate", "1e-3", "--head-learning-rate", "3e-3"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = [*NAMES, *PLACES, "went", "to", "the", "saw", "person"]
    return make_model(tmp_path_factory.mktemp("model"), words)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty project, the current folder, with annotations in ``data.jsonl``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graphmill.toml").write_text("[extractor]\nthreads = 1\n", encoding="utf-8")
    rows = [
        {
            "text": text,
            "entities": [{"start": text.index(name), "end": text.index(name) + 3, "type": "person"}],
        }
        for name in NAMES
        for place in PLACES
        for text in (f"{name} went to {place}", f"the {place} saw {name}")
    ]
    write(tmp_path / "data.jsonl", rows)
    return tmp_path


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def arguments(model: Path, *more: str) -> list[str]:
    epochs = () if "--epochs" in more else ("--epochs", "6")
    return ["train", "data.jsonl", "--from", str(model), "--out", "out", *RATES, *epochs, *more]


def test_a_run_shows_both_scores_and_leaves_a_model(
    model: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments(model)) == 0
    printed = capsys.readouterr()
    assert "epoch 6 of 6: loss" in printed.err
    header, row = printed.out.splitlines()[2:4]
    assert header.split("  ")[0] == "label"
    label, gold, *measures = row.split()
    assert label == "person"
    assert int(gold) > 0
    assert float(measures[5]) > 0.9 > float(measures[2])

    (project / "new.txt").write_text("ned saw the kyiv", encoding="utf-8")
    assert run(["extract", "new.txt", "--model", "out", "--labels", "person"]) == 0
    assert [found["text"] for found in json.loads(capsys.readouterr().out)] == ["ned"]


def test_a_killed_run_ends_as_one_that_was_left_alone(
    model: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = ("--epochs", "3")
    assert run(arguments(model, "--json", "--quiet", *short)) == 0
    alone = json.loads(capsys.readouterr().out)
    (project / "out").rename(project / "alone")

    with subprocess.Popen(
        [sys.executable, "-m", "flows.cli", *arguments(model, *short)], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("epoch 1 of"):
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    assert run(arguments(model, "--json", "--quiet", *short)) == 1
    assert "--resume" in capsys.readouterr().err
    assert run(arguments(model, "--json", "--quiet", "--resume", *short)) == 0
    resumed = json.loads(capsys.readouterr().out)
    for each in (alone, resumed):
        for epoch in each["epochs"]:
            del epoch["seconds"]
    assert resumed == alone
    assert (project / "out" / "model.safetensors").read_bytes() == (
        project / "alone" / "model.safetensors"
    ).read_bytes()


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--held-out", "2"], 1, "between 0 and 1"),
        (["--epochs", "0"], 1, "at least 1"),
        (["--device", "abacus"], 1, "auto, cpu or cuda"),
        (["--resume"], 1, "no run to resume"),
        (["--test", "nowhere.jsonl"], 1, "nowhere.jsonl"),
        (["--threshold", "3"], 2, "threshold"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_written(
    model: Path, project: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: int, said: str
) -> None:
    assert run(arguments(model, *more)) == code
    assert said in capsys.readouterr().err
    assert not (project / "out").exists()


def test_annotations_that_teach_nothing_are_refused(
    model: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for rows, said in (
        ([{"text": f"nothing {i}", "entities": []} for i in range(20)], "no text has an entity"),
        ([{"text": "ada", "entities": [{"start": 0, "end": 3, "type": "person"}]}], "too few"),
        ([{"text": "ada", "entities": [{"start": 0, "end": 9, "type": "person"}]}], "data.jsonl:1"),
    ):
        write(project / "data.jsonl", rows)
        assert run(arguments(model)) == 1
        assert said in capsys.readouterr().err
    assert not (project / "out").exists()


def test_a_gliner2_model_is_named_as_one_that_is_not_trained_here(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project / "two"
    (folder / "encoder_config").mkdir(parents=True)
    for name, content in (
        ("config.json", {"model_type": "extractor"}),
        ("encoder_config/config.json", {}),
        ("tokenizer_config.json", {}),
    ):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"")
    assert run(arguments(folder)) == 1
    assert "bi-encoder span" in capsys.readouterr().err
    assert not (project / "out").exists()
