"""What is above every view: where one is, where one goes, and what a person sets for themselves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opened, Served


def until(page: Page, told: str) -> None:
    """Wait until an expression is true in the page, whose policy lets nothing of a text be run but for the debugger's."""
    for _ in range(300):
        if page.evaluate(told):
            return
        page.wait_for_timeout(100)
    raise AssertionError(told)


def test_a_new_view_has_its_title_and_the_focus_on_its_heading(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Documents").click()
    expect(page).to_have_title("Documents · letters")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_keys_lead_to_the_views_but_not_while_typing(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    expect(page.get_by_role("combobox", name=re.compile("Search"))).to_be_focused()
    page.keyboard.type("gd")
    expect(page.get_by_role("combobox", name=re.compile("Search"))).to_have_value("gd")
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).click()
    page.keyboard.type("gd")
    expect(page).to_have_url(re.compile("#/documents$"))
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name=re.compile("Search"))).to_be_focused()


def test_single_keys_can_be_switched_off_and_stay_so(served: Served, opened: Opened) -> None:
    page = opened(f"{served.address}/#/help")
    page.get_by_role("checkbox", name=re.compile("Single keys")).uncheck()
    page.reload()
    expect(page.get_by_role("checkbox", name=re.compile("Single keys"))).not_to_be_checked()
    page.keyboard.type("gd")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name=re.compile("Search"))).not_to_be_focused()
    expect(page).to_have_url(re.compile("#/help$"))


def test_a_theme_that_is_chosen_is_kept(served: Served, opened: Opened) -> None:
    page = opened(served.address, color_scheme="light")
    page.get_by_role("button", name=re.compile("Settings")).click()
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("group", name="Theme").get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert dark != light
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark


def test_the_page_works_where_nothing_may_be_kept(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    page.add_init_script(
        "Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page.reload()
    page.get_by_role("button", name=re.compile("Settings")).click()
    page.get_by_role("group", name="Theme").get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_who_decides_is_named_once_and_kept(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    page.get_by_role("button", name=re.compile("Settings")).click()
    page.get_by_label("Who decides").fill("Mara")
    page.reload()
    expect(page.get_by_role("button", name="Settings; decisions are by Mara")).to_be_visible()


def test_an_address_that_is_no_view_says_so(served: Served, opened: Opened) -> None:
    page = opened(f"{served.address}/#/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("No such page")
    page.get_by_role("link", name="To the overview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("letters")


def test_back_brings_back_how_far_the_page_was_scrolled(served: Served, opened: Opened) -> None:
    page = opened(f"{served.address}/#/documents", viewport={"width": 800, "height": 400})
    last = page.get_by_role("row").last.get_by_role("link")
    last.scroll_into_view_if_needed()
    # The place is noted once scrolling has ended.
    until(page, "typeof history.state?.scroll === 'number' && history.state.scroll === scrollY")
    before = page.evaluate("scrollY")
    assert before > 100
    last.click()
    expect(page).to_have_url(re.compile("#/document"))
    until(page, "scrollY === 0")
    page.go_back()
    until(page, f"scrollY === {before}")


def test_a_server_that_is_gone_is_said_with_a_way_to_try_again(served: Served, opened: Opened) -> None:
    page = opened(f"{served.address}/#/help", allow=["ERR_FAILED", "requestfailed", "api/pulse"])
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    def gone(route: Route) -> None:
        route.abort()

    page.route("**/api/pulse", gone)
    banner = page.get_by_role("alert").filter(has_text="cannot be read")
    expect(banner).to_be_visible()
    page.unroute("**/api/pulse", gone)
    banner.get_by_role("button", name="Try again").click()
    expect(banner).to_have_count(0)


def test_a_view_that_fails_says_so_and_leaves_the_rest_of_the_page_alone(
    served: Served, opened: Opened
) -> None:
    page = opened(f"{served.address}/#/help", allow=["Cannot read properties of null"])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.route("**/api/documents*", lambda route: route.fulfill(json={"total": 1, "rows": [None]}))
    page.goto(f"{served.address}/#/documents")
    expect(page.get_by_role("alert").filter(has_text="This view failed")).to_be_visible()
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Help").click()
    expect(page.get_by_role("heading", name="Figures")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_another_person_decides_is_told(own: Served, opened: Opened) -> None:
    mine, theirs = opened(f"{own.address}/#/help"), opened(own.address)
    expect(mine.get_by_role("heading", level=1)).to_be_visible()
    expect(theirs.get_by_role("heading", level=1)).to_be_visible()
    theirs.evaluate("""async () => {
        const found = await graphmill.search("Grace Hopper", {limit: 1, type: "", deep: false});
        await graphmill.decide({act: "rename", a: found.entities[0].id, value: "Admiral Hopper", by: "Mara", why: ""});
    }""")
    told = mine.get_by_role("status").filter(has_text="Mara decided")
    expect(told).to_contain_text("Admiral Hopper")
    told.get_by_role("link", name="Show").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Decisions")
    expect(told).to_have_count(0)


@pytest.mark.parametrize("view", ["", "documents", "help", "found?q=a", "review", "decisions"])
def test_nothing_runs_sideways_at_320_pixels(served: Served, opened: Opened, view: str) -> None:
    page = opened(f"{served.address}/#/{view}", viewport={"width": 320, "height": 640})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_view_prints_without_the_page_around_it(served: Served, opened: Opened) -> None:
    page = opened(f"{served.address}/#/documents", color_scheme="dark")
    expect(page.get_by_role("row").last).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_role("row").last).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_the_views_are_in_a_menu_on_a_small_screen(served: Served, opened: Opened) -> None:
    page = opened(served.address, viewport={"width": 390, "height": 800})
    page.get_by_role("button", name="Views").click()
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Documents").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents")
    expect(page.get_by_role("navigation", name="Views")).to_have_count(0)
