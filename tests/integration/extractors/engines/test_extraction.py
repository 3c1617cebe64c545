"""The bundled checkpoint on real texts: offsets, long documents, repeatability, errors."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from extractors.documents import Document
from extractors.engines.loading import extract_text, load_extractor
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.mentions import Extraction, Extractor, Label

pytestmark = pytest.mark.model

LABELS = (Label("Person"), Label("Organization"), Label("Location"))
FILLER = [
    "The committee discussed the budget for the next year and decided nothing.",
    "It rained for most of the week, so the harvest was late again.",
    "Several members asked for a longer report about the state of the roads.",
    "The new bridge will be opened in spring if the weather allows it.",
    "Nobody could say how many tickets had been sold by the evening.",
    "A second meeting was planned, although the room was too small.",
]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return load_extractor(ExtractorSettings(), LABELS)


def document(text: str, name: str = "a") -> Document:
    return Document(uri=name, title=name, text=text, media_type="text/plain", source_hash="0" * 64)


def check_invariants(extraction: Extraction) -> None:
    """Check the contract of ``Extraction`` on one result."""
    text = extraction.document.text
    assert all(text[m.start : m.end] == m.surface for m in extraction.mentions)
    for spans in (extraction.mentions, extraction.sentences):
        assert all(left.end <= right.start for left, right in pairwise(spans))
    for mention in extraction.mentions:
        assert sum(s.start <= mention.start and mention.end <= s.end for s in extraction.sentences) == 1
        assert 0 < mention.score <= 1


def surfaces(extraction: Extraction, kind: str) -> list[str]:
    return [m.surface for m in extraction.mentions if m.type == kind]


def test_entities_of_a_simple_text(extractor: Extractor) -> None:
    found = extract_text("Angela Merkel visited Microsoft in Seattle.", extractor)
    check_invariants(found)
    assert [(m.surface, m.type) for m in found.mentions] == [
        ("Angela Merkel", "Person"),
        ("Microsoft", "Organization"),
        ("Seattle", "Location"),
    ]


def test_names_in_a_long_document_are_found_wherever_they_stand(extractor: Extractor) -> None:
    sentences = [FILLER[number * number % 11 % len(FILLER)] for number in range(1_700)]
    spots = [0, *range(60, 1_640, 79), len(sentences) - 1]
    for spot in spots:
        sentences[spot] = "Angela Merkel visited Microsoft in Seattle."
    text = " ".join(sentences)
    assert len(text.split()) >= 20_000
    found = extract_text(text, extractor)
    check_invariants(found)
    expected = [i for i in range(len(text)) if text.startswith("Angela Merkel", i)]
    assert len(expected) == len(spots)
    assert [m.start for m in found.mentions if m.surface == "Angela Merkel"] == expected


def test_names_are_whole_at_every_border_of_a_text_without_sentences() -> None:
    # One sentence of 3,000 words: windows are cut inside it, and a step of 29 words meets a cut at every alignment.
    # The low threshold is for the prose without any full stop, of which the model is not sure.
    words = " ".join(sentence.rstrip(".") for sentence in FILLER * 50).lower().split()[:3_000]
    for at in range(11, 3_000, 29):
        words[at] = "and Franklin Delano Roosevelt spoke"
    text = " ".join(words)
    found = extract_text(text, load_extractor(ExtractorSettings(threshold=0.1), [Label("Person")]))
    check_invariants(found)
    assert surfaces(found, "Person").count("Franklin Delano Roosevelt") == text.count(
        "Franklin Delano Roosevelt"
    )
    assert len(found.sentences) == 1


@pytest.mark.parametrize(
    "text",
    [
        "😀😀 Angela Merkel 👩‍👩‍👧 met Tim Cook 🇩🇪 in Berlin 😀.",
        "E\u0301douard Manet was born in Paris. Rene\u0301 Magritte was born in Belgium.",
        "Angela Merkel\r\nChancellor of Germany\r\n\r\nShe met Tim Cook in\r\nSeattle.\r\n",
        "東京でティム・クックはアップルを発表した。" * 20,
        "\ufeffAngela Merkel met\u00a0Tim\u00a0Cook in Ber\u00adlin.",
        "Angela Merkel \ud83d met Tim Cook.",
        "x" * 10_000 + " Angela Merkel met Tim Cook in Berlin.",
        "\x00\u200b\u200b\u2060 \x01",
        "a\u0301" * 2_000,
        "? ! ... --- ;;; " * 60,
        "",
        " \n\t",
    ],
)
def test_offsets_quote_the_text(extractor: Extractor, text: str) -> None:
    found = extract_text(text, extractor)
    check_invariants(found)
    for name in ("Angela Merkel", "Tim Cook"):
        assert text.count(name) == surfaces(found, "Person").count(name)


def test_combining_marks_stay_in_their_name(extractor: Extractor) -> None:
    found = extract_text("E\u0301douard Manet was born in Paris.", extractor)
    assert surfaces(found, "Person") == ["E\u0301douard Manet"]


def test_invisible_characters_do_not_shift_the_names_after_them(extractor: Extractor) -> None:
    found = extract_text(
        "\u200b \u200b Angela Merkel \u200d\ufe0f\u2060 met \x01 Tim Cook \u200b in Berlin.", extractor
    )
    check_invariants(found)
    assert [m.surface for m in found.mentions] == ["Angela Merkel", "Tim Cook", "Berlin"]


def test_no_name_reaches_from_one_block_into_the_next(extractor: Extractor) -> None:
    text = "Yesterday she left the European\n\nCommission in Brussels.\n\nTim Cook | Angela Merkel"
    found = extract_text(text, extractor)
    check_invariants(found)
    assert [m.surface for m in found.mentions if "\n" in m.surface or "|" in m.surface] == []
    assert surfaces(found, "Person") == ["Tim Cook", "Angela Merkel"]
    assert len(found.sentences) == 3


def test_neither_order_nor_company_nor_threads_change_a_result(extractor: Extractor) -> None:
    names = [
        "Angela Merkel",
        "Tim Cook",
        "Barack Obama",
        "Marie Curie",
        "Siemens",
        "Paris",
        "Harvard University",
    ]
    said = [*FILLER, *(f"{left} wrote to {right}." for left, right in pairwise(names))]
    documents = [
        document(
            " ".join(said[(number + part) * part % len(said)] for part in range(number * 4 + 1)), str(number)
        )
        for number in range(6)
    ]
    alone = [extractor.extract([d])[0] for d in documents]
    assert sum(len(extraction.mentions) for extraction in alone) > 20
    assert extractor.extract(documents) == alone
    assert extractor.extract(documents[::-1]) == alone[::-1]
    for threads in (1, 3):
        assert load_extractor(ExtractorSettings(threads=threads), LABELS).extract(documents) == alone


def test_thresholds_hold_per_label() -> None:
    text = "Angela Merkel visited Microsoft in Seattle. " + " ".join(FILLER)
    strict = load_extractor(
        ExtractorSettings(),
        [Label("Person", threshold=0.999), Label("Organization"), Label("Location", threshold=0.9)],
    )
    found = extract_text(text, strict)
    assert surfaces(found, "Person") == []
    assert "Microsoft" in surfaces(found, "Organization")
    assert all(m.score >= 0.9 for m in found.mentions if m.type == "Location")


def test_a_silenced_label_does_not_take_a_span_from_another() -> None:
    text = "Angela Merkel visited Microsoft in Seattle."
    both = load_extractor(
        ExtractorSettings(), [Label("Human", "person", threshold=1.0), Label("Politician", threshold=0.05)]
    )
    assert surfaces(extract_text(text, both), "Politician")


def test_prompts_are_asked_and_names_are_answered() -> None:
    found = extract_text(
        "Angela Merkel visited Microsoft.",
        load_extractor(ExtractorSettings(), [Label("PER", prompt="person")]),
    )
    assert [(m.surface, m.type) for m in found.mentions] == [("Angela Merkel", "PER")]


def test_more_labels_than_the_model_takes_are_asked_in_several_passes() -> None:
    many = [Label("person"), *(Label(f"kind of thing number {n}") for n in range(70)), Label("location")]
    found = extract_text(
        "Angela Merkel visited Microsoft in Seattle.", load_extractor(ExtractorSettings(), many)
    )
    assert ("Angela Merkel", "person") in [(m.surface, m.type) for m in found.mentions]
    assert ("Seattle", "location") in [(m.surface, m.type) for m in found.mentions]


def test_the_fingerprint_follows_what_changes_results_and_nothing_else(extractor: Extractor) -> None:
    assert (
        load_extractor(ExtractorSettings(threads=1, batch_size=2), LABELS).fingerprint
        == extractor.fingerprint
    )
    others = [
        load_extractor(ExtractorSettings(), LABELS[:2]),
        load_extractor(ExtractorSettings(threshold=0.7), LABELS),
        load_extractor(ExtractorSettings(window_words=100), LABELS),
        load_extractor(ExtractorSettings(), [Label("Person", prompt="human"), *LABELS[1:]]),
        load_extractor(ExtractorSettings(), [Label("Person", threshold=0.9), *LABELS[1:]]),
    ]
    assert len({extractor.fingerprint, *(other.fingerprint for other in others)}) == len(others) + 1


@pytest.mark.parametrize(
    ("labels", "options", "message"),
    [
        ([], {}, "name at least one"),
        ([Label(" ")], {}, "is empty"),
        ([Label("a"), Label("a")], {}, "twice"),
        ([Label("a b"), Label("a_b")], {}, "same words"),
        ([Label("a", threshold=1.5)], {}, "at most 1"),
        ([Label("word " * 600)], {}, "shorter prompt"),
        ([Label("a")], {"model": "./no/such/folder"}, "no such folder"),
        ([Label("a")], {"device": "tpu"}, "use auto, cpu"),
        ([Label("a")], {"device": "cuda:99"}, "use cpu"),
        ([Label("a")], {"revision": "v1"}, "leave it out"),
    ],
)
def test_what_cannot_be_used_is_an_error_with_a_remedy(
    labels: list[Label], options: dict[str, object], message: str
) -> None:
    with pytest.raises(ExtractorError, match=message):
        load_extractor(ExtractorSettings.model_validate(options), labels)


def test_an_unknown_model_without_network_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ExtractorError, match="use model='bundled'"):
        load_extractor(ExtractorSettings(model="graphmill-tests/no-such-model"), LABELS)


def test_a_folder_without_weights_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match=r"gliner_config\.json"):
        load_extractor(ExtractorSettings(model=str(tmp_path)), LABELS)
    (tmp_path / "gliner_config.json").write_text("{}")
    with pytest.raises(ExtractorError, match="holds no weights"):
        load_extractor(ExtractorSettings(model=str(tmp_path)), LABELS)
