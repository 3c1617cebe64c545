"""The page serves everybody: by keyboard, by screen reader, on a phone, in the dark, with motion reduced, in any script."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened, Served
from tests.browser.steps import drawn, go, graph_of, id_of, search_box
from tests.support.explored_graph import HOSTILE, MAHFOUZ

VIEWS = (
    "", "found?q=Ada", "graph", "graph?root=40:ADA&pick=ADA", "graph?root=40:ADA&table=1", "map", "map?all=1", "entity?id=ADA",
    "entity?id=ADA&part=neighbours", "entity?id=ADA&part=timeline", "entity?id=ADA&part=names", "entity?id=ADA&part=documents",
    "pair?a=ADA&b=BABBAGE", "path?a=ADA&b=ACME", "bridges?left=ADA&right=ACME", "documents", "document?id=DOC", "review", "decisions", "help",
)  # fmt: skip
WIDTHS = (1280, 320)
REPORT = "GRAPHMILL_ACCESSIBILITY_REPORT"
"""The variable that names a file to which the findings of every view are written, as a table in Markdown."""


def filled(view: str, page: Page) -> str:
    """Return the address of a view with the ids of the graph."""
    document = page.evaluate("graphmill.documents({text: 'letters/a.txt', entity: '', offset: 0, limit: 1})")[
        "rows"
    ][0]["id"]
    ids = {"ADA": "Ada Lovelace", "BABBAGE": "Charles Babbage", "ACME": "Acme Corporation"}
    for short, name in ids.items():
        view = view.replace(short, id_of(page, name)) if short in view else view
    return view.replace("DOC", document)


def settle(page: Page) -> None:
    """Wait until a view shows what it asked for."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main [aria-busy='true'], main .waiting, main .loading")).to_have_count(0)


@pytest.fixture(scope="module")
def findings() -> Iterator[list[tuple[str, str, int, str]]]:
    """Collect what is found in each view, and write it where the variable says."""
    found: list[tuple[str, str, int, str]] = []
    yield found
    target = os.environ.get(REPORT)
    if target:
        rows = [
            f"| {view or 'overview'} | {theme} | {width} | {told} |" for view, theme, width, told in found
        ]
        head = ["| view | theme | width | findings of axe-core |", "|---|---|---|---|"]
        Path(target).write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_view_keeps_anybody_out_nor_scrolls_sideways(
    served: Served, opened: Opened, findings: list[tuple[str, str, int, str]], theme: str, width: int
) -> None:
    page = opened(
        served.address, color_scheme=theme, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    page.wait_for_function("globalThis.graphmill !== undefined")
    bad: list[str] = []
    for view in VIEWS:
        go(page, filled(view, page))
        settle(page)
        if view.startswith("path"):
            # Its button waits for the names of both ends.
            expect(page.get_by_role("button", name="Find the path")).to_be_enabled()
        violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
        told = [f"{each['id']} ({each['impact']}, {len(each['nodes'])})" for each in violations]
        findings.append((view, theme, width, "; ".join(told) or "none"))
        bad += [
            f"{view}: {each['id']}: {node['html'][:200]}: {node.get('failureSummary', '')[:200]}"
            for each in violations
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"][:3]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            bad.append(f"{view}: {wide} pixels wider than the window")
    assert bad == []


def test_everything_is_done_without_a_mouse(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    expect(search_box(page)).to_be_focused()
    page.keyboard.type("Grace")
    expect(page.get_by_role("option").first).to_contain_text("Grace Hopper")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grace Hopper")
    picture = drawn(page)
    for _ in range(100):
        if picture.evaluate("(element) => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(picture).to_be_focused()
    expect(page.get_by_text(re.compile("Grace Hopper, person, . neighbours shown"))).to_be_attached()
    picked = page.get_by_role("complementary", name="Picked")
    expect(picked).to_contain_text("Grace Hopper")
    page.keyboard.press(" ")
    expect(picked).to_contain_text("Nothing picked")
    page.keyboard.press(" ")
    expect(picked).to_contain_text("Grace Hopper")
    table = page.get_by_role("button", name="Table", exact=True)
    for _ in range(100):
        if table.evaluate("(element) => element === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(table).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table").first).to_be_visible()
    page.keyboard.press("/")
    expect(search_box(page)).to_be_focused()


def test_what_has_the_focus_is_seen(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    expect(search_box(page)).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        marked = page.evaluate(
            "() => { const style = getComputedStyle(document.activeElement); "
            "return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'; }"
        )
        assert marked, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


@pytest.mark.parametrize("name", [name for name, _ in HOSTILE], ids=range(len(HOSTILE)))
def test_a_name_is_shown_as_it_is_and_never_becomes_markup(served: Served, opened: Opened, name: str) -> None:
    page = opened(served.address)
    entity = id_of(page, name)
    for view in (
        f"entity?id={entity}",
        f"graph?root=40:{entity}&pick={entity}",
        f"graph?root=40:{entity}&table=1",
        "found?q=" + name[:3],
        "",
    ):
        go(page, view)
        settle(page)
        assert page.locator("img[src='x'], main script").count() == 0
        assert page.locator("a[href^='javascript']").count() == 0
        if name == MAHFOUZ[0] and view:
            expect(page.get_by_role("heading", level=1)).to_be_visible()
    go(page, f"entity?id={entity}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_a_name_that_is_written_from_the_right_keeps_its_order(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    go(page, f"entity?id={id_of(page, MAHFOUZ[0])}")
    inner = page.get_by_role("heading", level=1).locator("bdi").first
    expect(inner).to_have_text(MAHFOUZ[0])


def test_motion_is_reduced_where_a_person_asks_for_that(served: Served, opened: Opened) -> None:
    page = opened(served.address, reduced_motion="reduce")
    graph_of(page, "Grace Hopper")
    drawn(page)
    moving = page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length")
    assert moving == 0


def test_a_fault_would_be_found(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    settle(page)
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    page.evaluate("document.querySelector('main').style.width = '3000px'")
    assert {"button-name"} <= {each["id"] for each in Axe().run(page).response["violations"]}
    assert page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
