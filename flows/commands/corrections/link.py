"""``graphmill link``: how the graph's entities link to knowledge bases, those of the settings or a file to try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.corrections.shown import print_effect
from flows.commands.options import COMMON, PATH, Common
from flows.errors import EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.knowledge_bases import cached_knowledge_base
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.terminal.output import heading, print_json, print_table
from graph.writing.planning import FreshResolution, ResolutionPlan, plan_of, resolve_anew
from graph.writing.writer import link_anew
from linking.guidance import Guidance
from linking.knowledge_base.base import KnowledgeBase
from linking.model import LocalEntity
from linking.review.entity_links import EntityLink, entity_links
from linking.rules import TO_KNOWLEDGE_BASE

_NIL = {name: TO_KNOWLEDGE_BASE[name].words for name in ("unknown", "ambiguous", "unsupported", "other_type")}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A knowledge base, and how the entities link to it."""

    knowledge_base: KnowledgeBase
    links: Sequence[EntityLink]

    @property
    def linked(self) -> list[EntityLink]:
        return [each for each in self.links if each.link.entry]

    @property
    def left(self) -> list[EntityLink]:
        """Entities whose name some entry has, and that have no entry all the same."""
        return [each for each in self.links if not each.link.entry and each.link.rule != "unknown"]

    @property
    def nil(self) -> Counter[str]:
        return Counter(each.link.rule for each in self.links if not each.link.entry)

    def to_dict(self) -> dict[str, Any]:
        return {
            "knowledge_base": self.knowledge_base.name,
            "entries": len(self.knowledge_base),
            "entities": len(self.links),
            "linked": len(self.linked),
            "nil": {rule: self.nil[rule] for rule in _NIL},
            "links": [_row(each) for each in self.linked],
            "left": [_row(each) for each in self.left],
        }


def link(
    *,
    kb: Annotated[
        list[Path] | None, PATH, Parameter(help="A knowledge base to try (CSV or JSON lines); repeatable.")
    ] = None,
    apply: Annotated[bool, Parameter(help="Write it; the files must be in the settings.")] = False,
    limit: Annotated[int, Parameter(help="Most entities of each table.")] = 50,
    common: Common = COMMON,
) -> int:
    """Show which entries of knowledge bases the entities are, and why; with --kb nothing is written.

    Without --kb the graph is linked anew by the knowledge bases in the settings.
    """
    settings = common.settings()
    guidance = load_guidance(settings)
    files = list({file.resolve(): file for file in kb or ()}.values())
    asked = [_known(file, settings, guidance) for file in files] or list(guidance.knowledge_bases)
    if not asked:
        raise UsageError(
            "The settings name no knowledge base. Try one with --kb FILE, or add it to graphmill.toml:\n"
            '[knowledge_base]\nfiles = ["FILE.csv"]'
        )
    if len({each.name for each in asked}) < len(asked):
        raise UsageError("Two of the files have one name. Try one at a time, or rename one.")
    strange = [
        file for file, known in zip(files, asked, strict=False) if known not in guidance.knowledge_bases
    ]
    if apply and strange:
        raise UsageError(
            "The graph is linked by the knowledge bases of the settings, so that every later run does the same. "
            f"Add to graphmill.toml:\n{_lines_to_add(settings, strange)}"
        )
    write = apply or not files
    tried = [each for each in asked if each not in guidance.knowledge_bases]
    guidance = Guidance(guidance.decisions, (*guidance.knowledge_bases, *tried))
    with open_project_store(settings, "write" if write else "read") as store:
        if write:
            fresh = link_anew(store, guidance, batch_size=settings.flow.commit_documents)
        else:
            fresh = resolve_anew(store, guidance)
    effect = plan_of(fresh)
    local = _local_entities(fresh)
    shown = [_Shown(each, entity_links(fresh.resolution, local, each)) for each in asked]
    if common.json:
        told = {"knowledge_bases": [each.to_dict() for each in shown]}
        print_json(told | {"effect": effect.to_dict(), "applied": write})
        return EXIT_OK
    for each in shown:
        _print(each, limit)
    heading("In the graph" if write else "In the graph it would be")
    _print_effect(effect)
    if strange:
        print(
            f"\nNothing was written. To link by it from now on, add to graphmill.toml:\n{_lines_to_add(settings, strange)}"
        )
    elif not write:
        print("\nNothing was written. Do it with: graphmill link")
    return EXIT_OK


