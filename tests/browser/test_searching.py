"""The search box finds while one types, by keyboard alone, and opens what was meant."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opened, Served
from tests.support.explored_graph import MARKUP


def search_box(page: Page) -> Locator:
    return page.get_by_role("combobox", name=re.compile("Search"))


def typed(page: Page, words: str) -> Locator:
    """Type words where the caret is once the page is there, and return the box that they must be in."""
    expect(search_box(page)).to_be_focused()
    page.keyboard.type(words)
    return search_box(page)


def test_the_caret_is_in_the_search_box_when_the_page_opens(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    expect(search_box(page)).to_be_focused()


def test_typing_finds_entities_documents_and_sentences(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    typed(page, "acme")
    found = page.get_by_role("listbox")
    expect(
        found.get_by_role("group", name="Entities").get_by_role("option", name=re.compile("Acme Corporation"))
    ).to_be_visible()
    expect(found.get_by_role("group", name="Documents").get_by_role("option").first).to_be_visible()
    expect(found.get_by_role("group", name="Sentences").get_by_role("option").first).to_be_visible()
    expect(found.locator("mark").first).to_have_text(re.compile("acme", re.IGNORECASE))


def test_enter_opens_the_best_in_the_graph_though_the_answer_is_still_to_come(
    served: Served, opened: Opened
) -> None:
    page = opened(served.address)
    typed(page, "grace hopper")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#/graph\?root=40(:|%3A)ent_"))
    expect(page.get_by_role("main").get_by_role("heading", name="Grace Hopper").first).to_be_visible()


def test_arrow_keys_choose_a_line_and_screen_readers_are_told_which(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    typed(page, "lovelace")
    field = search_box(page)
    sentence = page.get_by_role("group", name="Sentences").get_by_role("option").first
    expect(sentence).to_be_visible()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if sentence.get_attribute("aria-selected") == "true":
            break
    expect(sentence).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", sentence.get_attribute("id") or "?")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#/document\?id=.*at=\d+"))
    expect(page.locator("[data-place]").first).to_be_in_viewport()


def test_control_and_enter_show_everything_by_type(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    typed(page, "osaka")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("osaka"))
    expect(page.get_by_role("row", name=re.compile("Osaka"))).to_be_visible()
    page.get_by_role("button", name="person").click()
    expect(page).to_have_url(re.compile("type=person"))
    expect(page.get_by_role("row", name=re.compile("Osaka"))).to_have_count(0)


def test_escape_closes_the_list_and_then_empties_the_box(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    typed(page, "ada")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(search_box(page)).to_have_value("")


def test_back_brings_the_words_of_the_search_again(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    typed(page, "globex")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#/graph"))
    field = search_box(page)
    field.fill("something else")
    page.keyboard.press("Escape")
    page.go_back()
    expect(field).to_have_value("globex")


def test_a_name_that_is_markup_is_found_and_shown_as_text(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    typed(page, "img src")
    expect(page.get_by_role("option", name=re.compile("onerror")).first).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name=re.compile(re.escape(MARKUP[0]))).first).to_be_visible()
    assert page.locator("main img").count() == 0


def test_what_is_nowhere_is_said(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    typed(page, "zzyzx")
    said = page.get_by_text("Nothing has", exact=False).first
    expect(said).to_be_visible()
    # The words stand in the sentence, and not in columns of their own.
    sentence, words = said.bounding_box(), said.locator("q").bounding_box()
    assert sentence
    assert words
    assert words["x"] - sentence["x"] < 3 * words["width"]
