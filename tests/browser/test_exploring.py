"""What an analyst does: look a name up, open it, go on from there, and read what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened, Served
from tests.browser.steps import graph_of, id_of, search_box

Start = Callable[[str], Page]


@pytest.fixture
def start(served: Served, opened: Opened) -> Start:
    """Open the page at a view; what is not there is answered by 404, which a browser notes in its console."""
    return lambda view: opened(f"{served.address}/#/{view}", allow=["status of 404"], allow_status=True)


def test_who_opens_the_page_types_at_once_and_enter_opens_the_best(start: Start) -> None:
    page = start("")
    expect(search_box(page)).to_be_focused()
    page.keyboard.type("lovelce")
    expect(page.get_by_role("option").first).to_contain_text("Ada Lovelace")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#/graph\?root=40%3Aent_"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Lovelace")


def test_a_search_shows_entities_documents_and_sentences(start: Start) -> None:
    page = start("found?q=navy")
    expect(page.get_by_role("rowheader", name="United States Navy")).to_be_visible()
    expect(page.get_by_role("region", name="1 document").get_by_role("link", name="Navy")).to_be_visible()
    expect(
        page.get_by_role("blockquote").filter(has_text="Grace Hopper served in the United States Navy.")
    ).to_be_visible()


def test_the_overview_is_no_empty_canvas(start: Start) -> None:
    page = start("")
    expect(page.get_by_role("definition").first).to_have_text("13")
    for name in ("Grace Hopper", "Acme Corporation", "Osaka"):
        expect(page.get_by_role("link", name=re.compile(f"^{name}")).first).to_be_visible()


def test_the_graph_says_how_many_of_how_many_it_shows(start: Start) -> None:
    page = start("")
    graph_of(page, "Grace Hopper")
    expect(page.get_by_role("main")).to_contain_text("showing 6 of 6 neighbours")
    page.goto(page.url.replace("40:", "2:"))
    expect(page.get_by_role("main")).to_contain_text("showing 2 of 6 neighbours")


def test_an_entity_is_expanded_by_a_key_and_undone(start: Start) -> None:
    page = start("")
    page.goto(f"{page.url.split('#')[0]}#/graph?root=2:{id_of(page, 'Grace Hopper')}")
    picture = page.get_by_role("application")
    expect(picture).to_have_accessible_name(re.compile("3 entities"))
    expect(picture.locator("canvas").first).to_be_visible()
    picture.focus()
    page.keyboard.press("Home")
    expect(page.get_by_text("Grace Hopper, person, 2 neighbours shown of 6 neighbours.")).to_be_attached()
    page.keyboard.press("e")
    expect(picture).to_have_accessible_name(re.compile("7 entities"))
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(picture).to_have_accessible_name(re.compile("3 entities"))
    page.go_forward()
    expect(picture).to_have_accessible_name(re.compile("7 entities"))


def test_filters_have_counts_and_stand_in_the_address(start: Start, opened: Opened) -> None:
    page = start("")
    graph_of(page, "Ada Lovelace")
    page.get_by_role("checkbox", name="location 2").check()
    expect(page).to_have_url(re.compile("type=location"))
    expect(page.get_by_role("application")).to_have_accessible_name(re.compile("3 entities"))
    other = opened(page.url)
    expect(other.get_by_role("application")).to_have_accessible_name(re.compile("3 entities"))
    expect(other.get_by_role("checkbox", name="location 2")).to_be_checked()


def test_the_table_holds_what_the_picture_shows_and_is_sorted(start: Start) -> None:
    page = start("")
    graph_of(page, "Ada Lovelace")
    page.get_by_role("button", name="Table", exact=True).click()
    table = page.get_by_role("table").first
    expect(table.get_by_role("row")).to_have_count(6)
    header = table.get_by_role("columnheader").filter(has=page.get_by_role("button")).first
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", re.compile("ascending|descending"))


def test_picks_show_their_sentences_and_lead_to_the_place_in_the_document(start: Start) -> None:
    page = start("")
    ada, babbage = id_of(page, "Ada Lovelace"), id_of(page, "Charles Babbage")
    graph_of(page, "Ada Lovelace", f"&pick={ada}&pick={babbage}")
    picked = page.get_by_role("complementary", name="Picked")
    expect(picked).to_contain_text("Charles Babbage")
    expect(picked.get_by_role("blockquote").first.locator("mark")).to_have_count(2)
    picked.get_by_role("blockquote").filter(has_text="met again").locator("xpath=..").get_by_role(
        "link"
    ).first.click()
    expect(page).to_have_url(re.compile(r"#/document\?id=doc_.*at=51"))
    expect(page.get_by_role("heading", level=1)).to_have_text("First letter")
    text = page.get_by_role("article")
    expect(text).to_contain_text("Ada Lovelace wrote to Charles Babbage from Lisbon. Ada Lovelace and")
    expect(text.get_by_role("link", name="Grace Hopper")).to_be_visible()
    expect(text.get_by_role("link", name="Ada Lovelace").nth(1)).to_be_in_viewport()
    text.get_by_role("link", name="Grace Hopper").click()
    card = page.get_by_role("dialog", name="What is marked here")
    expect(card).to_contain_text("found by the model")
    card.get_by_role("link", name="All about it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grace Hopper")


def test_two_picks_are_joined_by_a_path_with_the_evidence_of_each_step(start: Start) -> None:
    page = start("")
    ada, acme = id_of(page, "Ada Lovelace"), id_of(page, "Acme Corporation")
    page.goto(f"{page.url.split('#')[0]}#/path?a={ada}&b={acme}")
    glance = page.get_by_role("list", name="The path at a glance")
    expect(glance).to_contain_text("Osaka")
    expect(page.get_by_role("blockquote")).to_have_text(
        ["Ada Lovelace never saw Osaka.", "Acme Corporation is in Osaka."]
    )


def test_bridges_stand_between_two_groups(start: Start) -> None:
    page = start("")
    ada, acme = id_of(page, "Ada Lovelace"), id_of(page, "Acme Corporation")
    page.goto(f"{page.url.split('#')[0]}#/bridges?left={ada}&right={acme}")
    expect(page.get_by_role("table", name=re.compile("Bridges")).get_by_role("row").nth(1)).to_contain_text(
        "Osaka"
    )


def test_an_entity_tells_when_it_was_written_of_and_why_its_names_are_one(start: Start) -> None:
    page = start("")
    ada = id_of(page, "Ada Lovelace")
    page.goto(f"{page.url.split('#')[0]}#/entity?id={ada}&part=timeline")
    expect(page.get_by_role("main")).to_contain_text("2024-01-05")
    page.get_by_role("link", name="Why these names are one").click()
    expect(page.get_by_role("main").get_by_role("table").first).to_contain_text("Lovelace")


def test_a_place_that_is_not_there_is_told_and_leads_on(start: Start) -> None:
    for view in (
        "no-such-view",
        "entity?id=ent_0000000000000000",
        "graph?root=40:ent_0000000000000000",
        "document?id=doc_none",
    ):
        page = start("help")
        page.goto(f"{page.url.split('#')[0]}#/{view}")
        expect(page.get_by_role("main")).to_contain_text(re.compile("has no (view|entity|document)"))
