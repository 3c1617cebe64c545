"""How linking grows with the number of different names, up to a million, and whether the order of documents matters.

Run from the project's root: ``python -m benchmarks.linking.scale``. It needs no data: names are invented from a seed
(``tests/support/invented_names.py``), a twenty-fifth of them written otherwise than another one of the corpus. Each figure is taken
in a process of its own; peak memory is that of the whole process, names included.

- ``resolve``: ``linking.across_documents.resolution.resolve`` from scratch, every name in one local entity, fifteen a document.
- ``blocking``: the candidate pairs among the names, and the share of names deviated from that meet their deviation.
- ``order``: documents in five rounds in two random orders, ids carried along, against all at once.
- ``peer``, in processor time: the loop that ``neo4j-graphrag`` publishes as ``FuzzyMatchResolver``, written anew from its description: all pairs
  of one label, ``WRatio`` from 0.8, sets with a common member made one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.charts import line_chart
from linking.across_documents.resolution import resolve
from linking.blocking.pairs import block
from linking.model import LocalEntity, Resolution
from linking.names.families import family_of
from linking.names.form import take_apart
from tests.support.invented_names import DEVIATIONS, Inventor, Name, deviate

SIZES = (10_000, 31_600, 100_000, 316_000, 1_000_000)
EVERY = 25
"""Of so many names one is another's deviation."""
DOCUMENT = 15
_ORDERED = 20_000
_PEER = 10_000
_WRATIO = 0.8


@dataclass(frozen=True, slots=True)
class Corpus:
    """Different names, and which of them deviates from which other one and how: (deviation, number, number)."""

    names: list[Name]
    planted: list[tuple[str, int, int]]


