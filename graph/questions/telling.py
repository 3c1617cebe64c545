"""Which sentences say most: those in which an entity stands with others, not a line of a letter's head or a signature."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.questions.places import Place, Sentence
from graph.stores.protocol import ROWS_A_CALL, GraphStore

MOST_WEIGHED = 2_000
"""As many sentences are weighed; of more, those with most mentions of what is asked for, the surest and newest first."""
ENOUGH_ENTITIES = 4
"""A sentence that names more says no more by that: it is a list."""
SHORT, LONG = 40, 400
"""Characters of a sentence that says something and is still one."""

# One row a chunk, in columns.
NAMED = """
UNWIND $chunks AS chunk
MATCH (c:Chunk {id: chunk})<-[m:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(e:Entity)
RETURN c.id AS chunk, c.firstSentence AS first, c.sentStarts AS starts, c.sentEnds AS ends, collect(e.id) AS entities,
       collect(m.sents) AS sents
"""


@dataclass(slots=True)
class _Weighed:
    entities: set[str]
    length: int


def most_telling(store: GraphStore, places: Sequence[Place]) -> list[Place]:
    """Return sentences, those that say most first, what is as telling in the order that is given.

    First come those that name most entities, up to four, then those of a sentence's length, with most mentions of what is asked for, and the
    surest. Only so many are weighed that a hub costs no more than another; the rest comes after them.
    """
    order = sorted(places, key=lambda each: (-each.mentions, -each.score))
    weighed, rest = order[:MOST_WEIGHED], order[MOST_WEIGHED:]
    held = _weighed(store, {each.chunk for each in weighed})

    def weight(place: Place) -> tuple[int, bool]:
        sentence = held[place.chunk, place.number]
        fits = SHORT <= sentence.length <= LONG
        return -min(len(sentence.entities), ENOUGH_ENTITIES), not fits

    return [*sorted(weighed, key=weight), *rest]


def _weighed(store: GraphStore, chunks: Collection[str]) -> Mapping[Sentence, _Weighed]:
    found: dict[Sentence, _Weighed] = {}
    ordered = sorted(chunks)
    for first in range(0, len(ordered), ROWS_A_CALL):
        for row in store.stream(NAMED, {"chunks": ordered[first : first + ROWS_A_CALL]}):
            for entity, numbers in zip(row["entities"], row["sents"], strict=True):
                for number in numbers:
                    place = number - row["first"]
                    sentence = found.setdefault(
                        (row["chunk"], number), _Weighed(set(), row["ends"][place] - row["starts"][place])
                    )
                    sentence.entities.add(entity)
    return found
