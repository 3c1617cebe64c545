"""``graphmill models`` and ``graphmill extract --compare`` as the command line runs them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors.engines.loading import fingerprint_of
from flows.cli import run
from flows.project.settings_file import load_settings
from tests.support.hub_server import COMMIT
from tests.support.tiny_engines import make_gliner, make_gliner2

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_gliner(tmp_path_factory.mktemp("tiny"), "span")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "hub-cache"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(folder))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return folder


@pytest.fixture
def call(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run the command in an empty folder and return its exit code and what it wrote."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run_command(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


def put(cache: Path, name: str, source: Path) -> Path:
    repository = cache / f"models--{name.replace('/', '--')}"
    snapshot = repository / "snapshots" / COMMIT
    (repository / "blobs").mkdir(parents=True)
    snapshot.parent.mkdir()
    shutil.copytree(source, snapshot)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)
    return snapshot


def listed(call: Call) -> dict[str, Any]:
    code, out, _ = call("models", "--json")
    assert code == 0
    data: dict[str, Any] = json.loads(out)
    return data


@pytest.mark.model
def test_the_bundled_model_is_listed_and_selected(call: Call) -> None:
    data = listed(call)
    assert [(m["name"], m["engine"], m["kind"], m["whole"]) for m in data["here"]] == [
        ("bundled", "gliner", "token", True)
    ]
    assert data["selected"]["model"] == "bundled"
    settings = load_settings()
    assert data["selected"]["fingerprint"] == fingerprint_of(settings.extractor, settings.labels)
    assert {m["engine"] for m in data["known"]} == {"gliner", "gliner2"}
    assert not any(m["tested_with_graphmill"] for m in data["known"])


def test_the_cache_is_listed_with_what_is_wrong(call: Call, cache: Path, tiny: Path, tmp_path: Path) -> None:
    put(cache, "b/whole", tiny)
    put(cache, "c/second-engine", make_gliner2(tmp_path / "gliner2"))
    put(cache, "d/other-kind", tiny.parent / "backbone")
    weights = put(cache, "e/cut", tiny) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])
    (put(cache, "f/no-weights", tiny) / "model.safetensors").unlink()
    lender = put(cache, "g/borrows", make_gliner(tmp_path / "borrows", "bi-encoder span"))
    shutil.rmtree(lender / "labels_tokenizer")
    config = json.loads((lender / "gliner_config.json").read_text())
    (lender / "gliner_config.json").write_text(json.dumps(config | {"labels_encoder": "some/lender"}))
    half = cache / "models--urchade--gliner_small-v2.1"
    (half / "blobs").mkdir(parents=True)
    (half / "snapshots" / COMMIT).mkdir(parents=True)

    here = {model["name"]: model for model in listed(call)["here"]}
    assert sorted(here) == [
        "b/whole",
        "bundled",
        "c/second-engine",
        "e/cut",
        "f/no-weights",
        "g/borrows",
        "urchade/gliner_small-v2.1",
    ]
    assert (here["b/whole"]["whole"], here["b/whole"]["weights"]) == (True, "model.safetensors")
    assert (here["c/second-engine"]["engine"], here["c/second-engine"]["whole"]) == ("gliner2", True)
    assert "damaged or cut short" in here["e/cut"]["problem"]
    assert "holds no weights" in here["f/no-weights"]["problem"]
    assert here["g/borrows"]["kind"] == "bi-encoder span"
    assert "some/lender" in here["g/borrows"]["problem"]
    assert not here["urchade/gliner_small-v2.1"]["whole"]

    code, out, _ = call("models")
    assert code == 0
    assert "e/cut: " in out
    assert "urchade/gliner_large-v2.1" in out


def test_a_selected_model_that_is_not_here_is_not_downloaded(
    call: Call, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMILL_EXTRACTOR__MODEL", "some/model")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    assert "is not on this machine" in listed(call)["selected"]["error"]
    assert "cannot be used now" in call("models")[1]


def test_a_path_under_home_is_shortened(
    call: Call, cache: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cache, "b/whole", tiny)
    monkeypatch.setenv("HOME", str(tmp_path))
    folders = {model["name"]: model["folder"] for model in listed(call)["here"]}
    assert folders["b/whole"] == f"~/hub-cache/models--b--whole/snapshots/{COMMIT}"


@pytest.mark.model
def test_two_models_are_shown_side_by_side(call: Call, tiny: Path) -> None:
    Path("a.txt").write_text("Angela Merkel visited Microsoft in Seattle.", encoding="utf-8")
    code, out, _ = call(
        "extract", "--compare", "bundled", tiny, "a.txt", "--labels", "person,location", "--json"
    )
    data = json.loads(out)
    assert code == 0
    assert (data["a"]["model"], data["b"]["model"], data["b"]["kind"]) == ("bundled", str(tiny), "span")
    pairs = data["documents"][0]["pairs"]
    assert any(pair["a"] and pair["a"]["text"] == "Seattle" for pair in pairs)
    assert data["a"]["mentions"] == sum(pair["a"] is not None for pair in pairs)
    assert data["b"]["mentions"] == sum(pair["b"] is not None for pair in pairs)
    counts = {k: v for k, v in data["agreement"].items() if not k.endswith("f1")}
    assert sum(counts.values()) == len(pairs)

    code, out, _ = call("extract", "--compare", "bundled", tiny, "a.txt", "--labels", "person,location")
    assert code == 0
    assert "only B" in out
    assert "F1 of A against B: " in out


def test_a_model_agrees_with_itself_on_several_texts(call: Call, tiny: Path) -> None:
    lines = [
        {"id": str(n), "text": text}
        for n, text in enumerate(["Angela visited Seattle.", "Microsoft and the place."])
    ]
    Path("a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    code, out, _ = call("extract", "--compare", tiny, tiny, "a.jsonl", "--threshold", "0.3", "--json")
    data = json.loads(out)
    assert code == 0
    assert [document["document"] for document in data["documents"]] == ["a.jsonl#0", "a.jsonl#1"]
    assert data["agreement"]["f1"] == 1.0
    assert data["a"]["mentions"] == data["agreement"]["both"] > 0
    assert data["a"]["fingerprint"] == data["b"]["fingerprint"]


def test_the_settings_of_the_project_are_for_its_own_model(
    call: Call, tiny: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = make_gliner2(tmp_path / "other")
    Path("graphmill.toml").write_text(
        f'[extractor]\nengine = "gliner"\nmodel = "{tiny}"\nthreshold = 0.3\n', encoding="utf-8"
    )
    Path("a.txt").write_text("Angela Merkel visited Microsoft in Seattle.", encoding="utf-8")
    code, out, _ = call("extract", "--compare", tiny, other, "a.txt", "--json")
    assert code == 0
    data = json.loads(out)
    assert (data["a"]["engine"], data["b"]["engine"]) == ("gliner", "gliner2")


def test_compare_and_model_exclude_each_other(call: Call, tiny: Path) -> None:
    Path("a.txt").write_text("Angela Merkel.", encoding="utf-8")
    code, _, err = call("extract", "--compare", tiny, tiny, "a.txt", "--model", "bundled")
    assert code == 2
    assert "leave out --model" in err


def test_what_cannot_be_read_is_told_and_fails(call: Call, tiny: Path) -> None:
    code, _, err = call("extract", "--compare", tiny, tiny, "missing.txt")
    assert code == 1
    assert "missing.txt" in err
