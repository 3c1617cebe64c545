"""``graphmill explain``: why two names are one entity or two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from extractors.errors import UsageError
from flows.commands.corrections.shown import BY_ID, Present, choose, load_present, to_json
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.stores import open_project_store
from flows.terminal.output import count, heading, print_json, print_sentences, print_table
from graph.questions.entities import FoundEntity
from graph.questions.evidence import evidence_pair, sentences_naming, uses
from graph.stores.protocol import GraphStore
from linking.across_documents.kb_nodes import link_in_document
from linking.decisions.decision import Decision, Verdict
from linking.model import LocalEntity
from linking.names.form import fold
from linking.review.explanation import NameExplanation, Path, explain_names, guards_of_corpus, paths, reason

MOST_PATHS = 12
"""Names of an entity whose way to it is shown, the most used first."""
_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two: the entity, the name that was asked about, and the local entities with that name."""

    entity: FoundEntity
    name: str
    members: tuple[LocalEntity, ...]
    named: tuple[LocalEntity, ...]
    paths: tuple[Path, ...]
    kb_ids: tuple[str, ...]
    kb_reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Explained:
    """What is known of the two."""

    one: _Side
    other: _Side
    compared: NameExplanation
    guards: tuple[str, ...]
    decisions: tuple[Decision, ...]
    why: str

    @property
    def together(self) -> bool:
        return self.one.entity.id == self.other.entity.id


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
        present = load_present(store, settings)
        one, other = _side(store, present, a), _side(store, present, b)
        together = one.entity.id == other.entity.id
        if together and fold(one.name) == fold(other.name):
            raise UsageError(f"{a} and {b} are one name of one entity, {one.entity.name} ({one.entity.id}).")
        compared = explain_names(one.name, one.entity.type, other.name, other.entity.type)
        guards = compared.guards
        if not together:
            guards += guards_of_corpus(one.members, other.members, present.stored.local_entities.values())
        decisions = tuple(_decisions(present, one, other))
        why = reason(
            compared,
            together=together,
            decisions=decisions,
            guards=guards,
            paths=(one.paths, other.paths),
            kb_ids=(one.kb_ids, other.kb_ids),
        )
        evidence = {
            "both": () if together else evidence_pair(store, one.entity.id, other.entity.id, _SENTENCES),
            one.name: sentences_naming(store, [each.id for each in one.named], _SENTENCES),
            other.name: sentences_naming(store, [each.id for each in other.named], _SENTENCES),
        }
    explained = _Explained(one, other, compared, guards, decisions, why)
    if common.json:
        print_json(_data(explained, evidence))
        return EXIT_OK
    _print(explained)
    titles = {"both": "Sentences with both"} | {
        each.name: f"Sentences with “{each.name}”" for each in (one, other)
    }
    for key, sentences in evidence.items():
        print_sentences(titles[key], sentences)
    return EXIT_OK


def print_words(compared: NameExplanation) -> None:
    """Print the words of two names side by side with their relations."""
    print_table(
        (compared.left, compared.right, "relation"),
        [(pair.left, pair.right, pair.relation) for pair in compared.comparison.tokens],
    )


def _side(store: GraphStore, present: Present, given: str) -> _Side:
    entity = choose(store, given)
    stored = present.stored
    members = tuple(
        sorted(
            stored.local_entities[local]
            for local, why in stored.assignments.items()
            if why.entity_id == entity.id
        )
    )
    name = entity.name if entity.match in BY_ID else given
    key = fold(name)
    named = tuple(each for each in members if any(fold(surface) == key for surface in each.names)) or members
    return _Side(
        entity,
        name,
        members,
        named,
        paths(members, stored.assignments, uses(store, [each.id for each in members])),
        stored.entities[entity.id].kb_ids,
        tuple(_kb_reasons(present, named[0])),
    )


def _kb_reasons(present: Present, local: LocalEntity) -> Iterator[str]:
    """Say for each knowledge base why it takes a local entity for the entry that it does, or for none."""
    document = [
        each for each in present.stored.local_entities.values() if each.document_id == local.document_id
    ]
    for base in present.guidance.knowledge_bases:
        link = link_in_document(base, local, document)
        entry = f"{link.entry.id} ({link.entry.name})" if link.entry else "no entry"
        yield f"{base.name}: “{local.name}” is {entry}: {link.reason}"


def _decisions(present: Present, one: _Side, other: _Side) -> list[Decision]:
    """Return the active judgements on the two: on their names where they are one entity, else on the entities."""
    if one.entity.id != other.entity.id:
        return [each for each in present.bearers.decisions_on(one.entity.id, other.entity.id) if each.pair]
    return [each for each in present.bearers.decisions_on(one.entity.id) if each.verdict is Verdict.SAME]


def _print(explained: _Explained) -> None:
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


def _data(explained: _Explained, evidence: dict[str, Any]) -> dict[str, Any]:
    one, other, compared = explained.one, explained.other, explained.compared

    def side(each: _Side) -> dict[str, Any]:
        return {
            "name": each.name,
            "entity": asdict(each.entity),
            "paths": [asdict(path) | {"told": path.told()} for path in each.paths],
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
        "evidence": {"both": evidence["both"], "left": evidence[one.name], "right": evidence[other.name]},
    }
