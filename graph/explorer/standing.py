"""How what the page shows stands to the graph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether what is shown is the graph as it is: ``current``, ``behind`` (as of ``as_of``) or ``lost``; ``message`` says why."""

    state: Literal["current", "behind", "lost"]
    as_of: str = ""
    message: str = ""


CURRENT = Standing("current")


def moment(at: datetime | None = None) -> str:
    """Return a time, without one the present, as ISO 8601 in UTC."""
    return (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
