"""Steps that several tests of the page take."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import SECONDS


def search_box(page: Page) -> Locator:
    """Return the search box."""
    return page.get_by_role("combobox", name="Search names, documents and sentences")


def id_of(page: Page, name: str) -> str:
    """Return the id of an entity that a person would look up."""
    page.wait_for_function("globalThis.graphmill !== undefined")
    found = page.evaluate("(name) => graphmill.search(name, {limit: 1, type: '', deep: false})", name)
    return str(found["entities"][0]["id"])


def go(page: Page, view: str) -> None:
    """Go to a view by its address."""
    page.goto(f"{page.url.split('#')[0]}#/{view}")


def graph_of(page: Page, name: str, more: str = "") -> None:
    """Open the graph around an entity, and wait for it."""
    go(page, f"graph?root=40:{id_of(page, name)}{more}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def drawn(page: Page) -> Locator:
    """Wait for the picture of a graph, and return it."""
    picture = page.get_by_role("application")
    # Where drawing is slow, one image stands in place of the layers.
    expect(picture.locator("canvas:visible").first).to_be_visible()
    return picture


def taken_away(page: Page, what: str, folder: Path) -> Path:
    """Take what is shown away as a file, and return the file under the name that the page gave it."""
    page.get_by_role("button", name="Take away").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=what).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def message(page: Page) -> Locator:
    """Return what the page says in passing."""
    return page.get_by_role("status", name="Messages")


def await_decisions(page: Page, count: int) -> None:
    """Wait until there are so many decisions."""
    page.evaluate(
        """async ([count, seconds]) => {
            for (const end = Date.now() + 1000 * seconds; (await graphmill.decisions(0, 1)).total < count;) {
                if (Date.now() > end) throw new Error(`there are not ${count} decisions after ${seconds} seconds`);
                await new Promise((done) => setTimeout(done, 50));
            }
        }""",
        [count, SECONDS],
    )
