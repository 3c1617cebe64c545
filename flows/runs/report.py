"""What a run did, as data, as text and as the markdown of Prefect's artifact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from extractors.documents import ReadFailure
from flows.runs.absent_sources import OutOfReach
from flows.terminal.markdown import cell
from flows.terminal.masking import masked
from graph.schema.descriptions import DescribedDocument

MOST_LISTED = 100
"""Of sources that are gone or renamed, so many are named in a report for people; data have all."""
GONE_REMEDY = "Their documents stay until you forget them: graphmill forget --gone shows them, with --apply it removes them."


class Renamed(BaseModel):
    """A document whose file was ``old`` and is ``new``, with the same content."""

    model_config = ConfigDict(frozen=True)

    old: str
    new: str


class SourceOutcome(BaseModel):
    """What a run saw of a source of the settings: how many ``items``, and how many that it had before are ``away``.

    It is ``unreachable`` where it could not be looked at, and ``guarded`` where so much of it is missing that nothing counts as gone; ``reason``
    says why, and is empty for one that is ``ok``.
    """

    name: str
    kind: str
    items: int = 0
    away: int = 0
    state: Literal["ok", "guarded", "unreachable"] = "ok"
    reason: str = ""

    @property
    def told(self) -> str:
        """What there is to say of it in a table, nothing where all is well."""
        return {"ok": "", "guarded": "nothing of it counts as gone", "unreachable": "not looked at"}[
            self.state
        ]


class BatchResult(BaseModel):
    """What one extraction batch left behind: paths and counts, never texts.

    ``described`` are documents that stay and of which something else than their text has changed, ``absent`` uris of records that
    their files hold no more, each with the reason why that is not sure, or nothing. ``read_anew`` counts documents that were read
    although their bytes are the same, ``newer_readers`` those of them whose reader is newer now, by the suffix of the format.
    """

    staged: list[str] = Field(default_factory=list)
    described: list[DescribedDocument] = Field(default_factory=list)
    renamed: list[Renamed] = Field(default_factory=list)
    absent: dict[str, str] = Field(default_factory=dict)
    unchanged: int = 0
    read_anew: int = 0
    newer_readers: dict[str, int] = Field(default_factory=dict)
    rejected: list[ReadFailure] = Field(default_factory=list)
    documents: int = 0
    reused: int = 0
    characters: int = 0
    mentions: dict[str, int] = Field(default_factory=dict)
    seconds: float = 0.0


class RunReport(BaseModel):
    """The figures of one ingest run."""

    sources: int = 0
    sources_unchanged: int = 0
    looked_at: list[SourceOutcome] = Field(default_factory=list)
    rejected: list[ReadFailure] = Field(default_factory=list)
    documents_added: int = 0
    documents_replaced: int = 0
    documents_unchanged: int = 0
    documents_read_anew: int = 0
    newer_readers: dict[str, int] = Field(default_factory=dict)
    documents_described: int = 0
    documents_relinked: int = 0
    renamed: list[Renamed] = Field(default_factory=list)
    gone: list[str] = Field(default_factory=list)
    forgotten: list[str] = Field(default_factory=list)
    out_of_reach: list[OutOfReach] = Field(default_factory=list)
    extractions_reused: int = 0
    characters: int = 0
    mentions: dict[str, int] = Field(default_factory=dict)
    entities_new: int = 0
    edges_changed: int = 0
    crowded_sentences: int = 0
    pairs_to_review: int = 0
    decisions_in_conflict: int = 0
    seconds_read_and_extract: float = 0.0
    seconds_link_and_commit: float = 0.0
    seconds_total: float = 0.0
    totals: dict[str, int] = Field(default_factory=dict)
    hints: list[str] = Field(default_factory=list)

    def add_batches(self, batches: Iterable[BatchResult]) -> None:
        """Sum the extraction batches into the report."""
        mentions: Counter[str] = Counter(self.mentions)
        newer_readers: Counter[str] = Counter(self.newer_readers)
        for batch in batches:
            self.rejected.extend(batch.rejected)
            self.renamed.extend(batch.renamed)
            self.documents_unchanged += batch.unchanged
            self.documents_read_anew += batch.read_anew
            newer_readers.update(batch.newer_readers)
            self.extractions_reused += batch.reused
            self.characters += batch.characters
            mentions.update(batch.mentions)
        self.mentions = dict(sorted(mentions.items()))
        self.newer_readers = dict(sorted(newer_readers.items()))

    def add_changes(self, changes: Mapping[str, Any]) -> None:
        """Add what one round of linking and committing did, the fields of `graph.writing.writer.ChangeReport`."""
        self.documents_added += changes["added"]
        self.documents_replaced += changes["replaced"]
        self.documents_unchanged += changes["unchanged"]
        self.documents_described += changes["described"]
        self.documents_relinked += changes["re_resolved"]
        self.entities_new += changes["new_entities"]
        self.edges_changed += changes["edges_changed"]
        self.crowded_sentences += changes["crowded_sentences"]
        # What the last round saw: each round resolves the whole corpus.
        self.pairs_to_review = changes["pairs_to_review"]
        self.decisions_in_conflict = len(changes["conflicts"])

    def name_what_is_kept(self, uris: Set[str]) -> None:
        """Say of rejected sources that are among the ``uris`` of the graph's documents that what they said before stays."""
        kept = " What it said before stays in the graph until it is forgotten (graphmill forget)."
        self.rejected = [
            replace(each, remedy=each.remedy + kept) if each.uri in uris else each for each in self.rejected
        ]

    def mask_secrets(self) -> None:
        """Take the secrets that are known out of what others said of sources: why they cannot be read or looked at."""
        self.rejected = [
            replace(each, reason=masked(each.reason), remedy=masked(each.remedy)) for each in self.rejected
        ]
        self.out_of_reach = [replace(each, reason=masked(each.reason)) for each in self.out_of_reach]
        self.hints = [masked(hint) for hint in self.hints]

    def first_rejected(self, most: int = 3) -> str:
        """Return the rejected sources in a line, the first by name."""
        named = "; ".join(f"{each.uri} ({each.outcome}): {each.reason}" for each in self.rejected[:most])
        more = len(self.rejected) - most
        return f"{named}; and {more:,} more" if more > 0 else named

    def why_read_anew(self) -> str:
        """Return in words why documents were read whose bytes are the same; empty where none was."""
        suffixes = list(self.newer_readers)
        older = sum(self.newer_readers.values())
        counts = ", ".join(f"{suffix} ({count:,})" for suffix, count in self.newer_readers.items())
        if self.documents_read_anew > older:
            return f"as asked for; by newer readers: {counts}" if older else "as asked for"
        if len(suffixes) > 1:
            return f"the readers of {counts} are newer than those that read them"
        return f"the reader of {suffixes[0]} is newer than the one that read them" if older else ""

    def summary(self) -> str:
        """Return what was done, in one line."""
        return f"{self.documents_committed:,} documents committed, {len(self.rejected):,} rejected"

    @property
    def documents_committed(self) -> int:
        """Documents that are new in the graph or replaced there."""
        return self.documents_added + self.documents_replaced

    @property
    def exit_code(self) -> int:
        """0 when all is in the graph, 3 when something was rejected, 1 when nothing else was left."""
        if not self.rejected:
            return 0
        return 3 if self.documents_committed + self.documents_unchanged + self.sources_unchanged else 1

    def rows(self) -> list[tuple[str, str]]:
        """Return the figures as (name, value) for a table."""
        rows = [
            (
                "sources",
                f"{self.sources:,}"
                + (f" ({self.sources_unchanged:,} unchanged)" if self.sources_unchanged else ""),
            ),
            ("documents added", f"{self.documents_added:,}"),
            ("documents replaced", f"{self.documents_replaced:,}"),
            ("documents unchanged", f"{self.documents_unchanged:,}"),
            ("rejected", f"{len(self.rejected):,}"),
            ("characters extracted from", f"{self.characters:,}"),
            ("mentions found", _with_types(self.mentions)),
            ("new entities", f"{self.entities_new:,}"),
            ("changed edges", f"{self.edges_changed:,}"),
            ("read and extract", f"{self.seconds_read_and_extract:.1f} s"),
            ("link and commit", f"{self.seconds_link_and_commit:.1f} s"),
            ("whole run", f"{self.seconds_total:.1f} s"),
        ]
        if self.extractions_reused:
            rows.insert(6, ("extractions found on disk", f"{self.extractions_reused:,}"))
        if self.documents_described:
            rows.insert(
                4, ("documents with another date, metadata, place or reader", f"{self.documents_described:,}")
            )
        if self.renamed:
            rows.insert(4, ("documents renamed", f"{len(self.renamed):,}"))
        if self.documents_read_anew:
            rows.insert(4, ("documents read anew", f"{self.documents_read_anew:,} ({self.why_read_anew()})"))
        if self.documents_relinked:
            rows.insert(4, ("documents linked anew", f"{self.documents_relinked:,}"))
        if self.crowded_sentences:
            rows.append(("sentences too crowded for edges", f"{self.crowded_sentences:,}"))
        if self.pairs_to_review:
            rows.append(("pairs of names to review", f"{self.pairs_to_review:,}"))
        if self.decisions_in_conflict:
            rows.append(("decisions in conflict", f"{self.decisions_in_conflict:,}"))
        if self.forgotten:
            rows.append(("documents forgotten", f"{len(self.forgotten):,}"))
        if self.gone:
            rows.append(("documents whose source is gone", f"{len(self.gone):,}"))
        if self.out_of_reach:
            rows.append(("documents out of reach", f"{sum(each.documents for each in self.out_of_reach):,}"))
        rows += [(f"graph: {name}", f"{value:,}") for name, value in self.totals.items()]
        return rows

    def markdown(self) -> str:
        """Return the report as markdown, for Prefect's artifact."""
        lines = ["# graphmill ingest", "", "| figure | value |", "|---|---|"]
        lines += [f"| {name} | {cell(value)} |" for name, value in self.rows()]
        lines += [f"\n{hint}" for hint in self.hints]
        if self.looked_at:
            lines += ["", "## Sources", "", "| source | kind | items | away | |", "|---|---|---|---|---|"]
            lines += [
                f"| {each.name} | {each.kind} | {each.items:,} | {each.away:,} | {cell(each.reason)} |"
                for each in self.looked_at
            ]
        if self.rejected:
            lines += ["", "## Rejected", "", "| source | outcome | reason | remedy |", "|---|---|---|---|"]
            lines += [
                f"| {cell(r.uri)} | {r.outcome} | {cell(r.reason)} | {cell(r.remedy)} |"
                for r in self.rejected
            ]
        if self.forgotten:
            lines += ["", "## Forgotten, as their sources lack them", ""]
            lines += [f"* {cell(uri)}" for uri in self.forgotten[:MOST_LISTED]]
        if self.gone:
            lines += ["", "## Sources that are gone", "", GONE_REMEDY, ""]
            lines += [f"* {cell(uri)}" for uri in self.gone[:MOST_LISTED]]
            lines += (
                [f"* … and {len(self.gone) - MOST_LISTED:,} more"] if len(self.gone) > MOST_LISTED else []
            )
        if self.out_of_reach:
            lines += ["", "## Sources out of reach", "", "| place | documents | why |", "|---|---|---|"]
            lines += [f"| {cell(r.place)} | {r.documents:,} | {cell(r.reason)} |" for r in self.out_of_reach]
        if self.renamed:
            lines += ["", "## Renamed", "", "| before | now |", "|---|---|"]
            lines += [f"| {cell(r.old)} | {cell(r.new)} |" for r in self.renamed[:MOST_LISTED]]
        return "\n".join(lines) + "\n"


def _with_types(counts: dict[str, int]) -> str:
    total = f"{sum(counts.values()):,}"
    return total + (
        f" ({', '.join(f'{name} {count:,}' for name, count in counts.items())})" if counts else ""
    )
