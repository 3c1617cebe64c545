"""What a run knows of its sources from the runs before: which items need not be opened, which hold what another holds, which are gone.

What it leaves for the next run is made in `flows.runs.source_remembering`.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from extractors.readers.registry import format_of, registered_formats
from extractors.readers.source import About, Source, is_url
from extractors.sources.polling import Cursor, Item, Poll
from extractors.sources.settings import SourceSettings
from flows.project.settings import Settings
from flows.runs.source_looks import SourceLook, spool_folder
from graph.contents.documents import Holdings
from graph.contents.sources import RememberedItem, SourceLedger


class ReadAs:
    """What decides, beside its bytes, what is read out of an item: the extractor, the reader of its format, the readers' settings."""

    def __init__(self, fingerprint: str, settings: Settings) -> None:
        self._common = [fingerprint, settings.reader.model_dump_json()]
        self._versions = {each.media_type: each.version for each in registered_formats()}

    def of(self, media_type: str) -> str:
        """Return the mark of today for a media type."""
        told = [*self._common, media_type, self._versions.get(media_type, 0)]
        return _mark(told)

    def of_source(self, source: SourceSettings) -> str:
        """Return the mark of today for what a source brings, which its own settings decide, too."""
        asked = source.model_dump_json(
            exclude={"deleted", "forget_after_days", "most_gone", "timeout_seconds"}
        )
        return _mark([*self._common, sorted(self._versions.items()), asked])

    def cursors(self, ledger: SourceLedger, sources: Sequence[SourceSettings]) -> dict[str, Cursor]:
        """Return where sources go on from, by their names; one that would bring something else today begins anew."""
        marks = {source.name: self.of_source(source) for source in sources}
        return {
            name: source.cursor
            for name, source in ledger.sources.items()
            if source.read_as == marks.get(name)
        }


