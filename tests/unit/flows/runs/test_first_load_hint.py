"""The hint at the quicker way of a first load: given when it helps, and to whoever watches the run."""

from __future__ import annotations

import pytest

from flows.project.settings import ProjectStore, Settings
from flows.runs.first_load import FIRST_LOAD_DOCUMENTS, first_load_hint
from flows.runs.report import RunReport
from flows.terminal.progress import PlainProgress, SilentProgress, listening, note

NEO4J, EMBEDDED = Settings(store=ProjectStore(kind="neo4j")), Settings()
MANY = FIRST_LOAD_DOCUMENTS + 1


def test_many_documents_for_an_empty_server_are_worth_a_hint() -> None:
    hint = first_load_hint(NEO4J, stored=0, new=MANY)
    assert f"{MANY:,} new sources" in hint
    assert "graphmill ingest … --store embedded" in hint
    assert "graphmill export neo4j-admin FOLDER --store embedded" in hint


@pytest.mark.parametrize(
    ("settings", "stored", "new"),
    [(EMBEDDED, 0, MANY), (NEO4J, 1, MANY), (NEO4J, 0, FIRST_LOAD_DOCUMENTS), (NEO4J, 0, 0)],
)
def test_elsewhere_there_is_none(settings: Settings, stored: int, new: int) -> None:
    assert first_load_hint(settings, stored=stored, new=new) == ""


def test_a_note_goes_to_standard_error_unless_silence_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with listening(PlainProgress()):
        note("there is a quicker way")
    with listening(SilentProgress()):
        note("nobody hears this")
    assert capsys.readouterr().err == "note: there is a quicker way\n"


def test_the_report_keeps_hints() -> None:
    report = RunReport(hints=["there is a quicker way"])
    assert "\nthere is a quicker way\n" in report.markdown()
    assert report.model_dump()["hints"] == ["there is a quicker way"]
