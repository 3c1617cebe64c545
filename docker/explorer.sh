#!/bin/sh
# Serve the page to explore as soon as there is a graph.
set -eu
waits=/tmp/waits-for-a-graph
until graphmill status --json > /dev/null 2>&1; do
    [ -e "$waits" ] || echo "There is no graph yet: the page comes with the first ingest."
    touch "$waits"
    sleep 10
done
rm -f "$waits"
exec graphmill explore --host 0.0.0.0 --port 8399
