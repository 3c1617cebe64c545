"""``graphmill evaluate linking``: how well mentions are linked to entities, against gold annotations."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from extractors.engines.loading import load_extractor
from extractors.errors import UsageError
from extractors.evaluation.annotations import AnnotatedText
from flows.commands.evaluation.annotated import asked_labels, find_mentions, mapped_types, settings_order
from flows.commands.evaluation.linking_tables import print_linking, print_predicted
from flows.errors import EXIT_OK
from flows.project.settings import Settings
from flows.terminal.output import print_json
from flows.terminal.progress import terminal_progress
from linking.evaluation.evaluation import (
    LinkingEvaluation,
    LinkingMistake,
    PredictedEvaluation,
    ScopeEvaluation,
    evaluate_linking,
    evaluate_predicted,
    link,
)
from linking.evaluation.gold import LinkingGold, flip_types, read_linking_gold

ERRORS_PRINTED, ERRORS_LISTED = 5, 20
"""Mistakes of each kind in the terminal and in JSON, unless the option says how many."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the options of the command say: see ``graphmill evaluate linking --help``."""

    names: Sequence[str] = ()
    flip: float = 0.0
    seed: int = 0
    errors: int | None = None
    predicted: bool = False
    extractor_options: Sequence[str] = ()
    """Options given that only speak to the extractor."""


def run_linking_evaluation(
    path: Path, settings: Settings, choices: Choices, *, as_json: bool, quiet: bool
) -> int:
    """Link the gold's mentions, or with ``predicted`` those that the extractor finds, and print how well."""
    _refuse_what_cannot_work(choices)
    gold = read_linking_gold(path, mapped_types(choices.names))
    _tell_what_to_know(gold)
    head = {"gold": path.as_posix(), "documents": len(gold.documents), "mentions": gold.size}
    if choices.predicted:
        return _evaluate_predicted(gold, head, settings, choices, as_json=as_json, quiet=quiet)
    gold = flip_types(gold, choices.flip, choices.seed)
    found = evaluate_linking(gold, link(gold.documents))
    if as_json:
        mistakes = _mistakes_as_json(found, _most(choices, ERRORS_LISTED))
        flips = {"flip": choices.flip, "seed": choices.seed}
        print_json({**head, **flips, **_as_json(found), "mistakes": mistakes})
    else:
        flipped = f", {choices.flip:.0%} of the types wrong at random" if choices.flip else ""
        print(f"{head['gold']}: {len(gold.documents):,} documents, {gold.size:,} mentions{flipped}.")
        print_linking(found, _most(choices, ERRORS_PRINTED))
    return EXIT_OK


def _evaluate_predicted(
    gold: LinkingGold,
    head: dict[str, Any],
    settings: Settings,
    choices: Choices,
    *,
    as_json: bool,
    quiet: bool,
) -> int:
    texts = [AnnotatedText(document.name, document.text, ()) for document in gold.documents]
    if not any(text.text for text in texts):
        raise UsageError(
            f"--predicted: {head['gold']} holds no texts to find mentions in. Write the gold a document a line, with its text."
        )
    labels = asked_labels(settings_order(gold.types, settings), settings)
    extractor = load_extractor(settings.extractor, labels)
    with terminal_progress(quiet=quiet):
        predicted = find_mentions(texts, extractor)
    found = evaluate_predicted(gold, predicted)
    if as_json:
        extraction = {
            "engine": settings.extractor.engine,
            "model": settings.extractor.model,
            "fingerprint": extractor.fingerprint,
            "thresholds": dict(extractor.thresholds),
        }
        print_json(
            {
                **head,
                **_as_json(found.everything),
                "predicted": _predicted_as_json(found, extraction),
                "mistakes": _mistakes_as_json(found.found_only, _most(choices, ERRORS_LISTED)),
            }
        )
    else:
        print(
            f"{head['gold']}: {len(gold.documents):,} documents, {gold.size:,} gold mentions. "
            f"Model {settings.extractor.model}."
        )
        print_predicted(found, gold.size, _most(choices, ERRORS_PRINTED))
    return EXIT_OK


def _most(choices: Choices, usual: int) -> int:
    return usual if choices.errors is None else choices.errors


def _refuse_what_cannot_work(choices: Choices) -> None:
    if not 0 <= choices.flip <= 1:
        raise UsageError(f"--flip {choices.flip:g}: give a share of the mentions, between 0 and 1.")
    if choices.errors is not None and choices.errors < 0:
        raise UsageError(f"--errors {choices.errors}: give a number of mistakes, 0 for none.")
    if choices.predicted and choices.flip:
        raise UsageError(
            "--flip gives gold mentions wrong types, and --predicted links none of them. Give one of them."
        )
    if choices.extractor_options and not choices.predicted:
        raise UsageError(
            f"{', '.join(choices.extractor_options)}: the gold's own mentions need no extractor. Add --predicted."
        )


def _tell_what_to_know(gold: LinkingGold) -> None:
    if gold.contradicted:
        document, start, end, kind = gold.contradicted[0]
        print(
            f"note: not judged, because listed under several entities: {len(gold.contradicted):,} of the mentions, the "
            f"first in {document!r}, {start} to {end}, {kind}",
            file=sys.stderr,
        )


def _as_json(evaluation: LinkingEvaluation) -> dict[str, Any]:
    return {
        "across_documents": _scope_as_json(evaluation.across),
        "within_document": _scope_as_json(evaluation.within),
    }


def _scope_as_json(scope: ScopeEvaluation | None) -> dict[str, Any] | None:
    if scope is None:
        return None
    measures = {name: getattr(scope.score, name) for name in ("b_cubed", "pairwise", "ceaf_e")}
    return {
        **{
            name: {"precision": score.precision, "recall": score.recall, "f1": score.f1}
            for name, score in measures.items()
        },
        "largest_mixed_cluster": scope.score.largest_mixed_cluster,
        "mentions": scope.mentions,
        "entities": scope.entities,
        "clusters": scope.clusters,
    }


def _predicted_as_json(found: PredictedEvaluation, extraction: dict[str, Any]) -> dict[str, Any]:
    return {
        **extraction,
        "mentions": found.predicted,
        "gold_mentions_found": found.found,
        "gold_mentions_touched": found.touched,
        "found_only": _as_json(found.found_only),
    }


def _mistakes_as_json(evaluation: LinkingEvaluation, most: int) -> dict[str, Any]:
    scopes = {"across_documents": evaluation.across, "within_document": evaluation.within}
    return {
        name: scope
        and {
            "merges": [_mistake_as_json(mistake) for mistake in scope.merges[:most]],
            "splits": [_mistake_as_json(mistake) for mistake in scope.splits[:most]],
        }
        for name, scope in scopes.items()
    }


def _mistake_as_json(mistake: LinkingMistake) -> dict[str, Any]:
    return {**asdict(mistake), "document": mistake.document or None}
