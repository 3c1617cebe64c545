"""kill -9 in the middle of an ingest, plain or on a Prefect server: the next run completes it to the same graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import ROOT, Project, make_project

pytestmark = pytest.mark.model

TYPES = ("--labels", "person,organization,location")


def small_corpus(folder: Path) -> Path:
    corpus = folder / "corpus"
    corpus.mkdir()
    for source in sorted((ROOT / "examples" / "corpus").rglob("*.txt"))[:6]:
        (corpus / source.name).write_bytes(source.read_bytes())
    return corpus


def test_killed_while_extracting_and_while_committing(tmp_path: Path, way: dict[str, str]) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    corpus = small_corpus(folder)
    (folder / "graphmill.toml").write_text(
        "[flow]\nbatch_files = 1\ncommit_documents = 1\n", encoding="utf-8"
    )
    project = make_project(folder, **way)
    staged = folder / ".graphmill" / "staged"

    def some_are_staged() -> bool:
        return staged.is_dir() and len(list(staged.glob("*.json"))) >= 2

    def all_are_staged() -> bool:
        return staged.is_dir() and len(list(staged.glob("*.json"))) >= 6

    killed = [
        project.kill_in_mid_run("ingest", str(corpus), *TYPES, when=when)
        for when in (some_are_staged, all_are_staged)
    ]
    assert killed[0]
    done = project.run("ingest", str(corpus), *TYPES, "--json")
    assert done.code == 0, done.err
    assert done.data["extractions_reused"] + done.data["sources_unchanged"] >= 2
    assert project.run("audit").code == 0

    straight = make_straight(tmp_path, corpus)
    assert picture(project) == picture(straight)


def make_straight(tmp_path: Path, corpus: Path) -> Project:
    folder = tmp_path / "straight"
    folder.mkdir()
    (folder / "corpus").symlink_to(corpus, target_is_directory=True)
    project = make_project(folder)
    assert project.run("ingest", str(folder / "corpus"), *TYPES).code == 0
    return project


def picture(project: Project) -> list[str]:
    """Every mention with its entity's name, without ids."""
    import json

    rows = map(json.loads, project.run("mentions").out.splitlines())
    return sorted(
        json.dumps([Path(row["uri"]).name, row["start"], row["end"], row["text"], row["type"], row["entity"]])
        for row in rows
    )


def test_a_batch_whose_result_was_kept_before_the_kill_is_not_read_again(
    tmp_path: Path, way: dict[str, str]
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    corpus = small_corpus(folder)
    (folder / "graphmill.toml").write_text("[flow]\nbatch_files = 1\n", encoding="utf-8")
    project = make_project(folder, **way)
    kept = folder / ".graphmill" / "batches"

    def two_are_kept() -> bool:
        return kept.is_dir() and len(list(kept.glob("*.json"))) >= 2

    assert project.kill_in_mid_run("ingest", str(corpus), *TYPES, when=two_are_kept)
    done = project.run("ingest", str(corpus), *TYPES, "--verbose")
    assert done.code == 0, done.err
    assert done.err.count("found the result of an earlier run for corpus/") >= 2
    assert list(kept.glob("*.json")) == []
    assert project.run("audit").code == 0
