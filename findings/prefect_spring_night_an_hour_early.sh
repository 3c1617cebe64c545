#!/usr/bin/env bash
# Finding: on the night when the clocks are put forward Prefect runs a daily schedule an hour early, if its time is left out.
#
# Versions: prefect 3.8.8, SQLAlchemy 2.0.58, fastapi 0.150.0; Python 3.11.
# Source:   prefect/server/schemas/schedules.py of the wheel: the distance to cron's next time by the clock on the wall is added to
#           a start in local time, and a time that does not exist then takes the offset of after the change.
#
# Behaviour: in Europe/Berlin the clocks go from 02:00 to 03:00 on 2027-03-28. Cron (Debian's) runs a job of 02:30 as soon as they have
# gone, at 03:00; by RFC 5545 and most libraries of dates it would be 03:30. Prefect plans it for 01:30, before anything that the
# day before was planned for 02:00. So it does by a recurrence rule. On the autumn night a time that comes twice is planned once, the first
# time.
# Remedy: a recurrence rule with that time as EXDATE and the one wanted as RDATE, or times outside the hour.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   cron 30 2 * * *: 2027-03-27 02:30+0100, 2027-03-28 01:30+0100, 2027-03-29 02:30+0200
#   rule FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0: 2027-03-27 02:30+0100, 2027-03-28 01:30+0100, 2027-03-29 02:30+0200
#   the same with EXDATE and RDATE: 2027-03-27 02:30+0100, 2027-03-28 03:00+0200, 2027-03-29 02:30+0200
#   as described: an hour early by cron and by rule, right with the two dates
set -euo pipefail

PREFECT=${PREFECT:-prefect==3.8.8}
PYTHON=${PYTHON:-python3}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$PREFECT" sqlalchemy==2.0.58 fastapi==0.150.0

export PREFECT_HOME=$folder/home DO_NOT_TRACK=1
cat >"$folder/planned.py" <<'PYTHON'
import asyncio
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from prefect.server.schemas.schedules import CronSchedule, RRuleSchedule

BERLIN = ZoneInfo("Europe/Berlin")
EVERY = "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0"
DATES = f"DTSTART:20260101T000000\nRRULE:{EVERY}\nEXDATE:20270328T023000\nRDATE:20270328T030000"


def planned(name, schedule):
    found = asyncio.run(schedule.get_dates(3, datetime(2027, 3, 26, 12, tzinfo=BERLIN)))
    told = [f"{each.astimezone(BERLIN):%Y-%m-%d %H:%M%z}" for each in found]
    print(f"{name}: {', '.join(told)}")
    return told[1]


by_cron = planned("cron 30 2 * * *", CronSchedule(cron="30 2 * * *", timezone="Europe/Berlin"))
by_rule = planned(f"rule {EVERY}", RRuleSchedule(rrule=f"RRULE:{EVERY}", timezone="Europe/Berlin"))
mended = planned("the same with EXDATE and RDATE", RRuleSchedule(rrule=DATES, timezone="Europe/Berlin"))
early = "2027-03-28 01:30+0100"
if (by_cron, by_rule, mended) == (early, early, "2027-03-28 03:00+0200"):
    print("as described: an hour early by cron and by rule, right with the two dates")
    sys.exit(0)
print("this has changed")
sys.exit(1)
PYTHON
"$folder/venv/bin/python" "$folder/planned.py"
