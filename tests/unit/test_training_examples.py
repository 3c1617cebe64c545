from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractors.training.recipe.data import TrainingData, TrainingSentence, TrainingSource, TrainingSpan
from extractors.training.recipe.examples import (
    LARGEST_PROMPT,
    LOWERED,
    Example,
    ExampleDrawer,
    annotate,
    entities_of,
    possible_names,
)
from extractors.training.recipe.labels import LabelBook

BOOK = LabelBook(
    {
        "person": {"names": ["person", "human"], "parent": None, "domain": "general"},
        "location": {"names": ["location", "place"], "parent": None, "domain": "general"},
        "singer": {"names": ["singer", "vocalist"], "parent": "person", "domain": "general"},
        "politician": {"names": ["politician"], "parent": "person", "domain": "general"},
        "song or album": {"names": ["song or album"], "parent": "creative work", "domain": "general"},
        "album": {"names": ["album"], "parent": "creative work", "domain": "general"},
        "song": {"names": ["song"], "parent": "creative work", "domain": "general"},
        "sports event": {"names": ["sports event", "race"], "parent": "event", "domain": "general"},
        "miscellaneous": {"names": ["miscellaneous"], "parent": None, "domain": "general"},
        "malware": {"names": ["malware"], "parent": "product", "domain": "security"},
        "reagent": {"names": ["reagent"], "parent": None, "domain": "laboratory"},
    }
)
CLOSED = TrainingSource(1)
OPEN = TrainingSource(1, open=True)
NAMED = TrainingSource(1, complete=("person", "location"))


def sentence(words: str, *spans: tuple[int, int, str], labels: Sequence[str] = ()) -> TrainingSentence:
    return TrainingSentence(
        "made", tuple(words.split()), tuple(TrainingSpan(*span) for span in spans), frozenset(labels)
    )


