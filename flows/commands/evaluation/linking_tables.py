"""What an evaluation of linking shows in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from flows.terminal.output import heading, print_table
from linking.evaluation.evaluation import (
    LinkingEvaluation,
    LinkingMistake,
    PredictedEvaluation,
    ScopeEvaluation,
)

PARTS_SHOWN = 6
"""Parts of a mistake that the terminal shows, the largest first."""


def print_linking(evaluation: LinkingEvaluation, errors: int) -> None:
    """Print the measures and at most ``errors`` mistakes of each kind, across and within documents."""
    print_scores(evaluation)
    for scope, words in ((evaluation.across, "across documents"), (evaluation.within, "within documents")):
        if scope is None:
            print(f"\nThe gold says nothing of entities {words}.")
            continue
        _print_mistakes(f"False merges {words}: the worst", scope.merges[:errors], "entities")
        _print_mistakes(f"Splits {words}: the worst", scope.splits[:errors], "clusters")


def print_predicted(found: PredictedEvaluation, gold: int, errors: int) -> None:
    """Print what was found, the measures over all gold mentions and over those found, and mistakes of the latter."""
    print(
        f"The extractor found {found.predicted:,} mentions. Of the gold's {gold:,}, {found.found:,} have exactly one of their "
        f"spans ({found.found / gold:.1%}), and {found.touched:,} overlap one ({found.touched / gold:.1%})."
    )
    print()
    heading("All gold mentions, each that was not found as a cluster of its own")
    print_scores(found.everything)
    print()
    heading("Gold mentions that were found")
    print_linking(found.found_only, errors)


def print_scores(evaluation: LinkingEvaluation) -> None:
    """Print a table of the measures for each scope that the gold tells of."""
    scopes = (("across documents", evaluation.across), ("within documents", evaluation.within))
    rows = [row for words, scope in scopes if scope for row in _rows(words, scope)]
    print()
    print_table(("scope", "measure", "P", "R", "F1"), rows)
    print()
    for words, scope in scopes:
        if scope:
            print(
                f"{words}: {scope.mentions:,} mentions of {scope.entities:,} entities in {scope.clusters:,} clusters; "
                f"most entities in one cluster: {scope.score.largest_mixed_cluster}"
            )


def _rows(words: str, scope: ScopeEvaluation) -> list[tuple[str | float, ...]]:
    measures = (
        ("B-cubed", scope.score.b_cubed),
        ("pairwise", scope.score.pairwise),
        ("CEAF-e", scope.score.ceaf_e),
    )
    return [(words, name, score.precision, score.recall, score.f1) for name, score in measures]


def _print_mistakes(title: str, mistakes: Sequence[LinkingMistake], parts: str) -> None:
    if not mistakes:
        return
    print()
    heading(title)
    for mistake in mistakes:
        print(describe(mistake, parts))


def describe(mistake: LinkingMistake, parts: str) -> str:
    """Return a mistake in a line; ``parts`` is what it holds, in the plural."""
    place = f"{mistake.document}: " if mistake.document else ""
    shown = "; ".join(
        f"{part.name} {part.mentions} ({', '.join(part.surfaces)})" for part in mistake.parts[:PARTS_SHOWN]
    )
    more = len(mistake.parts) - PARTS_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    return f"{place}{mistake.name!r}, {mistake.mentions} mentions, is {len(mistake.parts)} {parts}: {shown}{rest}"
