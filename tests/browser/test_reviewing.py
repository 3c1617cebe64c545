"""The queue of the review: one question after the other, by keys or buttons, and no answer is ever lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from tests.browser.conftest import Opened, Served, explore, make_project
from tests.support.explored_graph import written

PAIRS = (("Ole Hansen", "Ole Hanson"), ("Callum Reid", "Callum Reed"), ("Marta Lindholm", "Martha Lindholm"))


@pytest.fixture
def doubtful(tmp_path: Path, bundle: Path, browser: Browser) -> Iterator[Served]:
    """Serve a graph with three pairs of names that are a slip apart, in documents of their own."""
    documents = [
        written(
            f"{place}-{side}.txt", ((name, "person"), f" stood in letter {side}."), title=f"Letter {side}"
        )
        for place, pair in enumerate(PAIRS)
        for side, name in enumerate(pair)
    ]
    with explore(make_project(tmp_path, documents)) as found:
        yield found


def review(page: Page) -> Page:
    """Wait for the first question."""
    expect(page.get_by_role("heading", name=re.compile("Are these two the same"))).to_be_visible()
    return page


def question(page: Page) -> str:
    """Return which two names are asked about."""
    return str(page.locator("#question .unseen").text_content())


def place(page: Page, told: str) -> None:
    expect(page.locator(".review-place")).to_contain_text(told)


def ledger(served: Served) -> list[dict[str, str]]:
    """Return the decisions as they are in the project's file."""
    path = served.folder / "decisions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def answered(page: Page, number: int) -> None:
    """Wait until so many answers are kept."""
    expect(page.locator(".review-summary .state", has_text="kept")).to_have_count(number)


def test_a_question_shows_both_sides_with_their_sentences_and_why_it_is_asked(
    doubtful: Served, opened: Opened
) -> None:
    page = review(opened(f"{doubtful.address}/#/review"))
    place(page, "1 of 3")
    left, right = question(page).split(" and ")
    for name in (left, right):
        side = page.get_by_role("region", name=name, exact=True)
        expect(side.locator("mark")).to_have_text(name)
        expect(side).to_contain_text("1 sentence in 1 document")
    expect(page.get_by_role("article")).to_contain_text(
        re.compile(r"Rule typo · score 0\.\d\d · 1 sentence hangs on it")
    )
    expect(page.get_by_role("table", name=re.compile("word by word"))).to_be_visible()


def test_questions_are_skipped_answered_and_taken_back_by_keys(doubtful: Served, opened: Opened) -> None:
    page = review(opened(f"{doubtful.address}/#/review"))
    first = question(page)
    page.keyboard.press("k")
    place(page, "2 of 3")
    page.keyboard.press("b")
    place(page, "1 of 3")
    assert question(page) == first
    page.keyboard.press("ArrowRight")
    page.keyboard.press("d")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", name="That was all")).to_be_visible()
    answered(page, 2)
    page.keyboard.press("z")
    expect(page.get_by_text("You said")).to_be_hidden()
    expect(page.locator(".review-summary .state", has_text="taken back")).to_have_count(1)
    assert [each["verdict"] for each in ledger(doubtful)] == ["different", "unsure", "undo"]


def test_the_reason_goes_with_its_answer_alone_and_letters_in_it_are_letters(
    doubtful: Served, opened: Opened
) -> None:
    page = review(opened(f"{doubtful.address}/#/review"))
    page.keyboard.press("r")
    page.keyboard.type("dmsluz, by hand")
    expect(page.get_by_label(re.compile("^Reason"))).to_have_value("dmsluz, by hand")
    assert ledger(doubtful) == []
    page.keyboard.press("Enter")
    page.keyboard.press("d")
    place(page, "2 of 3")
    expect(page.get_by_label(re.compile("^Reason"))).to_have_value("")
    page.get_by_role("button", name=re.compile("Different")).click()
    answered(page, 2)
    assert [each.get("why", "") for each in ledger(doubtful)] == ["dmsluz, by hand", ""]


