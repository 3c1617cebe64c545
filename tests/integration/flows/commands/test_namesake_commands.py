"""People of one name by command: asked about with the documents of both sides, answered, and told apart or not from then on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.mentions import Extraction
from flows.project.guidance import load_guidance
from flows.project.settings_file import load_settings
from flows.project.stores import store_settings
from graph.contents.loading import load_resolution
from graph.stores.opening import open_store
from graph.writing.writer import apply_changes
from tests.support.command_line import CommandLine
from tests.support.synthetic import extraction

VOSS = ("Peter Voss", "person")
SIDES = {
    "flight": ("Tern Airways", "Kestrel Field", "Gannet Club"),
    "court": ("Alder Chambers", "Milford", "Ashby"),
}
BRIDGES = ("Dunmore", "Port Ellis")


def document(uri: str, beside: Sequence[str]) -> Extraction:
    return extraction(uri, [[VOSS, (each, "organization")] for each in beside])


def documents(*, in_doubt: bool) -> list[Extraction]:
    """Make two documents of each Peter Voss; in doubt, the first of each speaks of the same two places as the other's."""
    found = [
        document(f"{side}{number}.txt", company + (BRIDGES if in_doubt and number == 1 else ()))
        for side, company in SIDES.items()
        for number in (1, 2)
    ]
    return found + [
        extraction(f"noise{number}.txt", [[(f"Nobody Number{number}", "person")]]) for number in range(20)
    ]


def put(made: Sequence[Extraction]) -> None:
    settings = load_settings()
    with open_store(store_settings(settings)) as store:
        apply_changes(store, made, guidance=load_guidance(settings))


def bearers() -> list[str]:
    """Return the ids of the entities that are called Peter Voss."""
    with open_store(store_settings(load_settings())) as store:
        found = load_resolution(store).entities.values()
        return sorted(each.id for each in found if each.name == VOSS[0] and each.docs)


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRAPHMILL_USER", "ann")
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)
    (tmp_path / ".graphmill").mkdir()
    (tmp_path / "graphmill.toml").write_text("", encoding="utf-8")
    return CommandLine(capsys)


def answered(commands: CommandLine, verdict: str) -> str:
    """Answer the only question of the review in a file, and return what came of it."""
    commands.ok("review", "--export", "questions.jsonl")
    (row,) = Path("questions.jsonl").read_text(encoding="utf-8").splitlines()
    Path("answers.jsonl").write_text(json.dumps(json.loads(row) | {"decision": verdict}), encoding="utf-8")
    return commands.ok("review", "--import", "answers.jsonl")


@pytest.mark.parametrize(("verdict", "people"), [("same", 1), ("different", 2)])
@pytest.mark.parametrize("in_doubt", [True, False])
def test_the_answer_to_a_question_of_two_people_holds(
    commands: CommandLine, verdict: str, people: int, *, in_doubt: bool
) -> None:
    put(documents(in_doubt=in_doubt))
    assert len(bearers()) == (1 if in_doubt else 2)
    (asked,) = commands.data("review")
    assert asked["question"] == ("split?" if in_doubt else "merge?")
    assert asked["rule"] == "namesake"
    meant = {tuple(asked[side]["documents"]) for side in ("left", "right")}
    assert meant == {("flight1.txt", "flight2.txt"), ("court1.txt", "court2.txt")}
    assert {*asked["left_company"], *asked["right_company"]} >= {*SIDES["flight"], *SIDES["court"]}
    answered(commands, verdict)
    assert len(bearers()) == people
    assert commands.data("review") == []
    put([document("flight3.txt", SIDES["flight"]), document("court3.txt", SIDES["court"])])
    assert len(bearers()) == people


def test_what_tells_two_people_apart_is_explained(commands: CommandLine) -> None:
    put(documents(in_doubt=False))
    told = commands.ok("explain", *bearers())
    assert "They are kept apart: the documents of the one speak of " in told
    assert "Gannet Club, Kestrel Field and Tern Airways" in told
    assert "told apart by what their documents speak of" in told


def test_one_of_two_people_gets_a_name_of_its_own(commands: CommandLine) -> None:
    put(documents(in_doubt=False))
    one, other = bearers()
    commands.ok("rename", one, "Peter Voss (counsel)")
    assert bearers() == [other]
    put([document("flight3.txt", SIDES["flight"]), document("court3.txt", SIDES["court"])])
    assert bearers() == [other]
