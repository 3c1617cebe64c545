"""What the server of the page refuses to do at once, or at all."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.errors import GraphmillError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take: bytes of its address and its body, seconds to arrive, to read and to decide; and how many there may be at once.

    Together they are fewer than the threads that answer, so that none waits unseen.
    """

    address: int = 16_000
    body: int = 2_000_000
    arriving: float = 30.0
    seconds: float = 60.0
    deciding: float = 900.0
    at_once: int = 24
    deciding_at_once: int = 16


LIMITS = Limits()


class BusyError(GraphmillError):
    """Too much was asked for at once; a moment later it is answered."""


class TooLateError(GraphmillError):
    """An answer took longer than it may."""


class NotAllowedError(GraphmillError):
    """What was asked for may not be done here; the message says how it can be."""


class WrongRequestError(GraphmillError):
    """A request that says nothing sensible."""


class NotThereError(GraphmillError):
    """Something was asked for that is not there."""


class ConflictError(GraphmillError):
    """What was decided contradicts the graph, or what others decided; nothing was done."""
