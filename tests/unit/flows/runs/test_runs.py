"""Runs without Prefect: what is done again, what is found again, and what is shown."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.documents import Outcome, ReadFailure
from extractors.errors import ExtractorError
from flows.project.settings import Settings
from flows.runs.batches import DAYS_KEPT, BatchResults, batch_key
from flows.runs.extraction import Batch
from flows.runs.report import BatchResult, Renamed
from flows.runs.retries import backoff, model_is_not_at_fault, store_is_away, with_retries
from flows.runs.steps import HERE, Step
from graph.errors import StoreError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {"base": tmp_path, "flow": {"retries": 2, "retry_delay_seconds": 0, "workers": 2}}
    )


def failing(times: int, error: Exception) -> tuple[Callable[[], str], list[int]]:
    """Return a function that fails so often and then gives an answer, and the list of its calls."""
    calls: list[int] = []

    def call() -> str:
        calls.append(len(calls))
        if len(calls) <= times:
            raise error
        return "done"

    return call, calls


def test_a_step_that_fails_is_done_again_as_often_as_the_settings_say(settings: Settings) -> None:
    call, calls = failing(2, StoreError("away"))
    assert HERE.run(Step("commit", call, store_is_away), settings) == "done"
    assert len(calls) == 3
    call, calls = failing(3, StoreError("away"))
    with pytest.raises(StoreError, match="away"):
        HERE.run(Step("commit", call, store_is_away), settings)
    assert len(calls) == 3


@pytest.mark.parametrize(
    ("error", "may_help"),
    [(ValueError("a mistake"), store_is_away), (ExtractorError("no model"), model_is_not_at_fault)],
)
def test_an_error_that_no_try_would_mend_is_raised_at_once(
    settings: Settings, error: Exception, may_help: Callable[[Exception], bool]
) -> None:
    call, calls = failing(1, error)
    with pytest.raises(type(error)):
        HERE.run(Step("extract", call, may_help), settings)
    assert len(calls) == 1


def test_each_wait_is_three_times_the_one_before_and_told_with_its_cause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    told: list[str] = []
    monkeypatch.setattr("time.sleep", waited.append)
    patient = Settings.model_validate({"flow": {"retries": 3, "retry_delay_seconds": 2}})
    call, _ = failing(3, StoreError("away"))
    with_retries(
        call, backoff(patient), store_is_away, told=lambda error, wait: told.append(f"{error} {wait}")
    )
    assert waited == [2, 6, 18]
    assert told == ["away 2.0", "away 6.0", "away 18.0"]
    waited.clear()
    call, _ = failing(3, StoreError("away"))
    with_retries(call, backoff(patient), store_is_away, jitter=0.2)
    assert all(abs(real - meant) <= 0.2 * meant for real, meant in zip(waited, [2, 6, 18], strict=True))


def test_steps_are_done_side_by_side_and_a_failure_stays_with_its_step(settings: Settings) -> None:
    together = threading.Barrier(2, timeout=60)

    def meet(number: int) -> int:
        together.wait()
        if number == 1:
            raise ValueError("one")
        return number

    steps = [Step("meet", lambda number=number: meet(number)) for number in range(2)]  # type: ignore[misc]
    found = dict(HERE.run_each(steps, settings))
    assert (found[0], str(found[1])) == (0, "one")


def test_what_has_not_begun_is_left_undone_when_the_caller_stops(settings: Settings) -> None:
    one = settings.model_copy(update={"flow": settings.flow.model_copy(update={"workers": 1})})
    done: list[int] = []
    may_go_on = threading.Event()

    def do(number: int) -> int:
        if number == 1:
            may_go_on.wait(60)
        done.append(number)
        return number

    running = HERE.run_each([Step("do", lambda number=number: do(number)) for number in range(9)], one)  # type: ignore[misc]
    assert next(running) == (0, 0)
    threading.Timer(0.2, may_go_on.set).start()
    running.close()
    assert done in ([0], [0, 1])


def test_a_failure_that_is_tried_again_is_in_the_log(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    call, _ = failing(1, StoreError("away"))
    with caplog.at_level(logging.WARNING, logger="graphmill"):
        HERE.run(Step("commit", call, store_is_away), settings)
    assert caplog.messages == ["[commit] failed (StoreError: away); again in 0.0 s"]


def staged_file(settings: Settings) -> Path:
    folder = settings.state_folder / "staged"
    folder.mkdir(parents=True)
    staged = folder / "doc-1.json"
    staged.touch()
    return staged


def test_a_result_is_found_again_under_its_key_with_what_it_staged(settings: Settings) -> None:
    staged = staged_file(settings)
    results = BatchResults(settings)
    results.keep("key", BatchResult(staged=[staged.name], documents=2, mentions={"person": 3}))
    found = BatchResults(settings).find("key")
    assert found is not None
    assert (found.documents, found.mentions, found.reused) == (2, {"person": 3}, 1)
    assert results.find("another") is None
    staged.unlink()
    assert results.find("key") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"staged": 7}', "\x00"])
def test_a_damaged_result_counts_as_none(settings: Settings, content: str) -> None:
    results = BatchResults(settings)
    results.keep("key", BatchResult())
    (path,) = (settings.state_folder / "batches").iterdir()
    path.write_text(content, encoding="utf-8")
    assert results.find("key") is None


def test_a_result_with_a_rejected_source_is_not_kept_so_that_it_is_tried_again(settings: Settings) -> None:
    results = BatchResults(settings)
    results.keep("key", BatchResult(rejected=[ReadFailure("a.pdf", Outcome.CORRUPT, "why", "what")]))
    assert results.find("key") is None


def test_after_a_run_only_results_stay_that_say_that_nothing_is_to_be_done(settings: Settings) -> None:
    import os
    import time

    staged = staged_file(settings)
    results = BatchResults(settings)
    kept = {"staged": BatchResult(staged=[staged.name]), "settled": BatchResult(unchanged=3)}
    for key, result in {**kept, "of a run at the same time": kept["staged"], "old": BatchResult()}.items():
        results.keep(key, result)
    old = time.time() - (DAYS_KEPT + 1) * 24 * 60 * 60
    os.utime(settings.state_folder / "batches" / "old.json", (old, old))
    results.clear(kept)
    left = sorted(path.stem for path in (settings.state_folder / "batches").iterdir())
    assert left == ["of a run at the same time", "settled"]


def test_a_name_that_is_no_text_is_kept_and_found_as_it_is(settings: Settings) -> None:
    renamed = Renamed(old="caf\udce9/a.txt", new="b.txt")
    results = BatchResults(settings)
    results.keep("key", BatchResult(renamed=[renamed]))
    found = results.find("key")
    assert found is not None
    assert found.renamed == [renamed]


def test_a_key_names_all_that_a_result_depends_on(settings: Settings) -> None:
    from extractors.readers.source import Source

    batch = Batch((Source("a.txt", "/a.txt"),), ("hash",))
    key = batch_key(batch, settings, "fingerprint")
    assert key == batch_key(Batch((Source("a.txt", "/elsewhere/a.txt"),), ("hash",)), settings, "fingerprint")
    others = [
        (Batch((Source("b.txt", "/a.txt"),), ("hash",)), settings, "fingerprint"),
        (Batch((Source("a.txt", "/a.txt"),), ("other",)), settings, "fingerprint"),
        (Batch(batch.sources, batch.hashes, renamed_ids=frozenset({"doc"})), settings, "fingerprint"),
        (batch, settings, "another"),
        (
            batch,
            settings.model_copy(update={"reader": settings.reader.model_copy(update={"max_bytes": 7})}),
            "fingerprint",
        ),
    ]
    assert len({key, *(batch_key(*each) for each in others)}) == len(others) + 1


def test_a_key_names_the_version_of_each_sources_own_reader(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extractors.readers import registry
    from extractors.readers.source import Source

    def keys() -> list[str]:
        batches = [Batch((Source(name, f"/{name}"),), ("hash",)) for name in ("a.txt", "a.pdf")]
        return [batch_key(batch, settings, "fingerprint") for batch in batches]

    text, pdf = keys()
    table = registry._Table()
    for known in registry.registered_formats():
        table.add(replace(known, version=known.version + (known.media_type == "application/pdf")))
    monkeypatch.setattr(registry, "_table", lambda: table)
    assert keys()[0] == text
    assert keys()[1] != pdf


def test_a_kept_result_is_plain_json(settings: Settings) -> None:
    BatchResults(settings).keep("key", BatchResult(documents=2))
    assert (
        json.loads((settings.state_folder / "batches" / "key.json").read_text(encoding="utf-8"))["documents"]
        == 2
    )
