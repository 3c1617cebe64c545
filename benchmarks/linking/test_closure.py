"""How much of a corpus names touch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.linking.closure import main, measure
from linking.model import LocalEntity


def entities(*held: tuple[str, str, str]) -> list[LocalEntity]:
    """Return a local entity for each document, name and type."""
    return [
        LocalEntity(f"{document}:v:{number}", document, name, kind, (name,), number * 40)
        for number, (document, name, kind) in enumerate(held)
    ]


def test_names_that_are_alike_make_a_component_unless_a_document_holds_both() -> None:
    held = entities(
        ("d1", "Margarethe Lindqvist", "person"),
        ("d2", "Margarethe Lindqvst", "person"),
        ("d3", "Lindqvist Margarethe", "person"),
        ("d4", "Lisbon", "location"),
        ("d5", "Ottokar Brandenburg", "person"),
        ("d5", "Ottokar Brandenbrg", "person"),
    )
    found = measure("made up", held)
    assert (found.documents, found.names, found.full, found.short) == (5, 6, 6, 0)
    assert found.pairs_in_one_document == 1
    assert found.largest_component == 3
    # Three names see three, three see themselves.
    assert found.mean_component == 2.0
    assert (found.sharing_mean, found.sharing_any_most) == (0, 0)


def test_names_that_share_a_spelling_are_a_pair() -> None:
    found = measure(
        "made up", entities(("d1", "Jürgen Müller", "person"), ("d2", "Juergen Mueller", "person"))
    )
    assert (found.names, found.pairs, found.largest_component) == (2, 1, 2)


def test_a_short_name_touches_the_full_names_with_its_word_and_small_words_do_not_count() -> None:
    held = entities(
        ("d1", "Ada Lovelace", "person"),
        ("d2", "Lovelace Institute of Science", "organization"),
        ("d3", "Lovelace", "person"),
        ("d4", "Hopper", "person"),
        ("d5", "Bank of Lisbon", "organization"),
    )
    found = measure("made up", held)
    assert (found.full, found.short) == (3, 2)
    assert (found.sharing_mean, found.sharing_most) == (1.0, 2)
    assert (found.sharing_any_mean, found.sharing_any_most) == (2.0, 3)


def test_sets_and_invented_names_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {"doc": name, "start": 0, "end": len(text), "text": text, "type": "person", "link": text}
        for name, text in (("one", "Grace Hopper"), ("two", "Grace Hoper"), ("three", "Hopper"))
    ]
    (tmp_path / "aida_dev.jsonl").write_text(
        "".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8"
    )
    given = ["--data", str(tmp_path), "--sets", "aida_dev.jsonl", "--invented", "300"]
    main([*given, "--json"])
    gold, invented = json.loads(capsys.readouterr().out)
    assert (gold["data"], gold["names"], gold["short"], gold["sharing_most"]) == ("aida_dev", 3, 1, 1)
    assert gold["largest_component"] == 2
    assert invented["documents"] == 20
    assert invented["pairs"] > 0
    main(given)
    assert "aida_dev: 3 documents, 3 names, of which 2 full and 1 short" in capsys.readouterr().out
