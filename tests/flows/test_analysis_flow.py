"""The analysis flow in Prefect's harness, on graphs made up beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import networkx as nx
import pytest

import flows.runs.analysis
from flows.analyse import analyse
from flows.commands.analyse import print_report
from flows.project.settings import Settings
from flows.project.stores import Purpose, open_project_store
from flows.runs.analysis import analyse_graph
from flows.runs.analysis_report import AnalysisReport
from graph.analysis.settings import AnalysisSettings
from graph.analysis.stored import AnalysisRecord, read_record
from graph.errors import GraphChangedError, GraphFileError, StoreBusyError, StoreError, UnknownTypeError
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from tests.synthetic import extraction

ADA, GRACE, OSAKA, CONTROL, QUITO = (
    ("Ada Lovelace", "person"),
    ("Grace Hopper", "person"),
    ("Osaka", "location"),
    ("Glo\x01bex", "organization"),
    ("Quito", "location"),
)
ANALYSED = "MATCH (e:Entity) WHERE e.analysedAt IS NOT NULL RETURN e.analysedAt AS at"


both_ways = pytest.mark.parametrize("analysed", [analyse_graph, analyse], ids=["plain", "flow"])


@pytest.fixture
def filled(tmp_path: Path) -> Settings:
    settings = Settings.model_validate({"base": tmp_path, "flow": {"retries": 2, "retry_delay_seconds": 0}})
    with open_project_store(settings, "create") as store:
        apply_changes(
            store,
            [
                extraction("a.txt", [[ADA, GRACE], [ADA, GRACE, OSAKA], [CONTROL, ADA]]),
                extraction("b.txt", [[GRACE], [ADA, GRACE], [OSAKA, QUITO], []]),
            ],
        )
    return settings


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[GraphStore], object]]:
    """Give a list of what is to happen at each of the next openings of the store, as soon as it is open."""
    steps: list[Callable[[GraphStore], object]] = []

    @contextmanager
    def disturbed(
        settings: Settings, purpose: Purpose = "read", *, patient: bool = False
    ) -> Iterator[GraphStore]:
        with open_project_store(settings, purpose, patient=patient) as store:
            if steps:
                steps.pop(0)(store)
            yield store

    monkeypatch.setattr(flows.runs.analysis, "open_project_store", disturbed)
    return steps


def record(settings: Settings) -> AnalysisRecord | None:
    with open_project_store(settings) as store:
        return read_record(store)


def fail(_store: GraphStore) -> None:
    raise StoreError("the server is away")


def leave(_store: GraphStore) -> None:
    """Let the opening be as it is."""


def add_a_document(uri: str) -> Callable[[GraphStore], object]:
    return lambda store: apply_changes(store, [extraction(uri, [[ADA, QUITO]])])


def test_figures_are_written_and_summed_up(filled: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    report = analyse(filled)
    assert (report.documents, report.entities, report.edges) == (2, 5, 5)
    assert (report.written, report.betweenness_exact, report.pivots) == (True, True, 5)
    assert report.by_page_rank[0].name == "Ada Lovelace"
    assert {each.name for each in report.by_betweenness} == {"Ada Lovelace", "Osaka"}
    assert sum(each.size for each in report.largest_communities) == 5
    found = record(filled)
    assert found is not None
    assert (found.analysed_at, found.state) == (report.analysed_at, "up to date")
    print_report(report)
    shown = capsys.readouterr().out
    assert "Highest betweenness" in shown
    assert "Ada Lovelace" in shown


def test_the_report_is_left_in_prefect(filled: Settings) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    analyse(filled, top=1)
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["analysis-report"]))
        )
    data = str(found[0].data)
    assert "| entities | 5 |" in data
    assert "## Highest PageRank" in data
    assert "| Ada Lovelace | person |" in data
    assert "## Largest communities" in data


def test_without_writing_the_graph_stays_as_it_is_and_the_file_is_made(filled: Settings) -> None:
    report = analyse(filled, write=False, graphml="network.graphml")
    assert not report.written
    assert record(filled) is None
    with open_project_store(filled) as store:
        assert list(store.stream(ANALYSED)) == []
    graph = nx.read_graphml(filled.base / "network.graphml")
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (5, 5)
    by_name = {data["label"]: data for _, data in graph.nodes(data=True)}
    ada = report.by_page_rank[0]
    assert by_name["Ada Lovelace"] == {
        "label": "Ada Lovelace",
        "type": "person",
        "windows": 4,
        "docs": 2,
        "community": ada.community,
        "pageRank": pytest.approx(ada.page_rank),
        "betweenness": pytest.approx(ada.betweenness),
        "coreNumber": ada.core_number,
    }
    assert "Glo\N{REPLACEMENT CHARACTER}bex" in by_name
    strongest = max(graph.edges(data=True), key=lambda edge: edge[2]["count"])
    assert (strongest[2]["count"], strongest[2]["docs"], strongest[2]["weight"]) == (3, 2, 3.0)
    assert {type(data["backbone"]) for _, _, data in graph.edges(data=True)} == {bool}


def test_the_same_graph_gives_the_same_file(filled: Settings) -> None:
    analyse(filled, write=False, graphml="one.graphml")
    analyse(filled, write=True, graphml="two.graphml")
    assert (filled.base / "one.graphml").read_bytes() == (filled.base / "two.graphml").read_bytes()


def test_a_file_that_cannot_be_written_is_an_error_that_names_it(filled: Settings) -> None:
    with pytest.raises(GraphFileError, match=r"nowhere/net\.graphml"):
        analyse(filled, graphml="nowhere/net.graphml")


@both_ways
def test_a_store_that_comes_back_is_waited_for(
    filled: Settings,
    openings: list[Callable[[GraphStore], object]],
    analysed: Callable[[Settings], AnalysisReport],
) -> None:
    openings += [fail, fail, leave, fail]
    assert analysed(filled).written
    assert openings == []


def test_a_store_that_stays_taken_ends_the_run_with_a_clear_error(
    filled: Settings, openings: list[Callable[[GraphStore], object]]
) -> None:
    patient = filled.model_copy(update={"store": filled.store.model_copy(update={"wait_seconds": 0})})
    with open_project_store(patient), pytest.raises(StoreBusyError, match="in use by"):
        analyse(patient)
    openings += [fail, fail, fail]
    with pytest.raises(StoreError, match="the server is away"):
        analyse(patient)


@both_ways
def test_a_graph_that_changes_before_the_writing_is_measured_again(
    filled: Settings,
    openings: list[Callable[[GraphStore], object]],
    analysed: Callable[[Settings], AnalysisReport],
) -> None:
    openings += [leave, add_a_document("c.txt")]
    assert analysed(filled).documents == 3
    found = record(filled)
    assert found is not None
    assert found.state == "up to date"


@both_ways
def test_a_graph_that_never_rests_is_an_error(
    filled: Settings,
    openings: list[Callable[[GraphStore], object]],
    analysed: Callable[[Settings], AnalysisReport],
) -> None:
    for number in range(3):
        openings += [leave, add_a_document(f"{number}.txt")]
    with pytest.raises(GraphChangedError, match="analyse again"):
        analysed(filled)


def test_a_type_that_is_not_there_is_an_error_at_once(
    filled: Settings, openings: list[Callable[[GraphStore], object]]
) -> None:
    openings += [leave, leave]
    wrong = filled.model_copy(update={"analysis": AnalysisSettings(types=("persn",))})
    with pytest.raises(UnknownTypeError, match="persn"):
        analyse(wrong)
    assert len(openings) == 1
