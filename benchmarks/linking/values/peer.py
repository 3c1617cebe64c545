"""What dateparser, told the language and the day of writing and to fill in nothing, makes of the same dates."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.linking.values.__main__ import Expression

_DAY = re.compile(r"date (\d{4}-\d{2}-\d{2})")
_NO_DAY = ("left", "relative")


def measure_dateparser(rows: Sequence[Expression]) -> str:
    """Return in words how many days it reads right and wrong, how many it makes of what says none, and how fast it is."""
    import dateparser

    dates = [row for row in rows if row.type == "date"]
    found = {}
    start = time.process_time()
    for row in dates:
        written = row.date if len(row.date) == len("2024-05-31") else "2024-05-31"
        settings = {"STRICT_PARSING": True, "RELATIVE_BASE": datetime.datetime.fromisoformat(written)}
        parsed = dateparser.parse(row.surface, languages=[row.language], settings=settings)
        found[row] = parsed.date().isoformat() if parsed else ""
    speed = len(dates) / (time.process_time() - start)
    days = {row: day[1] for row in dates if (day := _DAY.fullmatch(row.expected))}
    right = sum(found[row] == day for row, day in days.items())
    wrong = sum(found[row] not in ("", day) for row, day in days.items())
    none = [row for row in dates if row.expected in _NO_DAY]
    made_up = sum(bool(found[row]) for row in none)
    return (
        f"dateparser: of {len(days)} days {right} right and {wrong} wrong, of {len(none)} that say no day {made_up} read as one, "
        f"{speed:,.0f} a second\n"
    )
