"""The drawn graph: the same for the same address, in place when it grows, and with tables where nothing can be drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened, Served

NO_WEBGL = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return /webgl/.test(kind) ? null : get.call(this, kind, ...more);
};
"""
LOSE = """
() => document.querySelector("canvas.sigma-nodes").getContext("webgl2").getExtension("WEBGL_lose_context").loseContext()
"""


def id_of(page: Page, name: str) -> str:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    found = page.evaluate("() => graphmill.map(1000)")
    return str(found["ids"][found["names"].index(name)])


def graph_of(served: Served, opened: Opened, name: str, limit: int, **options: object) -> Page:
    """Open the graph around an entity, and wait for its picture."""
    page = opened(served.address, **options)
    page.goto(f"{served.address}/#/graph?root={limit}:{id_of(page, name)}")
    expect(page.get_by_role("application").locator("canvas").first).to_be_visible()
    return page


def places(page: Page, folder: Path) -> dict[str, tuple[float, float]]:
    """Return where the entities of the picture are, as its JSON tells."""
    page.get_by_role("button", name="Take away").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^JSON")).click()
    path = folder / "places.json"
    download.value.save_as(path)
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {node["name"]: (node["x"], node["y"]) for node in told["nodes"]}


def test_the_same_address_gives_the_same_picture(served: Served, opened: Opened, tmp_path: Path) -> None:
    one = places(graph_of(served, opened, "Grace Hopper", 40, reduced_motion="reduce"), tmp_path)
    other = places(graph_of(served, opened, "Grace Hopper", 40, reduced_motion="reduce"), tmp_path)
    assert one == other
    assert len(one) == 7


def test_what_is_drawn_stays_where_it_is_when_neighbours_are_added(
    served: Served, opened: Opened, tmp_path: Path
) -> None:
    page = graph_of(served, opened, "Grace Hopper", 2, reduced_motion="reduce")
    before = places(page, tmp_path)
    page.get_by_role("button", name=re.compile("more of Grace Hopper")).click()
    expect(page.get_by_role("application")).to_have_accessible_name(re.compile("7 entities"))
    after = places(page, tmp_path)
    assert {name: after[name] for name in before} == before
    assert len(after) == 7
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("application")).to_have_accessible_name(re.compile("3 entities"))
    assert places(page, tmp_path) == before


def test_where_the_browser_draws_nothing_tables_hold_the_same(served: Served, opened: Opened) -> None:
    page = graph_of(served, opened, "Grace Hopper", 40)
    page.add_init_script(NO_WEBGL)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("WebGL is off")
    expect(page.get_by_role("table").first.get_by_role("row")).to_have_count(8)
    page.goto(f"{served.address}/#/map?all=1")
    expect(page.get_by_role("alert")).to_contain_text("WebGL is off")
    expect(page.get_by_role("table").get_by_role("link", name=re.compile("^Grace Hopper"))).to_be_visible()


def test_a_picture_that_is_lost_leaves_the_tables(served: Served, opened: Opened) -> None:
    page = graph_of(served, opened, "Grace Hopper", 40, allow=["CONTEXT_LOST_WEBGL"])
    page.evaluate(LOSE)
    expect(page.get_by_role("alert")).to_contain_text("was lost")
    expect(page.get_by_role("table").first.get_by_role("row")).to_have_count(8)


def test_the_map_leads_from_communities_to_all_entities_and_to_one(served: Served, opened: Opened) -> None:
    page = opened(f"{served.address}/#/map")
    expect(page.get_by_role("table", name=re.compile("Communities"))).to_be_visible()
    page.get_by_role("link", name="Draw all entities").click()
    expect(page.get_by_role("application")).to_have_accessible_name(re.compile(r"^Map of \d+ entities"))
    page.get_by_role("button", name="Table", exact=True).click()
    page.get_by_role("link", name=re.compile("^Grace Hopper")).click()
    expect(page.get_by_role("application")).to_have_accessible_name(re.compile("Graph around Grace Hopper"))


def test_a_file_is_named_by_the_letters_of_a_hostile_name_alone(
    served: Served, opened: Opened, tmp_path: Path
) -> None:
    page = graph_of(served, opened, "</script><script>alert(2)</script>", 40)
    page.get_by_role("button", name="Take away").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^CSV of the entities")).click()
    assert download.value.suggested_filename == "graphmill-script-script-alert-2-script.entities.csv"
    download.value.save_as(tmp_path / "entities.csv")
    assert ",'=HYPERLINK(1;2)," in (tmp_path / "entities.csv").read_text(encoding="utf-8-sig")
