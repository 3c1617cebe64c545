"""``graphmill explain``: why two names are one entity or two."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flows.commands.corrections.shown import print_words, to_json
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.stores import open_project_store
from flows.terminal.output import count, heading, print_json, print_sentences
from graph.corrections.pairs import ExplainedPair, Side, explain_pair
from graph.corrections.present import load_present
from linking.review.explanation import Path

MOST_PATHS = 12
"""Names of an entity whose way to it is shown, the most used first."""


def explain(a: str, b: str, *, common: Common = COMMON) -> int:
    """Show why two names are one entity or two: word by word, by which rule, and what the documents say.

    Parameters
    ----------
    a
        A name, an alias, or an entity id.
    b
        The same of the other entity.

    """
    settings = common.settings()
    with open_project_store(settings) as store:
        explained = explain_pair(store, load_present(store, load_guidance(settings)), a, b)
    if common.json:
        print_json(_data(explained))
    else:
        _print(explained)
    return EXIT_OK


def _print(explained: ExplainedPair) -> None:
    one, other, compared = explained.one, explained.other, explained.compared
    sides = (one,) if explained.together else (one, other)
    heading(f"“{one.name}” and “{other.name}” are {'one entity' if explained.together else 'two entities'}")
    for entity in (side.entity for side in sides):
        print(f"  {entity.name} ({entity.type}, {entity.id}), {count(entity.docs, 'document')}")
    print(f"{explained.why}\n")
    print_words(compared)
    rule = f" by the rule {compared.comparison.rule}" if compared.comparison.rule else ""
    print(f"\nscore {compared.comparison.score:.2f}{rule}: {compared.band}")
    if compared.short_form:
        print(f"within a document that has both, one can stand for the other: {compared.short_form}")
    for guard in explained.guards:
        print(f"against it: {guard}")
    for decision in explained.decisions:
        because = f" because {decision.why}" if decision.why else ""
        print(f"decided: {decision.told()} ({decision.id}, {decision.by}, {decision.at}){because}")
    for side in sides:
        print()
        heading(f"How names came to {side.entity.name} ({side.entity.id})")
        for path in side.paths[:MOST_PATHS]:
            print(
                f"  {count(path.mentions, 'mention')} in {count(path.documents, 'document')}: {path.told()}"
            )
        if len(side.paths) > MOST_PATHS:
            print(f"  … and {len(side.paths) - MOST_PATHS:,} more")
    for told in dict.fromkeys((*one.kb_reasons, *other.kb_reasons)):
        print(f"\nknowledge base {told}")
    print_sentences("Sentences with both", explained.both)
    for side in (one, other):
        which = f" ({side.entity.id})" if one.name == other.name else ""
        print_sentences(f"Sentences with “{side.name}”{which}", side.sentences)


def _data(explained: ExplainedPair) -> dict[str, Any]:
    one, other, compared = explained.one, explained.other, explained.compared

    def side(each: Side) -> dict[str, Any]:
        return {
            "name": each.name,
            "entity": asdict(each.entity),
            "paths": [_way(path) for path in each.paths],
            "knowledge_base": each.kb_ids,
            "knowledge_base_reasons": each.kb_reasons,
        }

    return {
        "together": explained.together,
        "reason": explained.why,
        "score": compared.comparison.score,
        "band": compared.band,
        "rule": compared.comparison.rule,
        "short_form": compared.short_form,
        "words": compared.comparison.tokens,
        "guards": explained.guards,
        "decisions": [to_json(each) for each in explained.decisions],
        "left": side(one),
        "right": side(other),
        "evidence": {"both": explained.both, "left": one.sentences, "right": other.sentences},
    }


def _way(path: Path) -> dict[str, Any]:
    """Return the way of a name without the documents in which it came so, of which there may be thousands."""
    told = asdict(path) | {"told": path.told()}
    del told["document_ids"]
    return told
