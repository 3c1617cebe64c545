"""What the server of the page refuses to do at once, or at all."""

from __future__ import annotations

from extractors.errors import GraphmillError


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