def _known(file: Path, settings: Settings, guidance: Guidance) -> KnowledgeBase:
    """Return the knowledge base of the settings that this file is, or the file as the settings would read it."""
    given = settings.knowledge_base
    base = settings.base.resolve()
    for known, each in zip(guidance.knowledge_bases, given.files, strict=True):
        if (base / each.path).resolve() == file.resolve():
            return known
    if file.stem in {known.name for known in guidance.knowledge_bases}:
        raise UsageError(
            f"{file}: the settings have another knowledge base named {file.stem!r}. Rename the file to try it."
        )
    return cached_knowledge_base(file.resolve(), "", given.margin, given.types)


def _lines_to_add(settings: Settings, files: Sequence[Path]) -> str:
    base = settings.base.resolve()
    paths = [file.resolve() for file in files]
    named = [path.relative_to(base) if path.is_relative_to(base) else path for path in paths]
    told = [each.path for each in settings.knowledge_base.files]
    listed = ", ".join(f'"{path.as_posix()}"' for path in [*told, *named])
    return f"[knowledge_base]\nfiles = [{listed}]"


def _local_entities(fresh: FreshResolution) -> list[LocalEntity]:
    """Return the local entities that were resolved: those stored, and of documents clustered anew the new ones."""
    kept = [
        each
        for each in fresh.stored.local_entities.values()
        if each.document_id not in fresh.change.clustered
    ]
    return kept + [cluster.entity for clusters in fresh.change.clustered.values() for cluster in clusters]


def _print(shown: _Shown, limit: int) -> None:
    known = shown.knowledge_base
    heading(
        f"{known.name}: {len(known):,} entries; {len(shown.linked):,} of {len(shown.links):,} entities linked"
    )
    rows = [
        (
            each.entity.name,
            each.entity.type,
            each.documents,
            each.link.entry.id,
            each.link.score,
            each.link.reason,
        )
        for each in shown.linked[:limit]
        if each.link.entry
    ]
    if rows:
        print_table(("entity", "type", "documents", "entry", "score", "reason"), rows)
    _tell_more(len(shown.linked), limit)
    if shown.left:
        print()
        print_table(
            ("left alone", "type", "documents", "reason"),
            [
                (each.entity.name, each.entity.type, each.documents, each.link.reason)
                for each in shown.left[:limit]
            ],
        )
        _tell_more(len(shown.left), limit)
    counts = ", ".join(f"{shown.nil[rule]:,} ({why})" for rule, why in _NIL.items() if shown.nil[rule])
    if counts:
        print(f"\nnot linked: {counts}")
    print()


def _print_effect(effect: ResolutionPlan) -> None:
    """Print what changes beside the entries, which the tables show, and how many entities have another entry."""
    entries = [each for each in effect.changed if each.what == "knowledge base"]
    rest = replace(effect, changed=tuple(each for each in effect.changed if each not in entries))
    if entries:
        print(f"{len(entries):,} entities have another entry than before")
    if not (entries and rest.is_empty):
        print_effect(rest)


def _tell_more(count: int, limit: int) -> None:
    if count > limit:
        print(f"… and {count - limit:,} more: raise --limit, or see --json")


def _row(each: EntityLink) -> dict[str, Any]:
    entity, link = each.entity, each.link
    row: dict[str, Any] = {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "documents": each.documents,
    }
    if link.entry:
        row |= {"entry": link.entry.id, "entry_name": link.entry.name, "score": round(link.score, 4)}
    return row | {"rule": link.rule, "reason": link.reason}
