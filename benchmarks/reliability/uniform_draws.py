"""Draws for Hypothesis that are independent of each other, from a seed.

Hypothesis itself goes on from what it drew before and prefers small and odd values, which finds errors soon with few examples.
Over thousands of histories that repeats a few of them; here every rule, place and moment is to have its turn.
"""

from __future__ import annotations

import random
from typing import Any, ClassVar

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, PrimitiveProvider
from hypothesis.internal.intervalsets import IntervalSet

NAME = "graphmill-uniform"
WIDE = 1 << 20
FEW = 12


class UniformDraws(PrimitiveProvider):
    """Draws every value with the same chance, but for weights that are given."""

    source: ClassVar[random.Random] = random.Random(0)  # noqa: S311 - repeatable, no secret

    def draw_boolean(self, p: float = 0.5) -> bool:
        """Draw True with the probability ``p``."""
        return self.source.random() < p

    def draw_integer(
        self,
        min_value: int | None = None,
        max_value: int | None = None,
        *,
        weights: dict[int, float] | None = None,
        shrink_towards: int = 0,
    ) -> int:
        """Draw an integer between two bounds."""
        if weights and self.source.random() < sum(weights.values()):
            return self.source.choices(list(weights), list(weights.values()))[0]
        low = min_value if min_value is not None else min(shrink_towards, max_value or 0) - WIDE
        high = max_value if max_value is not None else max(shrink_towards, low) + WIDE
        return self.source.randint(low, high)

    def draw_float(self, *, min_value: float = 0.0, max_value: float = 1.0, **_: Any) -> float:
        """Draw a number between two bounds."""
        return self.source.uniform(max(min_value, -WIDE), min(max_value, WIDE))

    def draw_string(self, intervals: IntervalSet, *, min_size: int = 0, max_size: int = FEW) -> str:
        """Draw some characters."""
        size = self.source.randint(min_size, min(max_size, min_size + FEW))
        return "".join(chr(intervals[self.source.randrange(len(intervals))]) for _ in range(size))

    def draw_bytes(self, min_size: int = 0, max_size: int = FEW) -> bytes:
        """Draw some bytes."""
        return self.source.randbytes(self.source.randint(min_size, min(max_size, min_size + FEW)))


def use(seed: int) -> str:
    """Draw from this seed from now on, and return the name of the backend for Hypothesis's settings."""
    UniformDraws.source = random.Random(seed)  # noqa: S311 - repeatable, no secret
    AVAILABLE_PROVIDERS[NAME] = f"{__name__}.{UniformDraws.__name__}"
    return NAME
