"""Where batches are extracted: the section ``[scale]`` of a project's settings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class ScaleSettings(BaseModel):
    """How many batches are extracted at once, by whom, and where what they found is staged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    runner: Literal["threads", "processes", "dask", "ray"] = Field(
        default="threads",
        description="Who extracts: threads or processes of this machine, a Dask or a Ray cluster.",
    )
    workers: Annotated[int, Field(ge=0)] = Field(
        default=0,
        description="Batches at once; 0: flow.workers for threads, else one a processor or all of the cluster's.",
    )
    address: str = Field(
        default="",
        description="Address of a cluster that runs already (tcp://host:8786); empty: one of this machine.",
    )
    staging: str = Field(
        default="",
        description="Folder or fsspec URL (s3://bucket/staged) that all workers reach; empty: the folder of the state.",
    )

    @model_validator(mode="after")
    def _address_is_of_a_cluster(self) -> ScaleSettings:
        if self.address and self.runner in ("threads", "processes"):
            raise ValueError(
                f'address: runner = "{self.runner}" is of this machine and has none: leave it out, or use runner = "dask" or "ray"'
            )
        return self
