"""Whether the first load of an empty Neo4j would be quicker another way."""

from __future__ import annotations

from flows.settings import Settings

FIRST_LOAD_DOCUMENTS = 5_000
"""From about so many documents on, an embedded graph, its export and Neo4j's own import are quicker than writing to the server.

The import costs some twenty seconds more however small the graph is: the server is stopped and started, a second Java program runs,
constraints are built. A document then costs half of what the driver takes: 5 against 11 ms of processor time for six sentences.
`python -m benchmarks.first_load` measures where the two meet.
"""


def first_load_hint(settings: Settings, *, stored: int, new: int) -> str:
    """Return how to load ``new`` sources more quickly into a graph of ``stored`` documents, or nothing."""
    if settings.store.kind != "neo4j" or stored or new <= FIRST_LOAD_DOCUMENTS:
        return ""
    return (
        f"{new:,} new sources for an empty Neo4j: quicker would be `graphmill ingest … --store embedded`, then `graphmill export "
        "neo4j-admin FOLDER --store embedded` and the import.sh that it writes. What is extracted by then is used again."
    )
