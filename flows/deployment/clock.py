"""Times of a schedule when the clocks change.

Prefect 3.8 plans a time that a spring night leaves out an hour early: ``30 2 * * *`` in Europe/Berlin runs at 01:30 that night, and
so does a recurrence rule. Cron runs it as soon as the clocks have changed, at 03:00. Where a schedule has such times it is given to
Prefect as a recurrence rule from which they are taken out, with cron's times put in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

YEARS = 10
"""So many years from the present one on are looked through; the next `graphmill deploy` goes on from there."""

MONTHS, DAYS = 12, 31
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)
_FORM = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A time of a schedule that does not exist, and the one that comes instead, if any: both by the clock on the wall."""

    time: datetime
    instead: datetime | None


@dataclass(frozen=True, slots=True)
class Times:
    """When a flow runs: as cron, or as ``rrule`` where a clock change would be planned wrongly.

    ``left_out`` are its times that do not exist; ``early`` says that Prefect plans them too early and that this cannot be mended.
    """

    cron: str
    timezone: str
    rrule: str = ""
    left_out: tuple[LeftOut, ...] = ()

    @property
    def early(self) -> bool:
        """Whether Prefect plans the times that do not exist an hour early, for no rule says the schedule otherwise."""
        return bool(self.left_out) and not self.rrule


def times_of(cron: str, timezone: str, year: int) -> Times:
    """Return the times of a cron expression in a time zone, right in ``year`` and the years after it."""
    left_out = tuple(_left_out(cron, ZoneInfo(timezone), year))
    if not left_out:
        return Times(cron, timezone)
    rules = _rules(CronSim(cron, datetime(year, 1, 1)))
    if not rules:
        return Times(cron, timezone, left_out=left_out)
    lines = [f"DTSTART:{datetime(year, 1, 1):{_FORM}}", *rules]
    lines.append("EXDATE:" + ",".join(f"{each.time:{_FORM}}" for each in left_out))
    if instead := sorted({each.instead for each in left_out if each.instead}):
        lines.append("RDATE:" + ",".join(f"{each:{_FORM}}" for each in instead))
    return Times(cron, timezone, "\n".join(lines), left_out)


def _left_out(cron: str, zone: ZoneInfo, year: int) -> Iterator[LeftOut]:
    for day in _springs(zone, year):
        start = datetime(day.year, day.month, day.day)
        written = set(_until(CronSim(cron, start - timedelta(minutes=1)), start + _DAY))
        missing = sorted(each for each in written if not _exists(each, zone))
        aware = CronSim(cron, (start - timedelta(minutes=1)).replace(tzinfo=zone))
        kept = {each.replace(tzinfo=None) for each in _until(aware, (start + _DAY).replace(tzinfo=zone))}
        if kept >= written - set(missing) and not kept - written and _is_hourly(cron):
            # The hour that is left out is one of many: the next one comes as ever.
            continue
        others = sorted(kept - written)
        for each in missing:
            yield LeftOut(each, next((other for other in others if other >= each), None))


def _is_hourly(cron: str) -> bool:
    return cron.split()[1] == "*"


def _springs(zone: ZoneInfo, year: int) -> Iterator[date]:
    """Yield the days on which the clocks are put forward."""
    day = datetime(year, 1, 1, tzinfo=zone)
    while day.year < year + YEARS:
        after = day + _DAY
        if (after.utcoffset() or timedelta()) > (day.utcoffset() or timedelta()):
            yield day.date()
        day = after


def _exists(wall: datetime, zone: ZoneInfo) -> bool:
    moment = wall.replace(tzinfo=zone).timestamp()
    return datetime.fromtimestamp(moment, zone).replace(tzinfo=None) == wall


def _until(times: CronSim, end: datetime) -> Iterator[datetime]:
    for each in times:
        if each >= end:
            return
        yield each


def _rules(times: CronSim) -> list[str]:
    """Return the cron expression as recurrence rules, none where it asks for what those cannot say (``L``, ``1#2``)."""
    if any(not isinstance(each, int) or each < 0 for each in (*times.days, *times.weekdays)):
        return []
    parts = [f"BYHOUR={_listed(times.hours)}", f"BYMINUTE={_listed(times.minutes)}", "BYSECOND=0"]
    if len(times.months) < MONTHS:
        parts.append(f"BYMONTH={_listed(times.months)}")
    weekdays = sorted({WEEKDAYS[each] for each in times.weekdays if isinstance(each, int)})
    by_day, by_weekday = f"BYMONTHDAY={_listed(times.days)}", f"BYDAY={','.join(weekdays)}"
    if not times.day_and:
        # Cron takes either of the two, where both are given.
        return ["RRULE:FREQ=DAILY;" + ";".join([*parts, each]) for each in (by_day, by_weekday)]
    parts += [by_day] if len(times.days) < DAYS else []
    parts += [by_weekday] if len(weekdays) < len(set(WEEKDAYS)) else []
    return ["RRULE:FREQ=DAILY;" + ";".join(parts)]


def _listed(numbers: set[int]) -> str:
    return ",".join(map(str, sorted(numbers)))
