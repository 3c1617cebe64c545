"""What people give to linking lies in the project's folder, and is no document of it."""

from __future__ import annotations

from pathlib import Path

from extractors.sources.discovery import discover
from flows.project.guidance import without_guidance
from flows.project.settings import Settings


def test_decisions_and_knowledge_bases_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    for name in ("decisions.jsonl", "people.jsonl", "notes/decisions.jsonl", "a.txt"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to("decisions.jsonl")
    settings = Settings.model_validate(
        {"base": tmp_path, "knowledge_base": {"files": [{"path": "people.jsonl"}]}}
    )
    for given in ([str(tmp_path)], [str(tmp_path / "link.jsonl"), str(tmp_path)]):
        found = discover(given, base=tmp_path).sources
        assert [each.uri for each in without_guidance(found, settings)] == ["a.txt", "notes/decisions.jsonl"]
