"""What the commands that correct linking print: decisions kept, what they changed, and two names word by word."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flows.errors import EXIT_OK, EXIT_PARTIAL
from flows.project.settings import Settings
from flows.terminal.output import print_json, print_table
from graph.corrections import acts
from graph.corrections.told import told_changes, told_conflicts, told_dormant, told_outcome
from graph.stores.protocol import GraphStore
from graph.writing.planning import ResolutionPlan
from linking.decisions.decision import Decision, Verdict
from linking.decisions.file import DecisionsFile, to_line
from linking.guidance import Guidance
from linking.review.explanation import NameExplanation

MOST_MOVES = 10
"""Names that moved from one entity to another are shown up to this many."""


def record(
    store: GraphStore, settings: Settings, guidance: Guidance, decisions: Sequence[Decision], *, as_json: bool
) -> int:
    """Keep decisions, link the graph by them at once, print what that changed; return the exit code.

    Raises:
        DecisionsError: the file cannot be read or written, and nothing was done.
        RelinkError: the decisions are kept, the graph is not linked by them yet.

    """
    file = DecisionsFile(settings.decisions_path)
    recorded = acts.record(store, file, guidance, decisions, batch_size=settings.flow.commit_documents)
    if as_json:
        print_json(
            {
                "decisions": [to_json(each) for each in recorded.new],
                "effect": recorded.effect.to_dict(),
            }
        )
    else:
        for each in decisions:
            print(told_outcome(each, guidance.decisions, known=recorded.held_as(each)))
        print_effect(recorded.effect)
        for told in told_dormant(recorded.new, recorded.effect):
            print(told)
        if recorded.new:
            again = "Bring it back" if recorded.new[0].verdict is Verdict.UNDO else "Take it back"
            print(f"{again} with: graphmill undo {acts.act_of(recorded.new[0].id)}")
    return EXIT_OK if recorded.is_followed else EXIT_PARTIAL


def print_effect(effect: ResolutionPlan) -> None:
    """Print what a resolution changed, entity by entity, and which decisions had no effect and why."""
    for told in told_changes(effect, most_moves=MOST_MOVES, more="; --json lists all"):
        print(told)
    for told in told_conflicts(effect):
        print(told)


def print_words(compared: NameExplanation) -> None:
    """Print the words of two names side by side with their relations."""
    print_table(
        (compared.left, compared.right, "relation"),
        [(pair.left, pair.right, pair.relation) for pair in compared.comparison.tokens],
    )


def to_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain data, as it stands in the file."""
    data: dict[str, Any] = json.loads(to_line(decision))
    return data
