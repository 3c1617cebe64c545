"""``graphmill evaluate linking``, from the command line to what it prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run

TEXTS = {
    "obituary": "Marie Curie was born in Warsaw. Curie worked in Paris, and Paris gave her a street.",
    "letter": "Curie left Warsaw for Paris in 1891. The street in Paris is short.",
    "visit": "Angela Merkel came from Berlin to Paris. Merkel spoke.",
}
ENTITIES = {
    "Marie Curie": ("person", "curie"),
    "Curie": ("person", "curie"),
    "Warsaw": ("location", "warsaw"),
    "Paris": ("location", "paris"),
    "Angela Merkel": ("person", "merkel"),
    "Merkel": ("person", "merkel"),
    "Berlin": ("location", "berlin"),
}
MEASURES = {"precision", "recall", "f1"}


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)


def write(name: str, *lines: object) -> str:
    Path(name).write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return name


def gold_mentions() -> list[dict[str, Any]]:
    rows = []
    for doc, text in TEXTS.items():
        taken = -1
        for start in range(len(text)):
            name = next((n for n in ENTITIES if start > taken and text.startswith(n, start)), None)
            if name is not None:
                taken = start + len(name) - 1
                kind, link = ENTITIES[name]
                span = {"start": start, "end": start + len(name), "text": name, "type": kind}
                rows.append({"doc": doc, **span, "link": link, "cluster": link})
    return rows


def mention_gold(**changes: object) -> str:
    return write("mentions.jsonl", *({**row, **changes} for row in gold_mentions()))


def document_gold(*, linked: bool = True) -> str:
    documents = []
    for doc, text in TEXTS.items():
        own = [row for row in gold_mentions() if row["doc"] == doc]
        links = sorted({row["link"] for row in own})
        entities = [
            {
                "link": link if linked else None,
                "mentions": [
                    {key: row[key] for key in ("start", "end", "text", "type")}
                    for row in own
                    if row["link"] == link
                ],
            }
            for link in links
        ]
        documents.append({"doc": doc, "text": text, "entities": entities})
    return write("documents.jsonl", *documents)


def evaluated(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["evaluate", "linking", *arguments, "--json"]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


@pytest.mark.parametrize("form", [mention_gold, document_gold])
def test_json_says_how_good_linking_is_in_both_forms(form: Any, capsys: pytest.CaptureFixture[str]) -> None:
    data = evaluated(capsys, form())
    assert (data["documents"], data["mentions"]) == (3, 13)
    for scope in ("across_documents", "within_document"):
        part = data[scope]
        for measure in ("b_cubed", "pairwise", "ceaf_e"):
            assert set(part[measure]) == MEASURES
            assert part[measure] == dict.fromkeys(MEASURES, 1.0)
        assert part["largest_mixed_cluster"] == 1
        assert part["mentions"] == 13
        assert data["mistakes"][scope] == {"merges": [], "splits": []}
    assert data["across_documents"]["entities"] == data["across_documents"]["clusters"] == 5
    assert "predicted" not in data


def test_a_part_of_which_the_gold_says_nothing_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    data = evaluated(capsys, document_gold(linked=False))
    assert data["across_documents"] is None
    assert data["mistakes"]["across_documents"] is None
    assert data["within_document"]["b_cubed"]["f1"] == 1.0


def test_mistakes_are_listed_with_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    rows = gold_mentions()
    for row in rows:
        if row["doc"] == "visit" and row["link"] == "paris":
            row["link"] = row["cluster"] = "paris_texas"
        if row["text"] == "Berlin":
            row["link"] = row["cluster"] = "warsaw"
    gold = write("gold.jsonl", *rows)
    data = evaluated(capsys, gold)
    assert data["across_documents"]["largest_mixed_cluster"] == 2
    assert data["mistakes"]["across_documents"] == {
        "merges": [
            {
                "name": "Paris",
                "document": None,
                "mentions": 5,
                "parts": [
                    {"name": "paris", "mentions": 4, "surfaces": ["Paris"]},
                    {"name": "paris_texas", "mentions": 1, "surfaces": ["Paris"]},
                ],
            }
        ],
        "splits": [
            {
                "name": "warsaw",
                "document": None,
                "mentions": 3,
                "parts": [
                    {"name": "Warsaw", "mentions": 2, "surfaces": ["Warsaw"]},
                    {"name": "Berlin", "mentions": 1, "surfaces": ["Berlin"]},
                ],
            }
        ],
    }
    assert evaluated(capsys, gold, "--errors", "0")["mistakes"]["across_documents"] == {
        "merges": [],
        "splits": [],
    }
    assert run(["evaluate", "linking", gold]) == 0
    printed = capsys.readouterr().out
    assert "3 documents, 13 mentions." in printed
    assert "'Paris', 5 mentions, is 2 entities: paris 4 (Paris); paris_texas 1 (Paris)" in printed
    assert "'warsaw', 3 mentions, is 2 clusters: Warsaw 2 (Warsaw); Berlin 1 (Berlin)" in printed
    assert "most entities in one cluster: 2" in printed


def test_wrong_types_are_drawn_by_the_seed(capsys: pytest.CaptureFixture[str]) -> None:
    gold = mention_gold()
    one = evaluated(capsys, gold, "--flip", "0.5", "--seed", "1")
    assert one == evaluated(capsys, gold, "--flip", "0.5", "--seed", "1")
    assert one["across_documents"]["b_cubed"]["f1"] < 1
    assert run(["evaluate", "linking", gold, "--flip", "0.5"]) == 0
    assert "50% of the types wrong at random" in capsys.readouterr().out


def test_what_the_gold_contradicts_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    rows = gold_mentions()
    gold = write("gold.jsonl", *rows, {**rows[0], "link": "other"})
    assert run(["evaluate", "linking", gold, "--json"]) == 0
    printed = capsys.readouterr()
    assert "listed under several entities: 1 of the mentions, the first in 'obituary', 0 to 11" in printed.err
    assert json.loads(printed.out)["across_documents"]["mentions"] == 12


@pytest.mark.model
def test_mentions_that_the_extractor_finds_are_linked(capsys: pytest.CaptureFixture[str]) -> None:
    data = evaluated(capsys, document_gold(), "--predicted")
    found = data["predicted"]
    assert found["model"] == "bundled"
    assert set(found["thresholds"]) == {"person", "location"}
    assert 8 <= found["gold_mentions_found"] <= found["gold_mentions_touched"] <= 13
    everything, found_only = data["across_documents"], found["found_only"]["across_documents"]
    assert everything["mentions"] == 13
    assert found_only["mentions"] == found["gold_mentions_found"]
    assert set(found_only["b_cubed"]) == MEASURES
    assert everything["b_cubed"]["recall"] <= found_only["b_cubed"]["recall"]
    assert run(["evaluate", "linking", document_gold(), "--predicted", "--quiet"]) == 0
    printed = capsys.readouterr()
    assert "Gold mentions that were found" in printed.out
    assert "Of the gold's 13, " in printed.out
    assert printed.err == ""


@pytest.mark.model
def test_types_are_mapped_for_the_extractor(capsys: pytest.CaptureFixture[str]) -> None:
    gold = document_gold()
    text = Path(gold).read_text(encoding="utf-8").replace('"person"', '"PER"')
    Path(gold).write_text(text, encoding="utf-8")
    data = evaluated(capsys, gold, "--predicted", "--map", "PER=person", "--threshold", "0.4")
    assert data["predicted"]["thresholds"] == {"location": 0.4, "person": 0.4}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["none.jsonl"], 1, "none.jsonl: there is no such file"),
        (["bad.jsonl"], 1, "bad.jsonl:2: the field 'start' is None"),
        (["mentions.jsonl", "--flip", "1.5"], 2, "--flip 1.5: give a share"),
        (["mentions.jsonl", "--errors", "-1"], 2, "--errors -1"),
        (["mentions.jsonl", "--map", "person"], 2, "--map person: write GOLD=LABEL"),
        (
            ["mentions.jsonl", "--map", "PER=person"],
            1,
            "PER: no such type in the gold. It has: location, person",
        ),
        (["mentions.jsonl", "--predicted"], 2, "mentions.jsonl holds no texts"),
        (["mentions.jsonl", "--model", "bundled"], 2, "--model: the gold's own mentions need no extractor"),
        (["mentions.jsonl", "--predicted", "--flip", "0.1"], 2, "Give one of them"),
    ],
)
def test_what_cannot_work_is_said_at_once(
    arguments: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mention_gold()
    write("bad.jsonl", gold_mentions()[0], {"doc": "one", "text": "x"})
    assert run(["evaluate", "linking", *arguments]) == code
    printed = capsys.readouterr()
    assert told in printed.err
    assert printed.out == ""
