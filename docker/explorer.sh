#!/bin/sh
# Serve the page to explore as soon as there is a graph; arguments are those of `graphmill explore`.
set -eu
waits="${TMPDIR:-/tmp}/waits-for-a-graph"
until graphmill status --json > /dev/null 2>&1; do
    [ -e "$waits" ] || echo "There is no graph yet: the page comes with the first ingest."
    touch "$waits"
    sleep 10
done
rm -f "$waits"
# What it prints holds the token, and logs are kept.
echo "The page is at http://127.0.0.1:8399/?token=… with the EXPLORE_TOKEN of .env in place of the dots."
exec graphmill explore "$@" > /dev/null
