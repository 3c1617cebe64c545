"""Gold files for linking: what is read from each form, and what is said of a file that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.errors import GraphmillError
from extractors.mentions import Mention
from linking.evaluation.gold import flip_types, read_linking_gold

TEXT = "Ada Lovelace met Charles Babbage. Lovelace wrote."
GROUPED = {
    "doc": "one",
    "text": TEXT,
    "entities": [
        {
            "link": "Q7259",
            "mentions": [
                {"start": 0, "end": 12, "text": "Ada Lovelace", "type": "person"},
                {"start": 34, "end": 42, "text": "Lovelace", "type": "person"},
            ],
        },
        {"mentions": [{"start": 17, "end": 32, "text": "Charles Babbage", "type": "person"}]},
    ],
}
MENTION = {"doc": "one", "start": 0, "end": 3, "text": "Ada", "type": "person", "link": "Q7259", "cluster": 4}


def write(folder: Path, *lines: object) -> Path:
    path = folder / "gold.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def test_a_mention_a_line(tmp_path: Path) -> None:
    other = {
        "doc": "two",
        "start": 8,
        "end": 12,
        "text": "York",
        "type": "location",
        "link": None,
        "cluster": 0,
    }
    gold = read_linking_gold(write(tmp_path, MENTION, "", other))
    assert [(document.name, document.text, document.mentions) for document in gold.documents] == [
        ("one", "", (Mention(0, 3, "Ada", "person", 1.0),)),
        ("two", "", (Mention(8, 12, "York", "location", 1.0),)),
    ]
    assert gold.across == {("one", 0, 3, "person"): "Q7259"}
    assert gold.within == {
        ("one", 0, 3, "person"): ("one", "4"),
        ("two", 8, 12, "location"): ("two", "0"),
    }
    assert (gold.size, gold.types) == (2, ("location", "person"))


def test_without_clusters_the_links_tell_the_entities_of_a_document(tmp_path: Path) -> None:
    plain = {key: value for key, value in MENTION.items() if key != "cluster"}
    unlinked = {**plain, "start": 5, "end": 8, "link": None}
    gold = read_linking_gold(write(tmp_path, plain, unlinked))
    assert gold.within == {("one", 0, 3, "person"): ("one", "Q7259")}
    assert gold.size == 2


def test_a_document_a_line_with_grouped_mentions(tmp_path: Path) -> None:
    gold = read_linking_gold(write(tmp_path, GROUPED))
    (document,) = gold.documents
    assert document.text == TEXT
    assert {mention.surface for mention in document.mentions} == {
        "Ada Lovelace",
        "Lovelace",
        "Charles Babbage",
    }
    assert gold.across == {("one", 0, 12, "person"): "Q7259", ("one", 34, 42, "person"): "Q7259"}
    assert gold.within == {
        ("one", 0, 12, "person"): ("one", "0"),
        ("one", 34, 42, "person"): ("one", "0"),
        ("one", 17, 32, "person"): ("one", "1"),
    }


def test_a_document_a_line_with_one_mention_an_entity(tmp_path: Path) -> None:
    """The form of gold for extraction with the entity's key, as the example corpus has it."""
    entities = [
        {"start": 0, "end": 12, "type": "person", "text": "Ada Lovelace", "entity": "ada"},
        {"start": 34, "end": 42, "type": "person", "entity": "ada"},
    ]
    gold = read_linking_gold(write(tmp_path, {"uri": "notes/one.txt", "text": TEXT, "entities": entities}))
    assert set(gold.across.values()) == {"ada"}
    assert set(gold.within.values()) == {("notes/one.txt", "ada")}
    assert gold.documents[0].mentions[1].surface == "Lovelace"


def test_a_mention_listed_twice_counts_once_and_one_of_two_entities_is_not_judged(tmp_path: Path) -> None:
    ada = {"start": 0, "end": 12, "text": "Ada Lovelace", "type": "person"}
    torn = {"start": 17, "end": 32, "text": "Charles Babbage", "type": "person"}
    entities = [{"mentions": [ada, ada, torn]}, {"mentions": [torn]}]
    gold = read_linking_gold(write(tmp_path, {**GROUPED, "entities": entities}))
    assert gold.size == 2
    assert gold.contradicted == (("one", 17, 32, "person"),)
    assert list(gold.within) == [("one", 0, 12, "person")]


def test_the_order_of_lines_changes_nothing(tmp_path: Path) -> None:
    lines = [
        {**MENTION, "doc": doc, "start": n, "end": n + 1, "text": "x", "type": kind}
        for doc in ("b", "a", "10", "9")
        for n in (11, 2)
        for kind in ("ship", "person")
    ]
    gold = read_linking_gold(write(tmp_path, *lines))
    turned = read_linking_gold(write(tmp_path, *reversed(lines)))
    assert turned == gold
    assert flip_types(turned, 0.5) == flip_types(gold, 0.5)
    assert [document.name for document in gold.documents] == ["10", "9", "a", "b"]


def test_types_are_renamed(tmp_path: Path) -> None:
    gold = read_linking_gold(write(tmp_path, MENTION), {"person": "patient"})
    assert gold.types == ("patient",)
    assert list(gold.across) == [("one", 0, 3, "patient")]


