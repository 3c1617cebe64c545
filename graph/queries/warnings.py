"""Users' queries, with warnings of names that nothing in the graph bears: such a query answers nothing, without a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from typing import Any

from graph.analysis import statements as analysis_statements
from graph.contents import readings
from graph.contents import sources as source_readings
from graph.contents.entity_types import TYPES as ENTITY_TYPES
from graph.errors import GraphError, SchemaError
from graph.queries.words import QueryWords, words_of
from graph.schema.labels import LINK_KINDS, NODE_LABELS, OWN_LABELS, node_label
from graph.schema.nearest import nearest
from graph.stores.protocol import GraphStore, QueryResult, Statement
from graph.writing import sources as source_statements
from graph.writing import statements as writing_statements

LABELS = "CALL db.labels() YIELD label AS name RETURN collect(name) AS names"
TYPES = "CALL db.relationshipTypes() YIELD relationshipType AS name RETURN collect(name) AS names"
KEYS = "CALL db.propertyKeys() YIELD propertyKey AS name RETURN collect(name) AS names"
SECONDS = 5.0
"""So long each question about names may take."""
MOST_WARNINGS = 10
MOST_LISTED = 20
"""Where no name comes near, those there are are listed, unless they are more."""
_PLAIN = re.compile(r"[^\W\d]\w*")
_OWN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def ask(
    store: GraphStore,
    cypher: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    timeout: float | None = None,
    limit: int | None = None,
) -> QueryResult:
    """Run a user's query, and return its answer with warnings of labels, types and properties that are not in the graph.

    Raises:
        QueryRefusedError: As :meth:`graph.stores.protocol.GraphStore.read_query` does.
        QueryFailedError: As :meth:`graph.stores.protocol.GraphStore.read_query` does.

    """
    result = store.read_query(cypher, parameters, timeout=timeout, limit=limit)
    return replace(result, warnings=warnings_of(store, cypher))


def warnings_of(store: GraphStore, cypher: str) -> tuple[str, ...]:
    """Return a sentence for each name in a query that neither graphmill's schema nor the store has, up to ten.

    The store is asked only about names that the schema does not have, by the lists that it keeps of its names and of the nodes of a
    label, and with the rights of the user whose query it is. Where that fails, the one warning says so.
    """
    words = words_of(cypher)
    found: list[str] = []
    try:
        for warning in _warnings(store, words):
            found.append(warning)
            if len(found) == MOST_WARNINGS:
                break
    except GraphError as error:
        return (f"the names in the query could not be compared with those in the graph: {error}",)
    return tuple(found)


@cache
def schema_words() -> QueryWords:
    """Return what graphmill's own statements name, and so what a graph can hold before it does."""
    texts = [
        value.text if isinstance(value, Statement) else value
        for module in (
            readings,
            source_readings,
            writing_statements,
            source_statements,
            analysis_statements,
        )
        for name, value in vars(module).items()
        if isinstance(value, Statement) or (isinstance(value, str) and name.isupper())
    ]
    words = [words_of(text) for text in texts]
    return QueryWords(
        labels=(*NODE_LABELS, *OWN_LABELS, *(label for each in words for label in each.labels)),
        types=tuple(kind.type for kind in LINK_KINDS),
        either=(),
        keys=tuple(key for each in words for key in each.keys),
    )


def _warnings(store: GraphStore, words: QueryWords) -> Iterator[str]:
    schema = schema_words()
    labels = _Names(store, LABELS, schema.labels)
    types = _Names(store, TYPES, schema.types)
    keys = _Names(store, KEYS, schema.keys)
    either = [name for name in labels.missing(words.either) if name in types.missing([name])]
    for name in labels.missing([*words.labels, *either]):
        if not _has_nodes(store, name):
            there = labels.known | _labels_of_types(store)
            yield f"no node has the label {_label(name)}{_hint(name, there, _label)}"
    for name in types.missing(words.types):
        yield f"no relationship has the type {_label(name)}{_hint(name, types.known, _label)}"
    for name in keys.missing(words.keys):
        yield f"no node or relationship has the property {_quoted(name)}{_hint(name, keys.known, _quoted)}"


class _Names:
    """The names of one kind that are known: those of the schema, and the store's own once they are needed."""

    def __init__(self, store: GraphStore, listing: str, schema: Collection[str]) -> None:
        self._store = store
        self._listing = listing
        self._schema = frozenset(schema)

    @cached_property
    def known(self) -> frozenset[str]:
        """All of them."""
        ((names,),) = self._store.read_query(self._listing, timeout=SECONDS).rows
        return self._schema.union(names)

    def missing(self, names: Collection[str]) -> list[str]:
        """Return those of some names that are not known."""
        doubtful = [name for name in names if name not in self._schema]
        return [name for name in doubtful if name not in self.known]


def _has_nodes(store: GraphStore, label: str) -> bool:
    """Tell whether a node has a label that graphmill could have given; the embedded store lists only the first label of each."""
    if not _OWN.fullmatch(label):
        return False
    query = f"MATCH (n:{label}) RETURN 1 AS one LIMIT 1"
    return bool(store.read_query(query, timeout=SECONDS).rows)


def _labels_of_types(store: GraphStore) -> set[str]:
    """Return the labels that entities have by their types, where the store itself does not list them."""
    found: set[str] = set()
    if store.traits.lists_labels:
        return found
    for name, _ in store.read_query(ENTITY_TYPES, timeout=SECONDS).rows:
        # What another program wrote need not give a label.
        with suppress(SchemaError):
            found.add(node_label(name))
    return found


def _hint(name: str, known: Collection[str], shown: Callable[[str], str]) -> str:
    near = nearest(name, known)
    if near is not None:
        return f"; the nearest is {shown(near)}"
    return f"; there are {', '.join(map(shown, sorted(known)))}" if len(known) <= MOST_LISTED else ""


def _label(name: str) -> str:
    return f":{_quoted(name)}"


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else _backticked(name)


def _backticked(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
