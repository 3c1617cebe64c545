"""What an analysis found, as data, as text and as the markdown of Prefect's artifact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from flows.terminal.markdown import cell
from graph.analysis.measures import Analysis
from graph.analysis.network import Network
from graph.analysis.settings import AnalysisSettings
from graph.analysis.stored import communities_of_several

MEMBERS_SHOWN = 5
COLUMNS = ("name", "type", "docs", "PageRank", "betweenness", "core", "community")


class RankedEntity(BaseModel):
    """An entity with its measures."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    type: str
    docs: int
    page_rank: float
    betweenness: float
    core_number: int
    community: int


class CommunitySummary(BaseModel):
    """A community: its number, how many entities it has, and those of the highest PageRank."""

    model_config = ConfigDict(frozen=True)

    number: int
    size: int
    members: list[str]


class AnalysisReport(BaseModel):
    """The figures of one analysis.

    ``analysed_at`` is when the graph was read (UTC), ``communities`` counts those of two entities or more, ``modularity`` is
    None for a network without edges, and ``betweenness_exact`` says whether ``pivots`` are all entities with an edge.
    """

    analysed_at: str
    written: bool = False
    settings: AnalysisSettings = AnalysisSettings()
    documents: int = 0
    entities: int = 0
    edges: int = 0
    edges_left_out: int = 0
    communities: int = 0
    modularity: float | None = None
    pivots: int = 0
    betweenness_exact: bool = True
    backbone: int = 0
    largest_core: int = 0
    by_page_rank: list[RankedEntity] = Field(default_factory=list)
    by_betweenness: list[RankedEntity] = Field(default_factory=list)
    largest_communities: list[CommunitySummary] = Field(default_factory=list)
    entities_cleared: int = 0
    seconds_load: float = 0.0
    seconds_compute: float = 0.0
    seconds_write: float = 0.0

    def summary(self) -> str:
        """Return what was done, in one line."""
        return (
            f"{self.entities:,} entities and {self.edges:,} edges measured, {self.communities:,} communities"
        )

    def rows(self) -> list[tuple[str, str]]:
        """Return the figures as (name, value) for a table."""
        how = "exact" if self.betweenness_exact else f"estimated from {self.pivots:,} entities"
        left_out = f" ({self.edges_left_out:,} left out)" if self.edges_left_out else ""
        rows = [
            ("analysed at", self.analysed_at),
            ("documents", f"{self.documents:,}"),
            ("entities", f"{self.entities:,}"),
            ("edges", f"{self.edges:,}{left_out}"),
            ("weight of an edge", self.settings.weight),
            ("communities of two or more", f"{self.communities:,}"),
            ("modularity", "" if self.modularity is None else f"{self.modularity:.3f}"),
            ("betweenness", how),
            ("highest core number", f"{self.largest_core:,}"),
            (f"backbone (p < {self.settings.alpha:g})", _edges(self.backbone, self.edges)),
            ("load", f"{self.seconds_load:.1f} s"),
            ("compute", f"{self.seconds_compute:.1f} s"),
        ]
        if self.written:
            rows.append(("write", f"{self.seconds_write:.1f} s"))
        if self.entities_cleared:
            rows.append(("entities no longer analysed", f"{self.entities_cleared:,}"))
        return rows

    def rankings(self) -> list[tuple[str, list[tuple[object, ...]]]]:
        """Return the tables of the highest entities, each with its title; the columns are ``COLUMNS``."""
        return [
            ("Highest PageRank", [_cells(each) for each in self.by_page_rank]),
            ("Highest betweenness", [_cells(each) for each in self.by_betweenness]),
        ]

    def markdown(self) -> str:
        """Return the report as markdown, for Prefect's artifact."""
        lines = ["# graphmill analyse", "", *_table(("figure", "value"), self.rows())]
        for title, rows in self.rankings():
            lines += ["", f"## {title}", "", *_table(COLUMNS, rows)]
        lines += ["", "## Largest communities", ""]
        lines += _table(
            ("community", "entities", "members"),
            [(each.number, f"{each.size:,}", ", ".join(each.members)) for each in self.largest_communities],
        )
        return "\n".join(lines) + "\n"


def report_of(network: Network, analysis: Analysis, *, analysed_at: str, top: int) -> AnalysisReport:
    """Sum an analysis up, with ``top`` entities and communities of each kind; equal figures go by number."""
    columns = (analysis.page_rank, analysis.betweenness, analysis.core_number, analysis.community)
    page_rank, betweenness, core, community = (column.tolist() for column in columns)
    numbers = range(len(network.entities))
    by_rank = sorted(numbers, key=lambda n: (-page_rank[n], n))
    by_betweenness = sorted(numbers, key=lambda n: (-betweenness[n], n))

    def ranked(number: int) -> RankedEntity:
        entity = network.entities[number]
        return RankedEntity(
            id=entity.id,
            name=entity.name,
            type=entity.type,
            docs=entity.docs,
            page_rank=page_rank[number],
            betweenness=betweenness[number],
            core_number=core[number],
            community=community[number],
        )

    members: dict[int, list[str]] = {}
    for number in by_rank:
        shown = members.setdefault(community[number], [])
        if len(shown) < MEMBERS_SHOWN:
            shown.append(network.entities[number].name)
    several = communities_of_several(analysis)
    return AnalysisReport(
        analysed_at=analysed_at,
        settings=analysis.settings,
        documents=network.documents,
        entities=len(network.entities),
        edges=len(network.weight),
        edges_left_out=network.edges_left_out,
        communities=several,
        modularity=analysis.modularity,
        pivots=analysis.pivots.taken,
        betweenness_exact=analysis.pivots.exact,
        backbone=analysis.backbone,
        largest_core=max(core, default=0),
        by_page_rank=[ranked(number) for number in by_rank[:top]],
        by_betweenness=[ranked(number) for number in by_betweenness[:top] if betweenness[number] > 0],
        largest_communities=[
            CommunitySummary(number=number, size=size, members=members[number])
            for number, size in enumerate(analysis.community_sizes[: min(top, several)], start=1)
        ],
    )


def _cells(entity: RankedEntity) -> tuple[object, ...]:
    return (
        entity.name,
        entity.type,
        entity.docs,
        f"{entity.page_rank:.4f}",
        f"{entity.betweenness:.4f}",
        entity.core_number,
        entity.community,
    )


def _edges(part: int, of: int) -> str:
    return f"{part:,} edges" + (f" ({part / of:.1%})" if of else "")


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return lines + [f"| {' | '.join(cell(str(value)) for value in row)} |" for row in rows]
