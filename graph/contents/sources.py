"""What the graph remembers of the sources that its documents came from: how far each was read, and what it held.

This is kept in the graph and nowhere else, so it goes where the graph goes, and says no more than the graph holds: an item is
remembered after its document was committed. Where a run was cut off in between, the next one looks at the item again.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.stores.protocol import GraphStore

READ_SOURCES = """
MATCH (s:GraphmillSource)
RETURN s.id AS name, coalesce(s.kind, '') AS kind, coalesce(s.cursor, '') AS cursor, coalesce(s.lookedAt, '') AS lookedAt,
       coalesce(s.readAs, '') AS readAs
"""
READ_ITEMS = """
MATCH (i:GraphmillItem)
RETURN i.id AS id, i.source AS source, i.key AS key, coalesce(i.uri, '') AS uri, coalesce(i.version, '') AS version,
       coalesce(i.mediaType, '') AS mediaType, coalesce(i.readAs, '') AS readAs,
       coalesce(i.hash, '') AS hash, coalesce(i.holds, '') AS holds,
       coalesce(i.documents, 0) AS documents, coalesce(i.goneSince, '') AS goneSince, coalesce(i.again, '') AS again
"""


@dataclass(frozen=True, slots=True)
class RememberedSource:
    """A source by its name in the settings: its kind, the cursor to go on from, and when it was last looked at.

    ``read_as`` marks the settings, readers and extractor that it was read with; with others it is read from its beginning.
    """

    name: str
    kind: str
    cursor: Mapping[str, Any] = field(default_factory=dict)
    looked_at: str = ""
    read_as: str = ""


@dataclass(frozen=True, slots=True)
class RememberedItem:
    """One thing that a source holds or held, told by the source's name and ``key``.

    ``version`` is what the source said of it when it was read, ``media_type`` and ``read_as`` as what, and by which reader and extractor, that was,
    ``hash`` that of its bytes. ``holds`` is the uri under which the graph has it, which is that of another item with the same bytes where there was one before; it is
    empty for one that could not be brought in, which ``again`` (JSON) says how to read once more where the source will not
    give it again. ``documents`` are as many as came of it. ``gone_since`` is when the source first lacked it.
    """

    source: str
    key: str
    uri: str
    version: str = ""
    media_type: str = ""
    read_as: str = ""
    hash: str = ""
    holds: str = ""
    documents: int = 0
    gone_since: str = ""
    again: str = ""

    @property
    def id(self) -> str:
        """The id of its node."""
        return item_id(self.source, self.key)


def item_id(source: str, key: str) -> str:
    """Return the id of the node of a source's item."""
    told = f"{source}\0{key}".encode("utf-8", "surrogatepass")
    return "item_" + hashlib.sha256(told).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class SourceLedger:
    """Sources by name, and items by source and key."""

    sources: Mapping[str, RememberedSource] = field(default_factory=dict)
    items: Mapping[tuple[str, str], RememberedItem] = field(default_factory=dict)

    def of(self, source: str) -> dict[str, RememberedItem]:
        """Return the items of a source by key."""
        return {key: item for (name, key), item in self.items.items() if name == source}

    def uris(self) -> set[str]:
        """Return the uris of all items, and those under which the graph has them."""
        return {uri for item in self.items.values() for uri in (item.uri, item.holds) if uri}

    def holders(self) -> dict[str, list[RememberedItem]]:
        """Return the items that their sources still hold, by the uri that the graph has them under, each list sorted."""
        found: dict[str, list[RememberedItem]] = defaultdict(list)
        for _, item in sorted(self.items.items()):
            if item.holds and not item.gone_since:
                found[item.holds].append(item)
        return dict(found)

    @property
    def lost(self) -> frozenset[str]:
        """The uris under which the graph has what no source holds any more."""
        held = self.holders()
        return frozenset(
            item.holds for item in self.items.values() if item.gone_since and item.holds not in held
        )


def read_ledger(store: GraphStore) -> SourceLedger:
    """Return all that the graph remembers of sources."""
    sources = {
        row["name"]: RememberedSource(
            row["name"], row["kind"], _cursor(row["cursor"]), row["lookedAt"], row["readAs"]
        )
        for row in store.stream(READ_SOURCES)
    }
    items = {
        (row["source"], row["key"]): RememberedItem(
            source=row["source"],
            key=row["key"],
            uri=row["uri"],
            version=row["version"],
            media_type=row["mediaType"],
            read_as=row["readAs"],
            hash=row["hash"],
            holds=row["holds"],
            documents=row["documents"],
            gone_since=row["goneSince"],
            again=row["again"],
        )
        for row in store.stream(READ_ITEMS)
    }
    return SourceLedger(sources, items)


def _cursor(text: str) -> Mapping[str, Any]:
    """Return a cursor; one that was damaged is none, so that the source is read from its beginning."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def files_of(uri: str) -> Iterator[str]:
    """Yield the uris that the file of a document may have: its own, and all before a ``#`` in it."""
    yield uri
    place = uri.rfind("#")
    while place >= 0:
        yield uri[:place]
        place = uri.rfind("#", 0, place)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a document lies, if that is more than one place: uris, and the names of the sources beside them."""

    uris: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def places_of(uris: Iterable[str], ledger: SourceLedger) -> dict[str, Places]:
    """Return the places of the documents that lie at several, by their uris; records of a file lie where the file does."""
    holders = {held: items for held, items in ledger.holders().items() if len(items) > 1}
    if not holders:
        return {}
    found: dict[str, Places] = {}
    for uri in uris:
        for file in files_of(uri):
            if items := holders.get(file):
                record = uri[len(file) :]
                found[uri] = Places(
                    tuple(item.uri + record for item in items), tuple(item.source for item in items)
                )
                break
    return found
