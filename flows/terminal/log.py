"""The log of a run: which run, stage and document a line is about, and how it is shown on the terminal."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from typing import Any

from flows.terminal.masking import mask_logs
from flows.terminal.visible import visible

LOGGER = logging.getLogger("graphmill")
"""What runs log to that are carried out without Prefect."""
# Without a handler of its user's, Python would write warnings to standard error.
LOGGER.addHandler(logging.NullHandler())
# Whoever logs for graphmill imports this module, in worker processes too.
mask_logs()


@dataclass(frozen=True, slots=True)
class Place:
    """What is being done: the id of the run, its stage (``extract inbox/a.txt …``, ``commit``), the source or document."""

    run: str = ""
    stage: str = ""
    document: str = ""

    def __str__(self) -> str:
        run = f"run {self.run}" if self.run else ""
        # A stage that names its first document and the document itself are one word.
        stage = "" if self.document and self.stage == self.document else self.stage
        return ", ".join(filter(None, (run, stage, self.document)))


_place: ContextVar[Place] = ContextVar("place_of_log", default=Place())  # noqa: B039 - it is frozen


def place() -> Place:
    """Return what is being done here, as lines of the log name it."""
    return _place.get()


@contextmanager
def at_place(
    *, run: str | None = None, stage: str | None = None, document: str | None = None
) -> Iterator[None]:
    """Let what is logged within be about this run, stage or document; what is None stays as it was.

    A stage begins without a document.
    """
    now = _place.get()
    if stage is not None:
        now = replace(now, stage=stage, document="")
    if run is not None:
        now = replace(now, run=run)
    if document is not None:
        now = replace(now, document=document)
    token = _place.set(now)
    try:
        yield
    finally:
        _place.reset(token)


class PlacedLog(logging.LoggerAdapter[Any]):
    """A log whose lines begin with the place they are about, and bear it as ``graphmill_run``, ``…_stage`` and ``…_document``."""

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        """Log a message with the place before it."""
        if not self.isEnabledFor(level):
            return
        now = _place.get()
        if said := str(now):
            # With arguments the message is a template, in which a percent sign begins one.
            msg = f"[{said.replace('%', '%%') if args else said}] {msg}"
            named = {f"graphmill_{name}": value for name, value in asdict(now).items() if value}
            kwargs["extra"] = {**named, **(kwargs.get("extra") or {})}
        kwargs["stacklevel"] = kwargs.get("stacklevel", 1) + 1
        self.logger.log(level, msg, *args, **kwargs)


class _ToStandardError(logging.Handler):
    """Writes each line to the standard error of the moment, which bars of progress may have taken."""

    def emit(self, record: logging.LogRecord) -> None:
        print(visible(self.format(record)), file=sys.stderr, flush=True)


@contextmanager
def shown_log(*, verbose: bool) -> Iterator[None]:
    """Write what is logged within to standard error, where ``verbose``, in the form of Prefect's log."""
    if not verbose:
        yield
        return
    handler, level = _ToStandardError(), LOGGER.level
    form = "%(asctime)s.%(msecs)03d | %(levelname)-7s | %(name)s - %(message)s"
    handler.setFormatter(logging.Formatter(form, "%H:%M:%S"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(level)
