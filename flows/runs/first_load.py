"""Whether the first load of an empty Neo4j would burden the server less another way."""

from __future__ import annotations

from flows.project.settings import Settings
from flows.project.stores import store_traits

FIRST_LOAD_DOCUMENTS = 5_000
"""From so many documents on, Neo4j's own import of an exported graph keeps the server busy for less time than writing to it.

Measured with six sentences a document: 31 s of writing against 31 s of import and start at 5,000 documents, 49 s against 35 s
at 10,000. The embedded graph and its export, which the import needs, take 20 s and 45 s on the client before that, so on one
machine the whole is not quicker (`python -m benchmarks.graph.first_load 5000 10000`).
"""


def first_load_hint(settings: Settings, *, stored: int, new: int) -> str:
    """Return how to load ``new`` sources with less work for the server that holds ``stored`` documents, or nothing."""
    if not store_traits(settings).takes_bulk_import or stored or new <= FIRST_LOAD_DOCUMENTS:
        return ""
    return (
        f"{new:,} new sources for an empty Neo4j: the server would be busy for less time with `graphmill ingest … --store "
        "embedded`, then `graphmill export neo4j-admin FOLDER --store embedded` and the import.sh that it writes. What is "
        "extracted by then is used again."
    )
