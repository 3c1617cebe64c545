"""Measure a GLiNER checkpoint: precision, recall and F1 of exact matches.

    python -m extractors.training.recipe.benchmarks MODEL --data DIR [--json FILE]

Three measurements: CrossNER's development sets (Liu et al. 2021, https://arxiv.org/abs/2012.04373), zero-shot with all labels
of a domain in one prompt; names (person, organization, location, date) in the sentences that training holds out; and ten
everyday types in held-out sentences whose annotation is finer, taken up to the everyday type.
Annotations of your own are measured by ``graphmill evaluate extraction``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.engines.gliner.library import load_gliner
from extractors.engines.loading import model_files
from extractors.engines.precision import Bits
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.evaluation.scores import Scores, as_json, exact_scores, merge
from extractors.mentions import Mention
from extractors.training.recipe.data import held_out_rows, read_rows
from extractors.training.recipe.labels import LabelBook
from extractors.training.recipe.patterns import PATTERN_LABELS

NAME_LABELS = ("person", "organization", "location", "date")
NAME_SOURCES = ("redocred", "gum", "uner_ewt", "wikigold")
EVERYDAY_SOURCES = ("fewnerd", "multiconer2")
SAME_LABEL = {"date or time": "date"}
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
LONGEST = 120
"""Sentences of more tokens are left out of the measurement of names."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Texts with gold mentions, and the labels that are asked for in one prompt.

    ``known`` has, for each text, the labels of which the annotation misses no mention. A predicted mention of another
    label is not counted, unless it overlaps a place in ``marked``: the offsets of all that is annotated in the text.
    """

    name: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    gold: tuple[tuple[Mention, ...], ...]
    known: tuple[frozenset[str], ...]
    marked: tuple[tuple[tuple[int, int], ...], ...]

    def countable(self, predicted: Sequence[Sequence[Mention]]) -> list[list[Mention]]:
        """Return the predicted mentions whose truth the annotation tells."""
        return [
            [
                mention
                for mention in found
                if mention.type in known
                or any(start < mention.end and mention.start < end for start, end in marked)
            ]
            for found, known, marked in zip(predicted, self.known, self.marked, strict=True)
        ]


def benchmark_of(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    labels: Sequence[str],
    coarser: Callable[[str], str | None] = lambda label: SAME_LABEL.get(label, label),
) -> Benchmark:
    """Make a benchmark of annotated sentences: the text is the tokens joined by spaces.

    ``coarser`` tells for an annotated label which of ``labels`` it belongs to. A label is known in a sentence where all
    the labels that belong to it, of those that the rows annotate at all, are annotated.
    """
    kinds: dict[str, set[str]] = {}
    for label in {label for row in rows for label in row["labels"]}:
        kinds.setdefault(coarser(label) or "", set()).add(label)
    texts, gold, known, marked = [], [], [], []
    for row in rows:
        text, starts = "", []
        for token in row["tokens"]:
            text += " " if text else ""
            starts.append(len(text))
            text += token
        mentions, places = [], []
        for first, last, found in row["spans"]:
            start, end = starts[first], starts[last] + len(row["tokens"][last])
            places.append((start, end))
            if (label := coarser(found)) in labels:
                mentions.append(Mention(start, end, text[start:end], label or "", 1.0))
        texts.append(text)
        gold.append(tuple(mentions))
        annotated = set(row["labels"])
        known.append(
            frozenset(label for label in labels if label in annotated or kinds.get(label, {""}) <= annotated)
        )
        marked.append(tuple(places))
    return Benchmark(name, tuple(labels), tuple(texts), tuple(gold), tuple(known), tuple(marked))


def zero_shot_benchmarks(data: Path, limit: int | None = None) -> list[Benchmark]:
    """Read CrossNER's development sets from ``data``/ner_zero_shot_dev, one benchmark a domain.

    Raises:
        FileNotFoundError: the folder holds none.

    """
    files = sorted((data / "ner_zero_shot_dev").glob("crossner_*.jsonl"))
    if not files:
        raise FileNotFoundError(
            f"{data}: no ner_zero_shot_dev/crossner_*.jsonl; give --data the folder that holds them"
        )
    found = []
    for path in files:
        rows = list(read_rows(path))
        labels = sorted({label for row in rows for label in row["labels"]})
        found.append(benchmark_of(path.stem.removeprefix("crossner_"), rows[:limit], labels))
    return found


def name_benchmarks(data: Path, limit: int | None = None) -> list[Benchmark]:
    """Read the sentences that training holds out, asked for the everyday names that each source annotates."""
    found = []
    for name in NAME_SOURCES:
        rows = held_out_rows(data / "ner_train" / f"{name}.jsonl")
        annotated = {SAME_LABEL.get(label, label) for row in rows for label in row["labels"]}
        labels = [label for label in NAME_LABELS if label in annotated]
        rows = [row for row in rows if len(row["tokens"]) <= LONGEST]
        found.append(benchmark_of(name, rows[:limit], labels))
    return found


def everyday_benchmarks(data: Path, limit: int | None = None) -> list[Benchmark]:
    """Read held-out sentences of fine annotation, all asked for the ten everyday types in one prompt."""
    book = LabelBook.read(data / "ner_train" / "label_synonyms.json")
    found = []
    for name in EVERYDAY_SOURCES:
        rows = [
            row
            for row in held_out_rows(data / "ner_train" / f"{name}.jsonl")
            if len(row["tokens"]) <= LONGEST
        ]
        found.append(benchmark_of(name, rows[:limit], PATTERN_LABELS, book.everyday))
    return found


def load_model(model: str, threads: int = 0, device: str = "cpu", bits: Bits = "f32") -> Any:
    """Load a GLiNER model: a folder (ONNX where its ``graphmill.json`` names a file) or a name on the model hub.

    ``bits`` is the number format of an exported graph on a processor.

    Raises:
        OSError: there is no such model.
        extractors.errors.ExtractorError: It cannot be run in ``bits``.

    """
    if bits != "f32":
        return load_gliner(model_files(ExtractorSettings(model=model)), "cpu", bits)
    import torch
    from gliner import GLiNER

    if threads:
        torch.set_num_threads(threads)
    folder = Path(model)
    described = folder / "graphmill.json"
    if described.is_file():
        onnx_file = json.loads(described.read_text(encoding="utf-8"))["onnx_file"]
        return GLiNER.from_pretrained(
            model, load_onnx_model=True, onnx_model_file=onnx_file, local_files_only=True
        )
    return GLiNER.from_pretrained(model, local_files_only=folder.is_dir()).float().eval().to(device)


def predict(model: Any, benchmark: Benchmark, threshold: float, batch_size: int = 16) -> list[list[Mention]]:
    """Return the model's mentions of every text of ``benchmark``, with scores of ``threshold`` and above."""
    order = sorted(range(len(benchmark.texts)), key=lambda index: len(benchmark.texts[index]))
    answers = model.inference(
        [benchmark.texts[index] for index in order],
        list(benchmark.labels),
        threshold=threshold,
        batch_size=batch_size,
    )
    found: list[list[Mention]] = [[] for _ in order]
    for index, answer in zip(order, answers, strict=True):
        found[index] = [
            Mention(entity["start"], entity["end"], entity["text"], entity["label"], entity["score"])
            for entity in answer
        ]
    return found


