"""How well two names are told to be one name or two, on labelled pairs, beside thresholds of rapidfuzz."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, utils

from linking.comparison.whole_names import MERGE, REVIEW, compare_names
from linking.names.families import Family
from linking.names.form import NameForm, take_apart

FILE = "name_pairs_dev.csv"
FAMILIES = {
    "Person": Family.PERSON,
    "Company": Family.ORGANIZATION,
    "Organization": Family.ORGANIZATION,
    "LegalEntity": Family.ORGANIZATION,
}
"""The family of a row's ``schema``; every other is ``other``."""


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names of one family, and whether they are labelled as names of one thing."""

    left: str
    right: str
    family: Family
    same: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    """How well a method tells pairs of one thing from others."""

    data: str
    names: str
    pairs: int
    same: int
    method: str
    precision: float
    recall: float
    f1: float


def read_pairs(path: Path) -> list[NamePair]:
    """Read pairs from columns schema, name1, name2 and is_match."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            NamePair(
                row["name1"],
                row["name2"],
                FAMILIES.get(row["schema"], Family.OTHER),
                row["is_match"] == "true",
            )
            for row in csv.DictReader(lines)
        ]


def _compared(pair: NamePair) -> float:
    left, right = _form(pair.left, pair), _form(pair.right, pair)
    return compare_names(left, right).score


def _form(name: str, pair: NamePair) -> NameForm:
    return take_apart(name, pair.family)


def _w_ratio(pair: NamePair) -> float:
    return fuzz.WRatio(pair.left, pair.right, processor=utils.default_process)


def _token_sort_ratio(pair: NamePair) -> float:
    return fuzz.token_sort_ratio(pair.left, pair.right, processor=utils.default_process)


COMPARISONS: dict[str, tuple[Callable[[NamePair], float], float]] = {
    f"graphmill >= {REVIEW:g}, shown to a person or merged": (_compared, REVIEW),
    f"graphmill >= {MERGE:g}, merged": (_compared, MERGE),
    "WRatio >= 85": (_w_ratio, 85),
    "token_sort_ratio >= 85": (_token_sort_ratio, 85),
}


def measure_pairs(path: Path) -> list[PairRow]:
    """Return precision, recall and F1 of every method over all pairs, those of persons, and the others."""
    pairs = read_pairs(path)
    persons = [pair for pair in pairs if pair.family is Family.PERSON]
    others = [pair for pair in pairs if pair.family is not Family.PERSON]
    rows = []
    for names, chosen in (("all", pairs), ("persons", persons), ("others", others)):
        for method, (score, threshold) in COMPARISONS.items():
            said = [score(pair) >= threshold for pair in chosen]
            right = sum(one and pair.same for one, pair in zip(said, chosen, strict=True))
            same = sum(pair.same for pair in chosen)
            precision, recall = right / max(1, sum(said)), right / max(1, same)
            f1 = 2 * right / max(1, sum(said) + same)
            rows.append(
                PairRow(
                    path.stem,
                    names,
                    len(chosen),
                    same,
                    method,
                    round(precision, 4),
                    round(recall, 4),
                    round(f1, 4),
                )
            )
    return rows
