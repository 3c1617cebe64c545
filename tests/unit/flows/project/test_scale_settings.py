"""What the section [scale] refuses, and where it puts staged work."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from flows.project.scale import ScaleSettings
from flows.project.settings import Settings
from flows.project.staged_work import staged_folder
from flows.runs.executors.opening import as_elsewhere, opened_executor
from flows.runs.executors.protocol import ScaleError


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"runner": "cluster"}, "'threads', 'processes', 'dask' or 'ray'"),
        ({"runner": "processes", "address": "tcp://host:8786"}, "is of this machine and has none"),
        ({"staging": "sftp://me:secret@host/staged"}, "a URL with a password is no setting"),
        ({"workers": -1}, "greater than or equal to 0"),
    ],
)
def test_a_value_that_cannot_be_used_is_told(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ScaleSettings.model_validate(given)


def test_staged_work_is_in_the_state_in_a_folder_or_at_a_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def placed(staging: str) -> Path | str:
        return staged_folder(Settings(base=tmp_path, scale=ScaleSettings(staging=staging)))

    assert placed("") == tmp_path / ".graphmill" / "staged"
    assert placed("shared") == tmp_path / "shared" / "staged"
    assert placed("~/shared") == tmp_path / "home" / "shared" / "staged"
    assert placed("s3://bucket/press/") == "s3://bucket/press/staged"


def test_how_many_batches_are_extracted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.runs.executors.opening.available_processors", lambda: 4)

    def at_once(tasks: int, threads: int, **given: object) -> int:
        settings = Settings.model_validate({"flow": {"workers": threads}, "scale": given})
        with opened_executor(settings, tasks) as executor:
            return executor.at_once

    assert at_once(9, 3) == 3
    assert at_once(9, 3, workers=2) == 2
    assert at_once(9, 1, runner="processes") == 4
    assert at_once(2, 1, runner="processes") == 2
    assert at_once(9, 1, runner="processes", workers=7) == 7


def test_workers_elsewhere_are_given_paths_from_the_root_and_a_thread_a_batch_in_a_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for runner, threads in (("threads", None), ("processes", None), ("dask", 1), ("ray", 1)):
        settings = as_elsewhere(Settings.model_validate({"scale": {"runner": runner}}))
        assert settings.extractor.threads == threads
        assert settings.base == (Path() if runner == "threads" else tmp_path)
    chosen = Settings.model_validate({"scale": {"runner": "dask"}, "extractor": {"threads": 3}})
    assert as_elsewhere(chosen).extractor.threads == 3


@pytest.mark.parametrize(("runner", "package"), [("dask", "distributed"), ("ray", "ray")])
def test_a_package_that_is_missing_is_named_with_its_extra(
    runner: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    settings = Settings.model_validate({"scale": {"runner": runner}})
    with (
        pytest.raises(ScaleError, match=rf'pip install "graphmill\[{runner}\]"'),
        opened_executor(settings, 2),
    ):
        pass