def test_a_key_counts_from_the_moment_that_the_question_stands_there(
    doubtful: Served, opened: Opened
) -> None:
    page = opened(f"{doubtful.address}/#/")
    # Pressed in the same turn in which the heading comes, before the browser has drawn anything.
    page.evaluate(
        """() => {
          const watch = new MutationObserver(() => {
            if (![...document.querySelectorAll("h2")].some((each) => each.textContent.includes("Are these two the same"))) return;
            watch.disconnect();
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "k", bubbles: true }));
          });
          watch.observe(document.body, { childList: true, subtree: true });
          location.hash = "#/review";
        }"""
    )
    place(review(page), "2 of 3")


def test_what_somebody_else_answered_meanwhile_is_said_and_cannot_be_answered(
    doubtful: Served, opened: Opened
) -> None:
    first, second = (review(opened(f"{doubtful.address}/#/review")) for _ in range(2))
    settled = question(first)
    assert settled == question(second)
    second.keyboard.press("d")
    expect(first.get_by_text("This is no longer asked")).to_be_visible()
    expect(first.get_by_role("button", name=re.compile("Same"))).to_be_disabled()
    first.keyboard.press("k")
    expect(first.get_by_role("button", name=re.compile("Same"))).to_be_enabled()
    assert question(first) != settled


def test_answers_that_are_refused_wait_and_are_sent_again_in_their_order(
    doubtful: Served, opened: Opened
) -> None:
    page = review(opened(f"{doubtful.address}/#/review", allow=["409"], allow_status=True))
    page.route(
        "**/api/decide", lambda route: route.fulfill(status=409, json={"error": "An ingest has the graph."})
    )
    first = question(page)
    page.keyboard.press("d")
    expect(page.locator(".review-place")).to_contain_text("An ingest has the graph.")
    second = question(page)
    page.keyboard.press("l")
    assert ledger(doubtful) == []
    page.unroute("**/api/decide")
    page.get_by_role("button", name="Send again").click()
    answered(page, 2)
    kept = ledger(doubtful)
    assert [each["verdict"] for each in kept] == ["different", "unsure"]
    for told, decision in zip((first, second), kept, strict=True):
        assert set(told.split(" and ")) == {decision["left"]["name"], decision["right"]["name"]}  # type: ignore[index]


def test_the_page_warns_before_an_unsent_answer_is_left(doubtful: Served, opened: Opened) -> None:
    page = review(opened(f"{doubtful.address}/#/review"))
    held: list[Route] = []
    page.route("**/api/decide", lambda route: held.append(route))
    page.get_by_role("button", name=re.compile("Leave open")).click()
    place(page, "1 answer on the way")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(1000)
    assert asked == ["beforeunload"]
    held[0].continue_()
    answered(page, 1)


def test_the_answers_go_on_when_another_view_is_opened(doubtful: Served, opened: Opened) -> None:
    page = review(opened(f"{doubtful.address}/#/review"))
    for key in "dl":
        page.keyboard.press(key)
    page.goto(f"{doubtful.address}/#/decisions")
    expect(page.locator(".decisions > li")).to_have_count(2)
    assert [each["verdict"] for each in ledger(doubtful)] == ["different", "unsure"]


def test_the_sides_are_below_each_other_on_a_narrow_screen(doubtful: Served, opened: Opened) -> None:
    page = review(opened(f"{doubtful.address}/#/review", viewport={"width": 390, "height": 800}))
    left, right = (each.bounding_box() for each in page.locator(".question .side").all())
    assert left
    assert right
    assert right["y"] >= left["y"] + left["height"]


def test_the_ledger_lists_filters_and_takes_back(doubtful: Served, opened: Opened) -> None:
    page = review(opened(f"{doubtful.address}/#/review"))
    for key in "dl":
        page.keyboard.press(key)
    answered(page, 2)
    page.goto(f"{doubtful.address}/#/decisions")
    rows = page.locator(".decisions > li")
    expect(rows).to_have_count(2)
    page.get_by_label("What").select_option("unsure")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile("verdict=unsure"))
    page.get_by_label("What").select_option("")
    page.get_by_label("With the words").fill("are different")
    expect(rows).to_have_count(1)
    rows.get_by_role("button", name=re.compile("Take back")).click()
    page.get_by_role("dialog").get_by_role("button", name="Take back", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert ledger(doubtful)[-1]["verdict"] == "undo"
    expect(page.locator(".state", has_text="taken back")).to_have_count(1)
