"""Where batches are extracted: the section ``[scale]`` of a project's settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


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

    @field_validator("staging")
    @classmethod
    def _is_a_place_without_secrets(cls, staging: str) -> str:
        if "://" not in staging:
            try:
                return str(Path(staging).expanduser()) if staging else ""
            except RuntimeError as error:
                raise ValueError(
                    f"the home folder in {staging!r} is not known: write the folder itself"
                ) from error
        if urlsplit(staging).password:
            raise ValueError(
                "a URL with a password is no setting: give it to the URL's driver, as AWS_SECRET_ACCESS_KEY or in its own file"
            )
        return staging

    @model_validator(mode="after")
    def _address_is_of_a_cluster(self) -> ScaleSettings:
        if self.address and self.runner in ("threads", "processes"):
            raise ValueError(
                f'address: runner = "{self.runner}" is of this machine and has none: leave it out, or use runner = "dask" or "ray"'
            )
        return self

    @property
    def is_cluster(self) -> bool:
        """Whether batches are extracted by workers that may be on other machines."""
        return self.runner in ("dask", "ray")
