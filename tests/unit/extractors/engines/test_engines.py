"""Settings of extraction, window capacity and words: what needs no model."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from extractors.engines.settings import ExtractorSettings
from extractors.mentions import Sentence
from extractors.segmentation.windows import Capacity, Window, Word, plan_windows, words_of


def test_the_defaults_need_no_network() -> None:
    settings = ExtractorSettings()
    assert (settings.engine, settings.model, settings.revision) == ("auto", "bundled", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"engine": "spacy"},
        {"threshold": 0},
        {"threshold": 1.1},
        {"batch_size": 0},
        {"threads": 0},
        {"window_words": 15},
        {"tresh": 0.5},
    ],
)
def test_a_wrong_setting_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ExtractorSettings.model_validate(wrong)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        ExtractorSettings().threshold = 0.2  # type: ignore[misc]


def test_settings_load_without_the_model_libraries() -> None:
    code = "import sys, extractors.engines.loading; print([m for m in ('torch', 'gliner', 'transformers') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.model
def test_a_fingerprint_is_made_without_the_model_libraries() -> None:
    code = """
import sys
from extractors.engines.loading import ExtractorSettings, fingerprint_of
from extractors.mentions import Label
print(fingerprint_of(ExtractorSettings(), [Label("person")]))
print([m for m in ("torch", "gliner", "transformers", "onnxruntime") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    made, loaded = done.stdout.split("\n", 1)
    assert len(made) == 16
    assert loaded.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jean-Luc's 3.5 snake_case", ["Jean-Luc", "'", "s", "3", ".", "5", "snake_case"]),
        ("e\u0301tude Ber\u00adlin", ["e\u0301tude", "Ber\u00adlin"]),
        ("東京に2024年", ["東", "京", "に", "2024", "年"]),
        ("서울 Tokyo東", ["서울", "Tokyo", "東"]),
        ("a😀b", ["a", "😀", "b"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words_of(text)] == expected


def words(*lengths: int) -> tuple[list[Word], list[Sentence]]:
    """Return one-letter words of one subtoken in sentences of the given lengths."""
    all_words = [Word(2 * n, 2 * n + 1, 1) for n in range(sum(lengths))]
    sentences, at = [], 0
    for length in lengths:
        sentences.append(Sentence(2 * at, 2 * (at + length) - 1))
        at += length
    return all_words, sentences


def test_short_sentences_share_a_window_and_the_next_looks_back() -> None:
    assert plan_windows(*words(4, 4, 4, 4), Capacity(50, 100, 10, 2)) == [
        Window(0, 0, 15),
        Window(12, 16, 31),
    ]


def test_a_sentence_above_the_target_stays_whole_while_the_model_can_read_it() -> None:
    assert plan_windows(*words(20, 3), Capacity(30, 100, 10, 2)) == [Window(0, 0, 39), Window(36, 40, 45)]


def test_a_sentence_beyond_the_model_is_cut_with_words_seen_twice() -> None:
    assert plan_windows(*words(18), Capacity(12, 100, 10, 2)) == [Window(0, 0, 19), Window(16, 20, 35)]


def test_subtokens_bound_a_window_too() -> None:
    heavy = [Word(2 * n, 2 * n + 1, 10) for n in range(6)]
    assert plan_windows(heavy, [Sentence(0, 11)], Capacity(50, 40, 20, 2)) == [
        Window(0, 0, 7),
        Window(4, 8, 11),
    ]


def test_a_capacity_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Capacity(10, 100, 20, 2)
