"""A run's file whose lines were damaged: what can be read of it is told, and never is there an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.project.settings_file import load_settings
from flows.runs.ingestion import ingest_paths
from flows.runs.ledger import RunLedger
from tests.support.ruled_project import make_ruled_project


@pytest.mark.parametrize("wrong", [None, 7, "x", [], {}])
def test_no_damage_to_a_line_keeps_the_runs_from_being_listed(tmp_path: Path, wrong: Any) -> None:
    settings = load_settings(make_ruled_project(tmp_path))
    ingest_paths(["inbox"], settings)
    ledger = RunLedger(settings.state_folder)
    (whole,) = ledger.runs()
    lines = (ledger.folder / f"{whole.id}.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        for name in json.loads(line):
            damaged = [*lines]
            damaged[number] = json.dumps(json.loads(line) | {name: wrong})
            (ledger.folder / "20200101-000000-0000000.jsonl").write_text("\n".join(damaged), encoding="utf-8")
            assert whole.id in [run.id for run in ledger.runs()]
            for run in ledger.runs():
                assert ledger.find(run.id).command
