"""The flow without inputs: the sources of the settings, and a state that says where one of them is not to be believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.ingest import ingest
from tests.support.ruled_project import make_ruled_project

SOURCES = '\n[[sources]]\nname = "inbox"\npath = "inbox"\ndeleted = "forget"\n[[sources]]\nname = "press"\npath = "press"\n'


def test_a_run_without_inputs_brings_in_the_sources_and_is_partial_where_one_is_suddenly_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_ruled_project(tmp_path, SOURCES)
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "d.txt").write_text("The Nautilus lay in Odessa.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    first = ingest(return_state=True)
    assert (first.name, first.result().documents_added) == ("Completed", 4)
    for path in (tmp_path / "inbox").iterdir():
        path.unlink()
    second = ingest(return_state=True)
    assert second.name == "Partial"
    assert "source://inbox" in str(second.message)
    third = ingest(sources=["inbox"], accept_deletions=True, return_state=True)
    assert (third.name, len(third.result().forgotten)) == ("Completed", 3)
