"""The set of contacts in ``examples/contacts``: that it is what its page says, and that rules find in it what can be checked."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter

import pytest

from extractors.evaluation.annotations import AnnotatedText, read_annotations
from extractors.evaluation.scores import exact_scores
from extractors.mentions import Mention
from extractors.rules.patterns import pattern_finder
from flows.project.settings_file import load_settings
from tests.support.root import ROOT

FOLDER = ROOT / "examples" / "contacts"
CHECKED = ("email", "telephone", "iban", "card")


@pytest.fixture(scope="module")
def texts() -> list[AnnotatedText]:
    return read_annotations(FOLDER / "contacts.jsonl")


def test_the_set_is_built_from_the_marked_texts() -> None:
    spec = importlib.util.spec_from_file_location("contacts_build", FOLDER / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    assert (FOLDER / "contacts.jsonl").read_text(encoding="utf-8") == "".join(build.lines())


def test_its_page_counts_what_it_holds(texts: list[AnnotatedText]) -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    counted = {name: int(number) for name, number in re.findall(r"^\| (\w+) \| (\d+) \|", page, re.MULTILINE)}
    assert counted == Counter(mention.type for text in texts for mention in text.mentions)
    without = sum(all(mention.type not in CHECKED for mention in text.mentions) for text in texts)
    assert f"{without} texts have none of the values that can be checked" in page
    assert len(texts) == 200


@pytest.mark.parametrize("kind", CHECKED)
def test_rules_find_nearly_all_of_each_kind_and_little_else(kind: str, texts: list[AnnotatedText]) -> None:
    settings = load_settings(FOLDER / "graphmill.toml")
    finder = pattern_finder([each.rule for each in settings.types if each.rule is not None])
    gold = [[mention for mention in text.mentions if mention.type == kind] for text in texts]
    found = [
        [
            Mention(f.start, f.end, text.text[f.start : f.end], kind, 1.0)
            for f in finder.find(text.text)
            if f.type == kind
        ]
        for text in texts
    ]
    assert exact_scores(gold, found).micro.f1 >= 0.95
