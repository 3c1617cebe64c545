"""When an ingest uses the model: for what is new to it, and for nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractors.errors import ExtractorError
from flows.ingest import ingest
from flows.project.settings import EntityType, Settings
from flows.project.stores import open_project_store
from flows.runs.report import RunReport
from graph.contents.loading import known_documents
from graph.writing.writer import apply_changes
from tests.support.tiny_engines import make_gliner


def run(project: Settings) -> RunReport:
    return ingest([str(project.base / "corpus")], project)


def changed(project: Settings, **extractor: object) -> Settings:
    return project.model_copy(update={"extractor": project.extractor.model_copy(update=extractor)})


def test_an_unchanged_corpus_needs_no_model(tiny: Settings, read: list[str]) -> None:
    run(tiny)
    assert len(read) == 5
    shutil.move(tiny.extractor.model, f"{tiny.extractor.model}-elsewhere")
    shutil.copytree(f"{tiny.extractor.model}-elsewhere", tiny.extractor.model)
    read.clear()
    assert run(tiny).documents_unchanged == 5
    assert read == []


def test_other_linking_reads_nothing_again(
    tiny: Settings, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tiny)
    read.clear()
    monkeypatch.setattr("graph.writing.linking_state.LINKING_VERSION", "another")
    run(tiny)
    assert read == []


def test_a_lost_graph_is_made_of_staged_work(tiny: Settings, read: list[str]) -> None:
    run(tiny.model_copy(update={"flow": tiny.flow.model_copy(update={"link_documents": 10_000})}))
    staged = sorted(path.name for path in (tiny.state_folder / "staged").iterdir())
    assert len(staged) == 5
    with open_project_store(tiny) as store:
        apply_changes(store, (), list(known_documents(store)))
    read.clear()
    assert run(tiny).documents_added == 5
    assert read == []


@pytest.mark.parametrize(
    "change", [{"threshold": 0.31}, {"window_words": 40}, {"model": "other"}, {"labels": "other"}]
)
def test_another_label_threshold_window_or_model_reads_all_again(
    tiny: Settings, read: list[str], tmp_path: Path, change: dict[str, object]
) -> None:
    run(tiny)
    read.clear()
    if "labels" in change:
        other = tiny.model_copy(update={"types": (EntityType(name="person"), EntityType(name="thing"))})
    elif "model" in change:
        other = changed(tiny, model=str(make_gliner(tmp_path / "second", "token")))
    else:
        other = changed(tiny, **change)
    run(other)
    assert len(read) == 5


def test_how_the_model_is_run_reads_nothing_again(tiny: Settings, read: list[str]) -> None:
    run(tiny)
    read.clear()
    run(changed(tiny, threads=1, batch_size=3, device="cpu"))
    assert read == []


def test_a_model_that_cannot_be_loaded_stops_the_run_at_once(tiny: Settings) -> None:
    weights = Path(tiny.extractor.model) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    patient = tiny.model_copy(
        update={"flow": tiny.flow.model_copy(update={"retries": 3, "retry_delay_seconds": 60.0})}
    )
    with pytest.raises(ExtractorError, match="damaged or cut short"):
        run(patient)
