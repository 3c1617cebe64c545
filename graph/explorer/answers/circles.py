"""Circles put side by side in the unit square, the largest in the middle: the same ones always come to the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

import numpy as np

INNER = 0.43
"""Radius of the disc that the circles are put into; what belongs to none lies between it and the edge."""
GAP = 0.08
"""Room between two circles, as a share of the smaller one's radius."""
GOLDEN = pi * (3 - sqrt(5))
_ANGLES = 36
_ROUNDING = 1e-9
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle in the unit square."""

    x: float
    y: float
    r: float


def packed(sizes: Sequence[int]) -> list[Circle]:
    """Return a circle for each size, with an area in proportion to it, that touches no other.

    Each is put beside an earlier one, as near to the middle as there is room; sizes come largest first.
    """
    radii = np.sqrt(np.asarray(sizes, dtype=np.float64))
    x, y = np.zeros(len(radii)), np.zeros(len(radii))
    for number in range(1, len(radii)):
        needed = radii[:number] + radii[number] * (1 + GAP)
        # Every circle starts at another angle, so that they do not stand in rows.
        angles = number * GOLDEN + np.arange(_ANGLES) * (2 * pi / _ANGLES)
        distances = (needed * (1 + _ROUNDING))[:, None]
        px = (x[:number, None] + distances * np.cos(angles)).ravel()
        py = (y[:number, None] + distances * np.sin(angles)).ravel()
        order = np.argsort(np.hypot(px, py), kind="stable")
        for first in range(0, len(order), _AT_ONCE):
            places = order[first : first + _AT_ONCE]
            apart = np.hypot(px[places, None] - x[:number], py[places, None] - y[:number])
            free = np.flatnonzero((apart >= needed).all(axis=1))
            if len(free):
                x[number], y[number] = px[places[free[0]]], py[places[free[0]]]
                break
    reach = float((np.hypot(x, y) + radii).max()) if len(radii) else 1.0
    scale = INNER / reach
    return [
        Circle(0.5 + float(px) * scale, 0.5 + float(py) * scale, float(radius) * scale)
        for px, py, radius in zip(x, y, radii, strict=True)
    ]


def sunflower(number: int, of: int, circle: Circle, inner: float = 0.0) -> tuple[float, float]:
    """Return a place in a circle for the ``number``-th of some, evenly spread, the first in the middle.

    With ``inner`` a disc of that radius in the middle stays free.
    """
    share = (number + 0.5) / max(1, of)
    distance = sqrt(inner**2 + share * (circle.r**2 - inner**2))
    angle = number * GOLDEN
    return circle.x + distance * cos(angle), circle.y + distance * sin(angle)
