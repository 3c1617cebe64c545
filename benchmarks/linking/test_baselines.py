"""What linking is compared with: exact match, and thresholds of rapidfuzz that connect whatever is alike."""

from __future__ import annotations

from pathlib import Path

from benchmarks.linking.methods import METHODS
from benchmarks.linking.name_pairs import measure_pairs
from extractors.mentions import Mention
from linking.evaluation.gold import LinkingDocument


def documents(*names: tuple[str, str]) -> list[LinkingDocument]:
    """Return a document for each name."""
    return [
        LinkingDocument(f"d{number}", "", (Mention(0, len(name), name, kind, 1.0),))
        for number, (name, kind) in enumerate(names)
    ]


def groups(method: str, *names: tuple[str, str]) -> set[frozenset[tuple[str, str]]]:
    clusterings = METHODS[method](documents(*names))
    held: dict[object, set[tuple[str, str]]] = {}
    for (number, _, _, kind), cluster in clusterings.across.items():
        held.setdefault(cluster, set()).add((names[int(number[1:])][0], kind))
    assert set(clusterings.names) >= set(clusterings.across.values()) | set(clusterings.within.values())
    return {frozenset(each) for each in held.values()}


def test_exact_match_joins_equal_surfaces_of_one_type() -> None:
    found = groups(
        "exact name and type",
        ("Paris", "location"),
        ("Paris", "location"),
        ("Paris", "person"),
        ("PARIS", "location"),
    )
    assert found == {
        frozenset({("Paris", "location")}),
        frozenset({("Paris", "person")}),
        frozenset({("PARIS", "location")}),
    }


def test_a_fuzzy_threshold_chains_within_a_type() -> None:
    """Ford is in both of the others, which have nothing else in common."""
    names = [("Ford", "organization"), ("Ford Foundation", "organization"), ("Ford Motor", "organization")]
    for method in ("WRatio >= 80, connected", "token_set_ratio >= 90, connected"):
        assert groups(method, *names) == {frozenset(names)}
        assert groups(method, ("Ford", "organization"), ("Ford", "person")) == {
            frozenset({("Ford", "organization")}),
            frozenset({("Ford", "person")}),
        }


def test_pairs_of_names_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(
        "schema,name1,name2,is_match\n"
        "Person,Angela Merkel,Angela Merkel,true\n"
        "Person,Angela Merkel,Boris Johnson,false\n"
        "Person,Angela Merkel,Tom Hanks,true\n"
        "Company,Siemens AG,Siemens,true\n",
        encoding="utf-8",
    )
    rows = {(row.names, row.method): row for row in measure_pairs(path)}
    found = rows["persons", "graphmill >= 0.8, shown to a person or merged"]
    assert (found.pairs, found.same, found.precision, found.recall, found.f1) == (3, 2, 1.0, 0.5, 0.6667)
    assert rows["others", "graphmill >= 0.95, merged"].f1 == 1.0
    assert rows["persons", "WRatio >= 85"].f1 == 0.6667
