"""``graphmill extract`` with rules: the source of each entity, and with ``--why`` how the answer came about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.composition.composed import ComposedExtractor
from extractors.mentions import Label
from flows.project.settings import Settings
from tests.support.command_line import CommandLine

TEXT = "Ada Byron (ada@example.org) boarded ICE 123 to Bonn.\n"
BY_RULES = r"""
[extractor]
model = "nowhere/at-all"
[[types]]
name = "email"
kind = "email"
[[types]]
name = "train"
pattern = '\bICE \d+\b'
[[types]]
name = "way"
pattern = 'boarded(?= ICE)'
"""


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    Path("text.txt").write_text(TEXT, encoding="utf-8")
    Path("graphmill.toml").write_text(BY_RULES, encoding="utf-8")
    return CommandLine(capsys)


def test_what_rules_find_needs_no_model_and_names_its_source(commands: CommandLine) -> None:
    found = commands.data("extract", "text.txt")
    assert [(each["text"], each["type"], each["source"]) for each in found] == [
        ("ada@example.org", "email", "pattern"),
        ("boarded", "way", "pattern"),
        ("ICE 123", "train", "pattern"),
    ]
    assert all(TEXT[each["start"] : each["end"]] == each["text"] for each in found)


def test_labels_of_one_call_choose_among_the_rules(commands: CommandLine) -> None:
    assert [each["text"] for each in commands.data("extract", "text.txt", "--labels", "train")] == ["ICE 123"]


def test_why_says_what_found_each_entity(commands: CommandLine) -> None:
    told = commands.data("extract", "text.txt", "--why")
    assert [(each["text"], each["why"]) for each in told["annotations"]] == [
        ("ada@example.org", "e-mail address, rightly written"),
        ("boarded", "pattern boarded(?= ICE)"),
        ("ICE 123", r"pattern \bICE \d+\b"),
    ]
    assert told["dropped"] == []


def test_why_of_several_documents_names_each(commands: CommandLine) -> None:
    Path("two.jsonl").write_text('{"id": "1", "text": "ICE 1"}\n{"id": "2", "text": "none"}\n', "utf-8")
    told = commands.data("extract", "two.jsonl", "--why")
    assert [
        (each["document"], [a["text"] for a in each["annotations"]], each["dropped"]) for each in told
    ] == [
        ("two.jsonl#1", ["ICE 1"], []),
        ("two.jsonl#2", [], []),
    ]


@pytest.mark.model
def test_why_says_what_beat_what_the_model_found_and_how_sure_it_was(commands: CommandLine) -> None:
    Path("graphmill.toml").write_text(
        "[[types]]\nname = 'person'\n[[types]]\nname = 'surname'\npattern = '(?<=Ada )Byron'\n", "utf-8"
    )
    told = commands.data("extract", "text.txt", "--why")
    assert [(each["text"], each["source"]) for each in told["annotations"]] == [("Byron", "pattern")]
    (dropped,) = told["dropped"]
    assert (dropped["text"], dropped["source"], dropped["by"]["text"]) == ("Ada Byron", "model", "Byron")
    assert dropped["reason"] == "a pattern wins over everything that it overlaps"
    assert dropped["why"].startswith("the model, score 0.")
    assert dropped["why"].endswith(", at least 0.5 is needed")


def test_why_and_two_models_side_by_side_do_not_go_together(commands: CommandLine) -> None:
    code, _, err = commands.run("extract", "text.txt", "--why", "--compare", "bundled", "other")
    assert (code, "Give one of them" in err) == (2, True)


@pytest.mark.model
@pytest.mark.parametrize(("copies", "asked"), [(1, "f32"), (600, "auto")])
def test_little_text_is_read_in_what_starts_soonest(
    commands: CommandLine, monkeypatch: pytest.MonkeyPatch, copies: int, asked: str
) -> None:
    from flows.commands import extract

    given: list[str] = []
    made = extract.project_extractor

    def noted(settings: Settings, labels: Sequence[Label] | None = None) -> ComposedExtractor:
        given.append(settings.extractor.precision)
        return made(settings, labels)

    monkeypatch.setattr(extract, "project_extractor", noted)
    monkeypatch.delenv("GRAPHMILL_EXTRACTOR__PRECISION")
    Path("text.txt").write_text(TEXT * copies, encoding="utf-8")
    commands.data("extract", "text.txt")
    monkeypatch.setenv("GRAPHMILL_EXTRACTOR__PRECISION", "bf16")
    commands.data("extract", "text.txt")
    assert given == [asked, "bf16"]
