#!/bin/sh
# Put the project's flows and schedules on Prefect's server, then carry their runs out until told to stop.
set -eu
if [ ! -e graphmill.toml ]; then
    echo "There is no graphmill.toml in $(pwd): make a project there with 'graphmill init', or set GRAPHMILL_PROJECT to the folder of one." >&2
    exit 2
fi
# Two steps: within a pipe the shell would go on when `deploy` has failed.
deployed=$(graphmill deploy --json)
pool=$(printf '%s' "$deployed" | python -c 'import json, sys; print(json.load(sys.stdin)["pool"])')
exec prefect worker start --pool "$pool" --type process --with-healthcheck