def corpus(size: int, seed: int = 0) -> Corpus:
    """Invent ``size`` different names."""
    names = Inventor(seed).names(size - size // EVERY)
    number = {name: place for place, name in enumerate(names)}
    chance = random.Random(seed)  # noqa: S311 - repeatable names, no secret
    planted: list[tuple[str, int, int]] = []
    originals = len(names)
    kinds = list(DEVIATIONS)
    while len(names) < size:
        kind = kinds[len(planted) % len(kinds)]
        source = chance.randrange(originals)
        found = deviate(names[source], kind, chance)
        if found is not None and found not in number:
            number[found] = len(names)
            planted.append((kind, source, len(names)))
            names.append(found)
    return Corpus(names, planted)


def local_entities(names: Iterable[Name], seed: int = 0) -> list[LocalEntity]:
    """Make a local entity of every name, in documents of fifteen."""
    shuffled = list(names)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - repeatable, no secret
    return [
        LocalEntity(f"{document}:v:{place % DOCUMENT}", document, name, kind, (name,), place % DOCUMENT * 40)
        for place, (name, kind) in enumerate(shuffled)
        for document in (f"doc_{place // DOCUMENT:08d}",)
    ]


def measure_resolve(size: int) -> dict[str, Any]:
    """Resolve from scratch."""
    made = corpus(size)
    entities = local_entities(made.names)
    before = _peak()
    _warm_up()
    wall, processor = time.perf_counter(), time.process_time()
    resolution = resolve(entities)
    seconds, processor = time.perf_counter() - wall, time.process_time() - processor
    entity = {(each.name, each.type): resolution.assignments[each.id].entity_id for each in entities}
    reviewed = {(pair.left, pair.right) for pair in resolution.review}
    fate: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, source, deviated in made.planted:
        one, other = entity[made.names[source]], entity[made.names[deviated]]
        met = "merged" if one == other else "review" if tuple(sorted((one, other))) in reviewed else "apart"
        fate[kind][met] += 1
    return {
        "names": size,
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "names_a_second": round(size / seconds),
        "input_mb": before,
        "peak_mb": _peak(),
        "entities": len(resolution.entities),
        "pairs_to_review": len(resolution.review),
        "planted": {kind: dict(sorted(counts.items())) for kind, counts in fate.items()},
    }


def measure_blocking(size: int) -> dict[str, Any]:
    """Find candidate pairs; the time is without taking the names apart."""
    made = corpus(size)
    forms = [take_apart.__wrapped__(name, family_of(kind)) for name, kind in made.names]
    wall, processor = time.perf_counter(), time.process_time()
    found = block(forms)
    seconds, processor = time.perf_counter() - wall, time.process_time() - processor
    codes = found.left * size + found.right
    tried: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for kind, source, deviated in made.planted:
        one, other = forms[source], forms[deviated]
        tried[kind] += 1
        code = min(source, deviated) * size + max(source, deviated)
        place = int(np.searchsorted(codes, code))
        # Names of one key meet without any comparison.
        met[kind] += one.key == other.key or (place < len(codes) and int(codes[place]) == code)
    return {
        "names": size,
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "pairs_a_name": round(len(codes) / size, 3),
        "recall": {kind: round(met[kind] / tried[kind], 4) for kind in sorted(tried)},
        "tried": dict(sorted(tried.items())),
        "dropped": found.dropped,
        "peak_mb": _peak(),
    }


def measure_order(size: int) -> dict[str, Any]:
    """Add the documents in five rounds, in two orders, and compare with all at once."""
    made = corpus(size)
    # Names come back, as they do in a corpus: each is in two documents, and every tenth one in five more.
    entities = local_entities([*made.names, *made.names, *made.names[::10] * 5])
    documents = sorted({each.document_id for each in entities})
    batch = _together(resolve(entities))
    result: dict[str, Any] = {"names": size, "local_entities": len(entities)}
    for order in (1, 2):
        shuffled = list(documents)
        random.Random(order).shuffle(shuffled)  # noqa: S311 - repeatable, no secret
        held: dict[str, str] = {}
        kept = known = 0
        resolution = Resolution({}, {})
        for number in range(1, 6):
            present = set(shuffled[: len(shuffled) * number // 5])
            resolution = resolve([each for each in entities if each.document_id in present], held)
            ids = {local: each.entity_id for local, each in resolution.assignments.items()}
            kept += sum(ids[local] == entity_id for local, entity_id in held.items())
            known += len(held)
            held = ids
        together = _together(resolution)
        result[f"agreement_{order}"] = sum(together[local] == batch[local] for local in batch) / len(batch)
        result[f"ids_kept_{order}"] = round(kept / known, 5)
    return result


def _together(resolution: Resolution) -> dict[str, str]:
    """Return for every local entity the first one of its entity, which stands for who is with whom."""
    first: dict[str, str] = {}
    for local, assignment in sorted(resolution.assignments.items()):
        first.setdefault(assignment.entity_id, local)
    members = Counter(each.entity_id for each in resolution.assignments.values())
    return {
        local: f"{first[each.entity_id]} of {members[each.entity_id]}"
        for local, each in resolution.assignments.items()
    }


def measure_peer(size: int) -> dict[str, Any]:
    """Run the peer's loop and ``resolve`` on the same names."""
    from rapidfuzz import fuzz, utils

    made = corpus(size)
    entities = local_entities(made.names)
    _warm_up()
    start = time.process_time()
    resolve(entities)
    ours = time.process_time() - start
    by_label: dict[str, list[str]] = defaultdict(list)
    for name, kind in made.names:
        by_label[kind].append(name)
    start = time.process_time()
    pairs = sum(len(names) * (len(names) - 1) // 2 for names in by_label.values())
    groups = 0
    for names in by_label.values():
        alike = [
            {one, other}
            for one, other in combinations(names, 2)
            if fuzz.WRatio(one, other, processor=utils.default_process) / 100 >= _WRATIO
        ]
        groups += len(_consolidated(alike))
    theirs = time.process_time() - start
    return {
        "names": size,
        "pairs": pairs,
        "peer_processor_seconds": round(theirs, 1),
        "peer_groups": groups,
        "processor_seconds": round(ours, 2),
        "times": round(theirs / ours),
    }


def _consolidated(pairs: Sequence[set[str]]) -> list[set[str]]:
    """Make sets with a common member one, until none is left; by a table, which is quicker than the peer's own search."""
    group_of: dict[str, set[str]] = {}
    for pair in pairs:
        merged = set(pair)
        for name in pair:
            merged |= group_of.get(name, set())
        for name in merged:
            group_of[name] = merged
    return list({id(group): group for group in group_of.values()}.values())


PARTS: dict[str, tuple[Callable[[int], dict[str, Any]], Sequence[int]]] = {
    "resolve": (measure_resolve, SIZES),
    "blocking": (measure_blocking, SIZES),
    "order": (measure_order, (_ORDERED,)),
    "peer": (measure_peer, (_PEER,)),
}


def _warm_up() -> None:
    """Load what linking loads at its first use."""
    resolve(local_entities(Inventor(9).names(300)))


def _peak() -> int:
    """Return the largest memory of this process so far, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def run(part: str, size: int) -> dict[str, Any]:
    """Take a figure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.linking.scale", "--here", part, str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return {"part": part, **figures, "load": [round(each, 1) for each in os.getloadavg()]}


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the figures asked for and print a JSON object each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all if none is given")
    parser.add_argument("--sizes", type=int, nargs="*", help="numbers of names, in place of each part's own")
    parser.add_argument(
        "--svg", type=Path, help="write a chart of the processor time of resolve and blocking"
    )
    parser.add_argument("--here", nargs=2, metavar=("PART", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.here:
        part, size = options.here
        json.dump(PARTS[part][0](int(size)), sys.stdout)
        return
    if unknown := sorted(set(options.parts) - set(PARTS)):
        parser.error(f"there is no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}")
    lines: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for part in options.parts or PARTS:
        for size in options.sizes or PARTS[part][1]:
            figures = run(part, size)
            sys.stdout.write(json.dumps(figures) + "\n")
            sys.stdout.flush()
            if part in {"resolve", "blocking"}:
                lines[part].append((size, figures["processor_seconds"]))
    if options.svg:
        if not lines:
            parser.error("a chart needs the part resolve or blocking; add one")
        chart = line_chart(
            lines, "different names", "seconds of processor time", "Time to resolve names, by their number"
        )
        options.svg.write_text(chart, encoding="utf-8")


if __name__ == "__main__":
    main()
