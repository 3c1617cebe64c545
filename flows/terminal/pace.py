"""How quick a phase of a run is, and when it will have ended."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 300.0
"""The rate is that of so many seconds, so that a stretch of slow documents counts for what is left, and an old one does not."""
LEAST_SECONDS = 1.0
"""What was done within the first second was there before (results of an earlier run), and tells nothing of what is left."""


class Pace:
    """Measures one phase from what it has done so far; ``now`` is a clock in seconds that never goes back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: deque[tuple[float, int]] = deque()
        self._total = 0
        self._began = 0.0

    def at(self, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` are done; a phase that is begun again is measured anew."""
        now = self._now()
        if self._seen and (done < self._seen[-1][1] or total != self._total):
            self._seen.clear()
        if not self._seen:
            self._began = now
        elif now - self._began < LEAST_SECONDS:
            self._seen.clear()
        self._total = total
        self._seen.append((now, done))
        # Two are kept however old: a single batch may take longer than the window.
        while len(self._seen) > 2 and now - self._seen[1][0] >= WINDOW_SECONDS:
            self._seen.popleft()

    @property
    def rate(self) -> float | None:
        """Units a second, None while nothing was done that could be measured."""
        if len(self._seen) < 2:
            return None
        (began, before), (last, done) = self._seen[0], self._seen[-1]
        return (done - before) / (last - began) if done > before and last > began else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the phase has ended if it goes on so, None while that is not known and when it has ended."""
        left = self._total - self._seen[-1][1] if self._seen else 0
        return left / self.rate if self.rate and left > 0 else None

    def told(self) -> str:
        """Return both in words (``12.3 a second, 4 min left``), empty while nothing is known."""
        if self.rate is None:
            return ""
        left = self.seconds_left
        return rate_in_words(self.rate) + (f", {duration(left)} left" if left is not None else "")


def rate_in_words(rate: float) -> str:
    """Return a rate in units a second, or a minute or an hour where that is the better number."""
    for per, seconds in (("second", 1), ("minute", 60)):
        if rate * seconds >= 1:
            return f"{rate * seconds:,.{0 if rate * seconds >= 100 else 1}f} a {per}"
    return f"{rate * 3600:,.1f} an hour"


def duration(seconds: float) -> str:
    """Return seconds in words of two units at most: ``42 s``, ``4 min``, ``1 h 12 min``, ``3 d 4 h``."""
    whole = round(seconds)
    if whole < 60:
        return f"{max(1, whole)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"
