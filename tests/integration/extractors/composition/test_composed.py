"""A model and rules as one extractor: what each finds, at the same places of the stored text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

import extractors.composition.composed
from extractors.composition.composed import ComposedExtractor
from extractors.composition.precedence import Loss
from extractors.documents import Document
from extractors.engines.loading import extract_text, fingerprint_of, load_extractor
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.mentions import MODEL, PATTERN, Label
from extractors.rules.protocol import Finder
from tests.support.tiny_engines import make_gliner
from tests.support.word_finder import WordFinder

LABELS = (Label("person"), Label("place"))
TEXT = "Angela Merkel visited Microsoft in Seattle. The place was full. Angela left by ICE 12.\n"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> ExtractorSettings:
    """Name a model of random weights, which finds something everywhere."""
    return ExtractorSettings(model=str(make_gliner(tmp_path_factory.mktemp("tiny"), "span")), threshold=0.3)


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every attempt to load a model fail the test."""

    def load(*_: object) -> None:
        pytest.fail("the model was loaded")

    monkeypatch.setattr(extractors.composition.composed, "load_extractor", load)


def by_rules(*finders: Finder, types: Sequence[str] = ("train", "drug")) -> ComposedExtractor:
    return ComposedExtractor(ExtractorSettings(model="nowhere/at-all"), (), finders, types)


def document(text: str, media_type: str = "text/plain") -> Document:
    return Document("d.txt", "d", text, media_type, "0" * 64)


def test_without_rules_answers_and_fingerprint_are_the_models_own(settings: ExtractorSettings) -> None:
    alone = load_extractor(settings, LABELS)
    composed = ComposedExtractor(settings, LABELS, (), [label.name for label in LABELS])
    assert composed.fingerprint == alone.fingerprint == fingerprint_of(settings, LABELS)
    assert extract_text(TEXT, composed) == extract_text(TEXT, alone)
    assert composed.thresholds == alone.thresholds


def test_each_mention_names_its_source_and_quotes_the_text(settings: ExtractorSettings) -> None:
    train = WordFinder({"ICE 12": "train"}, PATTERN)
    composed = ComposedExtractor(settings, LABELS, (train,), ("person", "place", "train"))
    found = extract_text(TEXT, composed)
    assert {mention.source for mention in found.mentions} == {MODEL, PATTERN}
    assert [m.surface for m in found.mentions if m.source == PATTERN] == ["ICE 12"]
    assert all(TEXT[m.start : m.end] == m.surface for m in found.mentions)
    assert all(one.end <= other.start for one, other in pairwise(found.mentions))
    for mention in found.mentions:
        assert sum(s.start <= mention.start and mention.end <= s.end for s in found.sentences) == 1


def test_where_rules_find_all_types_no_model_is_needed(no_model: None) -> None:
    composed = by_rules(WordFinder({"ICE 12": "train"}, PATTERN))
    assert [mention.surface for mention in extract_text(TEXT, composed).mentions] == ["ICE 12"]
    assert len(composed.fingerprint) == 16
    assert composed.thresholds == {}
    assert composed.own_fingerprint is None


def test_what_the_model_found_before_is_composed_with_other_rules_without_the_model(
    settings: ExtractorSettings, no_model: None
) -> None:
    text = document(TEXT)
    own = load_extractor(settings, LABELS).extract([text])[0]
    types = ("person", "place", "train")
    one = ComposedExtractor(settings, LABELS, (WordFinder({"ICE 12": "train"}, PATTERN),), types)
    other = ComposedExtractor(settings, LABELS, (WordFinder({"full": "train"}, PATTERN),), types)
    assert one.fingerprint != other.fingerprint
    readings = [each.read([text], [own])[0].extraction for each in (one, other)]
    trains = [[m.surface for m in found.mentions if m.type == "train"] for found in readings]
    assert trains == [["ICE 12"], ["full"]]


def test_the_fingerprint_changes_with_rules_types_and_model(settings: ExtractorSettings) -> None:
    finder, other = WordFinder({"ICE": "train"}), WordFinder({"RE": "train"})

    def fingerprint(
        *finders: Finder, model: ExtractorSettings = settings, types: str = "person train"
    ) -> str:
        return ComposedExtractor(model, LABELS, finders, types.split()).fingerprint

    made = {
        fingerprint(),
        fingerprint(finder),
        fingerprint(other),
        fingerprint(finder, other),
        fingerprint(finder, types="person train drug"),
        fingerprint(finder, model=settings.model_copy(update={"threshold": 0.4})),
        by_rules(finder).fingerprint,
    }
    assert len(made) == 7
    assert fingerprint(finder, other) == fingerprint(other, finder)


def test_a_finding_is_a_place_of_what_is_seen() -> None:
    text = "# Plan\n\nTake **Aspi**rin &amp; water with the\n*ICE 12* now.\n"
    words = WordFinder({"Aspirin & water": "drug", "ICE 12": "train"})
    found = by_rules(words).extract([document(text, "text/markdown")])[0].mentions
    assert [m.surface for m in found] == ["Aspi**rin &amp; water", "ICE 12"]
    assert all(text[m.start : m.end] == m.surface for m in found)


def test_a_finding_that_reaches_over_a_border_of_the_layout_does_not_count() -> None:
    text = "name\tdrug\nOrla\tAspirin\nMax\tWater\n"
    seen = by_rules(WordFinder({"Aspirin": "drug"})).read([document(text)])[0]
    assert [found.mention.surface for found in seen.kept] == ["Aspirin"]
    words = WordFinder({"work.\n\nThen": "drug", "went": "drug"})
    paragraphs = by_rules(words).read([document("This was work.\n\nThen he went home.")])[0]
    assert [found.mention.surface for found in paragraphs.kept] == ["went"]
    assert [(each.found.mention.surface, each.loss) for each in paragraphs.dropped] == [
        ("work.\n\nThen", Loss.BORDER)
    ]


def test_sentences_are_joined_where_a_mention_of_a_rule_connects_them() -> None:
    text = "He took Dr. Oetker. Pudding was good."
    found = by_rules(WordFinder({"Oetker. Pudding": "drug"})).extract([document(text)])[0]
    assert [text[s.start : s.end] for s in found.sentences] == [text]
    apart = by_rules(WordFinder({"Oetker": "drug"})).extract([document(text)])[0]
    assert len(apart.sentences) == 2


def test_blanks_at_the_edges_of_a_finding_are_no_part_of_it() -> None:
    found = by_rules(WordFinder({" 12. ": "train", "  ": "train"})).extract([document("ICE 12.  Now   go.")])
    assert [m.surface for m in found[0].mentions] == ["12."]


def test_types_that_are_not_asked_for_are_not_found() -> None:
    composed = by_rules(WordFinder({"ICE": "train", "left": "drug"}), types=("drug",))
    assert [m.surface for m in extract_text(TEXT, composed).mentions] == ["left"]


def test_nothing_to_look_for_is_refused() -> None:
    with pytest.raises(ExtractorError, match="name at least one"):
        by_rules()


def test_a_text_without_findings_or_letters_has_none() -> None:
    for text in ("", "   \n\n", "no trains here", "\ud800 lone surrogate ICE"):
        found = by_rules(WordFinder({"ICE": "train"})).extract([document(text)])[0]
        assert [m.surface for m in found.mentions] == (["ICE"] if "ICE" in text else [])
