"""When the flows of a project run by themselves: the section ``[schedule]`` of its settings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ScheduleSettings(BaseModel):
    """What ``graphmill deploy`` and ``graphmill serve`` put on a Prefect server.

    The fields that are named like a flow hold its times as cron, in ``timezone``; empty means that it runs by hand and by events alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: str = Field(default="UTC", description="Time zone of all times here, as Europe/Berlin.")
    pool: str = Field(default="graphmill", description="Prefect work pool whose workers carry the runs out.")
    ingest: str = Field(default="0 3 * * *", description="Bring the sources into the graph.")
    analyse: str = Field(default="0 5 * * 0", description="Measure the graph as a network.")
    audit: str = Field(default="0 6 * * 0", description="Recount the whole graph.")
    resolve: str = Field(default="", description="Link the whole graph anew.")
    export: str = Field(default="", description="Write the graph to files.")
    forget: str = Field(default="", description="Say which documents' sources are gone.")
    event: str = Field(
        default="graphmill.documents.arrived",
        description="Name of the event that starts an ingest; empty: none does.",
    )
