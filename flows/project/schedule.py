"""When the flows of a project run by themselves: the section ``[schedule]`` of its settings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from extractors.sources.settings import variable_name

FLOWS = ("ingest", "resolve", "analyse", "audit", "export", "forget")
"""The flows that are deployed; each has a field of its name with its times."""

FORBIDDEN = '/%&<>"'
"""Signs that no name on a Prefect server has."""


class ScheduleSettings(BaseModel):
    """What ``graphmill deploy`` and ``graphmill serve`` put on a Prefect server.

    The fields that are named like a flow hold its times as cron, in ``timezone``; empty means that it runs by hand and by events alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: str = Field(default="UTC", description="Time zone of all times here, as Europe/Berlin.")
    pool: Annotated[str, Field(min_length=1)] = Field(
        default="graphmill", description="Prefect work pool whose workers carry the runs out."
    )
    ingest: str = Field(default="0 3 * * *", description="Bring the sources into the graph.")
    analyse: str = Field(default="0 5 * * 0", description="Measure the graph as a network.")
    audit: str = Field(default="0 6 * * 0", description="Recount the whole graph.")
    resolve: str = Field(default="", description="Link the whole graph anew.")
    export: str = Field(default="", description="Write the graph to files.")
    export_format: str = Field(default="graphml", description="Format of the export.")
    export_to: str = Field(
        default="export/graph.graphml",
        description="File or folder of the export, from the project's folder on; what is there is replaced.",
    )
    forget: str = Field(default="", description="Say which documents' sources are gone.")
    event: str = Field(
        default="graphmill.documents.arrived",
        description="Name of the event that starts an ingest; empty: none does.",
    )
    notify: tuple[Literal["failed", "crashed", "partial", "late", "completed"], ...] = Field(
        default=("failed", "crashed", "partial"), description="States of runs that somebody is told of."
    )
    notify_variable: Annotated[str, AfterValidator(variable_name)] = Field(
        default="GRAPHMILL_NOTIFY_URL",
        description="Environment variable with the address of the webhook that is told, read by `graphmill deploy`.",
    )
    notify_block: str = Field(
        default="",
        description="Notification block of the Prefect server that is told instead, as slack-webhook/alerts.",
    )

    @field_validator("timezone")
    @classmethod
    def _is_a_time_zone(cls, given: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(given)
        # What is no key of the data base may be a folder of it, or no path at all.
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(
                "there is no such time zone: name one of the IANA data base, as Europe/Berlin or UTC"
            ) from error
        return given

    @field_validator(*FLOWS)
    @classmethod
    def _is_cron(cls, given: str) -> str:
        from datetime import datetime

        from cronsim import CronSim, CronSimError

        text = " ".join(given.split())
        if not text:
            return text
        if len(text.split()) != len("mhdmw"):
            raise ValueError(
                'times have five fields, minute hour day month weekday: "30 2 * * 1-5" is 02:30 from Monday to Friday; "" is never'
            )
        try:
            next(CronSim(text, datetime(2000, 1, 1)))
        except CronSimError as error:
            raise ValueError(
                f'{str(error).lower()}; the five fields are minute hour day month weekday, as "30 2 * * 1-5"'
            ) from error
        except StopIteration as error:
            raise ValueError("this time never comes") from error
        return text

    @field_validator("pool")
    @classmethod
    def _is_a_name(cls, given: str) -> str:
        if set(given) & set(FORBIDDEN):
            raise ValueError(f"a name on a Prefect server has none of the signs {FORBIDDEN}")
        return given

    def times(self, flow: str) -> str:
        """Return the times of a flow as cron, empty where it has none."""
        given: str = getattr(self, flow)
        return given
