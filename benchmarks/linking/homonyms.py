"""How well two people with one name are told apart: names of gold people joined on purpose, case by case.

Run from the project's root: ``python -m benchmarks.linking.homonyms --data DIR``. DIR holds the gold files of ``python -m benchmarks.linking``.
A case takes two people of one set, who stand in two documents or more each and in none together, and gives the second the name
of the first; all else stays as it is. A case is

- *right* where each of them is one entity;
- *wrong* where documents of one of them are divided, or the line is at the wrong place;
- *asked* where both are one entity and the review asks whether they are two: ``on the line`` where the question has the documents
  of the one on its one side and those of the other on its other side;
- *silent* else: ``together`` where a document of each names one telling entity, ``loose`` where the documents of one of
  them name none in common, ``other`` for the rest.

The control is the same sets with nothing joined: the people of two documents or more whose documents are divided (all wrong),
and those about whom a person is asked. The thinned control asks the same of people of more than five documents, each seen in four
to six of them alone, drawn at random, and left out of the others. Re-DocRED does not link across documents: a full name counts as one person there.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from extractors.mentions import Mention
from linking.across_documents.nodes import build_nodes
from linking.across_documents.resolution import resolve
from linking.evaluation.gold import GoldEntity, LinkingDocument, LinkingGold, read_linking_gold
from linking.model import LocalEntity, Resolution
from linking.within_document.clustering import link_within_document

CASES = {"dwie_train": 110, "aida_dev": 60, "redocred_dev": 30}
"""Cases of each set, 200 in all."""
FEWEST_DOCUMENTS = 2
THINNED = 100
"""Draws of the thinned control, in each set as many as there are people for it, five times each at most."""

_THIN = (4, 5, 6)

Resolver = Callable[[Sequence[LocalEntity]], Resolution]


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the gold: what most documents call them in full, and their mentions by document."""

    name: str
    mentions: Mapping[str, tuple[Mention, ...]]

    @property
    def documents(self) -> frozenset[str]:
        """The documents that name the person in full."""
        return frozenset(
            document
            for document, held in self.mentions.items()
            if any(len(each.surface.split()) > 1 for each in held)
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case, ``right``, ``wrong``, ``asked …`` or ``silent …``, with the two people and the documents of each."""

    data: str
    one: str
    other: str
    documents: tuple[int, int]
    outcome: str


class Corpus:
    """A gold set, and its local entities as linking within documents finds them."""

    def __init__(self, gold: LinkingGold) -> None:
        self.documents = {each.name: each for each in gold.documents}
        self.locals = {name: _linked(each) for name, each in self.documents.items()}
        self.people = _people(gold)

    @cached_property
    def asked_of(self) -> tuple[Person, ...]:
        """The people of two documents or more."""
        return tuple(each for each in self.people if len(each.documents) >= FEWEST_DOCUMENTS)

    def cases(self, number: int, seed: int) -> Iterator[tuple[Person, Person]]:
        """Yield pairs of people whose names can be joined, drawn at random, no pair twice."""
        chance = random.Random(seed)  # noqa: S311 - a repeatable choice, no secret
        pairs = [
            (one, other)
            for one in self.asked_of
            for other in self.asked_of
            if one.name < other.name and one.mentions.keys().isdisjoint(other.mentions)
        ]
        for one, other in chance.sample(pairs, min(number, len(pairs))):
            yield (one, other) if chance.random() < 1 / 2 else (other, one)

    def joined(self, one: Person, other: Person) -> list[LocalEntity]:
        """Return the local entities of the corpus where both are called as ``one`` is."""
        changed = {}
        for person in (one, other):
            for name, held in person.mentions.items():
                document = self.documents[name]
                called = {
                    each: replace(each, surface=_called(one.name, each.surface, person.name)) for each in held
                }
                mentions = tuple(called.get(each, each) for each in document.mentions)
                changed[name] = _linked(replace(document, mentions=mentions))
        return [each for name, held in self.locals.items() for each in changed.get(name, held)]

    def without(self, person: Person, kept: frozenset[str]) -> list[LocalEntity]:
        """Return the local entities of the corpus where no other document than those ``kept`` mentions the person."""
        changed = {}
        for name, held in person.mentions.items():
            if name not in kept:
                document = self.documents[name]
                mentions = tuple(each for each in document.mentions if each not in held)
                changed[name] = _linked(replace(document, mentions=mentions))
        return [each for name, held in self.locals.items() for each in changed.get(name, held)]


def _linked(document: LinkingDocument) -> list[LocalEntity]:
    found = link_within_document(document.name, "gold", document.text, document.mentions)
    return [each.entity for each in found]


def _people(gold: LinkingGold) -> list[Person]:
    held: dict[GoldEntity, dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for document in gold.documents:
        named: dict[GoldEntity, str] = {}
        for mention in document.mentions:
            if mention.type == "person" and len(mention.surface.split()) > 1 and not gold.across:
                named.setdefault(gold.within.get(document.place(mention), ""), mention.surface)
        for mention in document.mentions:
            place = document.place(mention)
            entity = gold.across.get(place) if gold.across else named.get(gold.within.get(place, ""))
            if entity and mention.type == "person":
                held[entity][document.name].append(mention)
    found = []
    for _, documents in sorted(held.items()):
        names = Counter(
            each.surface for some in documents.values() for each in some if len(each.surface.split()) > 1
        )
        if names:
            name = min(names, key=lambda each: (-names[each], each))
            found.append(Person(name, {document: tuple(some) for document, some in documents.items()}))
    return found


def _called(name: str, surface: str, own: str) -> str:
    """Return what a mention of ``own`` is called where the person is called ``name``: in full, by the surname or the given name."""
    if len(surface.split()) > 1:
        return name
    return name.split()[0] if surface == own.split()[0] else name.split()[-1]


def judged(
    resolution: Resolution, entities: Sequence[LocalEntity], name: str, sides: Sequence[frozenset[str]]
) -> str:
    """Return what became of the people whose documents are ``sides``, all of whom are called ``name``."""
    bearers = _bearers(entities, name, frozenset().union(*sides))
    held: dict[str, set[str]] = defaultdict(set)
    for each in bearers:
        held[resolution.assignments[each.id].entity_id].add(each.document_id)
    if len(held) > 1:
        return "right" if sorted(map(sorted, held.values())) == sorted(map(sorted, sides)) else "wrong"
    asked = [
        each for each in resolution.namesakes if {*each.left, *each.right} & {each.id for each in bearers}
    ]
    if not asked:
        return "silent"
    documents = {each.id: each.document_id for each in bearers}
    for question in asked:
        groups = [{documents.get(local, "") for local in side} for side in (question.left, question.right)]
        pure = all(any(group <= side for side in sides) for group in groups)
        if pure and not any(set().union(*groups) <= side for side in sides):
            return "asked, on the line"
    return "asked, beside the line"


def _bearers(entities: Sequence[LocalEntity], name: str, documents: frozenset[str]) -> list[LocalEntity]:
    """Return the local entities with the name in ``documents``."""
    return [each for each in entities if each.document_id in documents and name in each.names]


def company(entities: Sequence[LocalEntity], name: str, sides: Sequence[frozenset[str]]) -> str:
    """Say why nobody can be asked about two people: their documents have telling company in common, or one side has none."""
    telling: dict[str, set[str]] = defaultdict(set)
    nodes = build_nodes(sorted(entities))
    total = len({each.document_id for each in entities})
    concerned = frozenset().union(*sides)
    for number, node in enumerate(nodes):
        shared = node.documents & concerned
        if 1 < len(node.documents) <= max(3, total / 10) and all(each.name != name for each in node.members):
            for document in shared:
                telling[document].add(str(number))
    groups = [[telling[document] for document in sorted(side)] for side in sides]
    if set().union(*groups[0]) & set().union(*groups[1]):
        return "silent, together"
    for group in groups:
        counts = Counter(each for document in group for each in document)
        if max(counts.values(), default=0) < FEWEST_DOCUMENTS:
            return "silent, loose"
    return "silent, other"


def run(data: str, corpus: Corpus, number: int, seed: int, resolver: Resolver = resolve) -> list[Outcome]:
    """Return what becomes of ``number`` cases."""
    found = []
    for one, other in corpus.cases(number, seed):
        entities = corpus.joined(one, other)
        sides = one.documents, other.documents
        outcome = judged(resolver(entities), entities, one.name, sides)
        if outcome == "silent":
            outcome = company(entities, one.name, sides)
        found.append(Outcome(data, one.name, other.name, (len(sides[0]), len(sides[1])), outcome))
    return found


def control(data: str, corpus: Corpus, resolver: Resolver = resolve) -> list[Outcome]:
    """Return what becomes of the people of two documents or more where no name was joined."""
    entities = [each for held in corpus.locals.values() for each in held]
    resolution = resolver(entities)
    divided = {local for local, why in resolution.assignments.items() if why.rule == "namesake"}
    found = []
    for person in corpus.asked_of:
        bearers = _bearers(entities, person.name, person.documents)
        ids = {each.id for each in bearers}
        together = len({resolution.assignments[each].entity_id for each in ids}) < FEWEST_DOCUMENTS
        asked = any(ids & {*each.left} and ids & {*each.right} for each in resolution.namesakes)
        outcome = "asked" if asked else "silent" if together or not ids & divided else "wrong"
        found.append(Outcome(data, person.name, "", (len(person.documents), 0), outcome))
    return found


def thinned(data: str, corpus: Corpus, seed: int, resolver: Resolver = resolve) -> list[Outcome]:
    """Return what becomes of people who are left out of all but four to six of their documents."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, no secret
    people = [each for each in corpus.asked_of if len(each.documents) > max(_THIN)]
    found = []
    for person in sorted(people * 5, key=lambda _: chance.random())[:THINNED]:
        kept = frozenset(chance.sample(sorted(person.documents), chance.choice(_THIN)))
        entities = corpus.without(person, kept)
        resolution = resolver(entities)
        outcome = judged(resolution, entities, person.name, (kept,))
        told = "wrong" if outcome == "right" else outcome.partition(",")[0]
        found.append(Outcome(data, person.name, "", (len(kept), 0), told))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Join names case by case, and print what became of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the gold files")
    parser.add_argument(
        "--sets", nargs="*", choices=list(CASES), default=list(CASES), help="some of the sets"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of the draw")
    parser.add_argument("--json", action="store_true", help="print every case as JSON")
    options = parser.parse_args(arguments)
    cases: list[Outcome] = []
    controls: list[Outcome] = []
    thin: list[Outcome] = []
    for name in options.sets:
        corpus = Corpus(read_linking_gold(options.data / f"{name}.jsonl"))
        cases += run(name, corpus, CASES[name], options.seed)
        controls += control(name, corpus)
        thin += thinned(name, corpus, options.seed)
    if options.json:
        every = {"cases": cases, "control": controls, "thinned": thin}
        json.dump({name: [*map(asdict, some)] for name, some in every.items()}, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for title, outcomes in (("joined", cases), ("control", controls), ("thinned", thin)):
        for name in (*options.sets, "") if len(options.sets) > 1 else options.sets:
            counts = Counter(each.outcome for each in outcomes if name in ("", each.data))
            told = ", ".join(f"{outcome} {count}" for outcome, count in sorted(counts.items()))
            sys.stdout.write(f"{title}, {name or 'all'}: {counts.total()} of which {told}\n")
    right, wrong = (sum(each.outcome == outcome for each in cases) for outcome in ("right", "wrong"))
    precision = f"{right / (right + wrong):.3f}" if right + wrong else "none split"
    sys.stdout.write(f"splits: precision {precision}, recall {right / len(cases):.3f}\n")


if __name__ == "__main__":
    main()
