"""How good and how fast linking is, beside exact match and the usual fuzzy thresholds, on gold mentions.

Run from the project's root: ``python -m benchmarks.linking --data DIR``. DIR holds ``dwie_train.jsonl``, ``aida_dev.jsonl`` and
``redocred_dev.jsonl``, gold files for linking as `docs/evaluate.md` describes them (the first two without texts, so that
brackets are not seen), and for ``--names`` ``name_pairs_dev.csv`` (columns schema, name1, name2, is_match). Across
documents, the mentions that have a link are judged; within documents, those that have a cluster or, where a data set
gives none, a link. Speed is in mentions per second of processor time, all steps of a method together. The bundled
checkpoint learned from ``redocred_dev.jsonl``: what ``--predicted`` finds there is more than it would find elsewhere.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from benchmarks.linking import name_pairs
from benchmarks.linking.methods import METHODS, Method
from extractors.evaluation.annotations import AnnotatedText
from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.evaluation.evaluation import (
    Clusterings,
    LinkingEvaluation,
    ScopeEvaluation,
    evaluate_linking,
    evaluate_predicted,
)
from linking.evaluation.gold import LinkingDocument, LinkingGold, flip_types, read_linking_gold
from linking.model import LocalEntity

FILES = ("dwie_train.jsonl", "aida_dev.jsonl", "redocred_dev.jsonl")
WITH_TEXT = "redocred_dev.jsonl"


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


def measure(data: str, gold: LinkingGold, method: str) -> list[Row]:
    """Run a method once and judge it across and within documents."""
    timed = _Timed(METHODS[method])
    found = evaluate_linking(gold, timed(gold.documents))
    return list(_rows(data, method, found, gold.size / timed.seconds))


def measure_predicted(
    data: str, gold: LinkingGold, predicted: Sequence[Sequence[Mention]], method: str
) -> list[Row]:
    """Link predicted mentions by a method, and judge it over all gold mentions and over those that were found."""
    timed = _Timed(METHODS[method])
    found = evaluate_predicted(gold, predicted, timed)
    speed = found.predicted / timed.seconds
    everything = _rows(data, method, found.everything, speed, f", all {gold.size:,} gold mentions")
    return [*everything, *_rows(data, method, found.found_only, speed, f", the {found.found:,} found")]


class _Timed:
    """A method that remembers the processor time that it took."""

    def __init__(self, method: Method) -> None:
        self._method = method
        self.seconds = 0.0

    def __call__(self, documents: Sequence[LinkingDocument]) -> Clusterings:
        start = time.process_time()
        clusterings = self._method(documents)
        self.seconds = time.process_time() - start
        return clusterings


def _rows(
    data: str, method: str, evaluation: LinkingEvaluation, speed: float, judged: str = ""
) -> Iterator[Row]:
    for words, scope in (("across", evaluation.across), ("within", evaluation.within)):
        if scope:
            yield _row(data, words + judged, method, scope, speed)


def _row(data: str, words: str, method: str, scope: ScopeEvaluation, speed: float) -> Row:
    score = scope.score
    return Row(
        data=data,
        scope=words,
        method=method,
        b3_precision=round(score.b_cubed.precision, 4),
        b3_recall=round(score.b_cubed.recall, 4),
        b3_f1=round(score.b_cubed.f1, 4),
        pair_precision=round(score.pairwise.precision, 4),
        pair_recall=round(score.pairwise.recall, 4),
        pair_f1=round(score.pairwise.f1, 4),
        ceaf_e_f1=round(score.ceaf_e.f1, 4),
        largest_mixed=score.largest_mixed_cluster,
        mentions_per_cpu_second=round(speed),
    )


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


def predicted_mentions(gold: LinkingGold) -> list[tuple[Mention, ...]]:
    """Return what the bundled checkpoint finds in the gold's texts, asked for the gold's types."""
    from extractors.engines.loading import load_extractor
    from extractors.engines.settings import ExtractorSettings
    from extractors.mentions import Label
    from flows.commands.evaluation.annotated import find_mentions

    extractor = load_extractor(ExtractorSettings(), [Label(name) for name in gold.types])
    texts = [AnnotatedText(document.name, document.text, ()) for document in gold.documents]
    return find_mentions(texts, extractor)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every method on every file and print a table or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder with " + " and ".join(FILES))
    parser.add_argument("--sets", nargs="*", choices=FILES, default=FILES, help="some of the files")
    parser.add_argument(
        "--flip", type=float, default=0.0, help="share of mentions to give a wrong type, 0 to 1"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of the wrong types")
    parser.add_argument("--methods", nargs="*", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    other = parser.add_mutually_exclusive_group()
    other.add_argument(
        "--predicted",
        action="store_true",
        help=f"link what the bundled checkpoint finds in {WITH_TEXT}; the extraction takes minutes",
    )
    other.add_argument(
        "--names", action="store_true", help=f"compare the pairs of names of {name_pairs.FILE}"
    )
    other.add_argument(
        "--corpus", type=int, metavar="N", help="time N invented local entities; needs no data"
    )
    options = parser.parse_args(arguments)
    if options.corpus:
        time_corpus(options.corpus)
        return
    if options.data is None:
        parser.error("give the folder with the data sets with --data, or a size with --corpus")
    wanted = [name_pairs.FILE] if options.names else [WITH_TEXT] if options.predicted else options.sets
    missing = [name for name in wanted if not (options.data / name).is_file()]
    if missing:
        parser.error(
            f"{options.data} has no {' and no '.join(missing)}; give the folder that holds them with --data"
        )
    rows: list[Row] | list[name_pairs.PairRow]
    if options.names:
        rows = name_pairs.measure_pairs(options.data / name_pairs.FILE)
    elif options.predicted:
        gold = read_linking_gold(options.data / WITH_TEXT)
        predicted = predicted_mentions(gold)
        made = [measure_predicted("redocred_dev", gold, predicted, each) for each in options.methods]
        rows = [row for some in made for row in some]
    else:
        rows = _measure_sets(options)
    _print([asdict(row) for row in rows], as_json=options.json)


def _measure_sets(options: argparse.Namespace) -> list[Row]:
    rows: list[Row] = []
    for name in options.sets:
        gold = flip_types(read_linking_gold(options.data / name), options.flip, options.seed)
        for method in options.methods:
            rows += measure(name.removesuffix(".jsonl"), gold, method)
    return sorted(rows, key=lambda row: (row.scope, row.data))


def _print(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    if as_json:
        json.dump(rows, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
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
