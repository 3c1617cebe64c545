"""The kinds of store that there are, and where the class of each is found."""

from __future__ import annotations

STORES = {
    "embedded": "graph.stores.embedded.store:EmbeddedStore",
    "neo4j": "graph.stores.neo4j.store:Neo4jStore",
}
"""A kind, as settings and ``--store`` name it, and its class (``module:class``), which is imported only when it is asked for."""
