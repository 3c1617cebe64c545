"""A graph with nothing in it, and one with ten thousand entities."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Opened, explore, make_project
from tests.browser.steps import drawn, go, graph_of, search_box
from tests.support.explored_graph import large_corpus, written

VIEWS = ("", "graph", "map", "documents", "review", "decisions", "help")


def test_a_graph_without_an_entity_says_so_in_every_view(
    tmp_path: Path, bundle: Path, browser: Browser, opened: Opened
) -> None:
    nothing = [written("empty.txt", ("Nobody is named here.",))]
    with explore(make_project(tmp_path, nothing)) as served:
        page = opened(served.address)
        for view in VIEWS:
            go(page, view)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(page.locator("main")).not_to_be_empty()
        search_box(page).fill("Ada")
        expect(page.get_by_text(re.compile("[Nn]othing|[Nn]o entity"))).not_to_have_count(0)
        page.close()


def test_ten_thousand_entities_are_drawn_and_gone_into(
    tmp_path: Path, bundle: Path, browser: Browser, opened: Opened
) -> None:
    with explore(make_project(tmp_path, large_corpus(10_000))) as served:
        page = opened(served.address, viewport={"width": 1280, "height": 800})
        expect(page.get_by_role("definition").first).to_be_visible()
        go(page, "map")
        expect(
            page.get_by_role("group", name="Map of the communities").get_by_role("link").first
        ).to_be_visible()
        page.get_by_role("link", name="Draw all entities").click()
        expect(drawn(page)).to_have_accessible_name(re.compile("10,000 entities"))
        first = page.evaluate("graphmill.map(1)")["names"][0]
        graph_of(page, first)
        expect(page.get_by_role("main")).to_contain_text(re.compile(r"showing \d+ of [\d,]+ neighbours"))
        drawn(page)
        page.close()
