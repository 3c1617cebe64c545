"""An entity and a pair show what documents say of them; what is decided of them goes through a dialog that loses nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Opened, Served
from tests.support.explored_graph import MAHFOUZ


def id_of(page: Page, name: str) -> str:
    """Return the id of the entity that is found by a name first."""
    answer = page.request.get(
        f"{page.url.split('#')[0]}api/search", params={"text": name, "limit": 5, "deep": False}
    )
    return str(next(each["id"] for each in answer.json()["entities"] if each["name"] == name))


def entity(page: Page, name: str, part: str = "") -> Page:
    """Go to an entity's page, and wait for it."""
    page.goto(f"{page.url.split('#')[0]}#/entity?id={id_of(page, name)}{part and f'&part={part}'}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    return page


def dialog_of(page: Page, button: str) -> Locator:
    """Open the dialog of a decision, and return it."""
    page.get_by_role("button", name=button).click()
    return page.get_by_role("dialog")


def ledger(served: Served) -> list[dict[str, str]]:
    """Return the decisions as they are in the project's file."""
    path = served.folder / "decisions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def test_an_entity_shows_its_sentences_neighbours_names_and_documents(served: Served, opened: Opened) -> None:
    page = entity(opened(served.address), "Grace Hopper")
    main = page.get_by_role("main")
    expect(main).to_contain_text("5 sentences in 4 documents")
    expect(main.locator("mark", has_text="Grace Hopper").first).to_be_visible()
    about = page.get_by_role("navigation", name="About this entity")
    about.get_by_role("link", name="Neighbours").click()
    table = main.get_by_role("table")
    expect(table.get_by_role("link", name="Globex Corporation , organization")).to_be_visible()
    about.get_by_role("link", name="Why these names are one").click()
    expect(main.get_by_role("rowheader", name="Grace Hopper")).to_be_visible()
    expect(main).to_contain_text("Nobody decided anything about it.")
    about.get_by_role("link", name="Documents").click()
    expect(main.get_by_role("link", name="Globex & Acme")).to_be_visible()


def test_a_neighbour_leads_to_the_sentences_of_both_with_both_marked(served: Served, opened: Opened) -> None:
    page = entity(opened(served.address), "Ada Lovelace", "neighbours")
    page.get_by_role("link", name=re.compile("sentences with Charles Babbage")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace and Charles Babbage")
    both = page.get_by_role("region", name="Sentences that name both")
    expect(both).to_contain_text("3 sentences")
    assert {"Ada Lovelace", "Charles Babbage"} <= set(both.locator("mark").all_text_contents())
    expect(page.get_by_role("region", name="Why they are two")).to_contain_text("score")


def test_a_timeline_leads_by_year_and_month_to_the_sentences_of_then(served: Served, opened: Opened) -> None:
    page = entity(opened(served.address), "Acme Corporation", "timeline")
    page.get_by_text("As a table").click()
    page.get_by_role("link", name="2 March 2024").click()
    expect(page.get_by_role("navigation", name="Time")).to_contain_text(
        "All time › 2024 › March 2024 › 2 March 2024"
    )
    expect(page.locator(".sentence")).to_have_count(2)
    expect(page.locator(".sentence").first).to_contain_text("Acme Corporation")
    page.get_by_role("link", name="2024", exact=True).click()
    expect(page.locator(".sentence")).to_have_count(4)
    expect(page.get_by_role("img", name=re.compile("bar"))).to_be_visible()


def test_an_id_that_was_merged_away_says_where_it_leads(own: Served, opened: Opened) -> None:
    page = entity(opened(own.address), "Ole Hansen")
    gone = id_of(page, "Ole Hanson")
    dialog = dialog_of(page, "Merge with…")
    expect(dialog.get_by_role("option", name=re.compile("Ole Hanson"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("table", name=re.compile("word by word"))).to_be_visible()
    dialog.get_by_role("button", name="Merge the two").click()
    expect(dialog).to_be_hidden()
    survivor = page.url.split("id=")[1]
    lost = next(each for each in (gone, survivor) if each != id_after(page))
    page.goto(f"{own.address}/#/entity?id={lost}")
    expect(page.get_by_role("main")).to_contain_text(f"What was {lost} was merged into this entity.")


def id_after(page: Page) -> str:
    """Return the id of the entity that is left of the two."""
    found = page.request.get(
        f"{page.url.split('#')[0]}api/search", params={"text": "Ole Hansen", "deep": False}
    )
    return str(found.json()["entities"][0]["id"])


def test_a_failure_is_said_in_the_dialog_and_what_was_typed_stays(served: Served, opened: Opened) -> None:
    page = entity(opened(served.address, allow=["409"], allow_status=True), "Osaka")
    sent: list[str] = []

    def refuse(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=409, json={"error": "Another program writes the graph: try again."})

    page.route("**/api/decide", refuse)
    dialog = dialog_of(page, "Rename…")
    dialog.get_by_label("New name").fill("Ōsaka")
    dialog.get_by_label(re.compile("Reason")).fill("as it is written there")
    dialog.get_by_role("button", name="Rename", exact=True).click()
    expect(dialog.get_by_role("alert")).to_have_text("Another program writes the graph: try again.")
    expect(dialog.get_by_label("New name")).to_have_value("Ōsaka")
    expect(dialog.get_by_label(re.compile("Reason"))).to_have_value("as it is written there")
    dialog.get_by_role("button", name="Rename", exact=True).click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert [json.loads(each)["value"] for each in sent] == ["Ōsaka", "Ōsaka"]


def test_a_decision_on_its_way_cannot_be_sent_twice(served: Served, opened: Opened) -> None:
    page = entity(opened(served.address), "Osaka")
    waiting: list[Route] = []
    page.route("**/api/decide", lambda route: waiting.append(route))
    dialog = dialog_of(page, "Hide…")
    button = dialog.get_by_role("button", name="Hide", exact=True)
    button.click()
    expect(button).to_be_disabled()
    expect(dialog.get_by_role("status")).to_have_text("Hiding…")
    dialog.get_by_label(re.compile("Reason")).press("Enter")
    page.wait_for_timeout(200)
    assert len(waiting) == 1
    waiting[0].fulfill(
        status=200,
        json={
            "decisions": [],
            "undo": "",
            "followed": True,
            "conflicts": [],
            "changes": ["done"],
            "entities": {},
            "revision": "x",
        },
    )
    expect(dialog).to_be_hidden()


def test_a_link_in_a_dialog_opens_beside_it(served: Served, opened: Opened) -> None:
    page = entity(opened(served.address), "Osaka")
    dialog = dialog_of(page, "Hide…")
    dialog.get_by_label(re.compile("Reason")).fill("not lost")
    with page.context.expect_page() as beside:
        dialog.locator(".sentence a").first.click()
    beside.value.wait_for_url(re.compile("#/document"))
    beside.value.close()
    expect(dialog.get_by_label(re.compile("Reason"))).to_have_value("not lost")


def test_some_documents_or_names_of_an_entity_are_split_off(own: Served, opened: Opened) -> None:
    page = entity(opened(own.address), "Globex Corporation")
    dialog = dialog_of(page, "Split…")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    expect(dialog.locator("blockquote mark").first).to_have_text("Globex Corporation")
    dialog.get_by_label("Only documents with").fill("navy")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Split off 1 document").click()
    expect(dialog).to_be_hidden()
    assert {each["verdict"] for each in ledger(own)} == {"different"}
    expect(page.get_by_role("main")).to_contain_text("in 2 documents")
    entity(page, "Ada Lovelace")
    dialog = dialog_of(page, "Split…")
    dialog.get_by_role("button", name="By names").click()
    dialog.get_by_role("checkbox", name=re.compile("^Lovelace")).check()
    dialog.get_by_role("button", name="Split off 1 name").click()
    expect(dialog).to_be_hidden()
    entity(page, "Lovelace")


def test_a_type_is_changed_to_one_of_the_project(own: Served, opened: Opened) -> None:
    page = entity(opened(own.address), "United States Navy")
    dialog = dialog_of(page, "Change type…")
    expect(dialog.get_by_role("button", name="Change the type")).to_be_disabled()
    options = dialog.get_by_label("New type").get_by_role("option").all_text_contents()
    assert options[0] == "now: organization"
    assert not any(each.startswith("organization") for each in options[1:])
    dialog.get_by_label("New type").select_option("location")
    dialog.get_by_role("button", name="Change the type").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("main")).to_contain_text(re.compile("^.*location · ", re.DOTALL))
    assert ledger(own)[-1]["value"] == "location"


def test_what_was_hidden_is_shown_again_by_taking_that_back(own: Served, opened: Opened) -> None:
    page = entity(opened(own.address), "Lisbon")
    dialog_of(page, "Hide…").get_by_role("button", name="Hide", exact=True).click()
    expect(page.get_by_role("button", name="Show again…")).to_be_visible()
    dialog = dialog_of(page, "Show again…")
    expect(dialog).to_contain_text("“Lisbon” (location) is hidden")
    dialog.get_by_role("button", name="Show again", exact=True).click()
    expect(page.get_by_role("button", name="Hide…")).to_be_visible()
    assert [each["verdict"] for each in ledger(own)] == ["hide", "undo"]


def test_who_decides_is_asked_for_and_stands_beside_the_decision(own: Served, opened: Opened) -> None:
    page = entity(opened(own.address), "Osaka")
    dialog = dialog_of(page, "Rename…")
    dialog.get_by_role("button", name="Change who decides").click()
    dialog.get_by_label(re.compile("Who decides")).fill("")
    dialog.get_by_label("New name").fill("Ōsaka")
    expect(dialog.get_by_role("button", name="Rename", exact=True)).to_be_disabled()
    expect(dialog).to_contain_text("Say who decides.")
    dialog.get_by_label(re.compile("Who decides")).fill("Mara Lindqvist")
    dialog.get_by_role("button", name="Rename", exact=True).click()
    expect(dialog).to_be_hidden()
    assert ledger(own)[-1]["by"] == "Mara Lindqvist"
    entity(page, "Ōsaka", "names")
    expect(page.locator(".decisions")).to_contain_text("Mara Lindqvist")


def test_the_focus_goes_back_to_the_button_that_opened_a_dialog(served: Served, opened: Opened) -> None:
    page = entity(opened(served.address), "Osaka")
    button = page.get_by_role("button", name="Split…")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize(("button", "ending"), [("Report (HTML)", ".html"), ("Report (Markdown)", ".md")])
def test_a_report_is_saved_under_the_entity_s_name(
    served: Served, opened: Opened, tmp_path: Path, button: str, ending: str
) -> None:
    page = entity(opened(served.address), MAHFOUZ[0])
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    assert waiting.value.suggested_filename.endswith(ending)
    path = tmp_path / f"report{ending}"
    waiting.value.save_as(path)
    told = path.read_text(encoding="utf-8")
    assert MAHFOUZ[0] in told
    assert "<img" not in told
    assert "<script" not in told
