#!/bin/sh
# Make the account "reader" on the Neo4j server of the compose file, or give it another password. May run any number of times.
# Passwords are in the environment, never in a command line that other processes can see.
set -eu
if [ -z "${NEO4J_READ_PASSWORD:-}" ]; then
    echo "Set NEO4J_READ_PASSWORD to the password of the account for reading." >&2
    exit 2
fi
case "$NEO4J_READ_PASSWORD" in
    *[\\\'\"]*) echo "NEO4J_READ_PASSWORD must hold no quotation mark and no backslash." >&2; exit 2 ;;
esac
export NEO4J_USERNAME=neo4j
shell() { cypher-shell --address "${NEO4J_ADDRESS:-bolt://neo4j:7687}" --database system --format plain; }
folder=$(dirname "$0")
# A parameter on the command line would show the password, so it goes in by standard input.
{ echo ":param password => '$NEO4J_READ_PASSWORD'"; cat "$folder/reader.cypher"; } | shell
edition=$(echo "CALL dbms.components() YIELD edition RETURN edition;" | shell | tail -n 1)
if [ "$edition" = '"enterprise"' ]; then
    shell < "$folder/reader-enterprise.cypher"
    echo "The account reader is there, and the server keeps it to reading."
else
    echo "The account reader is there. The edition $edition has no roles: graphmill's sessions keep it to reading."
fi
