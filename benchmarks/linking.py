"""How good and how fast linking is, beside exact match and the usual fuzzy default, on gold mentions.

Run from the project's root: ``python -m benchmarks.linking --data DIR``. DIR holds ``dwie_train.jsonl`` and ``aida_dev.jsonl``
(a mention a line: doc, start, end, text, type, link, and optionally cluster, the entity within the document; no article
text, so that brackets are not seen) and ``redocred_dev.jsonl`` (a document a line: doc, text, entities with their
mentions). Across documents, the mentions that have a link are judged; within documents, those that have a cluster or,
where a data set gives none, a link. Speed is in mentions per second of processor time, all steps of a method together.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from extractors.mentions import Mention
from linking.across_documents import resolve
from linking.evaluate import b_cubed, ceaf_e, mixed_clusters, pairwise
from linking.model import LocalEntity
from linking.within_document import link_within_document

FILES = ("dwie_train.jsonl", "aida_dev.jsonl", "redocred_dev.jsonl")
WRATIO = 80
"""From which WRatio (0 to 100) the fuzzy default takes two names of one type for the same, as published pipelines do."""

Place = tuple[str, int, int, str]
Clustering = Mapping[Place, Hashable]


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one method on one data set."""

    data: str
    scope: str
    method: str
    b3_precision: float
    b3_recall: float
    b3_f1: float
    pair_precision: float
    pair_recall: float
    pair_f1: float
    ceaf_e_f1: float
    largest_mixed: int
    mentions_per_cpu_second: int


@dataclass(frozen=True, slots=True)
class Gold:
    """Gold mentions by document, and the gold clusterings across and within documents."""

    mentions: Mapping[str, Sequence[Mention]]
    texts: Mapping[str, str]
    across: Clustering
    within: Clustering

    @property
    def size(self) -> int:
        """The number of mentions."""
        return sum(map(len, self.mentions.values()))


def read(path: Path, flipped: float = 0.0) -> Gold:
    """Read a file of gold mentions; ``flipped`` is the share of mentions that get a wrong type at random."""
    mentions: dict[str, dict[Mention, None]] = defaultdict(dict)
    texts: dict[str, str] = {}
    across: dict[Place, Hashable] = {}
    within: dict[Place, Hashable] = {}
    rows = [
        row
        for line in path.read_text(encoding="utf-8").splitlines()
        for row in _rows(json.loads(line), texts)
    ]
    types = sorted({row["type"] for row in rows})
    chance = random.Random(0)  # noqa: S311 - a repeatable choice, no secret
    for row in rows:
        kind = row["type"]
        if chance.random() < flipped:
            kind = chance.choice([other for other in types if other != kind])
        mention = Mention(row["start"], row["end"], row["text"], kind, 1.0)
        mentions[row["doc"]][mention] = None
        place = (row["doc"], mention.start, mention.end, mention.type)
        if row["link"] is not None:
            across[place] = row["link"]
        entity = row.get("cluster", row["link"])
        if entity is not None:
            within[place] = (row["doc"], entity)
    return Gold({document: sorted(found) for document, found in mentions.items()}, texts, across, within)


def _rows(record: dict[str, Any], texts: dict[str, str]) -> list[dict[str, Any]]:
    """Return the mentions of a line, which is a mention or a document with entities."""
    if "entities" not in record:
        return [record]
    texts[record["doc"]] = record["text"]
    return [
        {**mention, "doc": record["doc"], "cluster": number, "link": None}
        for number, entity in enumerate(record["entities"])
        for mention in entity["mentions"]
    ]


def graphmill(gold: Gold) -> tuple[Clustering, Clustering]:
    """Cluster with graphmill; return the clustering across and within documents."""
    local: dict[Place, str] = {}
    entities = []
    for document, mentions in gold.mentions.items():
        for cluster in link_within_document(document, "gold", gold.texts.get(document, ""), mentions):
            entities.append(cluster.entity)
            for mention in cluster.mentions:
                local[document, mention.start, mention.end, mention.type] = cluster.entity.id
    assignments = resolve(entities).assignments
    return {place: assignments[entity].entity_id for place, entity in local.items()}, local


def exact(gold: Gold) -> tuple[Clustering, Clustering]:
    """Cluster the mentions that have the same surface and type."""
    across = {place: (mention.surface, mention.type) for place, mention in _placed(gold)}
    return across, {place: (place[0], name) for place, name in across.items()}


def fuzzy(gold: Gold) -> tuple[Clustering, Clustering]:
    """Cluster names of one type from a WRatio of 80, and whatever these pairs connect."""
    by_type: dict[str, set[str]] = defaultdict(set)
    for mentions in gold.mentions.values():
        for mention in mentions:
            by_type[mention.type].add(mention.surface)
    entity = {
        (name, kind): root
        for kind, names in by_type.items()
        for name, root in _connected(sorted(names)).items()
    }
    across = {
        place: (mention.type, entity[mention.surface, mention.type]) for place, mention in _placed(gold)
    }
    return across, {place: (place[0], name) for place, name in across.items()}


