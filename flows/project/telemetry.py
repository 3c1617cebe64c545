"""What a project says of itself while it runs: the section ``[telemetry]`` of its settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class TelemetrySettings(BaseModel):
    """Metrics for those who watch: where they are served. What OTEL_* variables say holds beside it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # An empty one would be every address of the machine.
    host: Annotated[str, Field(min_length=1)] = Field(
        default="127.0.0.1", description="Address that the metrics are served at."
    )
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=9464, description="Port of the metrics; 0: any that is free."
    )
