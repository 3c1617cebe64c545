"""Names that nobody would give: as long as a page, unseen, piled up, of types that JavaScript has words of its own for."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opened, Served, environment, explore, make_project
from tests.browser.steps import go, id_of, search_box
from tests.support.explored_graph import ADA, Name, written

LONG: Name = ("Wort " * 2_000 + "Ende", "person")
UNSEEN: Name = ("\u200b\u200b", "person")
PILED: Name = ("Z" + "\u0301" * 400 + "algo", "person")
TURNED: Name = ("\u202egnp.exe", "person")
WORDS: tuple[Name, ...] = (("constructor", "person"), ("__proto__", "person"), ("toString", "location"))
"""Words that every object of JavaScript knows."""
TYPES = ("__proto__", "constructor", "toString", "hasOwnProperty", "a" * 64)
STRANGE = (LONG, UNSEEN, PILED, TURNED, *WORDS, *((f"Of {each}", each) for each in TYPES))
VIEWS = (
    "found?q=Ada",
    "document?id=DOC",
    f"entity?id={'x' * 190}",
    "",
    "graph",
    "graph?root=40:ADA",
    "map",
    "entity?id=ADA",
    "documents",
    "bridges?left=ADA&right=ADA",
    "review",
)


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory, bundle: Path, browser: Browser) -> Iterator[Served]:
    """Serve a graph of strange names, each with Ada and with the next."""
    documents = [
        written(
            f"{at}.txt", (ADA, " met ", one, "."), (one, " met ", STRANGE[at - 1], "."), title=one[0][:3000]
        )
        for at, one in enumerate(STRANGE)
    ]
    with explore(make_project(tmp_path_factory.mktemp("strange"), documents)) as found:
        yield found


def width_over(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("width", [390, 1280])
def test_no_name_makes_a_view_wider_than_its_window_or_fills_it(
    strange: Served, opened: Opened, width: int
) -> None:
    page = opened(
        strange.address, viewport={"width": width, "height": 800}, allow_status=True, allow=["status of 404"]
    )
    ada = id_of(page, ADA[0])
    long_type = page.evaluate(
        "async (text) => (await graphmill.search(text, {limit: 1, type: '', deep: true})).sentences[0].document_id",
        f"Of {TYPES[-1]}",
    )
    for view in VIEWS:
        go(page, view.replace("ADA", ada).replace("DOC", long_type))
        expect(page.locator(f"main[data-view='{view.split('?')[0] or 'overview'}']")).to_be_visible()
        expect(page.locator("[aria-busy=true], .turning")).to_have_count(0)
        assert width_over(page) <= 0, view
        heights = page.locator("a.entity, .documents th a, .documents-lines a").evaluate_all(
            "(links) => links.map((link) => link.getBoundingClientRect().height)"
        )
        assert max(heights, default=0) < 150, view


def test_the_page_of_a_very_long_name_begins_with_a_few_lines_of_it(strange: Served, opened: Opened) -> None:
    page = opened(strange.address)
    go(page, f"entity?id={id_of(page, 'Wort Wort')}")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Ende")
    assert heading.bounding_box()["height"] < 250  # type: ignore[index]
    expect(page.get_by_role("button", name="Rename…")).to_be_in_viewport()


def test_a_name_of_which_nothing_is_seen_is_told_by_its_id(strange: Served, opened: Opened) -> None:
    page = opened(strange.address)
    expect(page.get_by_role("link", name=re.compile("^ent_[0-9a-f]{16} ?, person")).first).to_be_visible()


def test_an_address_that_was_cut_or_made_up_is_answered_in_words(strange: Served, opened: Opened) -> None:
    page = opened(f"{strange.address}/#/%E0%A4%A")
    expect(page.get_by_text("The page has no view of the name")).to_be_visible()
    go(page, "__proto__")
    expect(page.get_by_text("The page has no view of the name")).to_be_visible()
    ada = id_of(page, ADA[0])
    go(page, f"graph?root=99999:{ada}&least=1e99&by=love&community=99999999999999")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ADA[0])
    document = page.evaluate(
        "async () => (await graphmill.documents({text: '', entity: '', offset: 0, limit: 1})).rows[0].id"
    )
    go(page, f"document?id={document}&at=99999999999")
    expect(page.get_by_role("article")).to_be_visible()
    go(page, "documents?from=99999999999")
    expect(page.get_by_role("main")).not_to_contain_text("Input should be")


@pytest.mark.parametrize("name", [name for name, _ in WORDS])
def test_an_offline_file_finds_names_that_are_words_of_javascript(
    strange: Served, opened: Opened, tmp_path: Path, name: str
) -> None:
    target = tmp_path / "strange.html"
    command = [sys.executable, "-m", "flows.cli", "export", "html", str(target)]
    subprocess.run(command, cwd=strange.folder, env=environment(), check=True, capture_output=True)
    page = opened(target.as_uri(), offline=True)
    search_box(page).fill(name)
    page.get_by_role("option", name=re.compile(f"^{name}")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    go(page, "entity?id=constructor")
    expect(page.get_by_role("alert")).to_contain_text("no entity 'constructor'")