def _placed(gold: Gold) -> list[tuple[Place, Mention]]:
    return [
        ((document, mention.start, mention.end, mention.type), mention)
        for document, mentions in gold.mentions.items()
        for mention in mentions
    ]


def _connected(names: Sequence[str]) -> dict[str, str]:
    """Return the first name of the connected component of every name."""
    import networkx
    import numpy as np
    from rapidfuzz import fuzz, process, utils

    graph = networkx.Graph()
    graph.add_nodes_from(names)
    plain = [utils.default_process(name) for name in names]
    for start in range(0, len(names), 500):
        likeness = process.cdist(
            plain[start : start + 500], plain, scorer=fuzz.WRatio, score_cutoff=WRATIO, dtype=np.uint8
        )
        graph.add_edges_from(
            (names[start + row], names[column]) for row, column in zip(*np.nonzero(likeness), strict=True)
        )
    return {name: min(part) for part in networkx.connected_components(graph) for name in part}


METHODS: Mapping[str, Callable[[Gold], tuple[Clustering, Clustering]]] = {
    "graphmill": graphmill,
    "exact name and type": exact,
    "WRatio >= 80, connected": fuzzy,
}


def measure(name: str, gold: Gold, method: str) -> list[Row]:
    """Run a method once and judge it across and within documents."""
    start = time.process_time()
    across, within = METHODS[method](gold)
    seconds = time.process_time() - start
    rows = []
    for scope, found, wanted in (("across", across, gold.across), ("within", within, gold.within)):
        if not wanted:
            continue
        judged = {place: found[place] for place in wanted}
        cubed, pairs, matched = b_cubed(judged, wanted), pairwise(judged, wanted), ceaf_e(judged, wanted)
        mixed = mixed_clusters(judged, wanted)
        rows.append(
            Row(
                data=name,
                scope=scope,
                method=method,
                b3_precision=round(cubed.precision, 4),
                b3_recall=round(cubed.recall, 4),
                b3_f1=round(cubed.f1, 4),
                pair_precision=round(pairs.precision, 4),
                pair_recall=round(pairs.recall, 4),
                pair_f1=round(pairs.f1, 4),
                ceaf_e_f1=round(matched.f1, 4),
                largest_mixed=max((len(each.parts) for each in mixed), default=0),
                mentions_per_cpu_second=round(gold.size / seconds),
            )
        )
    return rows


def corpus(size: int, uses: int) -> list[LocalEntity]:
    """Make ``size`` local entities with invented names, each name used ``uses`` times on average, fifteen a document."""
    chance = random.Random(0)  # noqa: S311 - a repeatable choice, no secret
    words = [
        "".join(chance.choices(ascii_lowercase, k=chance.randint(3, 10)))
        for _ in range(max(2000, size // 20))
    ]
    names = [" ".join(chance.sample(words, 2)).title() for _ in range(max(1, size // uses))]
    made = []
    for number in range(size):
        name, document = chance.choice(names), f"doc_{number // 15:08d}"
        kind = ("person", "organization", "location")[len(name) % 3]
        made.append(
            LocalEntity(f"{document}:v:{number % 15}", document, name, kind, (name,), number % 15 * 30)
        )
    return made


def time_corpus(size: int) -> None:
    """Print how fast a corpus of ``size`` local entities is resolved, with repeated and with mostly different names."""
    for uses in (10, 1):
        entities = corpus(size, uses)
        start = time.process_time()
        first = resolve(entities)
        cold = time.process_time() - start
        current = {local: assignment.entity_id for local, assignment in first.assignments.items()}
        start = time.process_time()
        resolve(entities, current)
        warm = time.process_time() - start
        different = len({entity.name for entity in entities})
        sys.stdout.write(
            f"{size} local entities, {different} names: {size / cold:.0f} a second of processor time, "
            f"{size / warm:.0f} when the names were seen before\n"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every method on every file and print a table or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder with " + " and ".join(FILES))
    parser.add_argument(
        "--flip", type=float, default=0.0, help="share of mentions to give a wrong type, 0 to 1"
    )
    parser.add_argument("--methods", nargs="*", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--corpus", type=int, metavar="N", help="time N invented local entities instead; needs no data"
    )
    options = parser.parse_args(arguments)
    if options.corpus:
        time_corpus(options.corpus)
        return
    if options.data is None:
        parser.error("give the folder with the data sets with --data, or a size with --corpus")
    missing = [name for name in FILES if not (options.data / name).is_file()]
    if missing:
        parser.error(
            f"{options.data} has no {' and no '.join(missing)}; give the folder that holds them with --data"
        )
    rows: list[Row] = []
    for name in FILES:
        gold = read(options.data / name, options.flip)
        for method in options.methods:
            rows += measure(name.removesuffix(".jsonl"), gold, method)
    if options.json:
        json.dump([asdict(row) for row in rows], sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        _print_table([asdict(row) for row in sorted(rows, key=lambda row: (row.scope, row.data))])


def _print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table()
    for column in rows[0]:
        table.add_column(column.replace("_", " "))
    for row in rows:
        table.add_row(*(f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()))
    Console(width=200).print(table)


if __name__ == "__main__":
    main()
