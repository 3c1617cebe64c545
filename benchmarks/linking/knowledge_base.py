"""How well mentions are linked to a knowledge base, and how well what it does not know is left alone.

Run from the project's root: ``python -m benchmarks.linking.knowledge_base --data DIR``. DIR holds ``dwie_train.jsonl`` and
``aida_dev.jsonl``, gold files for linking as `docs/evaluate.md` describes them. The documents are halved at random. One half
becomes the knowledge base: an entry for each link, by the surfaces seen there (the most frequent is its name, the others
are aliases), the number of its mentions as prior, and its type by vote; descriptions it has none. The other half is
linked, then the halves change places, and all that for several seeds; a row is the mean over these runs, with the worst.

- *precision*: links that are right, of the links made;
- *recall*: mentions linked right, of the mentions whose link the knowledge base has;
- *recall of reachable*: of those among them of which some surface that their document uses for the same local entity is a
  name of the entry: without it there is nothing to go by;
- *NIL accuracy*: mentions left unlinked, of those whose link the knowledge base does not have, or which have none.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from linking.across_documents.resolution import resolve
from linking.decisions.decision import Decisions
from linking.evaluation.gold import (
    GoldEntity,
    LinkingDocument,
    LinkingGold,
    Place,
    flip_types,
    read_linking_gold,
)
from linking.guidance import Guidance
from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseEntry
from linking.model import LocalCluster
from linking.names.folding import fold
from linking.within_document.clustering import link_within_document

FILES = ("dwie_train.jsonl", "aida_dev.jsonl")
WRATIO = 90
"""From which WRatio (0 to 100) the fuzzy fallback takes the most alike name for the same."""

Clusters = Mapping[str, Sequence[LocalCluster]]
Answers = dict[Place, tuple[str, str]]
"""The entry's id of every mention that is linked, and the rule."""


