"""A graph of more entities than are ever drawn: opened through its communities, searched, gone into, nothing drawn beyond the limits."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Opened, explore, make_project
from tests.browser.steps import drawn, go, search_box
from tests.support.explored_graph import large_corpus

ENTITIES = 12_000
"""A few more than are drawn at most; ``benchmarks.pages`` opens graphs of a hundred thousand."""
WORKED_OUT_MS = 300_000
"""As long as a busy machine may take to find the communities, which nothing else waits for."""


def test_more_entities_than_are_drawn_open_through_their_communities(
    tmp_path: Path, bundle: Path, browser: Browser, opened: Opened
) -> None:
    corpus = large_corpus(ENTITIES, groups=40, documents=600)
    with explore(make_project(tmp_path, corpus)) as served:
        page = opened(served.address, viewport={"width": 1280, "height": 800})
        expect(page.get_by_text("12,000", exact=True).first).to_be_visible()
        search_box(page).fill("Balbal0 Balen0")
        expect(page.get_by_role("option").first).to_contain_text("Balbal0 Balen0")
        go(page, "map")
        community = page.get_by_role("group", name="Map of the communities").get_by_role("link").first
        expect(community).to_be_visible(timeout=WORKED_OUT_MS)
        community.click()
        expect(page.get_by_role("main")).to_contain_text(re.compile(r"showing 40 of [\d,]+ entities"))
        drawn(page)
        go(page, "map?all=1")
        expect(drawn(page)).to_have_accessible_name(re.compile("10,000"))
        expect(page.get_by_role("main")).to_contain_text("12,000")
        page.close()
