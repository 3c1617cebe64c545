"""How sources are cut into batches: by their number, and by their bytes."""

from __future__ import annotations

from pathlib import Path

from extractors.readers.source import Source
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.source_plan import plan_sources


def test_a_batch_takes_no_further_file_when_it_has_enough_bytes(tmp_path: Path) -> None:
    sizes = {"a.txt": 10, "b.txt": 10, "book.txt": 500, "c.txt": 10, "d.txt": 95, "e.txt": 10}
    for name, size in sizes.items():
        (tmp_path / name).write_text("x" * size, encoding="utf-8")
    settings = Settings.model_validate({"base": tmp_path, "flow": {"batch_files": 4, "batch_bytes": 100}})
    sources = [Source(name, str(tmp_path / name)) for name in sizes]
    with open_project_store(settings, "create"):
        pass
    plan = plan_sources(sources, "engine:1", settings)
    cut = [[source.uri for source in batch.sources] for batch in plan.batches]
    assert cut == [["a.txt", "b.txt", "book.txt"], ["c.txt", "d.txt"], ["e.txt"]]