def test_flips_give_wrong_types_to_a_share_and_keep_the_entities(tmp_path: Path) -> None:
    lines = [
        {
            **MENTION,
            "start": n,
            "end": n + 1,
            "text": "x",
            "type": ("person", "place", "ship")[n % 3],
            "cluster": n,
        }
        for n in range(600)
    ]
    gold = read_linking_gold(write(tmp_path, *lines))
    flipped = flip_types(gold, 0.1, seed=3)
    before, after = gold.documents[0].mentions, flipped.documents[0].mentions
    changed = sum(one.type != other.type for one, other in zip(before, after, strict=True))
    assert 30 < changed < 90
    assert [(m.start, m.surface) for m in before] == [(m.start, m.surface) for m in after]
    assert list(flipped.within.values()) == list(gold.within.values())
    assert set(flipped.within) == {flipped.documents[0].place(mention) for mention in after}
    assert flip_types(gold, 0.1, seed=3) == flipped
    assert flip_types(gold, 0.1, seed=4) != flipped
    assert flip_types(gold, 0.0) == gold
    everything = flip_types(gold, 1.0).documents[0].mentions
    assert all(one.type != other.type for one, other in zip(before, everything, strict=True))


def test_a_flip_never_makes_two_mentions_one(tmp_path: Path) -> None:
    lines = [{**MENTION, "type": kind, "cluster": kind} for kind in ("person", "ship")]
    gold = read_linking_gold(write(tmp_path, *lines))
    assert flip_types(gold, 1.0) == gold


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "gold.jsonl:2: column 2 is no valid JSON"),
        ([1], "gold.jsonl:2: the line holds no JSON object"),
        ({**MENTION, "doc": ""}, "gold.jsonl:2: the field 'doc' is missing, empty or no string"),
        ({**MENTION, "start": "0"}, "gold.jsonl:2: the field 'start' is '0', and should be an offset"),
        ({**MENTION, "end": -1}, "gold.jsonl:2: the field 'end' is -1"),
        ({**MENTION, "end": True}, "gold.jsonl:2: the field 'end' is True"),
        ({**MENTION, "start": 3}, "gold.jsonl:2: start 3 is not below end 3. Count code points"),
        ({**MENTION, "text": None}, "gold.jsonl:2: the field 'text' is missing"),
        ({**MENTION, "type": " "}, "gold.jsonl:2: the field 'type' is missing"),
        (
            {**MENTION, "link": 7},
            "gold.jsonl:2: the link 7 is no string, or empty. Give the entity's id, or null",
        ),
        ({**MENTION, "cluster": 1.5}, "gold.jsonl:2: the cluster 1.5 is no number and no string"),
        ({**MENTION, "text": "Eve"}, "gold.jsonl:2: the span 0:3 holds 'Eve' here and 'Ada' at"),
        (GROUPED, "gold.jsonl:2: the field 'start' is None"),
    ],
)
def test_a_wrong_mention_is_refused_with_its_line(tmp_path: Path, line: object, told: str) -> None:
    with pytest.raises(GraphmillError) as refused:
        read_linking_gold(write(tmp_path, MENTION, line))
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (
            {**GROUPED, "doc": "one"},
            "gold.jsonl:2: the document 'one' is already on line 1. Keep one line a document.",
        ),
        ({**GROUPED, "doc": "two", "text": None}, "gold.jsonl:2: the field 'text' is missing or no string"),
        ({"doc": "two", "text": TEXT}, "gold.jsonl:2: the field 'entities' is no list. Write []"),
        ({"doc": "two", "text": TEXT, "entities": [3]}, "gold.jsonl:2: entities[0] is no JSON object"),
        (
            {"doc": "two", "text": TEXT, "entities": [{"mentions": []}]},
            "gold.jsonl:2: entities[0]: the field 'mentions' is no list of at least one mention",
        ),
        (
            {
                "doc": "two",
                "text": TEXT,
                "entities": [{"mentions": [{"start": 0, "end": 99, "type": "person"}]}],
            },
            "gold.jsonl:2: entities[0].mentions[0]: start 0 and end 99 are no span of a text of 49 code points",
        ),
        (
            {
                "doc": "two",
                "text": TEXT,
                "entities": [{"start": 0, "end": 3, "text": "Eve", "type": "person"}],
            },
            "gold.jsonl:2: entities[0]: the span 0:3 holds 'Ada', not 'Eve'",
        ),
    ],
)
def test_a_wrong_document_is_refused_with_its_line(tmp_path: Path, record: object, told: str) -> None:
    with pytest.raises(GraphmillError) as refused:
        read_linking_gold(write(tmp_path, GROUPED, record))
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "it holds no mention. Write at least one."),
        ({"doc": "one", "text": TEXT}, "neither a mention nor a document with its entities. Write "),
        ({**MENTION, "link": None, "cluster": None}, "nothing says which mentions are of one entity"),
    ],
)
def test_a_gold_of_nothing_is_refused(tmp_path: Path, line: object, told: str) -> None:
    with pytest.raises(GraphmillError, match=r"gold\.jsonl:") as refused:
        read_linking_gold(write(tmp_path, line))
    assert told in str(refused.value)


def test_a_type_that_is_not_in_the_gold_cannot_be_renamed(tmp_path: Path) -> None:
    with pytest.raises(GraphmillError, match=r"PER: no such type in the gold\. It has: person\."):
        read_linking_gold(write(tmp_path, MENTION), {"PER": "person"})
