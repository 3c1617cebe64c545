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
_STEP = 0.15


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle in the unit square."""

    x: float
    y: float
    r: float


def packed(sizes: Sequence[int]) -> list[Circle]:
    """Return a circle for each size, with an area in proportion to it, that touches no other.

    Each is put as near to the middle as a spiral finds room; sizes come largest first.
    """
    radii = np.sqrt(np.asarray(sizes, dtype=np.float64))
    x, y = np.zeros(len(radii)), np.zeros(len(radii))
    reach = 0.0
    for number in range(1, len(radii)):
        radius = radii[number]
        turn = number * GOLDEN
        # What is smaller finds no room nearer to the middle than the step before the last full ring.
        distance = max(0.0, radii[0] + radius - _STEP * radius)
        while True:
            angles = turn + np.arange(64) * GOLDEN
            distances = distance + _STEP * radius * np.arange(64) / 8
            px, py = distances * np.cos(angles), distances * np.sin(angles)
            apart = np.hypot(px[:, None] - x[:number], py[:, None] - y[:number])
            free = np.all(apart >= radii[:number] + radius * (1 + GAP), axis=1)
            if free.any():
                place = int(np.argmax(free))
                x[number], y[number] = px[place], py[place]
                break
            distance = float(distances[-1])
        reach = max(reach, float(np.hypot(x[number], y[number]) + radius))
    scale = INNER / max(reach, float(radii[0]) if len(radii) else 1.0)
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
