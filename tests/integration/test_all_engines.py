"""What holds for every engine, and for those that other packages add; models are small, with random weights."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from extractors.documents import Document
from extractors.engines import registry
from extractors.engines.loading import extract_text, fingerprint_of, load_extractor, model_files
from extractors.engines.registry import engine_names
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.mentions import Label
from tests.installed_plugin import install_plugin
from tests.tiny_engines import make_gliner, make_gliner2

LABELS = (Label("person"), Label("place", description="a town or a country"))
TEXT = "Angela Merkel visited Microsoft in Seattle, and the person in the place visited Angela. " * 6
MAKERS: dict[str, Callable[[Path], Path]] = {
    "gliner": lambda folder: make_gliner(folder, "span"),
    "gliner2": make_gliner2,
}
ENGINE = '''
import re
from extractors.engines.protocol import Engine, Limits, Span
from extractors.models.files import ModelKind

class Listed:
    """Takes every word that its file lists for an entity of the first label."""

    def __init__(self, files):
        self.words = files.config["words"]
        self.limits = Limits(words=64, subtokens=64, labels=10)

    def count_subtokens(self, words):
        return [1 for _ in words]

    def prompt(self, label):
        return label.asked

    def count_prompt(self, labels):
        return len(labels)

    def predict(self, texts, labels, thresholds, batch_size, threads):
        wanted = re.compile("|".join(self.words))
        return [[Span(*m.span(), labels[0].name, 0.9) for m in wanted.finditer(text)] for text in texts]

KIND = ModelKind("listed", "words.json", lambda files: "list of words", weights=("words.json",))
ENGINE = Engine(KIND, lambda files: f"listed 1 {files.identity}", lambda label: label.asked, lambda files, device: Listed(files))
TAKEN = Engine(ModelKind("gliner", "other.json", lambda files: ""), *[ENGINE.identity_of, ENGINE.prompt_of, ENGINE.load])
'''


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: make(tmp_path_factory.mktemp(name)) for name, make in MAKERS.items()}


def settings(folder: Path, **options: object) -> ExtractorSettings:
    return ExtractorSettings.model_validate(
        {"model": str(folder), "threshold": 0.3, "window_words": 16, "device": "cpu", **options}
    )


def documents() -> list[Document]:
    texts = [TEXT[start:] for start in (0, 15, 40)] + [
        "Seattle",
        "",
        "😀 Angela 👩‍👩‍👧 Merkel \u200b visited Seattle.",
    ]
    return [Document(f"{n}", "", text, "text/plain", "") for n, text in enumerate(texts)]


def test_every_engine_is_tried_here() -> None:
    assert set(MAKERS) == set(engine_names())


@pytest.mark.parametrize("name", MAKERS)
def test_the_engine_of_a_model_is_found_by_its_files(models: dict[str, Path], name: str) -> None:
    assert model_files(settings(models[name])).engine == name
    assert model_files(settings(models[name], engine=name)).engine == name


@pytest.mark.parametrize("name", MAKERS)
def test_the_fingerprint_needs_no_model(models: dict[str, Path], name: str) -> None:
    code = """
import sys
from extractors.engines.loading import fingerprint_of
from extractors.engines.settings import ExtractorSettings
from extractors.mentions import Label
labels = (Label("person"), Label("place", description="a town or a country"))
print(fingerprint_of(ExtractorSettings.model_validate_json(sys.argv[1]), labels))
print([m for m in ("torch", "gliner", "gliner2", "transformers", "onnxruntime") if m in sys.modules])
"""
    wanted = settings(models[name])
    done = subprocess.run(
        [sys.executable, "-c", code, wanted.model_dump_json()], capture_output=True, text=True, check=True
    )
    made, loaded = done.stdout.splitlines()
    assert made == load_extractor(wanted, LABELS).fingerprint
    assert loaded == "[]"


@pytest.mark.parametrize("name", MAKERS)
def test_mentions_are_the_same_for_any_batch_and_any_order(models: dict[str, Path], name: str) -> None:
    alone = [
        load_extractor(settings(models[name]), LABELS).extract([document])[0] for document in documents()
    ]
    assert sum(len(extraction.mentions) for extraction in alone) > 5
    for options in ({"batch_size": 1}, {"batch_size": 3}, {"batch_size": 100, "threads": 1}):
        extractor = load_extractor(settings(models[name], **options), LABELS)
        assert extractor.extract(documents()) == alone
        assert extractor.extract(documents()[::-1]) == alone[::-1]


@pytest.mark.parametrize("name", MAKERS)
def test_offsets_quote_the_text(models: dict[str, Path], name: str) -> None:
    for extraction in load_extractor(settings(models[name]), LABELS).extract(documents()):
        text = extraction.document.text
        assert all(text[m.start : m.end] == m.surface and m.surface for m in extraction.mentions)


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    def install(**places: str) -> None:
        declared = {"graphmill.engines": places}
        monkeypatch.syspath_prepend(
            install_plugin(
                tmp_path / "installed", "listed-for-graphmill", {"listed_engine": ENGINE}, declared
            )
        )
        monkeypatch.delitem(sys.modules, "listed_engine", raising=False)
        registry._engines.cache_clear()

    yield install
    registry._engines.cache_clear()


def test_an_engine_of_another_package_runs_its_models(tmp_path: Path, plugin: Callable[..., None]) -> None:
    plugin(listed="listed_engine:ENGINE")
    model = tmp_path / "model"
    model.mkdir()
    (model / "words.json").write_text(json.dumps({"words": ["Ada", "London"]}))
    for engine in ("auto", "listed"):
        wanted = settings(model, engine=engine)
        extractor = load_extractor(wanted, LABELS)
        found = extract_text("Ada left London. Paris was next. " * 30, extractor)
        assert [m.surface for m in found.mentions] == ["Ada", "London"] * 30
        assert {m.type for m in found.mentions} == {"person"}
        assert extractor.fingerprint == fingerprint_of(wanted, LABELS)
    assert model_files(wanted).architecture == "list of words"
    before = fingerprint_of(wanted, LABELS)
    (model / "words.json").write_text(json.dumps({"words": ["Ada"]}))
    assert fingerprint_of(wanted, LABELS) != before
    with pytest.raises(ExtractorError, match="is one of engine listed"):
        model_files(settings(model, engine="gliner"))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("listed_engine:TAKEN", "the name gliner is taken by another engine"),
        ("listed_engine:KIND", "listed_engine:KIND is no Engine"),
        ("no_such_module:ENGINE", "no_such_module:ENGINE cannot be imported (ModuleNotFoundError"),
    ],
)
def test_an_engine_that_cannot_be_used_is_named_and_the_others_run(
    plugin: Callable[..., None], caplog: pytest.LogCaptureFixture, place: str, said: str
) -> None:
    plugin(broken=place, listed="listed_engine:ENGINE")
    with caplog.at_level(logging.WARNING):
        assert set(engine_names()) == {*MAKERS, "listed"}
    (fault,) = registry.faults()
    assert said in fault
    assert "'broken' of the package listed-for-graphmill (graphmill.engines)" in fault
    assert fault in caplog.text
    with pytest.raises(ValidationError, match=r"should be one of: auto, .*gliner2, listed") as caught:
        ExtractorSettings(engine="broken")
    assert fault in str(caught.value)
