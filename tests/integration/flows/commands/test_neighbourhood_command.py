"""``graphmill entity NAME --hops N``: what lies around an entity, as tables and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import run
from graph.questions.neighbourhood import DEGREE_CAP, NeighbourhoodEntity
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.synthetic import extraction

ADA, GRACE, OSAKA = ("Ada Lovelace", "person"), ("Grace Hopper", "person"), ("Osaka", "location")


@pytest.fixture
def configuration(tmp_path: Path) -> str:
    path = tmp_path / ".graphmill" / "graph.kgl"
    with open_store(StoreSettings(path=path)) as store:
        apply_changes(store, [extraction("a.txt", [[ADA, GRACE], [GRACE, ADA], [GRACE, OSAKA]])])
    written = tmp_path / "graphmill.toml"
    written.write_text('state = ".graphmill"\n', encoding="utf-8")
    return str(written)


def test_two_hops_are_shown_as_tables(configuration: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["entity", "Ada Lovelace", "--hops", "2", "--config", configuration]) == 0
    printed = capsys.readouterr().out
    assert "Around Ada Lovelace" in printed
    rows = [line.split() for line in printed.splitlines()]
    assert ["1", "Grace", "Hopper", "person", "3", "2"] in [row[:6] for row in rows]
    assert ["2", "Osaka", "location", "1", "1"] in [row[:5] for row in rows]
    assert "not expanded" not in printed


def test_two_hops_as_json_and_one_as_before(configuration: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["entity", "Ada Lovelace", "--hops", "2", "--json", "--config", configuration]) == 0
    found = json.loads(capsys.readouterr().out)["neighbourhood"]
    assert [(each["name"], each["hops"]) for each in found["entities"]] == [
        ("Ada Lovelace", 0),
        ("Grace Hopper", 1),
        ("Osaka", 2),
    ]
    assert sorted(each["count"] for each in found["edges"]) == [1, 2]
    assert run(["entity", "Ada Lovelace", "--json", "--config", configuration]) == 0
    assert "neighbourhood" not in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("hops", ["0", "6"])
def test_hops_that_mean_nothing_are_refused(
    configuration: str, capsys: pytest.CaptureFixture[str], hops: str
) -> None:
    assert run(["entity", "Ada Lovelace", "--hops", hops, "--config", configuration]) == 2
    assert f"--hops {hops}: give 1 to 5" in capsys.readouterr().err


def test_an_entity_that_was_not_expanded_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    from flows.commands.entity import print_neighbourhood
    from graph.questions.neighbourhood import Neighbourhood

    centre = NeighbourhoodEntity("ent_1", "Ada Lovelace", "person", 3, 1, 1, 0)
    hub = NeighbourhoodEntity("ent_2", "Osaka", "location", 5_000, 900, DEGREE_CAP + 1, 1, capped=True)
    print_neighbourhood(Neighbourhood((centre, hub), ()))
    assert "not expanded: degree 1,001" in capsys.readouterr().out
