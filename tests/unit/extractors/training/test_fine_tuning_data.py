from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.evaluation.annotations import AnnotatedText, read_annotations
from extractors.mentions import Mention
from extractors.segmentation.segments import segment
from extractors.training.fine_tuning.data import (
    FEWEST_TEXTS,
    FineTuningError,
    Parts,
    Reading,
    check_annotations,
    check_mentions,
    cut,
    label_names,
    part_texts,
)
from tests.support.root import ROOT


def annotated(
    text: str, *marks: tuple[str, str], name: str = "t", labels: frozenset[str] | None = None
) -> AnnotatedText:
    """Return a text whose marks, (surface, type), are mentions where the surface first stands."""
    mentions = [
        Mention(text.index(surface), text.index(surface) + len(surface), surface, kind, 1.0)
        for surface, kind in marks
    ]
    return AnnotatedText(name, text, tuple(sorted(mentions)), labels)


def many(count: int) -> list[AnnotatedText]:
    return [
        annotated(f"Pump {i} leaks at bay {i}.", (f"Pump {i}", "part"), name=f"t:{i}") for i in range(count)
    ]


def reading(words: int = 40, subtokens: int = 80, target: int = 20) -> Reading:
    """Return a model's limits; a word takes a subtoken for every four characters."""
    return Reading(words, subtokens, target, lambda found: [-(-len(word) // 4) for word in found])


def test_what_cannot_be_learned_from_is_refused_with_a_remedy() -> None:
    with pytest.raises(FineTuningError, match=r"data.jsonl: 3 texts are too few.*at least 10"):
        check_annotations(many(3), "data.jsonl")
    with pytest.raises(FineTuningError, match="no text has an entity"):
        check_annotations([AnnotatedText("t", f"text {i}", ()) for i in range(FEWEST_TEXTS)], "data.jsonl")


def test_overlapping_mentions_are_refused_by_name() -> None:
    nested = annotated("Bank of Lomm", ("Bank of Lomm", "org"), ("Lomm", "place"), name="d.jsonl:7")
    with pytest.raises(FineTuningError, match=r"d.jsonl:7: the mentions 'Bank of Lomm' .*'Lomm' .* overlap"):
        check_annotations([*many(FEWEST_TEXTS), nested], "d.jsonl")
    with pytest.raises(FineTuningError, match="overlap"):
        check_mentions([nested], "test.jsonl")


def test_rare_labels_and_mentions_inside_words_are_doubtful_but_allowed() -> None:
    texts = [
        *many(FEWEST_TEXTS),
        annotated("A 10km run by Ada.", ("10", "number"), ("Ada", "person"), name="x:1"),
    ]
    rare, within = check_annotations(texts, "data.jsonl")
    assert "number (1), person (1)" in rare
    assert "1 mentions" in within
    assert "'10' in x:1" in within
    assert check_annotations(many(FEWEST_TEXTS), "data.jsonl") == []


def test_labels_are_those_with_mentions_and_those_that_a_text_lists() -> None:
    texts = [annotated("Ada.", ("Ada", "person")), annotated("b", labels=frozenset({"fault", "person"}))]
    assert label_names(texts) == ("fault", "person")


def place_of(parts: Parts) -> dict[str, str]:
    return {
        text.text: name
        for name, texts in (("train", parts.train), ("val", parts.validation), ("held", parts.held_out))
        for text in texts
    }


def test_a_text_keeps_its_part_when_others_come_go_or_move() -> None:
    texts = many(300)
    before = place_of(part_texts(texts, held_out=0.2, validation=0.1, seed=3))
    shuffled = texts[40:]
    shuffled.reverse()
    after = place_of(part_texts([*shuffled, *many(320)[300:]], held_out=0.2, validation=0.1, seed=3))
    assert all(after[text.text] == before[text.text] for text in shuffled)
    assert before != place_of(part_texts(texts, held_out=0.2, validation=0.1, seed=4))


def test_the_parts_have_about_the_size_asked_for_and_share_no_text() -> None:
    parts = part_texts(many(1000), held_out=0.2, validation=0.1)
    assert len(parts.train) + len(parts.validation) + len(parts.held_out) == 1000
    assert 150 < len(parts.held_out) < 250
    assert 50 < len(parts.validation) < 110
    assert part_texts(many(50), validation=0).validation == ()


def test_equal_texts_are_never_on_both_sides() -> None:
    texts = many(60)
    doubled = [AnnotatedText("copy", text.text.upper() + "  ", ()) for text in texts]
    parts = part_texts([*texts, *doubled], held_out=0.3)
    held = {text.text.casefold().strip() for text in parts.held_out}
    assert held
    assert not held & {text.text.casefold().strip() for text in (*parts.train, *parts.validation)}


def test_a_test_file_is_what_measures_and_is_not_learned_from() -> None:
    texts = many(30)
    parts = part_texts(texts, texts[:5], validation=0)
    assert parts.held_out == tuple(texts[:5])
    assert parts.train == tuple(texts[5:])


@pytest.mark.parametrize(("held_out", "validation"), [(0.0, 0.1), (1.0, 0.1), (0.2, 1.0), (0.2, -0.1)])
def test_fractions_out_of_range_are_refused(held_out: float, validation: float) -> None:
    with pytest.raises(FineTuningError, match="between 0 and 1"):
        part_texts(many(20), held_out=held_out, validation=validation)


def test_a_part_without_mentions_is_refused() -> None:
    bare = [AnnotatedText("t", f"text {i}", ()) for i in range(40)]
    with pytest.raises(FineTuningError, match="held out"):
        part_texts(many(30), bare)
    with pytest.raises(FineTuningError, match="left to learn from"):
        part_texts(bare, many(5))


def test_a_passage_has_words_spans_and_the_annotated_labels() -> None:
    text = annotated(
        "Unit 12 lost its left axle box.",
        ("Unit 12", "vehicle"),
        ("left axle box", "part"),
        labels=frozenset({"vehicle", "part"}),
    )
    (passage,) = cut(text, ("fault", "part", "vehicle"), reading())
    assert passage.words == ("Unit", "12", "lost", "its", "left", "axle", "box", ".")
    assert passage.spans == ((0, 1, "vehicle"), (4, 6, "part"))
    assert passage.labels == ("part", "vehicle")


def test_a_mention_inside_a_word_is_learned_as_the_word() -> None:
    (passage,) = cut(annotated("A 10km run.", ("10", "number")), ("number",), reading())
    assert [passage.words[first : last + 1] for first, last, _ in passage.spans] == [("10km",)]


def surfaces(text: AnnotatedText, limits: Reading) -> list[tuple[str, str]]:
    """Return the mentions that the passages of ``text`` have, as their words, in order."""
    return [
        (" ".join(passage.words[first : last + 1]), kind)
        for passage in cut(text, ("part",), limits)
        for first, last, kind in passage.spans
    ]


def test_a_long_text_is_cut_between_sentences_and_no_mention_is_lost() -> None:
    sentences = [f"The pump number {i} of hall {i % 7} was opened and closed again." for i in range(50)]
    text = annotated(" ".join(sentences), *((f"pump number {i} of", "part") for i in range(50)))
    limits = reading()
    passages = list(cut(text, ("part",), limits))
    assert [word for passage in passages for word in passage.words] == text.text.replace(".", " .").split()
    assert all(len(passage.words) <= limits.words and passage.words[-1] == "." for passage in passages)
    assert surfaces(text, limits) == [(f"pump number {i} of", "part") for i in range(50)]


def test_a_sentence_longer_than_the_model_is_not_cut_within_a_mention() -> None:
    words = [f"w{i}" for i in range(400)]
    marks = [(" ".join(words[i : i + 6]), "part") for i in range(3, 394, 10)]
    text = annotated(" ".join(words), *marks)
    assert surfaces(text, reading()) == marks
    assert all(len(passage.words) <= 40 for passage in cut(text, ("part",), reading()))


def test_a_mention_or_a_word_longer_than_the_model_is_refused() -> None:
    words = " ".join(f"w{i}" for i in range(90))
    with pytest.raises(FineTuningError, match="t: "):
        list(cut(annotated(words, (words, "part")), ("part",), reading()))
    with pytest.raises(FineTuningError, match="subtokens"):
        list(cut(annotated("x" * 59, name="t"), ("part",), reading(subtokens=12)))


def test_an_empty_text_has_no_passage() -> None:
    assert list(cut(annotated(" \n"), ("part",), reading())) == []


def test_the_example_is_sound_and_as_its_readme_counts_it() -> None:
    folder = ROOT / "examples" / "railway"
    texts = read_annotations(folder / "maintenance.jsonl")
    assert check_annotations(texts, "maintenance.jsonl") == []
    counts = Counter(mention.type for text in texts for mention in text.mentions)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert f"holds {len(texts)} invented notes" in readme
    assert all(f"| {kind} | {count} |" in readme for kind, count in counts.items())


def test_a_table_is_learned_as_a_model_will_see_it() -> None:
    text = "Part,Town\nthe pump,Leeds\nthe valve,Kiel"
    (passage,) = cut(annotated(text, ("the pump", "part"), ("the valve", "part")), ("part",), reading())
    assert " ".join(passage.words) == "| Part | Town | | the pump | Leeds | | the valve | Kiel |"
    assert [" ".join(passage.words[a : b + 1]) for a, b, _ in passage.spans] == ["the pump", "the valve"]


@given(
    st.lists(
        st.sampled_from(["alpha", "be.", "Gamma", "de-lta", "\n\n", "\u200b", "e\u0301", "東京", "a" * 70]),
        max_size=80,
    ),
    st.lists(st.integers(0, 79), max_size=6),
)
def test_every_word_is_in_one_passage_and_every_mention_in_one_piece(
    parts: Sequence[str], marked: Sequence[int]
) -> None:
    text = " ".join(parts)
    mentions = []
    for number in sorted(set(marked)):
        if number < len(parts) and parts[number].strip("\n\u200b"):
            start = len(" ".join(parts[:number])) + (1 if number else 0)
            mentions.append(Mention(start, start + len(parts[number]), parts[number], "part", 1.0))
    limits = Reading(
        30, 200, 12, lambda words: [0 if word == "\u200b" else -(-len(word) // 4) for word in words]
    )
    passages = list(cut(AnnotatedText("t", text, tuple(mentions)), ("part",), limits))
    joined = "".join(word for passage in passages for word in passage.words)
    seen = segment(text).view.text
    assert joined == "".join(seen.replace("\u200b", "").split())
    found = ["".join(p.words[a : b + 1]) for p in passages for a, b, _ in p.spans]
    assert found == [mention.surface for mention in mentions]
    assert all(len(passage.words) <= 30 for passage in passages)
