"""What a network analysis looks at, and how: the one place of its options and their defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class AnalysisSettings(BaseModel):
    """The edges and entities that an analysis takes, how an edge weighs, and the parameters of the measures.

    ``count`` is the default weight: sentences add up, so that an entity has a total that its edges share, which is what
    the disparity filter and modularity presume. NPMI asks another question, how much more often than by chance two
    are named together; it puts pairs that are named once, together, above all others, and edges at or below zero have
    no place in these measures and are left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_count: Annotated[int, Field(ge=1)] = Field(
        default=1, description="sentences that an edge needs at least"
    )
    least_docs: Annotated[int, Field(ge=1)] = Field(
        default=1, description="documents that an edge needs at least"
    )
    weight: Literal["count", "npmi"] = Field(default="count", description="what an edge weighs")
    types: tuple[str, ...] = Field(
        default=(), description="types of entities to take; none: all but dates, amounts and other values"
    )
    alpha: Annotated[float, Field(gt=0, le=1)] = Field(
        default=0.05, description="p-value below which an edge belongs to the backbone"
    )
    resolution: Annotated[float, Field(gt=0)] = Field(
        default=1.0, description="above 1 gives more and smaller communities, below 1 fewer and larger ones"
    )
    pivots: Annotated[int, Field(ge=1)] | None = Field(
        default=None,
        description="entities from which betweenness is measured; without it all, or as many as the time allows",
    )
    seed: Annotated[int, Field(ge=0)] = Field(
        default=0, description="seed of the communities and of the pivots"
    )
