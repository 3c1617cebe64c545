"""Evaluation: which prediction answers which gold mention, what that makes of the scores, and the mistakes shown."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from extractors.evaluation.annotations import AnnotatedText
from extractors.evaluation.bootstrap import percentile_intervals
from extractors.evaluation.evaluation import EvaluationError, evaluate, evaluation_as_json, make_task
from extractors.evaluation.matching import MatchKind, match
from extractors.mentions import MODEL, PATTERN, Mention

TEXT = "Ada Lovelace met Charles Babbage in London in June 1833."


def mention(surface: str, kind: str, score: float = 1.0, text: str = TEXT) -> Mention:
    start = text.index(surface)
    return Mention(start, start + len(surface), surface, kind, score)


def gold(
    *mentions: Mention, name: str = "a", text: str = TEXT, labels: frozenset[str] | None = None
) -> AnnotatedText:
    return AnnotatedText(name, text, tuple(sorted(mentions)), labels)


def test_every_outcome_is_told() -> None:
    found = match(
        [
            mention("Ada Lovelace", "person"),
            mention("Charles Babbage", "person"),
            mention("London", "location"),
            mention("June 1833", "date"),
        ],
        [
            mention("Ada Lovelace", "person"),
            mention("Babbage", "person"),
            mention("London", "person"),
            mention("June", "person"),
            mention("met", "person"),
        ],
    )
    assert [each.outcome for each in found] == [
        MatchKind.RIGHT,
        MatchKind.SPURIOUS,
        MatchKind.BOUNDS,
        MatchKind.TYPE,
        MatchKind.BOTH,
    ]
    assert [each.outcome for each in match([mention("Ada", "person")], [])] == [MatchKind.MISSED]


def test_one_prediction_answers_one_gold_mention_only() -> None:
    wide = mention("Ada Lovelace met Charles Babbage", "person")
    parts = [mention("Ada Lovelace", "person"), mention("Charles Babbage", "person")]
    assert [each.outcome for each in match(parts, [wide])] == [MatchKind.MISSED, MatchKind.BOUNDS]
    assert [each.outcome for each in match([wide], parts)] == [MatchKind.SPURIOUS, MatchKind.BOUNDS]


def test_as_many_as_possible_are_matched_where_the_best_pair_first_would_match_fewer() -> None:
    # The two long mentions share most, but matched with each other they would leave both short ones alone.
    wanted = [mention("Ada Lovelace met Charles", "person"), mention("Babbage", "person")]
    predicted = [mention("Lovelace met Charles Babbage", "person"), mention("Ada", "person")]
    assert [each.outcome for each in match(wanted, predicted)] == [MatchKind.BOUNDS, MatchKind.BOUNDS]


def test_an_exact_pair_goes_before_an_overlap_and_the_type_before_the_bounds() -> None:
    nested = [mention("Ada Lovelace", "person"), mention("Lovelace", "person")]
    assert [(e.gold, e.outcome) for e in match(nested, [mention("Lovelace", "person", 0.5)])] == [
        (nested[0], MatchKind.MISSED),
        (nested[1], MatchKind.RIGHT),
    ]
    both = [mention("Ada Lovelace", "location", 0.9), mention("Ada", "person", 0.3)]
    assert {e.outcome for e in match([mention("Ada Lovelace", "person")], both)} == {
        MatchKind.BOUNDS,
        MatchKind.SPURIOUS,
    }


def test_scores_of_exact_and_overlapping_mentions() -> None:
    text = gold(
        mention("Ada Lovelace", "person"), mention("Charles Babbage", "person"), mention("London", "location")
    )
    predicted = [
        mention("Ada Lovelace", "person", 0.9),
        mention("Babbage", "person", 0.8),
        mention("June", "location", 0.7),
    ]
    result = evaluate(make_task([text]), [predicted])
    person = result.exact.labels["person"]
    assert (person.precision, person.recall, result.overlap.labels["person"].f1) == (0.5, 0.5, 1.0)
    assert result.exact.micro.f1 == pytest.approx(1 / 3)
    assert result.overlap.micro.f1 == pytest.approx(2 / 3)
    assert result.overlap.macro.f1 == pytest.approx(0.5)
    assert result.outcomes[MatchKind.MISSED] == {"location": 1}
    assert result.outcomes[MatchKind.SPURIOUS] == {"location": 1}
    assert result.confusion == {("person", "person"): 2}


def test_a_type_that_was_not_annotated_in_a_text_is_neither_right_nor_wrong_there() -> None:
    texts = [
        gold(mention("Ada Lovelace", "person"), name="a", labels=frozenset({"person"})),
        gold(mention("London", "location"), name="b", labels=frozenset({"location"})),
    ]
    found = [mention("Ada Lovelace", "person"), mention("London", "location")]
    result = evaluate(make_task(texts), [found, found])
    assert result.exact.micro.f1 == 1
    assert result.ignored == 2


def test_gold_of_a_type_that_its_text_does_not_list_is_left_out() -> None:
    listed = gold(mention("London", "location"), labels=frozenset({"location", "event"}))
    task = make_task([gold(mention("Ada", "person"), labels=frozenset()), listed])
    assert (task.labels, task.left_out) == (("event", "location"), {"person": 1})
    with pytest.raises(EvaluationError, match="list in each text's labels"):
        make_task([gold(mention("Ada", "person"), labels=frozenset())])


def test_gold_types_get_other_names_and_labels_choose_among_them() -> None:
    text = gold(mention("Ada Lovelace", "PER"), mention("Babbage", "WRITER"), mention("London", "LOC"))
    task = make_task([text], ["person", "event"], {"PER": "person", "WRITER": "person"})
    assert [m.type for m in task.texts[0].mentions] == ["person", "person"]
    assert (task.labels, task.left_out) == (("person", "event"), {"LOC": 1})
    with pytest.raises(EvaluationError, match=r"ORG: no such type in the gold. It has: LOC, PER, WRITER"):
        make_task([text], names={"ORG": "organization"})
    with pytest.raises(EvaluationError, match="LOC, PER, WRITER"):
        make_task([text], ["person"])


def test_a_label_that_the_gold_lacks_is_counted_as_spurious() -> None:
    task = make_task([gold(mention("Ada Lovelace", "person"))], ["person", "event"])
    result = evaluate(task, [[mention("Ada Lovelace", "person"), mention("met", "event", 0.6)]])
    assert result.exact.labels["event"].precision == 0
    assert result.exact.micro.precision == 0.5


def test_predictions_that_do_not_belong_are_refused() -> None:
    task = make_task([gold(mention("Ada Lovelace", "person"))])
    with pytest.raises(ValueError, match="1 texts but 0"):
        evaluate(task, [])
    with pytest.raises(ValueError, match="'event'"):
        evaluate(task, [[mention("met", "event")]])


def test_a_sample_is_drawn_by_seed_and_keeps_the_order() -> None:
    texts = [gold(mention("Ada", "person"), name=str(i)) for i in range(50)]
    task = make_task(texts)
    names = [int(text.name) for text in task.sample(10, seed=3).texts]
    assert names == sorted(names)
    assert len(set(names)) == 10
    assert names == [int(text.name) for text in task.sample(10, seed=3).texts]
    assert names != [int(text.name) for text in task.sample(10, seed=4).texts]
    assert task.sample(50, seed=3) == task


def test_mistakes_are_ranked_by_confidence_and_equal_ones_stand_together() -> None:
    task = make_task([gold(mention("London", "location"), name=name) for name in "abc"])
    predicted = [
        [mention("Ada", "location", 0.6), mention("June", "location", 0.9)],
        [mention("Ada", "location", 0.8)],
        [mention("London", "location", 0.8)],
    ]
    result = evaluate(task, predicted)
    assert [
        (m.predicted.surface, m.predicted.score, m.count, m.name)
        for m in result.mistakes[MatchKind.SPURIOUS]
        if m.predicted
    ] == [
        ("June", 0.9, 1, "a"),
        ("Ada", 0.8, 2, "b"),
    ]
    (missed,) = result.mistakes[MatchKind.MISSED]
    assert (missed.count, missed.context) == (2, TEXT)
    assert evaluate(task, predicted, mistakes=1).mistakes[MatchKind.SPURIOUS][0].count == 1


def test_a_context_quotes_the_text_without_half_words() -> None:
    text = "word " * 40 + "Ada " + "word " * 40
    (missed,) = evaluate(make_task([gold(mention("Ada", "person", text=text), text=text)]), [[]]).mistakes[
        MatchKind.MISSED
    ]
    assert missed.context == text[missed.start : missed.start + len(missed.context)]
    assert set(missed.context.split()) == {"word", "Ada"}
    assert 100 < len(missed.context) <= 123


def test_intervals_hold_the_score_and_shrink_with_more_texts() -> None:
    counts = np.tile(np.array([[[1, 1, 1]], [[0, 1, 1]]]), (20, 1, 1))
    few, many = (
        percentile_intervals(counts, ["person"]),
        percentile_intervals(np.tile(counts, (25, 1, 1)), ["person"]),
    )
    for intervals in (few, many):
        low, high = intervals.micro.f1
        assert low < 0.5 < high
        assert intervals.labels["person"].f1 == intervals.macro.f1 == (low, high)
    # The standard error of a share of a half among n texts is 0.5 / sqrt(n), and 95 % are 1.96 of them on each side.
    assert few.micro.f1[1] - few.micro.f1[0] == pytest.approx(2 * 1.96 * 0.5 / 40**0.5, rel=0.15)
    assert many.micro.f1[1] - many.micro.f1[0] == pytest.approx(2 * 1.96 * 0.5 / 1000**0.5, rel=0.15)


def test_intervals_leave_out_draws_that_lack_the_label() -> None:
    counts = np.zeros((30, 2, 3), dtype=np.int64)
    counts[:, 0] = 1
    counts[0, 1] = 1
    intervals = percentile_intervals(counts, ["person", "event"])
    assert intervals.labels["event"].f1 == intervals.macro.f1 == (1, 1)


def test_intervals_want_counts_that_fit() -> None:
    with pytest.raises(ValueError, match="2 labels"):
        percentile_intervals(np.zeros((3, 1, 3), dtype=np.int64), ["person", "event"])
    with pytest.raises(ValueError, match="at least one text"):
        percentile_intervals(np.zeros((0, 1, 3), dtype=np.int64), ["person"])


def test_the_json_has_scores_intervals_confusions_and_errors() -> None:
    task = make_task([gold(mention("Ada Lovelace", "person"), mention("London", "location"))])
    result = evaluate(task, [[mention("Ada", "person", 0.9), mention("London", "person", 0.8)]])
    data = json.loads(json.dumps(evaluation_as_json(result)))
    assert data["overlap"]["labels"]["person"]["f1"] == pytest.approx(2 / 3)
    assert set(data["exact"]["micro"]) >= {"precision", "recall", "f1"}
    assert data["intervals"]["exact"]["micro"]["f1"] == [0, 0]
    assert data["confusion"]["pairs"] == [
        {"gold": "location", "predicted": "person", "count": 1},
        {"gold": "person", "predicted": "person", "count": 1},
    ]
    assert data["outcomes"]["other bounds"] == {"person": 1}
    assert [error["outcome"] for error in data["errors"]] == ["other bounds", "other type"]
    assert data["counts"] == {"texts": 1, "characters": len(TEXT), "gold": 2, "predicted": 2, "ignored": 0}


def test_each_source_is_scored_by_what_it_found_and_recalls_add_up() -> None:
    task = make_task(
        [
            gold(mention("Ada Lovelace", "person"), mention("June 1833", "date")),
            gold(mention("Charles Babbage", "person"), mention("London", "location"), name="b"),
        ]
    )
    by_pattern = replace(mention("June 1833", "date"), source=PATTERN)
    wrong = replace(mention("June", "location"), source=PATTERN)
    result = evaluate(
        task,
        [
            [mention("Ada Lovelace", "person"), by_pattern],
            [mention("Babbage", "person"), mention("London", "date"), wrong],
        ],
    )
    assert list(result.sources) == [MODEL, PATTERN]
    exact, overlap = result.sources[MODEL]
    assert (exact.micro.precision, exact.micro.recall) == (1 / 3, 1 / 4)
    assert (overlap.micro.precision, overlap.micro.recall) == (2 / 3, 1 / 2)
    exact, overlap = result.sources[PATTERN]
    assert (exact.micro.precision, exact.micro.recall, overlap.micro.recall) == (1 / 2, 1 / 4, 1 / 4)
    assert exact.labels["date"].f1 == 1
    assert exact.labels["location"].precision == 0
    assert sum(one.micro.recall for one, _ in result.sources.values()) == result.exact.micro.recall
    data = json.loads(json.dumps(evaluation_as_json(result)))
    assert data["sources"]["pattern"]["exact"]["micro"]["true_positives"] == 1


def test_scores_by_source_are_left_out_where_there_is_one() -> None:
    task = make_task([gold(mention("Ada Lovelace", "person"))])
    alone = evaluate(task, [[mention("Ada Lovelace", "person")]])
    assert "sources" not in evaluation_as_json(alone)
    assert "sources" not in evaluation_as_json(evaluate(task, [[]]))
