"""What a person meets who prints, has no WebGL, a low window, old letters, or another person at the same work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opened, Served, explore, make_project
from tests.browser.steps import drawn, go, graph_of, id_of
from tests.support.explored_graph import ACME, ADA, GRACE, written

LINE = "A line of a letter that was broken after eighty characters, as letters once were"
NO_WEBGL = """
const context = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : context.call(this, kind, ...more); };
"""


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory, bundle: Path, browser: Browser) -> Iterator[Served]:
    """Serve a graph in which a date is the short way from one to another, and a letter of broken lines."""
    year, osaka, hugo = ("1966", "date"), ("Osaka", "location"), ("Hugo Ball", "person")
    documents = [
        written("a.txt", (ADA, " came in ", year, "."), (year, " was the year of ", ACME, ".")),
        written(
            "b.txt",
            (ADA, " met ", GRACE, "."),
            (GRACE, " went to ", osaka, "."),
            (osaka, " is where ", ACME, " is."),
        ),
        written("letter.txt", (f"To {hugo[0]}\n\n{LINE}\n{LINE}\n{LINE}\nby ", hugo, "."), title="A letter"),
    ]
    with explore(make_project(tmp_path_factory.mktemp("dated"), documents)) as found:
        yield found


def test_a_path_avoids_dates_unless_it_is_told_to_take_them(dated: Served, opened: Opened) -> None:
    page = opened(dated.address)
    go(page, f"path?a={id_of(page, ADA[0])}&b={id_of(page, ACME[0])}")
    glance = page.get_by_role("list", name="The path at a glance")
    expect(glance).to_contain_text("Grace Hopper")
    expect(glance).not_to_contain_text("1966")
    told = page.get_by_text("Not by way of date")
    told.click()
    page.get_by_role("checkbox", name="date").uncheck()
    expect(glance).to_contain_text("1966")
    page.reload()
    expect(glance).to_contain_text("1966")


def lines_of(page: Page) -> list[float]:
    """Return where the lines of the letter's text begin, from above."""
    return list(
        page.locator(".text p").last.evaluate(
            "(p) => { const range = document.createRange(); range.selectNodeContents(p);"
            " return [...new Set([...range.getClientRects()].map(({ y, height }) => Math.round((y + height / 2) / 8)))]; }"
        )
    )


def test_lines_of_eighty_characters_stay_whole_and_flow_where_there_is_no_room(
    dated: Served, opened: Opened
) -> None:
    page = opened(f"{dated.address}/#/documents", viewport={"width": 1280, "height": 800})
    page.get_by_role("link", name="A letter").click()
    expect(page.get_by_role("article")).to_contain_text(LINE)
    assert len(lines_of(page)) == 4
    assert page.locator(".text").text_content().count("\n") == 5  # type: ignore[union-attr]
    page.set_viewport_size({"width": 390, "height": 800})
    soft = page.locator(".soft-break")
    expect(soft).to_have_count(3)
    expect(soft.first).to_have_css("white-space", "normal")


def test_the_page_has_an_icon(dated: Served, opened: Opened) -> None:
    page = opened(dated.address)
    address = page.locator("link[rel=icon]").evaluate("(link) => link.href")
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")


def test_a_graph_is_printed_as_its_tables(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    graph_of(page, ADA[0])
    drawn(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("table").first).to_contain_text("Charles Babbage")
    expect(page.locator(".canvas")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.get_by_role("table")).to_have_count(0)
    drawn(page)


def test_without_webgl_the_tables_stand_where_the_picture_would_with_the_reason_above(
    served: Served, opened: Opened
) -> None:
    page = opened(served.address, allow=["WebGL", "webgl"], viewport={"width": 1280, "height": 800})
    page.context.add_init_script(NO_WEBGL)
    page.reload()
    graph_of(page, ADA[0])
    reason = page.get_by_role("alert")
    expect(reason).to_contain_text("The tables below hold the same")
    table = page.get_by_role("table").first
    expect(table).to_be_in_viewport()
    above, below = reason.bounding_box(), table.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    assert above["x"] >= 200


def pair_of(page: Page) -> str:
    return f"pair?a={id_of(page, 'Ole Hansen')}&b={id_of(page, 'Ole Hanson')}"


def test_who_looks_at_two_that_another_merges_is_led_to_the_one(own: Served, opened: Opened) -> None:
    one, other = opened(own.address), opened(own.address, allow_status=True, allow=["status of 400"])
    address = pair_of(one)
    for page in (one, other):
        go(page, address)
        expect(page.get_by_role("button", name="Merge the two…")).to_be_visible()
    one.get_by_role("button", name="Merge the two…").click()
    one.get_by_role("dialog").get_by_role("button", name="Merge the two").click()
    expect(one.get_by_role("dialog")).to_have_count(0)
    expect(other.get_by_role("main")).to_contain_text("These are one entity")
    other.get_by_role("main").get_by_role("link", name=re.compile("Ole Hans[eo]n")).first.click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("Ole Hans")


def test_a_dialog_is_left_with_its_view_and_shows_its_buttons_in_a_low_window(
    own: Served, opened: Opened
) -> None:
    page = opened(own.address, viewport={"width": 1000, "height": 420})
    go(page, "documents")
    go(page, pair_of(page))
    page.get_by_role("button", name="Merge the two…").click()
    dialog = page.get_by_role("dialog")
    button, frame = dialog.get_by_role("button", name="Merge the two"), dialog.bounding_box()
    expect(button).to_be_in_viewport(ratio=1)
    box = button.bounding_box()
    assert box is not None
    assert frame is not None
    assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    page.go_back()
    expect(dialog).to_have_count(0)
    expect(page.locator("main[data-view='documents']")).to_be_visible()
