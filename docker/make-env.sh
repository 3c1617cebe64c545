#!/bin/sh
# Write .env for docker-compose.yml, with passwords that nobody has seen. An .env that is there is left as it is.
# Usage: docker/make-env.sh [FOLDER OF THE PROJECT]
set -eu
cd "$(dirname "$0")/.."
if [ -e .env ]; then
    echo ".env is there already: edit it, or put it away first. Servers keep the passwords that they were started with." >&2
    exit 1
fi
password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
umask 077
project=${1:-./project}
sed -e "s|^NEO4J_PASSWORD=.*|NEO4J_PASSWORD=$(password)|" \
    -e "s|^POSTGRES_PASSWORD=.*|POSTGRES_PASSWORD=$(password)|" \
    -e "s|^REDIS_PASSWORD=.*|REDIS_PASSWORD=$(password)|" \
    -e "s|^PREFECT_AUTH_STRING=.*|PREFECT_AUTH_STRING=graphmill:$(password)|" \
    -e "s|^EXPLORE_TOKEN=.*|EXPLORE_TOKEN=$(password)|" \
    -e "s|^GRAPHMILL_PROJECT=.*|GRAPHMILL_PROJECT=$project|" \
    -e "s|^GRAPHMILL_UID=.*|GRAPHMILL_UID=$(id -u)|" \
    -e "s|^GRAPHMILL_GID=.*|GRAPHMILL_GID=$(id -g)|" .env.example > .env.new
mv .env.new .env
echo "Wrote .env for the project in $project."
