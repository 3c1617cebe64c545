"""Runs in fewer bits: the graph is the same whatever came first, and no evidence depends on what was read beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.engines.precision import runs_short_formats
from flows.ingest import ingest
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
from tests.support.root import ROOT

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        not runs_short_formats(),
        reason="OpenVINO is a dependency on x86 only; elsewhere nothing here is reached",
    ),
]

NAMES = ("harwick-notice.txt", "inquiry-2019-opening.txt", "dive-log.txt", "summit-communique.txt")


def project_in(folder: Path, precision: str) -> Settings:
    for name in NAMES:
        target = folder / "corpus" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / "examples" / "corpus" / name).read_bytes())
    return Settings.model_validate({"base": folder, "project": "same", "extractor": {"precision": precision}})


def graph_of(project: Settings) -> Snapshot:
    with open_project_store(project) as store:
        assert audit(store).differences == ()
        return snapshot(store)


@pytest.mark.parametrize("precision", ["bf16", "int8"])
def test_one_by_one_in_any_order_is_all_at_once(tmp_path: Path, precision: str) -> None:
    together = project_in(tmp_path / "together", precision)
    assert ingest([str(together.base / "corpus")], together).rejected == []
    alone = project_in(tmp_path / "alone", precision)
    for name in reversed(NAMES):
        ingest([str(alone.base / "corpus" / name)], alone)
    assert graph_of(alone) == graph_of(together)
    again = ingest([str(together.base / "corpus")], together)
    assert again.sources_unchanged == len(NAMES)


def test_the_command_reads_in_few_bits_beside_the_embedded_store(tmp_path: Path) -> None:
    project = project_in(tmp_path, "bf16")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "GRAPHMILL_EXTRACTOR__PRECISION": "bf16"}
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "ingest", "corpus"],
        cwd=project.base,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "32 bits" not in done.stdout + done.stderr
