"""What people decide on the page: in one ledger with the commands, seen by everybody, and taken back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import APIResponse, Browser, Locator, Page, Route, expect

from tests.browser.conftest import Opened, Served, environment, explore, make_project
from tests.browser.steps import await_decisions, go, graph_of, id_of, message
from tests.support.explored_graph import small_corpus


def ledger(served: Served) -> list[dict[str, str]]:
    """Return the decisions as they are in the project's file."""
    path = served.folder / "decisions.jsonl"
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )


def command(served: Served, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments],
        cwd=served.folder, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def send_merge_of_ada(page: Page) -> Locator:
    """Merge Ada Byron into Ada Lovelace, as a person does it, and return the dialog that was sent."""
    go(page, f"entity?id={id_of(page, 'Ada Byron')}")
    page.get_by_role("button", name="Merge with…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").fill("Ada Lovelace")
    dialog.get_by_role("option", name=re.compile("Ada Lovelace")).click()
    expect(dialog.get_by_role("heading", name=re.compile("Merge .*Ada Byron.*Ada Lovelace"))).to_be_visible()
    dialog.get_by_role("textbox", name=re.compile("Reason")).fill("the same <b>person</b>")
    dialog.get_by_role("button", name="Merge the two").click()
    return dialog


def merge_ada(page: Page) -> None:
    expect(send_merge_of_ada(page)).to_be_hidden()


def test_a_merge_is_followed_by_the_graph_kept_in_the_ledger_and_undone(own: Served, opened: Opened) -> None:
    page = opened(own.address)
    merge_ada(page)
    expect(page.get_by_role("main")).to_contain_text("Ada Byron")
    (kept,) = ledger(own)
    assert (kept["verdict"], kept["why"]) == ("same", "the same <b>person</b>")
    merged = page.evaluate("graphmill.search('Ada', {limit: 10, type: 'person', deep: false})")
    assert len(merged["entities"]) == 1
    message(page).get_by_role("button", name="Undo").first.click()
    expect(message(page)).to_contain_text(re.compile("Taken back: “Ada Byron”"))
    assert [each["verdict"] for each in ledger(own)] == ["same", "undo"]
    apart = page.evaluate("graphmill.search('Ada', {limit: 10, type: 'person', deep: false})")
    assert {each["name"] for each in apart["entities"]} == {"Ada Byron", "Ada Lovelace"}


def test_the_queue_is_worked_off_by_keys_alone(own: Served, opened: Opened) -> None:
    page = opened(f"{own.address}/#/review")
    expect(page.get_by_role("main")).to_contain_text("1 of 2")
    for number, (pressed, verdict) in enumerate((("d", "different"), ("m", "same")), start=1):
        expect(page.get_by_role("main")).to_contain_text(f"{number} of 2")
        page.keyboard.press(pressed)
        await_decisions(page, number)
        assert ledger(own)[-1]["verdict"] == verdict
    expect(page.get_by_role("main")).to_contain_text("All of 2 looked at")
    assert "Ole Hansen" in command(own, "entity", "Ole Hanson")
    page.keyboard.press("z")
    await_decisions(page, 3)
    assert [each["verdict"] for each in ledger(own)] == ["different", "same", "undo"]


def test_a_second_person_sees_what_the_first_decided(own: Served, opened: Opened) -> None:
    first, second = opened(own.address), opened(own.address)
    graph_of(second, "Ada Lovelace")
    shown = second.get_by_role("application")
    expect(shown).to_have_accessible_name(re.compile("5 entities"))
    merge_ada(first)
    expect(second.get_by_text(re.compile("decided:"))).to_be_visible()
    expect(shown).not_to_have_accessible_name(re.compile("7 edges"))
    expect(shown).to_be_visible()
    go(second, "decisions")
    expect(second.get_by_role("main")).to_contain_text("the same <b>person</b>")


def test_a_dialog_stays_as_it_is_while_its_decision_is_carried_out(own: Served, opened: Opened) -> None:
    page = opened(own.address)
    answers: list[tuple[Route, APIResponse]] = []
    page.route("**/api/decide", lambda route: answers.append((route, route.fetch())))
    before = page.evaluate("graphmill.pulse()")["revision"]
    dialog = send_merge_of_ada(page)
    # The page learns that the graph is another one before it learns that this is what came of its own question.
    with page.expect_response(
        lambda each: each.url.endswith("/api/pulse") and each.json()["revision"] != before
    ):
        expect(dialog).to_contain_text("Close, it goes on")
    with page.expect_response("**/api/pulse"):
        pass
    expect(dialog.get_by_role("alert")).to_have_count(0)
    ((route, answer),) = answers
    route.fulfill(response=answer)
    expect(dialog).to_be_hidden()


def test_a_decision_of_a_command_reaches_the_page(own: Served, opened: Opened) -> None:
    page = opened(own.address)
    go(page, f"entity?id={id_of(page, 'Osaka')}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Osaka")
    command(own, "rename", "Osaka", "Ōsaka")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ōsaka")


def test_an_entity_is_renamed_retyped_hidden_and_split(own: Served, opened: Opened) -> None:
    page = opened(own.address)
    go(page, f"entity?id={id_of(page, 'Grace Hopper')}")
    page.get_by_role("button", name="Rename…").click()
    page.get_by_role("dialog").get_by_role("combobox").fill("Rear Admiral Hopper")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Rename")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rear Admiral Hopper")
    assert ledger(own)[-1]["verdict"] == "rename"
    page.get_by_role("button", name="Hide…").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Hide")).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert ledger(own)[-1]["verdict"] == "hide"
    found = page.evaluate("graphmill.map(1000)")
    assert "Rear Admiral Hopper" not in found["names"]


def test_a_page_that_may_only_be_read_decides_nothing(
    tmp_path: Path, bundle: Path, browser: Browser, opened: Opened
) -> None:
    with explore(make_project(tmp_path, small_corpus()), "--read-only") as served:
        page = opened(served.address, allow=["status of 403"], allow_status=True)
        go(page, f"entity?id={id_of(page, 'Grace Hopper')}")
        expect(page.get_by_role("button", name="Rename…")).to_be_disabled()
        asked = "graphmill.decide({act: 'hide', a: 'x', by: 'me', why: ''}).then(() => 0, (error) => error.status)"
        assert page.evaluate(asked) == 403
        assert ledger(served) == []
        page.close()
