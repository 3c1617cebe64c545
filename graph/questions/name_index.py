"""The names of all entities in memory, looked up as they are typed: the answers are those of the searches of the store.

A large graph's names take a second to read and to divide into words. Kept for as long as the graph does not change, they are
looked through in milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice

from extractors.segmentation.segments import readable
from graph.questions.entities import keys_of, similar
from graph.questions.search import (
    AS_WRITTEN,
    SOME_WORDS,
    WITH_SLIPS,
    NameHit,
    Way,
    best_hits,
    words_like,
    words_of,
)
from graph.schema.labels import name_key
from graph.schema.values import is_value
from graph.stores.protocol import GraphStore, Row

MOST_ENTITIES = 300_000
"""The names of more entities are not kept: they take more than half a gigabyte."""
MOST_CANDIDATES = 2_000
"""So many entities that hold words like those looked for are ranked, those of most documents."""
COUNT = "MATCH (e:Entity) WHERE e.docs > 0 RETURN count(e) AS n"
# In columns, for rows of a large graph cost more to make than to find.
NAMES = """
MATCH (e:Entity)
WHERE e.docs > 0
RETURN collect(e.id) AS id, collect(e.name) AS name, collect(e.type) AS type, collect(e.aliases) AS aliases,
       collect(e.windows) AS windows, collect(e.docs) AS docs, collect(coalesce(e.kbIds, [])) AS kbIds,
       collect(coalesce(e.hidden, false)) AS hidden
"""


class NameIndex:
    """The entities in use by their names, those of most documents first, dates and other values last."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = sorted(rows, key=lambda row: (is_value(row["type"]), -row["docs"], row["id"]))
        self._ids = {row["id"]: number for number, row in enumerate(self._rows)}
        self._kb_ids: dict[str, list[int]] = {}
        self._names: dict[str, list[int]] = {}
        self._aliases: dict[str, list[int]] = {}
        self._keys: list[str] = []
        self._owners: list[int] = []
        self._holders: dict[str, list[int]] = {}
        for number, row in enumerate(self._rows):
            for kb_id in row["kbIds"]:
                self._kb_ids.setdefault(kb_id, []).append(number)
            self._names.setdefault(name_key(row["name"]), []).append(number)
            for alias in row["aliases"]:
                self._aliases.setdefault(alias, []).append(number)
            if row["hidden"]:
                continue
            for key in dict.fromkeys(keys_of(row)):
                self._keys.append(key)
                self._owners.append(number)
            for word in {word for name in (row["name"], *row["aliases"]) for word in words_of(name)}:
                self._holders.setdefault(word, []).append(number)
        self._vocabulary = sorted(self._holders)
        # One text is looked through far quicker than many; a line's end stands before and behind each key.
        self._keys = [key.replace("\n", " ") for key in self._keys]
        self._text = "\n" + "".join(f"{key}\n" for key in self._keys)
        self._starts = [1, *accumulate((len(key) + 1 for key in self._keys), initial=1)][1:]

    def by_id(self, entity_id: str) -> Iterable[Row]:
        """Return the entity of an id; what was merged the index does not know."""
        return [self._rows[self._ids[entity_id]]] if entity_id in self._ids else []

    def by_kb_id(self, kb_id: str) -> Iterable[Row]:
        """Return the entities that are an entry of a knowledge base."""
        return self._taken(self._kb_ids.get(kb_id, ()))

    def by_key(self, key: str) -> Iterable[Row]:
        """Return the entities whose name has a key."""
        return self._taken(self._names.get(key, ()))

    def by_alias(self, name: str) -> Iterable[Row]:
        """Return the entities with an alias, to the letter."""
        return self._taken(self._aliases.get(name, ()))

    def by_part(self, key: str, limit: int) -> Iterable[Row]:
        """Return the entities whose name contains a key, those of most documents first."""
        inside = (row for row in self.containing(key) if key in name_key(row["name"]))
        return islice(inside, limit)

    def with_key(self, key: str) -> list[Row]:
        """Return the entities that have a key."""
        return self._owners_where(f"\n{key}\n", 1)

    def starting_with(self, key: str) -> list[Row]:
        """Return the entities a key of which starts with another."""
        return self._owners_where(f"\n{key}", 1)

    def containing(self, key: str) -> list[Row]:
        """Return the entities a key of which contains another."""
        return self._owners_where(key, 0)

    def similar_to(self, key: str, limit: int) -> list[Row]:
        """Return the entities a key of which is like another, the most alike first."""
        return self._taken(self._owners[place] for place in similar(self._keys, key, limit))

    def search(self, text: str, limit: int, *, type_name: str = "") -> list[NameHit]:
        """Return what :func:`graph.questions.search.search` finds; of very many candidates those of most documents are ranked."""
        text = readable(text)
        return best_hits(self._proposed(words_of(text), type_name), text, limit)

    def _proposed(self, words: Sequence[str], type_name: str) -> Iterator[tuple[Way, list[Row]]]:
        for way in (AS_WRITTEN, WITH_SLIPS):
            holders = self._holding(words, way)
            yield way, self._candidates(set.intersection(*holders), words, type_name)
        yield SOME_WORDS, self._candidates(set.union(*holders), words, type_name)

    def _holding(self, words: Sequence[str], way: Way) -> list[set[int]]:
        """Return for each word the entities with a word in their names that it may stand for."""
        found = []
        for place, word in enumerate(words, start=1):
            near = self._near(word, slips=way.slips, may_go_on=place == len(words))
            found.append({number for each in near for number in self._holders[each]})
        return found

    def _near(self, word: str, *, slips: bool, may_go_on: bool) -> set[str]:
        vocabulary = self._vocabulary
        if slips:
            return set(words_like(word, vocabulary, slips=True, may_go_on=may_go_on))
        found = {word} if word in self._holders else set()
        if may_go_on:
            for each in islice(vocabulary, bisect_left(vocabulary, word), None):
                if not each.startswith(word):
                    break
                found.add(each)
        return found

    def _candidates(self, numbers: set[int], words: Sequence[str], type_name: str) -> list[Row]:
        # The very word beats any that goes on, in however few documents it is.
        exact = set(self._holders.get(words[-1], ()))
        order = sorted(numbers, key=lambda number: (number not in exact, number))
        rows = (self._rows[number] for number in order)
        return list(
            islice((row for row in rows if not type_name or row["type"] == type_name), MOST_CANDIDATES)
        )

    def _owners_where(self, text: str, lead: int) -> list[Row]:
        """Return the entities of the keys where a text is found; ``lead`` is the length of the line's end at its start."""
        found: dict[int, None] = {}
        at = self._text.find(text) if text.strip() else -1
        while at >= 0:
            place = bisect_right(self._starts, at + lead) - 1
            found[self._owners[place]] = None
            # Where else the text is in this key does not matter.
            at = self._text.find(text, self._starts[place] + len(self._keys[place]))
        return self._taken(found)

    def _taken(self, numbers: Iterable[int]) -> list[Row]:
        return [self._rows[number] for number in dict.fromkeys(numbers)]


def read_names(store: GraphStore) -> NameIndex | None:
    """Return the index of a graph's names, None where the graph is too large for it."""
    if next(iter(store.stream(COUNT)))["n"] > MOST_ENTITIES:
        return None
    columns = next(iter(store.stream(NAMES)))
    return NameIndex(
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    )
