#!/usr/bin/env bash
# Finding: with SQLAlchemy 2.1, a Prefect 3.8 server never plans a run for a schedule.
#
# Versions: prefect 3.8.8, SQLAlchemy 2.1.9, fastapi 0.150.0; Python 3.11; SQLite, the default database.
# Source:   PrefectHQ/prefect#23199 on GitHub, and the wheels of 3.8.8, 3.9.0 and 3.9.1.
#
# Behaviour: pip may choose SQLAlchemy 2.1, for Prefect 3.8 asks for sqlalchemy>=2.0,<3. The server starts, answers, deploys,
# and makes runs that are asked for by hand. But its scheduler inserts planned runs together with their "state", which is
# no column but an attribute computed from another table; SQLAlchemy 2.1 refuses such a bulk insert where 2.0 passed over
# it. Nothing is ever planned, for cron and interval alike, and only the server's log tells.
# Prefect 3.9.0 still has the same statement; 3.9.1 takes "state" out of the rows before it inserts them.
# Remedy: prefect>=3.9.1, or sqlalchemy<2.1.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
# Other versions by variable, to see the difference:  SQLALCHEMY=sqlalchemy==2.0.58 bash prefect_sqlalchemy_2_1_schedules.sh
#
# Output seen:
#   prefect==3.8.8, sqlalchemy==2.1.9, fastapi==0.150.0, after 60 s of a schedule of every 10 s:
#   completed runs by hand: 1
#   runs planned by the schedule: 0
#   Can't evaluate bulk DML statement; please supply a bulk_dml decorated function
#   as described: the run by hand completed, none was planned
#
# The other versions, by the same script (105 planned runs is what a scheduler that works gives here in that time):
#   prefect 3.9.0, sqlalchemy 2.1.9: none planned, the same error
#   prefect 3.8.8, sqlalchemy 2.0.58: 105 planned, no error
#   prefect 3.9.1, sqlalchemy 2.1.9: 105 planned, no error
set -euo pipefail

PREFECT=${PREFECT:-prefect==3.8.8}
SQLALCHEMY=${SQLALCHEMY:-sqlalchemy==2.1.9}
FASTAPI=${FASTAPI:-fastapi==0.150.0}
SECONDS_TO_WAIT=60
PYTHON=${PYTHON:-python3}

folder=$(mktemp -d)
processes=()
clean_up() {
    kill "${processes[@]}" 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap clean_up EXIT

"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    "$PREFECT" "$SQLALCHEMY" "$FASTAPI"

export PREFECT_HOME=$folder/home DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PREFECT_API_URL=http://127.0.0.1:$port/api
cd "$folder"
venv/bin/prefect server start --host 127.0.0.1 --port "$port" >server.log 2>&1 &
processes+=($!)

cat >served.py <<'PYTHON'
from prefect import flow


@flow
def tick() -> None:
    """Do nothing: the trial asks only which runs of it there are."""


if __name__ == "__main__":
    tick.serve(name="often", interval=10)
PYTHON

cat >count.py <<'PYTHON'
from prefect.client.orchestration import get_client

with get_client(sync_client=True) as client:
    runs = client.read_flow_runs()
print("completed runs by hand:", sum(not run.auto_scheduled and run.state_name == "Completed" for run in runs))
print("runs planned by the schedule:", sum(run.auto_scheduled for run in runs))
PYTHON

wait_for() { # seconds, then a command that succeeds when what is waited for is there
    local left=$1
    shift
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || { echo "waited in vain for: $*" >&2; exit 2; }
        sleep 1
    done
}

wait_for 120 venv/bin/python -c "import urllib.request as u; u.urlopen('$PREFECT_API_URL/health', timeout=5)"
venv/bin/python served.py >served.log 2>&1 &
processes+=($!)
wait_for 60 venv/bin/prefect deployment inspect tick/often
venv/bin/prefect deployment run tick/often >run.log
sleep "$SECONDS_TO_WAIT"

venv/bin/python count.py >counts
echo "$PREFECT, $SQLALCHEMY, $FASTAPI, after $SECONDS_TO_WAIT s of a schedule of every 10 s:"
cat counts
grep -m 1 -o "Can't evaluate bulk DML statement.*" server.log || echo "no error of the scheduler in the server's log"

if grep -q "by hand: 1" counts && grep -q "schedule: 0" counts && grep -q "Can't evaluate bulk DML" server.log; then
    echo "as described: the run by hand completed, none was planned"
else
    echo "changed: not as described" >&2
    exit 1
fi
