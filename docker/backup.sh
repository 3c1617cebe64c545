#!/bin/sh
# Copy what the servers of docker-compose.yml keep into a folder: the graph, and what Prefect knows (deployments, runs, logs, blocks).
# Usage: docker/backup.sh [FOLDER]     ./backups/ and the time without one
# The graph's server stands still meanwhile (its free edition copies a resting database only), and so do the worker and the page.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-backups/$(date -u +%Y-%m-%dT%H%M%SZ)}
if [ -e "$folder" ]; then
    echo "$folder is there already: name a folder that is not." >&2
    exit 1
fi
ask="SELECT count(*) FROM flow_run WHERE state_type IN ('PENDING', 'RUNNING', 'CANCELLING')"
busy=$(docker compose exec -T postgres psql --username prefect --dbname prefect --tuples-only --no-align --command "$ask")
if [ "$busy" != 0 ]; then
    echo "$busy runs are at work: wait until they have ended, or cancel them. Nothing was stopped." >&2
    exit 1
fi
umask 077
part="$folder.part"
rm -rf "$part"
mkdir -p "$part"
again() { docker compose up --wait --detach > /dev/null; }
trap again EXIT
trap 'exit 130' INT TERM
docker compose stop worker explorer neo4j
docker compose exec -T postgres pg_dump --username prefect --format custom prefect > "$part/prefect.dump"
docker compose run --rm --no-deps -T neo4j neo4j-admin database dump neo4j --to-stdout > "$part/graph.dump"
(cd "$part" && sha256sum graph.dump prefect.dump > SHA256SUMS)
mv "$part" "$folder"
echo "The graph and Prefect's records are in $folder. Keep .env and the project's folder too."
