"""``graphmill evaluate linking``: how well mentions are linked to entities, against gold annotations."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from extractors.errors import UsageError
from extractors.evaluation.annotations import AnnotatedText
from flows.commands.evaluation.annotated import asked_labels, find_mentions, mapped_types, settings_order
from flows.commands.evaluation.linking_tables import print_linking, print_predicted
from flows.commands.options import COMMON, EXTRACTOR, MAP_HELP, PATH, Common, ExtractorChoice
from flows.errors import EXIT_OK
from flows.project.extraction import project_extractor
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


def linking(
    gold: Annotated[Path, PATH],
    *,
    flip: float = 0.0,
    seed: int = 0,
    errors: int | None = None,
    predicted: bool = False,
    map_: Annotated[list[str] | None, Parameter("--map", help=MAP_HELP)] = None,
    extractor: ExtractorChoice = EXTRACTOR,
    quiet: bool = False,
    common: Common = COMMON,
) -> int:
    """Measure linking against annotated mentions: B-cubed, pairs and CEAF-e, the worst false merges and splits.

    Parameters
    ----------
    gold
        JSON lines of {doc, start, end, text, type, link, cluster}, or of {doc, text, entities: [{mentions, link}]}.
    flip
        Share of the gold mentions to give a random wrong type, between 0 and 1.
    seed
        Seed of the wrong types.
    errors
        Mistakes of each kind to show: 5, in JSON 20.
    predicted
        Link the mentions that the extractor finds in the texts, not the gold's; only then the model's options count.
    quiet
        Show no progress.

    """
    settings = common.settings(extractor=extractor.given)
    _refuse_what_cannot_work(flip, errors, predicted=predicted, extractor=extractor)
    annotated = read_linking_gold(gold, mapped_types(map_ or ()))
    _tell_what_to_know(annotated)
    head = {"gold": gold.as_posix(), "documents": len(annotated.documents), "mentions": annotated.size}
    if predicted:
        return _evaluate_predicted(annotated, head, settings, errors, as_json=common.json, quiet=quiet)
    annotated = flip_types(annotated, flip, seed)
    found = evaluate_linking(annotated, link(annotated.documents))
    if common.json:
        mistakes = _mistakes_as_json(found, _most(errors, ERRORS_LISTED))
        flips = {"flip": flip, "seed": seed}
        print_json({**head, **flips, **_as_json(found), "mistakes": mistakes})
    else:
        flipped = f", {flip:.0%} of the types wrong at random" if flip else ""
        print(
            f"{head['gold']}: {len(annotated.documents):,} documents, {annotated.size:,} mentions{flipped}."
        )
        print_linking(found, _most(errors, ERRORS_PRINTED))
    return EXIT_OK


def _evaluate_predicted(
    gold: LinkingGold,
    head: dict[str, Any],
    settings: Settings,
    errors: int | None,
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
    extractor = project_extractor(settings, labels)
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
                "mistakes": _mistakes_as_json(found.found_only, _most(errors, ERRORS_LISTED)),
            }
        )
    else:
        print(
            f"{head['gold']}: {len(gold.documents):,} documents, {gold.size:,} gold mentions. "
            f"Model {settings.extractor.model}."
        )
        print_predicted(found, gold.size, _most(errors, ERRORS_PRINTED))
    return EXIT_OK


def _most(errors: int | None, usual: int) -> int:
    return usual if errors is None else errors


def _refuse_what_cannot_work(
    flip: float, errors: int | None, *, predicted: bool, extractor: ExtractorChoice
) -> None:
    if not 0 <= flip <= 1:
        raise UsageError(f"--flip {flip:g}: give a share of the mentions, between 0 and 1.")
    if errors is not None and errors < 0:
        raise UsageError(f"--errors {errors}: give a number of mistakes, 0 for none.")
    if predicted and flip:
        raise UsageError(
            "--flip gives gold mentions wrong types, and --predicted links none of them. Give one of them."
        )
    if extractor.given and not predicted:
        options = ", ".join(f"--{name}" for name in extractor.given)
        raise UsageError(f"{options}: the gold's own mentions need no extractor. Add --predicted.")


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
