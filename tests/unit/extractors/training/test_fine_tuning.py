"""Fine-tuning whole models, small ones: what it learns, what it leaves behind, and how it goes on after a kill."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractors.engines.loading import extract_text, load_extractor
from extractors.engines.settings import ExtractorSettings
from extractors.evaluation.annotations import AnnotatedText
from extractors.mentions import Label, Mention
from extractors.training.fine_tuning.data import FineTuningError, Parts
from extractors.training.fine_tuning.loop import Epoch, FineTuner, Plan
from extractors.training.fine_tuning.model import TrainableModel
from extractors.training.fine_tuning.run import WORK_FOLDER, FineTuned, Options, check_folder, fine_tune
from tests.support.tiny_engines import make_gliner
from tests.support.tiny_gliner import make_model

NAMES = ("ada", "ned", "eve", "bob")
PLACES = ("rome", "oslo", "lima", "kyiv")
WORDS = [*NAMES, *PLACES, "went", "to", "and", "met", "from", "the", "saw", "person"]
LABELS = (Label("person"),)
QUICK = Options(epochs=8, batch_size=4, encoder_rate=1e-3, head_rate=3e-3, device="cpu")


def settings(model: Path) -> ExtractorSettings:
    """Return settings for a model of this size, which more threads only slow down."""
    return ExtractorSettings(model=str(model), threshold=0.5, threads=1)


def sentence(*words: str) -> AnnotatedText:
    text = " ".join(words)
    mentions, start = [], 0
    for word in words:
        if word in NAMES:
            mentions.append(Mention(start, start + len(word), word, "person", 1.0))
        start += len(word) + 1
    return AnnotatedText(text, text, tuple(mentions))


TEXTS = [
    sentence(*words)
    for i, name in enumerate(NAMES)
    for j, place in enumerate(PLACES)
    for words in ((name, "went", "to", place), ("the", place, "saw", name, "and", NAMES[(i + j) % 4]))
]
CHANCE = random.Random(0)  # noqa: S311 (sampling, not secrecy)
PARTS = Parts(tuple(TEXTS), tuple(TEXTS[::5]), tuple(TEXTS))
"""The texts are held out as well: to be learned by heart is all that is asked of a model of this size."""


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("parent"), WORDS)


@pytest.fixture(scope="module")
def tuned(parent: Path, tmp_path_factory: pytest.TempPathFactory) -> FineTuned:
    out = tmp_path_factory.mktemp("tuned") / "model"
    return fine_tune(settings(parent), LABELS, PARTS, out, QUICK)


def test_what_was_learned_is_found(tuned: FineTuned) -> None:
    assert tuned.before.scores.micro.f1 < 0.5
    assert tuned.after.scores.micro.f1 > 0.9
    low, high = tuned.after.interval
    assert low <= tuned.after.scores.micro.f1 <= high
    assert (tuned.train, tuned.held_out) == (len(TEXTS), len(TEXTS))
    assert tuned.kept == max(
        epoch.number
        for epoch in tuned.epochs
        if epoch.validation == max(e.validation or 0 for e in tuned.epochs)
    )


def test_the_folder_is_a_model_with_its_origin(tuned: FineTuned, parent: Path) -> None:
    found = extract_text("ned went to lima", load_extractor(settings(tuned.folder), LABELS))
    assert [(mention.surface, mention.type) for mention in found.mentions] == [("ned", "person")]
    notes = json.loads((tuned.folder / "graphmill.json").read_text(encoding="utf-8"))
    assert notes["onnx_file"] == "model_int8.onnx"
    assert notes["threshold"] == 0.5
    assert notes["revision"].startswith("fine-tuned-")
    told = notes["fine_tuning"]
    assert told["parent"] == str(parent)
    assert told["after"]["micro"]["f1"] == tuned.after.scores.micro.f1
    assert len(told["plan"]["data"]) == 64
    names = {path.name for path in tuned.folder.iterdir()}
    assert {"model.safetensors", "model_int8.onnx", "tokenizer.json", "weights.json"} <= names
    assert WORK_FOLDER not in names


def test_the_graph_and_the_weights_beside_it_agree(tuned: FineTuned, tmp_path: Path) -> None:
    from gliner import GLiNER

    weights = GLiNER.from_pretrained(str(tuned.folder), local_files_only=True)
    graph = load_extractor(settings(tuned.folder), LABELS)
    for text in TEXTS[:6]:
        spans = weights.predict_entities(text.text, ["person"], threshold=0.5)
        assert {(span["start"], span["end"], span["label"]) for span in spans} == {
            (mention.start, mention.end, mention.type) for mention in extract_text(text.text, graph).mentions
        }


def test_a_model_can_be_trained_further_from_its_graph_alone(tuned: FineTuned, tmp_path: Path) -> None:
    graph_only = tmp_path / "graph"
    graph_only.mkdir()
    for path in tuned.folder.iterdir():
        if path.name != "model.safetensors":
            (graph_only / path.name).write_bytes(path.read_bytes())
    again = fine_tune(
        settings(graph_only),
        LABELS,
        PARTS,
        tmp_path / "out",
        replace(QUICK, epochs=1, encoder_rate=1e-5, head_rate=1e-5),
    )
    assert again.before.scores.micro.f1 == tuned.after.scores.micro.f1
    assert again.after.scores.micro.f1 > 0.9


@pytest.mark.parametrize("architecture", ["span", "bi-encoder span", "bi-encoder token"])
def test_models_of_other_architectures_are_trained_without_a_graph(architecture: str, tmp_path: Path) -> None:
    model = make_gliner(tmp_path, architecture)
    result = fine_tune(settings(model), LABELS, PARTS, tmp_path / "out", QUICK)
    assert result.after.scores.micro.f1 > 0.9 > 0.5 > result.before.scores.micro.f1
    assert not list(result.folder.glob("*.onnx"))


def tuner(parent: Path, work: Path, **changes: Any) -> FineTuner:
    plan = Plan(4, 4, 0, 1e-3, 3e-3, 0.5, "parent", "data")
    model = TrainableModel(parent, LABELS, "cpu", threads=1)
    return FineTuner(
        model, model.passages(PARTS.train), model.passages(PARTS.validation), replace(plan, **changes), work
    )


def weights(run: FineTuner) -> dict[str, Any]:
    return {name: value.clone() for name, value in run.model.gliner.model.state_dict().items()}


def ignore(_: Epoch) -> None:
    """Take no notice of an epoch."""


def test_a_resumed_run_ends_as_one_that_went_through(parent: Path, tmp_path: Path) -> None:
    import torch

    whole = tuner(parent, tmp_path / "whole")
    whole.start()
    through = whole.run(ignore)

    stopped = tuner(parent, tmp_path / "parts")
    stopped.start()
    stopped.run(ignore, at_most=2)
    resumed = tuner(parent, tmp_path / "parts")
    resumed.resume()
    torch.manual_seed(99)
    after = resumed.run(ignore)

    assert (after.best, after.best_score) == (through.best, through.best_score)
    assert [(e.number, e.loss, e.validation) for e in after.epochs] == [
        (e.number, e.loss, e.validation) for e in through.epochs
    ]
    one, two = weights(whole), weights(resumed)
    assert all(torch.equal(one[name], two[name]) for name in one)


@pytest.mark.parametrize("started", [True, False])
def test_a_run_that_was_killed_before_its_first_epoch_begins_again(
    parent: Path, tmp_path: Path, started: bool
) -> None:
    if started:
        tuner(parent, tmp_path).start()
    resumed = tuner(parent, tmp_path)
    resumed.resume()
    assert [epoch.number for epoch in resumed.run(ignore, at_most=1).epochs] == [1]


def test_a_run_is_resumed_with_the_plan_that_it_was_begun_with(parent: Path, tmp_path: Path) -> None:
    tuner(parent, tmp_path).start()
    with pytest.raises(FineTuningError, match="begun with epochs 4, data 'data'"):
        tuner(parent, tmp_path, epochs=5, data="other").resume()


def test_without_gain_the_weights_before_training_are_kept(parent: Path, tmp_path: Path) -> None:
    import torch

    run = tuner(parent, tmp_path, encoder_rate=1e-12, head_rate=1e-12)
    run.progress.best_score = 2.0
    before = weights(run)
    run._save_best()
    run.run(ignore)
    assert run.progress.best == 0
    after = weights(run)
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_loss_that_runs_away_ends_the_run_with_the_remedy(parent: Path, tmp_path: Path) -> None:
    run = tuner(parent, tmp_path)
    run.start()
    next(iter(run.model.gliner.model.parameters())).data.fill_(float("nan"))
    with pytest.raises(FineTuningError, match="--learning-rate"):
        run.run(ignore)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"epochs": 0}, "at least 1"),
        ({"head_rate": 0.0}, "above 0"),
        ({"threshold": 1.0}, "between 0 and 1"),
    ],
)
def test_impossible_plans_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(FineTuningError, match=said):
        Plan(**{**dict(zip(Plan.__slots__, (4, 4, 0, 3e-3, 1e-2, 0.5, "p", "d"), strict=True)), **changes})


def test_folders_that_hold_something_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("kept", encoding="utf-8")
    with pytest.raises(FineTuningError, match="it is a file"):
        check_folder(file, resume=False)
    with pytest.raises(FineTuningError, match="not empty: name another"):
        check_folder(tmp_path, resume=False)
    (tmp_path / WORK_FOLDER).mkdir()
    with pytest.raises(FineTuningError, match="--resume to go on"):
        check_folder(tmp_path, resume=False)
    check_folder(tmp_path, resume=True)
    with pytest.raises(FineTuningError, match="no run to resume"):
        check_folder(tmp_path / "new", resume=True)
    check_folder(tmp_path / "new", resume=False)


def test_more_labels_than_a_prompt_takes_come_in_turns(parent: Path) -> None:
    labels = [Label(f"thing {number}") for number in range(40)]
    model = TrainableModel(parent, labels, "cpu", threads=1)
    assert model.most_labels < len(labels)
    text = AnnotatedText("t", "ada went", (Mention(0, 3, "ada", "thing 39", 1.0),))
    (passage,) = model.passages([text])
    prompt = model.prompt(passage, CHANCE)
    assert len(prompt) == model.most_labels == len(set(prompt))
    assert "thing 39" in prompt
    asked = {label for _, group in model._rounds([passage], 8) for label in group}
    assert asked == {label.name for label in labels}
    assert len(model.found([passage], 0.001, 8)) == 1


def test_only_annotated_labels_are_asked_for(parent: Path) -> None:
    model = TrainableModel(parent, (*LABELS, Label("place")), "cpu", threads=1)
    (passage,) = model.passages([replace(TEXTS[0], labels=frozenset({"person"}))])
    assert model.prompt(passage, CHANCE) == ["person"]
    assert {kind for *_, kind in model.found([passage], 0.001, 8)[0]} <= {"person"}


@pytest.mark.parametrize("architecture", ["token", "span", "bi-encoder span", "bi-encoder token"])
def test_texts_that_were_annotated_for_different_types_share_a_batch(
    architecture: str, tmp_path: Path
) -> None:
    model = TrainableModel(make_gliner(tmp_path, architecture), (*LABELS, Label("place")), "cpu", threads=1)
    some = [replace(TEXTS[0], labels=labels) for labels in (frozenset({"person"}), None, frozenset[str]())]
    one, both = passages = model.passages(some)
    assert (one.labels, both.labels) == (("person",), ("person", "place"))
    prompts = [model.prompt(passage, CHANCE) for passage in passages]
    model.gliner.eval()
    together = float(model.loss(passages, prompts).detach())
    apart = sum(float(model.loss([p], [q]).detach()) for p, q in zip(passages, prompts, strict=True))
    assert together == pytest.approx(apart, rel=0.01)


def test_models_of_other_kinds_and_unknown_devices_are_refused(parent: Path, tmp_path: Path) -> None:
    with pytest.raises(FineTuningError, match="auto, cpu or cuda"):
        fine_tune(settings(parent), LABELS, PARTS, tmp_path / "out", replace(QUICK, device="tpu"))
    assert not (tmp_path / "out").exists()
