"""Prefect's own harness, and a project of a few documents."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

# Before Prefect is imported: its harness makes a database of its own, but keeps results in the user's PREFECT_HOME.
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="graphmill-prefect-")
os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "120"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_LOGGING_LEVEL"] = "ERROR"

import pytest

import extractors.composition.composed
from extractors.documents import Document
from extractors.engines.loading import load_extractor
from extractors.engines.settings import ExtractorSettings
from extractors.mentions import Extraction, Extractor, Label
from flows.project.settings import Settings
from tests.support.tiny_engines import make_gliner


@pytest.fixture(scope="session", autouse=True)
def _prefect() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


DOCUMENTS = {
    "a.txt": "Maria Keller joined Siemens in Berlin in 2019. Keller met Otto Hahn in Munich.",
    "b.md": "# Visit\n\nOtto Hahn visited Siemens in Berlin. Maria Keller was in London.",
    "c.html": "<html><head><title>News</title></head><body><p>Siemens opened an office in London. "
    "Maria Keller leads it, said Otto Hahn of Siemens in Berlin.</p></body></html>",
    "d.jsonl": '{"id": "1", "text": "Otto Hahn moved from Munich to London."}\n'
    '{"id": "2", "text": "Siemens hired Otto Hahn in Berlin."}\n',
}


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in DOCUMENTS.items():
        (corpus / name).write_text(text, encoding="utf-8")
    return Settings.model_validate(
        {
            "base": tmp_path,
            "types": [{"name": "person"}, {"name": "organization"}, {"name": "location"}],
            "flow": {"batch_files": 2, "retries": 0},
        }
    )


class Counted:
    """An extractor that counts the documents it is given."""

    def __init__(self, extractor: Extractor, read: list[str]) -> None:
        self._extractor, self._read = extractor, read

    @property
    def fingerprint(self) -> str:
        return self._extractor.fingerprint

    @property
    def thresholds(self) -> dict[str, float]:
        return dict(self._extractor.thresholds)

    def extract(self, documents: Sequence[Document]) -> list[Extraction]:
        self._read.extend(document.uri for document in documents)
        return self._extractor.extract(documents)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the documents that a model has read so far."""
    seen: list[str] = []

    def load(settings: ExtractorSettings, labels: Sequence[Label]) -> Extractor:
        return Counted(load_extractor(settings, labels), seen)

    monkeypatch.setattr(extractors.composition.composed, "load_extractor", load)
    return seen


@pytest.fixture
def tiny(project: Settings, tmp_path: Path) -> Settings:
    """Give the project with a model of random weights, which finds enough to link."""
    folder = make_gliner(tmp_path / "tiny", "span")
    extractor = ExtractorSettings(model=str(folder), threshold=0.3)
    return project.model_copy(update={"extractor": extractor})
