"""How strongly two entities belong together, in columns: NPMI, the log-likelihood ratio, or the sentences they share."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Measure = Literal["npmi", "g2", "count"]
Column = NDArray[np.float64]


def npmi_column(count: Any, one: Any, other: Any, sentences: int) -> Column:
    """Return the NPMI of pairs, as :func:`graph.questions.association.npmi` does of one."""
    both, one, other = (np.asarray(each, dtype=np.float64) for each in (count, one, other))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(both * sentences / (one * other)) / -np.log(both / sentences)
    return np.where(both >= sentences, 1.0, found)


def g2_column(count: Any, one: Any, other: Any, sentences: int) -> Column:
    """Return the log-likelihood ratio of pairs (Dunning 1993), negative where they share fewer sentences than chance explains."""
    both, one, other = (np.asarray(each, dtype=np.float64) for each in (count, one, other))
    total = float(sentences)
    found = np.zeros(np.broadcast(both, one, other).shape)
    cells = (
        (both, one * other),
        (one - both, one * (total - other)),
        (other - both, (total - one) * other),
        (total - one - other + both, (total - one) * (total - other)),
    )
    for seen, expected in cells:
        with np.errstate(divide="ignore", invalid="ignore"):
            part = 2.0 * seen * np.log(seen * total / expected)
        found += np.where(seen > 0, part, 0.0)
    return np.where(both * total < one * other, -found, found)


def strength_column(by: Measure, count: Any, one: Any, other: Any, sentences: int) -> Column:
    """Return the strength of pairs in a measure.

    ``count`` sentences of ``sentences`` hold both entities of a pair, ``one`` and ``other`` hold the first and the second.
    """
    if by == "npmi":
        return npmi_column(count, one, other, sentences)
    if by == "g2":
        return g2_column(count, one, other, sentences)
    return np.asarray(count, dtype=np.float64)
