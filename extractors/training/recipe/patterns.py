"""Sentences composed for training: patterns with typed slots, filled with names.

Annotated corpora seldom hold products, events, creative works, laws, awards and diseases, and seldom read like
announcements, minutes, notes or contracts. The patterns (``training_patterns.txt``, one a line) do. A slot is
``{label}``, ``{label.kind}`` or, to repeat a name, ``{label:1}`` or ``{label.kind:1}``; ``<one|two>`` is a choice of
plain words. What fills a slot is a name of the caller's or comes from the rules in ``training_names.toml``: alternatives,
parted by ``|`` or line ends, that may refer to each other; ``{label}`` there stands for the rule ``any`` of that label.
Patterns and rules are written as tokens with single blanks between them.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

PATTERN_LABELS = (
    "person",
    "organization",
    "location",
    "date",
    "event",
    "product",
    "creative work",
    "law",
    "award",
    "disease",
)
"""The labels of which every row annotates all names."""

RESERVED = ("fastino", "gliner", "neurips")
"""Names that no row may hold, in any case or as a part of a word: whether they are found tells how unseen names fare."""

LONGEST_NAME = 10
"""The most tokens that a name of the caller's may have to fill a slot."""

LOWERED = 0.1
"""The part of the rows that have no capitals."""

_SLOT = re.compile(r"\{(?P<label>[a-z ]+)(?:\.(?P<kind>[a-z]+))?(?::(?P<number>\d))?\}")
_CHOICE = re.compile(r"<([^<>]*)>")
_TOKEN = re.compile(r"\{[^{}]*\}|\S+")


@cache
def patterns() -> tuple[str, ...]:
    """Return the sentence patterns."""
    text = files(__package__).joinpath("patterns.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line)


@cache
def name_rules() -> Mapping[str, tuple[str, ...]]:
    """Return the alternatives of every rule, by ``label.kind``."""
    tables = tomllib.loads(files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))
    return {
        f"{label}.{kind}": tuple(part.strip() for part in re.split(r"[|\n]", text) if part.strip())
        for label, kinds in tables.items()
        for kind, text in kinds.items()
    }


def pattern_sentences(
    names: Mapping[str, Sequence[tuple[str, ...]]], count: int, seed: int
) -> list[dict[str, Any]]:
    """Return ``count`` annotated sentences, the same for the same names and seed.

    A row has ``tokens``, ``spans`` (first token, last token inclusive, label) and ``labels``, as the files of annotated
    sentences have. ``names`` gives, by label, the tokens of names that fill half of the slots of no particular kind;
    a label may be missing. Names that are empty, overlong or reserved are left out.
    """
    chance = random.Random(f"{seed}:patterns")  # noqa: S311 (sampling, not secrecy)
    given = {
        label: [
            name for name in names.get(label, ()) if 0 < len(name) <= LONGEST_NAME and not _reserved(name)
        ]
        for label in PATTERN_LABELS
    }
    return [_row(chance.choice(patterns()), given, chance) for _ in range(count)]


def _row(
    pattern: str, given: Mapping[str, Sequence[tuple[str, ...]]], chance: random.Random
) -> dict[str, Any]:
    """Fill the slots of a pattern."""
    tokens: list[str] = []
    spans: list[list[int | str]] = []
    repeated: dict[str, tuple[str, ...]] = {}
    plain = _CHOICE.sub(lambda choice: chance.choice(choice[1].split("|")), pattern)
    for piece in _TOKEN.findall(plain):
        slot = _SLOT.fullmatch(piece)
        if slot is None:
            tokens.append(piece)
            continue
        name = repeated.get(piece) or _name(slot["label"], slot["kind"], given, chance)
        if slot["number"]:
            repeated[piece] = name
        spans.append([len(tokens), len(tokens) + len(name) - 1, slot["label"]])
        tokens.extend(name)
    if chance.random() < LOWERED:
        tokens = [token.lower() for token in tokens]
    return {"tokens": tokens, "spans": spans, "labels": list(PATTERN_LABELS)}


def _name(
    label: str, kind: str | None, given: Mapping[str, Sequence[tuple[str, ...]]], chance: random.Random
) -> tuple[str, ...]:
    """Draw a name: of the caller's in half of the cases if it may be of any kind, else by the rules."""
    if kind is None and given[label] and chance.random() < 0.5:
        return chance.choice(given[label])
    while True:
        name = tuple(_expanded(f"{label}.{kind or 'any'}", chance).split())
        if not _reserved(name):
            return name


def _expanded(rule: str, chance: random.Random) -> str:
    """Draw an alternative of a rule, and so on for the rules that it refers to."""
    return _SLOT.sub(
        lambda slot: _expanded(f"{slot['label']}.{slot['kind'] or 'any'}", chance),
        chance.choice(name_rules()[rule]),
    )


def _reserved(name: Sequence[str]) -> bool:
    """Tell whether a name holds a reserved one, be it parted into several tokens."""
    text = "".join(name).lower()
    return any(word in text for word in RESERVED)
