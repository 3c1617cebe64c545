"""What holds of a run with Prefect and without: retries, results found again after a crash, reports, and what is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from extractors.errors import ExtractorError, UsageError
from flows.commands.ingest import ingest_here
from flows.forget import forget as forget_flow
from flows.ingest import ingest as ingest_flow
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs import batch_steps, ingestion
from flows.runs.extraction import Batch, extract_batch
from flows.runs.forgetting import ForgetReport, NothingForgottenError, forget_documents
from flows.runs.ingestion import commit_staged, ingest_paths
from flows.runs.report import BatchResult, RunReport
from flows.terminal.progress import listening
from graph.checks.audit import audit
from graph.contents.loading import known_documents
from graph.errors import NoGraphError, StoreError
from graph.writing.writer import apply_changes

pytestmark = pytest.mark.model


class Way(Protocol):
    """One of the two ways to ingest."""

    def __call__(self, inputs: list[str], settings: Settings, /) -> RunReport: ...


both_ways = pytest.mark.parametrize("ingest", [ingest_paths, ingest_flow], ids=["plain", "flow"])


@pytest.fixture
def settings(project: Settings) -> Settings:
    flow = project.flow.model_copy(update={"retries": 2, "retry_delay_seconds": 0.0, "batch_files": 1})
    return project.model_copy(update={"flow": flow})


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the first source of each batch that is read and extracted, as it happens."""
    seen: list[str] = []

    def watched(batch: Batch, settings: Settings) -> BatchResult:
        seen.append(batch.sources[0].uri)
        return extract_batch(batch, settings)

    monkeypatch.setattr(batch_steps, "extract_batch", watched)
    return seen


def failing(function: Callable[..., object], errors: Sequence[Exception]) -> Callable[..., object]:
    """Return a function that fails with each of the errors first, and then does what ``function`` does."""
    left = list(errors)

    def call(*arguments: object, **named: object) -> object:
        if left:
            raise left.pop(0)
        return function(*arguments, **named)

    return call


def held(settings: Settings) -> set[str]:
    with open_project_store(settings) as store:
        assert audit(store).differences == ()
        return {each.uri for each in known_documents(store).values()}


@both_ways
@pytest.mark.parametrize("after", [ingest_paths, ingest_flow], ids=["then plain", "then flow"])
def test_batches_of_a_run_that_was_cut_off_before_it_wrote_are_found_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, extracted: list[str], ingest: Way, after: Way
) -> None:
    monkeypatch.setattr(ingestion, "commit_staged", failing(commit_staged, [RuntimeError("cut off")]))
    with pytest.raises(RuntimeError, match="cut off"):
        ingest(["corpus"], settings)
    assert sorted(extracted) == ["corpus/a.txt", "corpus/b.md", "corpus/c.html", "corpus/d.jsonl"]
    extracted.clear()
    report = after(["corpus"], settings)
    assert extracted == []
    assert (report.extractions_reused, report.documents_added, report.exit_code) == (5, 5, 0)
    assert len(held(settings)) == 5
    # What led to something is done with; what says that nothing is to be done is found each time.
    assert not list((settings.state_folder / "batches").iterdir())
    after(["corpus"], settings)
    assert extracted == ["corpus/d.jsonl"]
    after(["corpus"], settings)
    assert extracted == ["corpus/d.jsonl"]


@both_ways
def test_a_result_whose_staged_files_are_gone_is_made_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, extracted: list[str], ingest: Way
) -> None:
    monkeypatch.setattr(ingestion, "commit_staged", failing(commit_staged, [RuntimeError("cut off")]))
    with pytest.raises(RuntimeError, match="cut off"):
        ingest(["corpus"], settings)
    extracted.clear()
    for path in (settings.state_folder / "staged").iterdir():
        path.unlink()
    assert ingest(["corpus"], settings).documents_added == 5
    assert len(extracted) == 4


@both_ways
def test_a_batch_that_fails_is_done_again_and_after_its_last_try_rejected(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, ingest: Way
) -> None:
    two, three = ([OSError("the disk is away")] * times for times in (2, 3))
    monkeypatch.setattr(batch_steps, "extract_batch", failing(extract_batch, two))
    assert ingest(["corpus/a.txt"], settings).documents_added == 1
    monkeypatch.setattr(batch_steps, "extract_batch", failing(extract_batch, three))
    report = ingest(["corpus/a.txt", "corpus/b.md"], settings)
    (rejected,) = report.rejected
    assert (rejected.uri, rejected.outcome, report.exit_code) == ("corpus/b.md", "failed", 3)
    assert "failed after its retries: OSError: the disk is away" in rejected.reason


@both_ways
def test_a_model_that_cannot_be_loaded_ends_the_run_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, ingest: Way
) -> None:
    once = failing(extract_batch, [ExtractorError("no such model")])
    monkeypatch.setattr(batch_steps, "extract_batch", once)
    with pytest.raises(ExtractorError, match="no such model"):
        ingest(["corpus/a.txt"], settings)


