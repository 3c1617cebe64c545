"""A hundred bad inputs in one run: each has its named outcome, and none costs another document anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.documents import Outcome
from flows.project.failures import FailureList
from flows.project.settings_file import load_settings
from flows.runs.auditing import audit_graph
from flows.runs.ingestion import ingest_paths
from flows.runs.ledger import RunLedger
from flows.runs.report import RunReport
from tests.support.bad_inputs import (
    SETTINGS,
    bad_files,
    bad_places,
    bad_server,
    table,
    write_bad_inputs,
)
from tests.support.root import ROOT
from tests.support.ruled_project import DOCUMENTS, make_ruled_project


def test_each_of_a_hundred_bad_inputs_has_its_outcome_and_costs_no_other_document(tmp_path: Path) -> None:
    settings = load_settings(make_ruled_project(tmp_path, SETTINGS))
    write_bad_inputs(tmp_path / "bad")
    good_parts = sum(bool(each.part) for each in bad_files() if not each.name.endswith(".mbox"))
    assert len(bad_files()) + len(bad_places()) == 100

    expected: list[tuple[str, Outcome]] = [
        (f"bad/{each.name}{f'#{each.part}' if each.part else ''}", each.outcome) for each in bad_files()
    ]
    with bad_server() as server:
        given = [f"bad/{each.name}" for each in bad_files()]
        for place in bad_places():
            given.append(place.given.format(folder="bad", server=server))
            uri = {"": "(empty input)", "bad/names": "bad/names/Caf\\udce9.txt"}.get(given[-1], given[-1])
            expected.append((uri.replace("::bad/", f"::{tmp_path}/bad/"), place.outcome))
        # An archive in a URL has a path of its own, which starts at the folder of the process.
        given = [each.replace("::bad/", f"::{tmp_path}/bad/") for each in given]
        report = ingest_paths([*given, "inbox"], settings)

    assert sorted((each.uri, each.outcome) for each in report.rejected) == sorted(expected)
    assert [each.uri for each in report.rejected if not each.reason or not each.remedy] == []
    assert report.documents_added == len(DOCUMENTS) + good_parts
    assert audit_graph(settings).is_clean
    listed = FailureList(settings.state_folder, settings.base).read()
    assert {each.uri for each in listed} == {uri for uri, _ in expected}
    ledger = RunLedger(settings.state_folder)
    assert [each.state for each in ledger.runs() if each.command == "ingest"] == ["partial"]


def test_the_page_of_bad_inputs_is_what_the_run_was_given() -> None:
    page = (ROOT / "docs" / "bad-inputs.md").read_text(encoding="utf-8")
    assert table() in page


@pytest.mark.parametrize("name", ["silent", "stuck"])
def test_a_server_that_says_nothing_costs_no_more_than_its_time_and_is_read_when_it_answers(
    tmp_path: Path, name: str
) -> None:
    settings = load_settings(make_ruled_project(tmp_path, SETTINGS))
    with bad_server() as server:
        address = f"{server}/{name}.txt"
        report: RunReport = ingest_paths([address, "inbox"], settings)
    assert [(each.uri, each.outcome) for each in report.rejected] == [(address, Outcome.TIMEOUT)]
    assert report.documents_added == len(DOCUMENTS)
    record = RunLedger(settings.state_folder).find()
    assert (record.state, [each.document for each in record.warnings]) == ("partial", [address])
