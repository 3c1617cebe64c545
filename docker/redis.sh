#!/bin/sh
# Start Redis with the password of REDIS_PASSWORD; arguments are further settings. It holds what Prefect's server and its services tell
# each other: messages on their way, leases of slots, planned background work. A restart is not to lose them, so they are written down.
set -eu
: "${REDIS_PASSWORD:?set REDIS_PASSWORD}"
# By standard input: a command line can be read by every process of the machine. A full memory is to be an error that is seen, never
# a message that is dropped.
exec redis-server - --appendonly yes --appendfsync everysec --maxmemory-policy noeviction "$@" <<END
requirepass $REDIS_PASSWORD
END
