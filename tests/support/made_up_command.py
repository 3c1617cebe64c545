"""Commands as another package would write them: a function with a signature and a docstring, of flows.commands or not."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from extractors.errors import GraphmillError, UsageError
from flows.commands.options import COMMON, Common


def tally(
    words: list[str],
    *,
    least: Annotated[int, Parameter(help="Letters that a word needs.")] = 1,
    common: Common = COMMON,
) -> int:
    """Count words.

    Parameters
    ----------
    words
        What to count.

    """
    if least < 1:
        raise UsageError(f"--least {least}: give a number from 1.")
    if not any(len(word) >= least for word in words):
        raise GraphmillError("No word is as long.")
    print(f"{sum(len(word) >= least for word in words)} words, settings of {common.settings().base.name}")
    return 0


def partly() -> int:
    """Do a part of it."""
    return 3
