"""How well entities are found by the model alone, by rules alone, and by both.

    python -m benchmarks.extraction.rules [contacts|railway ...] [--speed]

Each set is a folder of ``examples/`` with annotated texts and a graphmill.toml. The model alone is asked for all types of the settings, by
their prompts or names; the rules alone are their kinds and patterns; both is what `graphmill extract` does with these settings. Precision, recall
and F1 are exact in bounds and type. The patterns of the railway were written after reading its first 60 notes, so the others are also measured by
themselves. ``--speed`` measures instead how long the kinds take for a megabyte: of the example corpus, in which few values stand, and of the contacts,
in which nothing else does.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.composition.composed import ComposedExtractor
from extractors.documents import Document
from extractors.evaluation.annotations import AnnotatedText, read_annotations
from extractors.evaluation.scores import Score, Scores, exact_scores, merge
from extractors.mentions import Extractor, Label
from extractors.rules.kinds.registry import kinds
from extractors.rules.patterns import PatternRule, pattern_finder
from flows.project.extraction import project_extractor
from flows.project.finders import finders_of
from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from tests.support.root import ROOT

# What the model reads where the name of a type says less than it could.
PROMPTS = {
    "email": "email address",
    "telephone": "telephone number",
    "iban": "bank account number",
    "card": "payment card number",
}
READ_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Set:
    """The annotated texts of an example; ``read_before`` of them were read when its patterns were written."""

    name: str
    file: Path
    read_before: int = 0


SETS = (
    Set("contacts", ROOT / "examples" / "contacts" / "contacts.jsonl"),
    Set("railway", ROOT / "examples" / "railway" / "maintenance.jsonl", READ_BEFORE),
)


def contestants(settings: Settings) -> Mapping[str, Extractor]:
    """Return the three ways to find the types of settings."""
    names = [each.name for each in settings.types]
    labels = [
        Label(each.name, each.prompt or PROMPTS.get(each.name, ""), each.description, each.threshold)
        for each in settings.types
    ]
    finders = finders_of(settings, names)
    return {
        "model": ComposedExtractor(settings.extractor, labels, (), names),
        "rules": ComposedExtractor(settings.extractor, (), finders, names),
        "both": project_extractor(settings),
    }


def measure(
    texts: Sequence[AnnotatedText], extractors: Mapping[str, Extractor]
) -> Mapping[str, Sequence[Scores]]:
    """Return, by contestant, the scores of each text."""
    documents = [Document(text.name, "", text.text, "text/plain", "0" * 64) for text in texts]
    scores = {}
    for name, extractor in extractors.items():
        found = [each.mentions for each in extractor.extract(documents)]
        scores[name] = [
            exact_scores([text.mentions], [mentions]) for text, mentions in zip(texts, found, strict=True)
        ]
    return scores


def print_table(title: str, scores: Mapping[str, Sequence[Scores]]) -> None:
    """Print precision, recall and F1 of each type by each contestant."""
    whole = {name: merge(parts) for name, parts in scores.items()}
    types = sorted({label for found in whole.values() for label in found.labels})
    print(f"{title}\n")
    print("| type | gold | " + " | ".join(f"{name}: P | R | F1" for name in whole) + " |")
    print("|---|---:|" + "---:|" * 3 * len(whole))
    for label in types:
        rows = {name: found.labels.get(label, Score(0, 0, 0)) for name, found in whole.items()}
        gold = max(score.true_positives + score.false_negatives for score in rows.values())
        print(f"| {label} | {gold} | " + " | ".join(_cells(score) for score in rows.values()) + " |")
    gold = max(found.micro.true_positives + found.micro.false_negatives for found in whole.values())
    print(f"| all | {gold} | " + " | ".join(_cells(found.micro) for found in whole.values()) + " |\n")


def _cells(score: Score) -> str:
    return " | ".join(f"{value:.3f}" for value in (score.precision, score.recall, score.f1))


def print_speed() -> None:
    """Print how many milliseconds of one processor each kind takes for a megabyte of text, and how many megabytes a second all do."""
    contacts = [text.text for text in read_annotations(SETS[0].file)]
    corpus = [
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples" / "sources").glob("*.txt"))
    ]
    texts = {name: _megabyte(parts) for name, parts in (("example corpus", corpus), ("contacts", contacts))}
    print("| kind | " + " | ".join(f"{name}: found | ms a MB" for name in texts) + " |")
    print("|---|" + "---:|---:|" * len(texts))
    for name in (*(kind.name for kind in kinds()), "all"):
        rules = [PatternRule(kind.name, kind=kind.name) for kind in kinds() if name in (kind.name, "all")]
        finder = pattern_finder(rules)
        finder.find(contacts[0])
        cells = []
        for text in texts.values():
            started = time.process_time()
            found = len(finder.find(text))
            cells.append(
                f"{found:,} | {(time.process_time() - started) * 1000 / (len(text) / 1_000_000):.0f}"
            )
        print(f"| {name} | " + " | ".join(cells) + " |")


def _megabyte(parts: Sequence[str]) -> str:
    """Return texts one after the other, again and again, for a million characters."""
    whole = "\n\n".join(parts) + "\n\n"
    return (whole * (1_000_000 // len(whole) + 1))[:1_000_000]


def main() -> None:
    """Measure the sets that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", help="contacts, railway; by default both")
    parser.add_argument("--speed", action="store_true", help="measure the time of the kinds and nothing else")
    options = parser.parse_args()
    if options.speed:
        print_speed()
        return
    wanted = options.sets or [each.name for each in SETS]
    if unknown := set(wanted) - {each.name for each in SETS}:
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    for each in SETS:
        if each.name in wanted:
            texts = read_annotations(each.file)
            scores = measure(texts, contestants(load_settings(each.file.with_name("graphmill.toml"))))
            print_table(f"{each.name}: {len(texts)} texts", scores)
            if each.read_before:
                rest = {name: parts[each.read_before :] for name, parts in scores.items()}
                print_table(f"{each.name}: the {len(texts) - each.read_before} texts not read before", rest)


if __name__ == "__main__":
    main()