def _mark(told: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def held_versions(ledger: SourceLedger, holdings: Holdings, read_as: ReadAs) -> dict[str, dict[str, str]]:
    """Return the versions of items that are in the graph as today's readers and extractor would bring them, by source and key.

    ``holdings`` are of the uris of the ledger.
    """
    documents = holdings.documents
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for (name, key), row in ledger.items.items():
        as_is = row.holds == row.uri and documents[row.holds] == row.documents
        if row.version and as_is and row.read_as == read_as.of(row.media_type):
            found[name][key] = row.version
    return dict(found)


class Seen(NamedTuple):
    """A source of the settings, and what a look at it gave."""

    source: SourceSettings
    poll: Poll


class SourceMemory:
    """The items of a run's looks, beside what the ledger says of them.

    ``holdings`` are of the uris of both. By the sources' names there are ``items``, by key, and the rows of the ledger that are ``missing`` among them. ``documents`` counts those in the graph by the uris
    that their files may have, ``hashes`` are those of the ledger by uri, and ``opened`` the uris that the run has opened so far.
    """

    def __init__(
        self,
        looks: Sequence[SourceLook],
        ledger: SourceLedger,
        holdings: Holdings,
        read_as: ReadAs,
        settings: Settings,
        *,
        reread: bool = False,
    ) -> None:
        self.looks = [Seen(look.source, look.poll) for look in looks if look.poll is not None]
        self.ledger = ledger
        self.settings = settings
        self._reread = reread
        self.read_as = read_as
        self.documents = holdings.documents
        self._bytes_of = holdings.bytes_of
        self.items: dict[str, dict[str, Item]] = {
            look.source.name: self._all_items(look) for look in self.looks
        }
        self._of_uri: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, items in self.items.items():
            for key, item in items.items():
                self._of_uri[item.source.uri].append((name, key))
        self.missing = {look.source.name: self._missing_of(look) for look in self.looks}
        self.hashes = {
            row.holds: row.hash for row in ledger.items.values() if row.holds == row.uri and row.hash
        }
        self._told: dict[str, set[str]] = defaultdict(set)
        for row in ledger.items.values():
            if row.holds == row.uri and row.hash:
                self._told[row.uri].add(row.hash)
        self.opened: set[str] = set()
        self._by_content: dict[tuple[str, str], str] = {}
        self._remember_others()

    @property
    def sources(self) -> tuple[Source, ...]:
        """What is to be planned, each uri once: what the graph holds under its own uri first, then what is known, then what is new."""
        found: dict[str, Source] = {}
        for items in self.items.values():
            for item in items.values():
                found.setdefault(item.source.uri, item.source)

        def rank(source: Source) -> int:
            if self.documents[source.uri]:
                return 0
            return 1 if any(each in self.ledger.items for each in self._of_uri[source.uri]) else 2

        return tuple(sorted(found.values(), key=rank))

    @cached_property
    def gone(self) -> frozenset[str]:
        """The uris under which the graph holds what the sources lack now, to go on under the name of the same bytes elsewhere."""
        still = {
            row.holds
            for (name, key), row in self.ledger.items.items()
            if row.holds == row.uri and key not in self.missing.get(name, {}) and not row.gone_since
        }
        lost = {row.holds for rows in self.missing.values() for row in rows.values() if row.holds}
        return frozenset((lost | self._left_behind) - still)

    @cached_property
    def _left_behind(self) -> set[str]:
        """The uris under which the graph has what other places hold, whose own place went while those were away."""
        places = {row.uri for row in self.ledger.items.values()}
        alone = {row.holds for row in self.ledger.items.values() if row.holds} - places
        return {uri for uri in alone if is_url(uri) or not (self.settings.base / uri).exists()}

    # --- asked while the run is planned ------------------------------------------------------------------------------
    def is_unchanged(self, source: Source) -> bool:
        """Tell whether a source need not be opened: it says that it is as it was, and so is what the graph has of it."""
        if self._reread:
            return False
        media_type = media_type_of(source)
        for name, key in self._of_uri[source.uri]:
            row, item = self.ledger.items.get((name, key)), self.items[name][key]
            if row is None or not item.version or row.version != item.version:
                continue
            if (row.media_type, row.read_as) != (media_type, self.read_as.of(media_type)):
                continue
            if not row.holds or self.documents[row.holds] != row.documents:
                continue
            content = (row.hash, media_type)
            if row.holds == source.uri:
                self._by_content.setdefault(content, row.holds)
                return True
            if self._by_content.get(content) == row.holds and self._has(row.holds, row.hash):
                return True
        return False

    def other_place(self, source: Source, source_hash: str) -> str:
        """Return the uri under which the graph has, or will have, the very same content; empty where this source is its place."""
        self.opened.add(source.uri)
        content = (source_hash, media_type_of(source))
        if self.documents[source.uri]:
            self._by_content.setdefault(content, source.uri)
            return ""
        for each in self._of_uri[source.uri]:
            row = self.ledger.items.get(each)
            # Its holder could not be opened just now, which says nothing of its content.
            if row is None or row.holds == row.uri:
                continue
            if row.hash == source_hash and self._is_shut(row.holds) and self._has(row.holds, source_hash):
                self._by_content.setdefault(content, row.holds)
        held = self._by_content.setdefault(content, source.uri)
        return "" if held == source.uri else held

    def former_uri(self, source: Source) -> str:
        """Return the uri under which the graph has the very item, whose source calls it otherwise now; empty where there is none, or more lies there."""
        for name, key in self._of_uri[source.uri]:
            row = self.ledger.items.get((name, key))
            if row is None or row.holds != row.uri or row.uri in ("", source.uri) or row.uri in self._of_uri:
                continue
            if self.documents[row.uri] and self._places[row.uri] == 1:
                return row.uri
        return ""

    @cached_property
    def _places(self) -> Counter[str]:
        return Counter(row.holds for row in self.ledger.items.values() if row.holds and not row.gone_since)

    # -----------------------------------------------------------------------------------------------------------------
    def _all_items(self, look: Seen) -> dict[str, Item]:
        """Return the items of a look by key, with those that an earlier one gave and that could not be brought in."""
        items = {item.key: item for item in look.poll.items}
        for key, row in self.ledger.of(look.source.name).items():
            if row.again and key not in items:
                items[key] = self._again(look, row)
        return items

    def _again(self, look: Seen, row: RememberedItem) -> Item:
        told = json.loads(row.again)
        about = told.pop("about")
        about["metadata"] = tuple((name, value) for name, value in about["metadata"])
        source = Source(row.uri, about=About(**about), **told)
        if not source.is_url:
            # Where it was kept on another machine, there is no such file here, and the run says so.
            path = spool_folder(self.settings, look.source) / told["location"]
            source = replace(source, location=str(path))
        return Item(row.key, source)

    def _is_shut(self, uri: str) -> bool:
        """Tell whether the graph has something under a uri whose source is there and was not opened."""
        return self.documents[uri] > 0 and uri not in self.opened and uri not in self.gone

    def _has(self, uri: str, source_hash: str) -> bool:
        """Tell whether what the graph has under a uri is of these bytes, as far as that is known: it may have been read anew since."""
        if uri in self._bytes_of:
            return self._bytes_of[uri] == source_hash
        return self.documents[uri] > 0 and self._told[uri] <= {source_hash}

    def _missing_of(self, look: Seen) -> dict[str, RememberedItem]:
        if not look.poll.is_whole:
            return {}
        items = self.items[look.source.name]
        # What the source lists and does not give is there.
        failed = {failure.place for failure in look.poll.failures}
        return {
            key: row
            for key, row in self.ledger.of(look.source.name).items()
            if key not in items and not failed.intersection((key, row.uri))
        }

    def _remember_others(self) -> None:
        """Note the content of what no look of this run shows: items of sources that are not looked at, or not whole."""
        for (name, key), row in sorted(self.ledger.items.items()):
            shown = key in self.items.get(name, {}) or key in self.missing.get(name, {})
            is_held = row.hash and row.holds == row.uri and self._has(row.holds, row.hash)
            # Another source that shows it tells what it is now.
            shown = shown or row.holds in self._of_uri
            if is_held and not shown and not row.gone_since:
                self._by_content.setdefault((row.hash, row.media_type), row.holds)


def media_type_of(source: Source) -> str:
    """Return the media type that a source is read as, empty where its kind is not known."""
    known = format_of(source.name, source.media_type)
    return known.media_type if known else ""
