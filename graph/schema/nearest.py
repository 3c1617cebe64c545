"""The name that a mistyped one may stand for."""

from __future__ import annotations

from collections.abc import Collection

CUTOFF = 60.0
"""Names that are less alike, of 100, are no suggestion."""
_TIMES_AS_LONG = 3
"""Names that are more times as short are no suggestion either."""


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that comes nearest to one that is none, case left aside; None where none comes near."""
    from rapidfuzz import fuzz, process

    # A letter or two are part of nearly every name.
    told = [each for each in known if len(each) * _TIMES_AS_LONG >= len(name)]
    # Sorted, for of names that come equally near the first is taken.
    found = process.extract(
        name, sorted(told), scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=CUTOFF, limit=None
    )
    # Parts of names count too, and of two that hold it the one that holds least besides is nearer.
    return max(
        found,
        key=lambda each: each[1] + fuzz.ratio(name, each[0], processor=str.casefold),
        default=(None,),
    )[0]
