#!/bin/sh
# Put back what docker/backup.sh has copied. What the servers hold now is replaced.
# Usage: docker/restore.sh FOLDER --replace
set -eu
cd "$(dirname "$0")/.."
folder=${1:?name the folder of a backup: docker/restore.sh FOLDER --replace}
if [ "${2-}" != --replace ]; then
    echo "This replaces the graph and all of Prefect's records by those of $folder. If you mean it: docker/restore.sh $folder --replace" >&2
    exit 1
fi
(cd "$folder" && sha256sum --check --quiet SHA256SUMS) || {
    echo "$folder is no whole backup. Nothing was changed." >&2
    exit 1
}
docker compose stop worker explorer prefect-services prefect-server neo4j
docker compose up --wait --detach postgres redis > /dev/null
docker compose exec -T postgres dropdb --username prefect --force --if-exists prefect
docker compose exec -T postgres createdb --username prefect prefect
docker compose exec -T postgres pg_restore --username prefect --dbname prefect --exit-on-error --no-owner < "$folder/prefect.dump"
# Messages and slots are of runs that the restored records do not know.
docker compose exec -T redis redis-cli flushall > /dev/null
docker compose run --rm --no-deps -T neo4j neo4j-admin database load neo4j --from-stdin --overwrite-destination=true < "$folder/graph.dump"
docker compose up --wait --detach > /dev/null
echo "The graph and Prefect's records are those of $folder."