@dataclass(slots=True)
class Tally:
    """The counts of a run; ``rules`` holds the links and the right ones by rule."""

    links: int = 0
    right: int = 0
    known: int = 0
    reachable: int = 0
    reached: int = 0
    unknown: int = 0
    left_alone: int = 0
    rules: dict[str, Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))

    def figures(self) -> dict[str, float]:
        """Return the four measures, 0 to 1."""
        return {
            "precision": self.right / max(1, self.links),
            "recall": self.right / max(1, self.known),
            "recall of reachable": self.reached / max(1, self.reachable),
            "NIL accuracy": self.left_alone / max(1, self.unknown),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one method on one data set: means over the runs, and the worst of each."""

    data: str
    method: str
    runs: int
    means: Mapping[str, float]
    worst: Mapping[str, float]
    rules: Mapping[str, tuple[int, int]]


def entries_of(
    documents: Iterable[LinkingDocument], links: Mapping[Place, GoldEntity]
) -> list[KnowledgeBaseEntry]:
    """Return an entry for each link of the documents' mentions, by id."""
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    types: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for mention in document.mentions:
            link = links.get(document.place(mention))
            if link is not None:
                surfaces[str(link)][mention.surface] += 1
                types[str(link)][mention.type] += 1
    entries = []
    for link in sorted(surfaces):
        named, kinds = surfaces[link], types[link]
        name = min(named, key=lambda each: (-named[each], each))
        kind = min(kinds, key=lambda each: (-kinds[each], each))
        aliases = tuple(sorted(named.keys() - {name}))
        entries.append(KnowledgeBaseEntry(link, name, kind, aliases, prior=float(named.total())))
    return entries


def by_document(entries: Sequence[KnowledgeBaseEntry], clusters: Clusters) -> Answers:
    """Link each local entity in the light of its document."""
    known = KnowledgeBase("gold", entries, "")
    answers: Answers = {}
    for found in clusters.values():
        names = [{fold(name) for name in cluster.entity.names} for cluster in found]
        for place, cluster in enumerate(found):
            context = set().union(*names[:place], *names[place + 1 :])
            link = known.link(cluster.entity, context)
            if link.entry is not None:
                answers.update(dict.fromkeys(_places(cluster), (link.entry.id, link.rule)))
    return answers


def by_corpus(entries: Sequence[KnowledgeBaseEntry], clusters: Clusters) -> Answers:
    """Resolve all documents together under the knowledge base, and take the entries that entities were linked to."""
    guidance = Guidance(Decisions(), (KnowledgeBase("gold", entries, "f"),))
    local = [cluster for found in clusters.values() for cluster in found]
    resolution = resolve([cluster.entity for cluster in local], {}, guidance)
    answers: Answers = {}
    for cluster in local:
        assignment = resolution.assignments[cluster.entity.id]
        linked = resolution.entities[assignment.entity_id].kb_ids
        if linked:
            answers.update(dict.fromkeys(_places(cluster), (linked[0].partition(":")[2], assignment.rule)))
    return answers


def exact(entries: Sequence[KnowledgeBaseEntry], clusters: Clusters) -> Answers:
    """Link each mention whose surface is a name, whatever its case, to the entry with the highest prior."""
    return _look_up(entries, clusters, canonical=False, fuzzy=False)


def exact_canonical(entries: Sequence[KnowledgeBaseEntry], clusters: Clusters) -> Answers:
    """Link by the canonical name of the mention's local entity, else as ``exact``."""
    return _look_up(entries, clusters, canonical=True, fuzzy=False)


def fuzzy(entries: Sequence[KnowledgeBaseEntry], clusters: Clusters) -> Answers:
    """Link as ``exact``, and what that leaves to the most alike name from a WRatio of 90."""
    return _look_up(entries, clusters, canonical=False, fuzzy=True)


def _look_up(
    entries: Sequence[KnowledgeBaseEntry], clusters: Clusters, *, canonical: bool, fuzzy: bool
) -> Answers:
    from rapidfuzz import fuzz, process

    best: dict[str, KnowledgeBaseEntry] = {}
    for entry in sorted(entries, key=lambda each: (each.prior, each.id)):
        best |= {name.casefold(): entry for name in (entry.name, *entry.aliases)}
    names = sorted(best)
    nearest: dict[str, str | None] = {}

    def find(name: str) -> tuple[str, str] | None:
        wanted = name.casefold()
        if wanted in best:
            return best[wanted].id, "exact"
        if fuzzy and wanted not in nearest:
            found = process.extractOne(wanted, names, scorer=fuzz.WRatio, score_cutoff=WRATIO)
            nearest[wanted] = found[0] if found else None
        near = nearest.get(wanted)
        return (best[near].id, "WRatio") if near else None

    answers: Answers = {}
    for found in clusters.values():
        for cluster in found:
            whole = find(cluster.entity.name) if canonical else None
            for place, mention in zip(_places(cluster), cluster.mentions, strict=True):
                answer = whole or find(mention.surface)
                if answer:
                    answers[place] = answer
    return answers


METHODS: Mapping[str, Callable[[Sequence[KnowledgeBaseEntry], Clusters], Answers]] = {
    "graphmill": by_document,
    "graphmill, whole corpus resolved": by_corpus,
    "exact name": exact,
    "exact name, canonical first": exact_canonical,
    "exact name, else WRatio >= 90": fuzzy,
}


def judge(
    answers: Answers, entries: Sequence[KnowledgeBaseEntry], clusters: Clusters, gold: LinkingGold
) -> Tally:
    """Count what is right; mentions that the gold lists under several entities are not judged."""
    names = {entry.id: {entry.name, *entry.aliases} for entry in entries}
    left_out = set(gold.contradicted)
    tally = Tally()
    for found in clusters.values():
        for cluster in found:
            for place in _places(cluster):
                if place in left_out:
                    continue
                link = gold.across.get(place)
                answer, rule = answers.get(place, (None, ""))
                right = answer is not None and answer == link
                if answer is not None:
                    tally.links += 1
                    tally.right += right
                    tally.rules[rule][right] += 1
                if link in names:
                    tally.known += 1
                    reachable = not names[str(link)].isdisjoint(cluster.entity.names)
                    tally.reachable += reachable
                    tally.reached += reachable and right
                else:
                    tally.unknown += 1
                    tally.left_alone += answer is None
    return tally


def measure(data: str, gold: LinkingGold, methods: Sequence[str], seeds: int) -> list[Row]:
    """Run the methods on both halves of every split."""
    clusters = {
        document.name: link_within_document(document.name, "gold", document.text, document.mentions)
        for document in gold.documents
    }
    tallies: dict[str, list[Tally]] = defaultdict(list)
    for seed in range(seeds):
        documents = sorted(gold.documents, key=lambda document: document.name)
        random.Random(seed).shuffle(documents)  # noqa: S311 - a repeatable choice, no secret
        middle = len(documents) // 2
        halves = documents[:middle], documents[middle:]
        for known, asked in (halves, halves[::-1]):
            entries = entries_of(known, gold.across)
            tested = {document.name: clusters[document.name] for document in asked}
            for method in methods:
                tallies[method].append(judge(METHODS[method](entries, tested), entries, tested, gold))
    return [_row(data, method, runs) for method, runs in tallies.items()]


def _row(data: str, method: str, runs: Sequence[Tally]) -> Row:
    figures = [tally.figures() for tally in runs]
    rules: Counter[tuple[str, bool]] = Counter()
    for tally in runs:
        for rule, counts in tally.rules.items():
            rules.update({(rule, right): count for right, count in counts.items()})
    return Row(
        data,
        method,
        len(runs),
        {name: round(mean(each[name] for each in figures), 4) for name in figures[0]},
        {name: round(min(each[name] for each in figures), 4) for name in figures[0]},
        {
            rule: (rules[rule, True] + rules[rule, False], rules[rule, True])
            for rule in sorted({rule for rule, _ in rules})
        },
    )


def _places(cluster: LocalCluster) -> list[Place]:
    return [
        (cluster.entity.document_id, mention.start, mention.end, mention.type) for mention in cluster.mentions
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every method on every file and print tables or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with " + " and ".join(FILES))
    parser.add_argument("--seeds", type=int, default=3, help="splits of the documents; each gives two runs")
    parser.add_argument(
        "--flip", type=float, default=0.0, help="share of mentions to give a wrong type, 0 to 1"
    )
    parser.add_argument("--methods", nargs="*", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args(arguments)
    missing = [name for name in FILES if not (options.data / name).is_file()]
    if missing:
        parser.error(
            f"{options.data} has no {' and no '.join(missing)}; give the folder that holds them with --data"
        )
    rows: list[Row] = []
    for name in FILES:
        gold = flip_types(read_linking_gold(options.data / name), options.flip)
        rows += measure(name.removesuffix(".jsonl"), gold, options.methods, options.seeds)
    if options.json:
        json.dump([asdict(row) for row in rows], sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        _print_tables(rows)


def _print_tables(rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(width=160)
    table = Table("data", "method", "runs", *(f"{name} (worst)" for name in rows[0].means))
    for row in rows:
        figures: list[Any] = [f"{row.means[name]:.3f} ({row.worst[name]:.3f})" for name in row.means]
        table.add_row(row.data, row.method, str(row.runs), *figures)
    console.print(table)
    table = Table("data", "method", "rule", "links", "right")
    for row in rows:
        for rule, (links, right) in row.rules.items():
            table.add_row(row.data, row.method, rule, f"{links:,}", f"{right / links:.3f}")
    console.print(table)


if __name__ == "__main__":
    main()