@both_ways
def test_a_commit_is_done_again_only_while_the_store_is_away(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, ingest: Way
) -> None:
    monkeypatch.setattr(ingestion, "commit_staged", failing(commit_staged, [StoreError("away")] * 2))
    assert ingest(["corpus/a.txt"], settings).documents_added == 1
    monkeypatch.setattr(ingestion, "commit_staged", failing(commit_staged, [ValueError("a mistake")]))
    with pytest.raises(ValueError, match="a mistake"):
        ingest(["corpus"], settings)


@both_ways
def test_whoever_listens_hears_how_far_a_run_has_come(settings: Settings, ingest: Way) -> None:
    heard: list[tuple[str, int, int]] = []

    class Listener:
        def phase(self, name: str, done: int, total: int, detail: str = "") -> None:  # noqa: ARG002
            heard.append((name, done, total))

        def note(self, text: str) -> None:
            raise AssertionError(text)

    with listening(Listener()):
        ingest(["corpus"], settings)
    assert heard[0] == ("extract", 0, 4)
    assert ("extract", 4, 4) in heard
    assert heard[-1] == ("commit", 5, 5)


def test_both_ways_give_the_same_report(settings: Settings) -> None:
    (settings.base / "corpus" / "empty.txt").write_text(" ", encoding="utf-8")
    reports = [
        way(["corpus", "nowhere"], settings.model_copy(update={"state": Path(state)})).model_dump()
        for way, state in ((ingest_paths, ".one"), (ingest_flow, ".two"))
    ]
    for report in reports:
        for name in [name for name in report if name.startswith("seconds")]:
            del report[name]
    assert reports[0] == reports[1]


def test_the_command_says_what_is_wrong_before_it_asks_prefect(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    store = settings.store.model_copy(update={"kind": "neo4j"})
    with pytest.raises(UsageError, match="NEO4J_PASSWORD"):
        ingest_here(["corpus"], settings.model_copy(update={"store": store}))
    reading = store.model_copy(update={"password_block": "kept", "read_user": "reader"})
    with pytest.raises(UsageError, match="NEO4J_READ_PASSWORD"):
        ingest_here(["corpus"], settings.model_copy(update={"store": reading}))
    settings.decisions_path.write_text("{\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"decisions\.jsonl"):
        ingest_here(["corpus"], settings)


forgets = pytest.mark.parametrize("forget", [forget_documents, forget_flow], ids=["plain", "flow"])


@forgets
def test_what_is_named_is_forgotten_with_its_staged_work(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, forget: Callable[..., ForgetReport]
) -> None:
    monkeypatch.chdir(settings.base)
    ingest_paths(["corpus"], settings)
    monkeypatch.setattr(
        "flows.runs.forgetting.apply_changes",
        failing(apply_changes, [StoreError("away")] * 2),
    )
    report = forget(["corpus/a.txt"], settings)
    assert (report.forgotten, report.not_found, report.exit_code) == (["corpus/a.txt"], [], 0)
    assert "corpus/a.txt" not in held(settings)
    assert len(list((settings.state_folder / "staged").iterdir())) == 4


@forgets
def test_what_is_gone_is_only_said_unless_it_is_to_be_done(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, forget: Callable[..., ForgetReport]
) -> None:
    monkeypatch.chdir(settings.base)
    ingest_paths(["corpus"], settings)
    (settings.base / "corpus" / "a.txt").unlink()
    said = forget([], settings, gone=True)
    assert (said.would_forget, said.forgotten) == (["corpus/a.txt"], [])
    assert len(held(settings)) == 5
    done = forget([], settings, gone=True, apply=True)
    assert (done.would_forget, done.forgotten) == ([], ["corpus/a.txt"])
    assert len(held(settings)) == 4


@forgets
def test_there_must_be_a_graph_and_something_to_forget(
    settings: Settings, forget: Callable[..., ForgetReport]
) -> None:
    with pytest.raises(UsageError, match="Say what to forget"):
        forget([], settings)
    with pytest.raises(UsageError, match="is empty"):
        forget([" "], settings)
    with pytest.raises(NoGraphError):
        forget(["a.txt"], settings)


def test_a_run_that_forgot_a_part_or_nothing_has_the_state_that_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    monkeypatch.chdir(settings.base)
    ingest_paths(["corpus"], settings)
    part = forget_flow(["corpus/a.txt", "corpus/a.tex"], settings, return_state=True)
    assert (part.name, part.is_completed()) == ("Partial", True)
    assert "corpus/a.tex: no such document in the graph" in str(part.message)
    none = forget_flow(["corpus/a.tex"], settings, return_state=True)
    assert none.is_failed()
    with pytest.raises(NothingForgottenError, match="1 not found"):
        forget_flow(["corpus/a.tex"], settings)
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["forget-report"]))
        )
    assert any("* corpus/a.txt" in str(artifact.data) for artifact in found)
