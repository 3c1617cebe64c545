#!/bin/sh
# Put the project's flows and schedules on Prefect's server, then carry their runs out until told to stop.
set -eu
if [ ! -e graphmill.toml ]; then
    echo "There is no graphmill.toml in $(pwd): make a project there with 'graphmill init', or set GRAPHMILL_PROJECT to the folder of one." >&2
    exit 2
fi
graphmill deploy
exec prefect worker start --pool "${GRAPHMILL_SCHEDULE__POOL:-graphmill}" --type process --with-healthcheck
