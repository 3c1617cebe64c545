"""Prefect's own harness, and a project of a few documents."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before Prefect is imported: its harness makes a database of its own, but keeps results in the user's PREFECT_HOME.
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="graphmill-prefect-")
os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "120"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_LOGGING_LEVEL"] = "ERROR"

import pytest

from flows.project.settings import Settings


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
