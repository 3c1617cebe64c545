"""Full-text search over the names of entities: words in any order, with a slip, the last one perhaps unfinished.

Where the store has a full-text index (a Neo4j server), that proposes candidates; else every name is one. Both are ranked by the same
rules here, so that the same hits come first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors.segmentation.segments import readable
from graph.contents.entity_types import find_types
from graph.questions.entities import ENTITY, FoundEntity, entity_fields
from graph.schema.values import is_value
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row
from linking.names.folding import fold

INDEX = "graphmill_entity_text"
MOST_WORDS = 16
MOST_LETTERS = 60
"""Of a search, as many words, and as many letters of a word, count."""
CANDIDATES = 1_000
"""So many names are taken from the index at most, those that fit best and are in most documents."""
ONLINE_SECONDS = 600

_SHOWN = "e.docs > 0 AND NOT coalesce(e.hidden, false) AND ($type = '' OR e.type = $type)"
EVERY_NAME = f"MATCH (e:Entity) WHERE {_SHOWN} {ENTITY}"
# Names of plain letters are looked through by the store, the others are folded and compared here.
WITH_WORDS = f"""
MATCH (e:Entity)
WHERE {_SHOWN} AND any(name IN e.aliases + [e.name] WHERE name =~ '(?s).*[^A-Za-z0-9 ].*'
                       OR all(word IN $words WHERE toLower(name) CONTAINS word))
{ENTITY}
"""
AWAIT = "CALL db.awaitIndex($index, $seconds)"
PROPOSED = f"""
CALL db.index.fulltext.queryNodes($index, $query) YIELD node AS e, score
WITH e, score WHERE {_SHOWN}
WITH e, score ORDER BY score DESC, e.docs DESC, e.id LIMIT $limit
{ENTITY}
"""


class Way(NamedTuple):
    """How names are compared: whether words may have slips, and whether some may be missing where no name has all."""

    slips: bool
    partial: bool


AS_WRITTEN = Way(slips=False, partial=False)
WITH_SLIPS = Way(slips=True, partial=False)
SOME_WORDS = Way(slips=True, partial=True)


@dataclass(frozen=True, slots=True)
class NameHit(FoundEntity):
    """An entity found by words of ``matched``, its name or an alias; ``score`` is 1 for the very words, else less."""

    matched: str = ""
    score: float = 0.0


def search(store: GraphStore, text: str, limit: int = 10, *, type_name: str | None = None) -> list[NameHit]:
    """Return the entities whose names hold the words of ``text``, the best first.

    Case, accents, punctuation and the order of words do not matter, and the last word may be the beginning of one. Where no name
    holds all the words so, they may have slips, one in a word of four letters or more, two from eight on: a letter too many,
    missing, wrong, or swapped with the next. Where still none does, names that hold some of the words are returned.
    Among hits as good, those named by most documents come first, dates and other values last. Any text is words, never a query language.
    ``type_name`` is the name or the label of a type that they must have.

    Raises:
        UnknownTypeError: The graph has no such type.
        ForeignDataError: An entity that fits is not graphmill's.
        StoreError: The store cannot be read.

    """
    (type_name,) = find_types(store, [type_name]) if type_name else ("",)
    text = readable(text)
    propose = _indexed if store.traits.full_text_index else _names_of
    proposed = ((way, owned(store, "Entity", rows)) for way, rows in propose(store, text, type_name))
    return best_hits(proposed, text, limit)


def best_hits(proposed: Iterable[tuple[Way, Iterable[Row]]], text: str, limit: int) -> list[NameHit]:
    """Return the hits of the first way to compare that has some among what was proposed for it."""
    words = words_of(text)
    if not words or limit < 1:
        return []
    for way, rows in proposed:
        hits = _ranked(rows, words, way)
        if hits:
            return hits[:limit]
    return []


def _names_of(store: GraphStore, text: str, type_name: str) -> Iterator[tuple[Way, Iterable[Row]]]:
    yield AS_WRITTEN, store.stream(WITH_WORDS, {"words": words_of(text), "type": type_name})
    yield SOME_WORDS, store.stream(EVERY_NAME, {"type": type_name})


def _indexed(store: GraphStore, text: str, type_name: str) -> Iterator[tuple[Way, Iterable[Row]]]:
    # The index knows a change as soon as it is committed; only when it was just defined it may still be at work.
    list(store.stream(AWAIT, {"index": INDEX, "seconds": ONLINE_SECONDS}))
    for way in (AS_WRITTEN, WITH_SLIPS, SOME_WORDS):
        values = {"index": INDEX, "query": _lucene(text, way), "type": type_name, "limit": CANDIDATES}
        yield way, store.stream(PROPOSED, values)


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    words = fold(text).split()
    if len(words) > MOST_WORDS or not text.isascii() or len(text) > MOST_LETTERS:
        words = [word[:MOST_LETTERS] for word in words[:MOST_WORDS]]
    return [word for word in words if word.isalnum() or any(sign.isalnum() for sign in word)]


def _ranked(rows: Iterable[Row], words: Sequence[str], way: Way) -> list[NameHit]:
    rows = list(rows)
    # Words are divided twice rather than kept: a list for every name of a large graph costs more.
    vocabulary = {word for row in rows for name in _names(row) for word in words_of(name)}
    likeness = [
        words_like(word, vocabulary, slips=way.slips, may_go_on=place == len(words))
        for place, word in enumerate(words, start=1)
    ]
    wanted = {word for near in likeness for word in near}
    whole: dict[str, NameHit] = {}
    parts: dict[str, NameHit] = {}
    for row in rows:
        for name in _names(row):
            held = words_of(name)
            if wanted.isdisjoint(held):
                continue
            best = parts if any(near.keys().isdisjoint(held) for near in likeness) else whole
            score = _score(words, held, likeness)
            hit = NameHit(match="words", matched=name, score=score, **entity_fields(row))
            other = best.get(hit.id)
            if other is None or (-hit.score, name) < (-other.score, other.matched):
                best[hit.id] = hit
    hits = whole or (parts if way.partial else {})
    return sorted(
        hits.values(), key=lambda hit: (-hit.score, is_value(hit.type), -hit.docs, hit.name, hit.id)
    )


def _names(row: Row) -> set[str]:
    return {row["name"], *row["aliases"]}


def words_like(word: str, vocabulary: Collection[str], *, slips: bool, may_go_on: bool) -> dict[str, float]:
    """Return the words of names that a word looked for may stand for, and how much they are like it."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = {word: 1.0} if word in vocabulary else {}
    if may_go_on:
        for each in vocabulary:
            if each.startswith(word):
                found[each] = 0.6 + 0.4 * len(word) / len(each)
    if slips and _slips(word):
        near = process.extract(
            word, list(vocabulary), scorer=OSA.distance, score_cutoff=_slips(word), limit=None
        )
        for each, distance, _ in near:
            found[each] = max(found.get(each, 0.0), (1.0, 0.75, 0.55)[int(distance)])
    return found