def answer(
    text: TrainingSentence, asked: Sequence[str], source: TrainingSource = CLOSED, *, split: bool = True
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the places that are positive, and those that are unknown, as words and label."""
    example = annotate(text, entities_of(text, split=split), {label: label for label in asked}, source, BOOK)

    def read(places: Sequence[tuple[int, int, int]]) -> set[tuple[str, str]]:
        return {(" ".join(text.tokens[first : last + 1]), asked[label]) for first, last, label in places}

    return read(example.positives), read(example.unknown)


ANNOTATED = sentence(
    "Cher met Obama in Rome", (0, 0, "singer"), (2, 2, "politician"), labels=["singer", "politician"]
)


def test_annotated_labels_are_answered_and_the_rest_of_the_text_is_negative() -> None:
    assert answer(ANNOTATED, ["singer", "politician"]) == (
        {("Cher", "singer"), ("Obama", "politician")},
        set(),
    )


def test_a_label_of_a_foreign_field_is_negative_everywhere() -> None:
    assert answer(ANNOTATED, ["reagent", "malware"]) == (set(), set())


def test_a_coarse_type_alone_takes_its_kinds_and_other_names_are_unknown() -> None:
    assert answer(ANNOTATED, ["person"]) == (
        {("Cher", "person"), ("Obama", "person")},
        {("in", "person"), ("Rome", "person"), ("met", "person")},
    )


def test_the_finer_label_beats_the_coarser_one() -> None:
    positives, unknown = answer(ANNOTATED, ["person", "singer"])
    assert positives == {("Cher", "singer"), ("Obama", "person")}
    assert ("Cher", "person") not in unknown


def test_where_a_source_misses_no_person_the_rest_is_negative() -> None:
    text = sentence("Cher met Obama in Rome", (0, 0, "person"), (2, 2, "person"), labels=["person"])
    assert answer(text, ["person"], NAMED) == ({("Cher", "person"), ("Obama", "person")}, set())
    assert answer(text, ["singer"], NAMED) == (set(), {("Cher", "singer"), ("Obama", "singer")})


def test_in_an_open_source_what_is_not_labelled_is_unknown() -> None:
    text = sentence("Cher met Obama in Rome", (0, 0, "singer"))
    positives, unknown = answer(text, ["singer", "location"], OPEN)
    assert positives == {("Cher", "singer")}
    assert {("Obama", "singer"), ("Rome", "singer"), ("Obama", "location"), ("Rome", "location")} <= unknown
    assert ("Cher", "location") not in unknown  # a singer is a person, and so no place


def test_known_coarse_types_decide_in_an_open_source() -> None:
    text = TrainingSentence(
        "made",
        ("Cher", "met", "Obama", "in", "Rome"),
        (TrainingSpan(0, 0, "singer"),),
        frozenset(),
        (TrainingSpan(0, 0, "person"), TrainingSpan(2, 2, "person"), TrainingSpan(4, 4, "location")),
    )
    positives, unknown = answer(text, ["person", "location", "politician"], OPEN)
    assert positives == {("Cher", "person"), ("Obama", "person"), ("Rome", "location")}
    assert unknown == {("Cher", "politician"), ("Obama", "politician")}


def test_a_union_that_no_clue_splits_is_unknown_for_its_kinds() -> None:
    text = TrainingSentence(
        "made",
        ("Blue", "and", "Red"),
        (TrainingSpan(0, 0, "song or album", "album"), TrainingSpan(2, 2, "song or album")),
        frozenset({"song or album"}),
    )
    assert answer(text, ["album"]) == ({("Blue", "album")}, {("Red", "album")})
    assert answer(text, ["album", "song or album"])[0] == {("Blue", "album"), ("Red", "song or album")}
    assert answer(text, ["song or album"])[0] == {("Blue", "song or album"), ("Red", "song or album")}
    assert answer(text, ["album"], split=False) == (set(), {("Blue", "album"), ("Red", "album")})


def test_miscellaneous_names_may_be_events_but_no_other_words_are() -> None:
    text = sentence("The Marathon in Rome began", (1, 1, "miscellaneous"), labels=["miscellaneous", "person"])
    assert answer(text, ["event"]) == (set(), {("Marathon", "event")})


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("the Bank of America rose", [1, 2, 3]),
        ("They saw nothing at all there", [0]),
        ("all in lower case", [0, 1, 2, 3]),
        ("Born 1815 somewhere", [0, 1]),
    ],
)
def test_possible_names_have_capitals_or_lie_between_them(words: str, places: list[int]) -> None:
    assert possible_names(words.split()) == places


def drawn_examples(
    seed: int, count: int = 400
) -> tuple[list[Example], dict[tuple[str, ...], TrainingSentence]]:
    pool = [
        ANNOTATED,
        sentence(
            "Le Mans was won by Cher",
            (0, 1, "sports event"),
            (5, 5, "singer"),
            labels=["sports event", "singer"],
        ),
        sentence("Nothing of note happened today", labels=["singer", "sports event"]),
    ]
    labels = ("album", "malware", "politician", "reagent", "singer", "sports event")
    drawer = ExampleDrawer(
        TrainingData({"made": pool}, labels, BOOK), {"made": TrainingSource(1, everyday=0.3)}
    )
    chance = random.Random(seed)  # noqa: S311
    return [drawer.draw(chance) for _ in range(count)], {text.tokens: text for text in pool}


def test_no_annotated_label_of_a_name_is_ever_a_negative_for_it() -> None:
    examples, sentences = drawn_examples(1)
    checked = 0
    for example in examples:
        text = sentences.get(example.tokens)
        for span in text.spans if text else ():
            if span.label in example.prompt:
                checked += 1
                assert (span.first, span.last, example.prompt.index(span.label)) in example.positives
    assert checked > 100


def test_prompts_hold_distinct_names_that_belong_to_their_labels() -> None:
    for example in drawn_examples(2)[0]:
        assert 1 <= len(example.names) <= LARGEST_PROMPT
        assert len(set(example.names)) == len(example.names) == len(set(example.prompt))
        for label, name in zip(example.prompt, example.names, strict=True):
            assert name == label or name in BOOK.names(label)


def test_scarce_types_and_everyday_prompts_are_drawn() -> None:
    examples = drawn_examples(3)[0]
    assert any("event" in example.prompt and example.positives for example in examples)
    held = [example for example in examples if "Mans" in example.tokens]
    assert len(held) > len(examples) / 3


def test_the_same_seed_draws_the_same_examples() -> None:
    assert drawn_examples(4, 50)[0] == drawn_examples(4, 50)[0]
    assert drawn_examples(4, 50)[0] != drawn_examples(5, 50)[0]


def made_drawer() -> ExampleDrawer:
    pools = {
        "early": [sentence("Early Bird sang there", (0, 1, "singer"), labels=["singer"])],
        "late": [sentence("Late Owl sang there", (0, 1, "singer"), labels=["singer"])],
    }
    pools = {name: [replace(text, source=name) for text in pool] for name, pool in pools.items()}
    sources = {"early": TrainingSource(1), "late": TrainingSource(1)}
    labels = ("album", "malware", "politician", "reagent", "singer", "sports event")
    return ExampleDrawer(TrainingData(pools, labels, BOOK), sources)


def test_a_small_part_of_the_texts_has_no_capitals() -> None:
    chance, drawer = random.Random(1), made_drawer()  # noqa: S311
    drawn = [drawer.draw(chance) for _ in range(2000)]
    lowered = [example for example in drawn if " ".join(example.tokens).islower()]
    assert LOWERED / 2 < len(lowered) / len(drawn) < LOWERED * 2
    assert any(example.positives for example in lowered)
