"""Times of a schedule on the nights when the clocks change, as Prefect's own code plans what it is given."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prefect.server.schemas.schedules import CronSchedule, RRuleSchedule

from flows.deployment.clock import Times, times_of

BERLIN = "Europe/Berlin"
SPRING, AUTUMN = datetime(2027, 3, 28), datetime(2027, 10, 31)


def planned(times: Times, day: datetime, *, days: int = 1) -> list[str]:
    """Return the runs of some days by the clock on the wall, as Prefect plans them, asked for a day before."""
    zone = ZoneInfo(times.timezone)
    start, end = day.replace(tzinfo=zone), (day + timedelta(days=days)).replace(tzinfo=zone)
    schedule: CronSchedule | RRuleSchedule
    if times.rrule:
        schedule = RRuleSchedule(rrule=times.rrule, timezone=times.timezone)
    else:
        schedule = CronSchedule(cron=times.cron, timezone=times.timezone)
    found = asyncio.run(schedule.get_dates(200, start - timedelta(days=1), end))
    return [f"{each.astimezone(zone):%d %H:%M%z}" for each in found if start <= each < end]


@pytest.mark.parametrize(
    ("cron", "on_the_night", "on_the_next"),
    [
        ("30 2 * * *", ["28 03:00+0200"], ["29 02:30+0200"]),
        ("0 2 * * *", ["28 03:00+0200"], ["29 02:00+0200"]),
        ("0 3 * * *", ["28 03:00+0200"], ["29 03:00+0200"]),
        ("15 1 * * *", ["28 01:15+0100"], ["29 01:15+0200"]),
        ("0 2,3 * * *", ["28 03:00+0200"], ["29 02:00+0200", "29 03:00+0200"]),
        ("30 2 * * 0", ["28 03:00+0200"], []),
        ("30 2 28 * *", ["28 03:00+0200"], []),
        ("30 2 1 * SUN", ["28 03:00+0200"], []),
        ("30 2 * 3-4 MON-FRI", [], ["29 02:30+0200"]),
        ("30 */2 */2 * *", ["28 " + each for each in ()], [f"29 {h:02}:30+0200" for h in range(0, 24, 2)]),
    ],
)
def test_a_time_that_a_spring_night_leaves_out_comes_as_soon_as_the_clocks_have_changed(
    cron: str, on_the_night: list[str], on_the_next: list[str]
) -> None:
    times = times_of(cron, BERLIN, 2026)
    assert planned(times, SPRING) == on_the_night
    assert planned(times, SPRING + timedelta(days=1)) == on_the_next


@pytest.mark.parametrize("cron", ["30 2 * * *", "0 3 * * *", "0 2 * * 0"])
def test_a_time_that_an_autumn_night_has_twice_comes_once(cron: str) -> None:
    assert len(planned(times_of(cron, BERLIN, 2026), AUTUMN)) == 1


def test_prefect_left_to_itself_plans_such_a_time_an_hour_early() -> None:
    assert planned(Times("30 2 * * *", BERLIN), SPRING) == ["28 01:30+0100"]


@pytest.mark.parametrize("timezone", ["UTC", "Asia/Tokyo"])
def test_where_no_clock_changes_a_schedule_stays_cron(timezone: str) -> None:
    assert times_of("30 2 * * *", timezone, 2026) == Times("30 2 * * *", timezone)


def test_an_hour_that_is_one_of_all_stays_cron_and_is_left_out() -> None:
    times = times_of("0 * * * *", BERLIN, 2026)
    assert not times.rrule
    assert [each[3:8] for each in planned(times, SPRING)][:4] == ["00:00", "01:00", "03:00", "04:00"]


def test_what_no_rule_can_say_is_said_to_come_early() -> None:
    times = times_of("30 2 * * SUN#4", BERLIN, 2026)
    assert times.early
    assert [each.time for each in times.left_out if each.time.year == 2027] == [datetime(2027, 3, 28, 2, 30)]


def test_the_times_hold_for_years() -> None:
    times = times_of("30 2 * * *", BERLIN, 2026)
    assert [each.time.year for each in times.left_out] == list(range(2026, 2036))
    last = datetime(2035, 3, 25)
    assert planned(times, last) == ["25 03:00+0200"]


def test_on_the_other_half_of_the_globe_spring_is_in_october() -> None:
    times = times_of("30 2 * * *", "Australia/Sydney", 2026)
    assert planned(times, datetime(2026, 10, 4)) == ["04 03:00+1100"]
    assert datetime(2026, 10, 4, 2, 30, tzinfo=ZoneInfo("Australia/Sydney")).astimezone(UTC).hour == 16