def _slips(word: str) -> int:
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def _score(words: Sequence[str], held: Sequence[str], likeness: Sequence[Mapping[str, float]]) -> float:
    """Weigh how well the words fit, longer ones more, and how many of the name's words they are."""
    fit = sum(
        len(word) * max(near.get(each, 0.0) for each in held)
        for word, near in zip(words, likeness, strict=True)
    ) / sum(map(len, words))
    met = sum(any(each in near for near in likeness) for each in held)
    return round(fit * (0.6 + 0.4 * met / len(held)), 4)


_SYNTAX = re.compile(r"[!-/:-@\[-`{-~]")


def _lucene(text: str, way: Way) -> str:
    """Return a query that proposes what may fit; no sign that the user wrote can act as an operator in it.

    Each piece between blanks stands as it is, quoted, for the index divides it as it divided the names ("O'Brien" is
    one word there), or for its words as they are compared here.
    """
    pieces = text.split()
    if len(pieces) > 1 and pieces[0].casefold() == "the":
        del pieces[0]
    pieces = [piece for piece in pieces if words_of(piece)][:MOST_WORDS]
    joint = " OR " if way.partial else " AND "
    clauses: list[str] = []
    for number, piece in enumerate(pieces, start=1):
        is_last = number == len(pieces)
        piece = piece[:MOST_LETTERS]
        words = words_of(piece)
        quoted = piece.replace("\\", "\\\\").replace('"', '\\"')
        ways = [f'"{quoted}"^8']
        if is_last:
            ways.append(f"{_escaped(piece)}*^2")
        parts = [
            _word_clause(word, slips=way.slips, may_go_on=is_last and place == len(words))
            for place, word in enumerate(words, start=1)
        ]
        ways.append(f"({joint.join(parts)})")
        clauses.append(f"({' OR '.join(ways)})")
    return joint.join(clauses)


def _word_clause(word: str, *, slips: bool, may_go_on: bool) -> str:
    term = _escaped(word)
    ways = [f"{term}^8"]
    if slips and _slips(word):
        ways.append(f"{term}~{_slips(word)}")
    if may_go_on:
        ways.append(f"{term}*^2")
    return f"({' OR '.join(ways)})"


def _escaped(text: str) -> str:
    """Return a text as one term in which no sign is an operator; "AND", "OR" and "NOT" are none in small letters."""
    return _SYNTAX.sub(r"\\\g<0>", text.casefold())
