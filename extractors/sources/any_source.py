"""What every kind of source has in the settings."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class AnySource(BaseModel):
    """The settings of a source, whatever its ``kind``.

    ``deleted`` says what becomes of documents that the source holds no more: ``keep`` them, ``forget`` them at the next run, or
    once they have been away for ``forget_after_days``. A source that lacks more than the share ``most_gone`` of what it held at one look is
    taken for damaged, and nothing of it is forgotten. A look that takes longer than ``timeout_seconds`` ends.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    deleted: Literal["keep", "forget"] = "keep"
    forget_after_days: Annotated[float, Field(ge=0)] = 0
    most_gone: Annotated[float, Field(gt=0, le=1)] = 0.5
    timeout_seconds: Annotated[float, Field(gt=0)] = 300

    @model_validator(mode="after")
    def _days_are_of_what_is_forgotten(self) -> Self:
        if self.forget_after_days and self.deleted != "forget":
            raise ValueError(
                f'{self.name}: forget_after_days goes with deleted = "forget"; without it everything is kept'
            )
        return self
