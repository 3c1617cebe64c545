"""The log of a run on the terminal."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flows.terminal.visible import visible

LOGGER = logging.getLogger("graphmill")
"""What runs log to that are carried out without Prefect."""
# Without a handler of its user's, Python would write warnings to standard error.
LOGGER.addHandler(logging.NullHandler())


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
