"""The overview says where to begin, and a document shows its text with every mention marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opened, Served, explore, make_project
from tests.support.explored_graph import ADA, FRAKTUR, LONG, MAHFOUZ, written


@pytest.fixture
def empty(tmp_path: Path, bundle: Path, browser: Browser) -> Iterator[Served]:
    """Serve a graph without documents."""
    with explore(make_project(tmp_path, [])) as found:
        yield found


@pytest.fixture
def long(tmp_path: Path, bundle: Path, browser: Browser) -> Iterator[Served]:
    """Serve a graph of a text that is too long to be shown whole, with a name at its beginning and at its end."""
    middle = [("Nobody is named in this sentence of the long text, and nothing happens in it.",)] * 6000
    book = written("long/book.txt", (ADA, " began."), *middle, (ADA, " ended."), title="A long book")
    with explore(make_project(tmp_path, [book])) as found:
        yield found


def opened_document(served: Served, opened: Opened, title: str, **options: object) -> Page:
    page = opened(f"{served.address}/#/documents", **options)
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("article")).to_be_visible()
    return page


def test_the_overview_shows_the_strongest_by_type_and_leads_on(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    strongest = page.get_by_role("region", name="Named most, by type")
    expect(strongest.get_by_role("heading", name=re.compile("person"))).to_be_visible()
    strongest.get_by_role("link", name=re.compile("Grace Hopper")).click()
    expect(page).to_have_url(re.compile("#/graph"))


def test_the_overview_shows_the_communities_as_links_with_names(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    first = (
        page.get_by_role("region", name="Communities")
        .get_by_role("link", name=re.compile(r"\d+ entities"))
        .first
    )
    expect(first).to_be_visible()
    first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#/graph\?root=40(:|%3A)community"))


def test_every_mention_is_marked_at_its_place_whatever_the_script(served: Served, opened: Opened) -> None:
    page = opened_document(served, opened, "Long title")
    marked = page.get_by_role("article").locator("a.mention")
    expect(marked.first).to_be_visible()
    assert marked.all_text_contents() == [LONG[0], "Globex Corporation", FRAKTUR[0], LONG[0]]
    assert page.locator(".text").text_content() == (
        f"{LONG[0]} wrote to Globex Corporation. 𝔄 line before: {FRAKTUR[0]} and {LONG[0]}."
    )


def test_a_mention_opens_a_card_that_says_what_found_it(served: Served, opened: Opened) -> None:
    page = opened_document(served, opened, "First letter")
    page.get_by_role("article").get_by_role("link", name="Lisbon").click()
    card = page.get_by_role("dialog", name="What is marked here")
    expect(card).to_contain_text("found by a list of names")
    expect(card).to_contain_text("0.88")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(page.get_by_role("article").get_by_role("link", name="Lisbon")).to_be_focused()


def test_n_and_p_go_from_mention_to_mention_of_the_entity(served: Served, opened: Opened) -> None:
    page = opened_document(served, opened, "First letter")
    page.get_by_role("link", name=re.compile(r"Follow 2 mentions of Charles Babbage")).click()
    here = page.locator("[data-place]")
    steps = page.get_by_role("group", name="Mentions of Charles Babbage")
    expect(steps).to_contain_text("1 of 2")
    first = here.get_attribute("data-start")
    page.keyboard.press("n")
    expect(steps).to_contain_text("2 of 2")
    assert here.get_attribute("data-start") != first
    page.keyboard.press("n")
    expect(page.get_by_text("That was the last mention.")).to_be_visible()
    page.keyboard.press("p")
    expect(steps).to_contain_text("1 of 2")
    # Steps are within the view: one step back leaves the document.
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile("#/documents"))


def test_a_long_text_comes_in_parts_and_the_steps_lead_through_all_of_it(
    long: Served, opened: Opened
) -> None:
    page = opened_document(long, opened, "A long book")
    page.get_by_role("link", name=re.compile("Follow 2 mentions of Ada Lovelace")).click()
    expect(page.locator("[data-place]")).to_have_attribute("data-start", "0")
    expect(page.get_by_text("Further in the text")).to_have_count(1)
    page.keyboard.press("n")
    expect(page.locator("[data-place]")).to_be_in_viewport()
    expect(page.locator("[data-place]")).not_to_have_attribute("data-start", "0")
    expect(page.get_by_text("Earlier in the text")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("Ada Lovelace ended.")
    page.keyboard.press("p")
    expect(page.get_by_role("article")).to_contain_text("Ada Lovelace began.")


def test_types_are_switched_off_in_the_legend_and_in_the_address(served: Served, opened: Opened) -> None:
    page = opened_document(served, opened, "First letter")
    article = page.get_by_role("article")
    expect(article.get_by_role("link", name="Lisbon")).to_be_visible()
    page.get_by_role("group", name="Marked types").get_by_role("button", name=re.compile("location")).click()
    expect(article.get_by_role("link", name="Lisbon")).to_have_count(0)
    expect(article).to_contain_text("Lisbon")
    page.reload()
    expect(article.get_by_role("link", name="Charles Babbage").first).to_be_visible()
    expect(article.get_by_role("link", name="Lisbon")).to_have_count(0)


def test_only_an_address_of_the_web_is_a_link(served: Served, opened: Opened) -> None:
    page = opened_document(served, opened, "Acme <i>on the web</i>")
    source = page.get_by_role("main").get_by_role("link", name="https://example.org/acme")
    expect(source).to_have_attribute("rel", re.compile("noopener"))
    page.goto(f"{served.address}/#/documents?q=javascript")
    page.get_by_role("link", name="</title><script>alert(3)</script>").click()
    expect(page.get_by_role("article")).to_be_visible()
    assert page.locator('a[href^="javascript" i]').count() == 0


def test_a_text_from_right_to_left_keeps_its_marks(served: Served, opened: Opened) -> None:
    page = opened_document(served, opened, "Odd names")
    expect(page.get_by_role("article").get_by_role("link", name=MAHFOUZ[0]).first).to_be_visible()


def test_documents_are_narrowed_by_words_and_by_an_entity(served: Served, opened: Opened) -> None:
    page = opened(f"{served.address}/#/documents")
    page.get_by_role("searchbox", name=re.compile("Title")).fill("navy")
    expect(page.get_by_text("1 document, newest first")).to_be_visible()
    expect(page).to_have_url(re.compile("q=navy"))
    expect(page.get_by_role("searchbox", name=re.compile("Title"))).to_be_focused()


def test_an_empty_graph_says_what_to_run(empty: Served, opened: Opened) -> None:
    page = opened(empty.address)
    expect(page.get_by_text("graphmill ingest PATHS")).to_be_visible()
