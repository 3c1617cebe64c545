"""``graphmill review``: the pairs that linking is unsure of, for a person to judge."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.corrections.review_terminal import judge, read_key
from flows.commands.corrections.shown import print_effect, print_words, record
from flows.commands.options import COMMON, PATH, Common
from flows.errors import EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.terminal.output import count, heading, print_json, print_sentences, print_table
from graph.corrections.acts import as_one_act, relink
from graph.corrections.doubts import Doubts, told_question
from graph.corrections.review_file import new_answers, read_answers, write_questions
from graph.stores.protocol import GraphStore
from graph.writing.linking_state import is_pending
from linking.decisions.decision import Verdict, decide
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance
from linking.review.explanation import explain_names
from linking.review.queue import Doubt

MOST_ROWS = 20


def review(
    *,
    export: Annotated[
        Path | None, PATH, Parameter(help="Write the questions to a .csv or .jsonl file.")
    ] = None,
    import_: Annotated[
        Path | None, PATH, Parameter("--import", help="Read the answers back from such a file.")
    ] = None,
    limit: Annotated[int | None, Parameter(help="Most questions.")] = None,
    common: Common = COMMON,
) -> int:
    """Judge the pairs that linking is unsure of, those that matter most first.

    On a terminal one pair at a time; else, and with --json, the questions are listed.
    """
    settings = common.settings()
    as_json = common.json
    if export and import_:
        raise UsageError("Give either --export or --import.")
    if limit is not None and limit < 1:
        raise UsageError("--limit: give a number of 1 or more.")
    if import_:
        return _import(import_, settings, as_json=as_json)
    with open_project_store(settings, "write") as store:
        guidance = load_guidance(settings)
        if is_pending(store, guidance):
            file = DecisionsFile(settings.decisions_path)
            relink(store, file, guidance, batch_size=settings.flow.commit_documents)
            # Not on standard output, where --json writes.
            print(
                "The graph was linked anew first: by its decisions, lists or rules of now.", file=sys.stderr
            )
        found = Doubts(store, guidance)
        doubts = found.all[:limit]
        if export:
            write_questions(export, [(each, found.evidence(each)) for each in doubts])
            if as_json:
                print_json({"questions": len(doubts), "file": str(export)})
                return EXIT_OK
            print(
                f"{count(len(doubts), 'question')} written to {export}. Fill in the column “decision” with same, "
                f"different or unsure, then: graphmill review --import {export}"
            )
            return EXIT_OK
        if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            _print_queue(found, doubts, limited=limit is not None, as_json=as_json)
            return EXIT_OK
        return _ask(store, guidance, found, doubts, settings)


def _print_queue(queue: Doubts, doubts: Sequence[Doubt], *, limited: bool, as_json: bool) -> None:
    if as_json:
        print_json([_data(queue, each) for each in doubts])
        return
    if not doubts:
        print("Nothing to judge: linking is sure of every pair, or all were judged.")
        return
    shown = doubts if limited else doubts[:MOST_ROWS]
    print_table(
        ("question", "left", "right", "type", "rule", "score", "sentences", "uncertainty", "priority"),
        [
            (
                each.question.value,
                each.left.name,
                each.right.name,
                each.left.type,
                each.rule,
                each.score,
                each.impact,
                each.uncertainty,
                each.priority,
            )
            for each in shown
        ],
    )
    if len(doubts) > len(shown):
        print(f"… and {len(doubts) - len(shown):,} more; --limit shows them")


def _data(queue: Doubts, doubt: Doubt) -> dict[str, Any]:
    left, right = queue.evidence(doubt)
    return {
        "question": doubt.question.value,
        "left": doubt.left,
        "right": doubt.right,
        "rule": doubt.rule,
        "score": doubt.score,
        "impact": doubt.impact,
        "uncertainty": round(doubt.uncertainty, 4),
        "priority": round(doubt.priority, 4),
        "left_sentences": left,
        "right_sentences": right,
        "left_company": doubt.company[0],
        "right_company": doubt.company[1],
    }


def _ask(
    store: GraphStore, guidance: Guidance, queue: Doubts, doubts: Sequence[Doubt], settings: Settings
) -> int:
    """Ask about one pair after the other, keep each answer at once, and link the graph by them at the end."""
    if not doubts:
        print("Nothing to judge: linking is sure of every pair, or all were judged.")
        return EXIT_OK
    file = DecisionsFile(settings.decisions_path)
    kept = 0

    def keep(doubt: Doubt, verdict: Verdict) -> None:
        nonlocal kept
        file.append(decide(verdict, doubt.left, doubt.right, score=doubt.score))
        kept += 1

    try:
        judge(
            doubts,
            show=lambda doubt, place, now: _show(queue, doubt, place, len(doubts), now),
            ask=read_key,
            keep=keep,
        )
    except KeyboardInterrupt:
        print("\nInterrupted; what was judged is kept.")
    if not kept:
        print("Nothing was judged.")
        return EXIT_OK
    print(f"\n{count(kept, 'judgement')} kept in {file.path}. Linking the graph by them …")
    print_effect(relink(store, file, guidance, batch_size=settings.flow.commit_documents))
    return EXIT_OK


def _show(queue: Doubts, doubt: Doubt, place: int, total: int, now: Verdict | None) -> None:
    print()
    heading(f"{place + 1:,} of {total:,}")
    print(told_question(doubt) + (f" You said: {now}." if now else ""))
    print_table(
        ("name", "type", "documents", "sentences", "also called"),
        [
            (
                handle.name,
                handle.type,
                queue.documents(members),
                queue.sentences(members),
                [name for name in queue.names(members) if name != handle.name],
            )
            for handle, members in zip((doubt.left, doubt.right), doubt.members, strict=True)
        ],
    )
    print_words(explain_names(doubt.left.name, doubt.left.type, doubt.right.name, doubt.right.type))
    print(f"rule {doubt.rule}, score {doubt.score:.2f}")
    for handle, sentences in zip((doubt.left, doubt.right), queue.evidence(doubt), strict=True):
        print_sentences(handle.name, sentences)
    print()


def _import(path: Path, settings: Settings, *, as_json: bool) -> int:
    answers = read_answers(path)
    with open_project_store(settings, "write") as store:
        guidance = load_guidance(settings)
        new = new_answers(answers, guidance.decisions)
        decisions = as_one_act(
            [decide(each.verdict, each.left, each.right, why=each.why, score=each.score) for each in new]
        )
        if not as_json:
            known = len(answers) - len(new)
            print(f"{count(len(answers), 'answer')} in {path}, of which {known:,} held already.")
        return record(store, settings, guidance, decisions, as_json=as_json)