def measure(
    model: Any, benchmark: Benchmark, thresholds: Sequence[float] = THRESHOLDS
) -> dict[float, Scores]:
    """Return the scores of ``model`` on ``benchmark`` by threshold; the texts are read once."""
    found = benchmark.countable(predict(model, benchmark, min(thresholds)))
    return {
        threshold: exact_scores(
            benchmark.gold, [[mention for mention in text if mention.score >= threshold] for text in found]
        )
        for threshold in thresholds
    }


def report(model: Any, data: Path, thresholds: Sequence[float], limit: int | None = None) -> dict[str, Any]:
    """Measure ``model`` on all benchmarks, print a line for each, and return everything as plain JSON values."""
    result: dict[str, Any] = {}
    groups = {
        "zero_shot": zero_shot_benchmarks(data, limit),
        "names": name_benchmarks(data, limit),
        "everyday": everyday_benchmarks(data, limit),
    }
    for group, benchmarks in groups.items():
        by_name = {}
        for benchmark in benchmarks:
            start = time.monotonic()
            by_name[benchmark.name] = measure(model, benchmark, thresholds)
            line = "  ".join(f"@{t:g} {scores.micro.f1:.3f}" for t, scores in by_name[benchmark.name].items())
            print(
                f"{benchmark.name:12} {line}   {len(benchmark.texts)} texts, {time.monotonic() - start:.0f} s",
                flush=True,
            )
        average = {
            t: sum(scores[t].micro.f1 for scores in by_name.values()) / len(by_name) for t in thresholds
        }
        pooled = {t: merge([scores[t] for scores in by_name.values()]) for t in thresholds}
        print(
            f"{group:12} " + "  ".join(f"@{t:g} {value:.4f}" for t, value in average.items()) + "   average",
            flush=True,
        )
        print(
            f"{group:12} " + "  ".join(f"@{t:g} {pooled[t].micro.f1:.4f}" for t in thresholds) + "   micro",
            flush=True,
        )
        if group != "zero_shot":
            middle = thresholds[len(thresholds) // 2]
            labels = pooled[middle].labels
            print(
                f"{group:12} "
                + "  ".join(f"{label} {labels[label].f1:.3f}" for label in PATTERN_LABELS if label in labels)
                + f"   by label @{middle:g}",
                flush=True,
            )
        result[group] = {
            "average_f1": {f"{t:g}": value for t, value in average.items()},
            "pooled": {f"{t:g}": as_json(scores) for t, scores in pooled.items()},
            "benchmarks": {
                name: {f"{t:g}": as_json(scores) for t, scores in by_threshold.items()}
                for name, by_threshold in by_name.items()
            },
        }
    return result


def main(arguments: list[str] | None = None) -> int:
    """Evaluate by the command line's arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m extractors.training.recipe.benchmarks", description="Measure a GLiNER model."
    )
    parser.add_argument("model", help="a folder, or a name on the model hub")
    parser.add_argument(
        "--data", type=Path, required=True, help="the folder that holds ner_train and ner_zero_shot_dev"
    )
    parser.add_argument("--json", type=Path, help="write all scores to this file")
    parser.add_argument(
        "--thresholds", default=",".join(f"{t:g}" for t in THRESHOLDS), help="joined by commas"
    )
    parser.add_argument("--limit", type=int, help="at most so many sentences a benchmark")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--precision", choices=("f32", "bf16", "int8"), default="f32", help="of an exported graph"
    )
    options = parser.parse_args(arguments)
    try:
        thresholds = [float(value) for value in options.thresholds.split(",")]
        model = load_model(options.model, options.threads, options.device, options.precision)
        result = report(model, options.data, thresholds, options.limit)
    except (ExtractorError, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.json:
        options.json.write_text(
            json.dumps({"model": options.model, **result}, indent=1) + "\n", encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
