"""What a run knows of its sources from the runs before, and what it leaves for the next: the ledger in the graph.

Before the run it says which items need not be opened, which hold what another item holds already, and which are gone. After the
last commit it makes the ledger of now.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from extractors.documents import Outcome, ReadFailure
from extractors.readers.registry import format_of, registered_formats
from extractors.readers.source import About, Source
from extractors.sources.polling import Cursor, Item, Poll
from extractors.sources.settings import SourceSettings
from flows.project.failures import SOURCE_SCHEME
from flows.project.settings import Settings
from flows.runs.report import SourceOutcome
from flows.runs.source_looks import SourceLook, spool_folder
from flows.runs.source_plan import SourcePlan
from graph.contents.loading import KnownDocument
from graph.contents.sources import RememberedItem, RememberedSource, SourceLedger, files_of


@dataclass(slots=True)
class Remembered:
    """The ledger of now, uris of documents to be forgotten before it is written, and what is to be told of sources."""

    ledger: SourceLedger
    forget: list[str] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    outcomes: list[SourceOutcome] = field(default_factory=list)


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


def held_versions(
    ledger: SourceLedger, known: Mapping[str, KnownDocument], read_as: ReadAs
) -> dict[str, dict[str, str]]:
    """Return the versions of items that are in the graph as today's readers and extractor would bring them, by source and key."""
    documents = _documents_by_file(known.values())
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for (name, key), row in ledger.items.items():
        as_is = row.holds == row.uri and documents[row.holds] == row.documents
        if row.version and as_is and row.read_as == read_as.of(row.media_type):
            found[name][key] = row.version
    return dict(found)


class _Seen(NamedTuple):
    settings: SourceSettings
    poll: Poll


class SourceMemory:
    """The items of a run's looks, beside what the ledger says of them."""

    def __init__(
        self,
        looks: Sequence[SourceLook],
        ledger: SourceLedger,
        known: Mapping[str, KnownDocument],
        read_as: ReadAs,
        settings: Settings,
        *,
        reread: bool = False,
    ) -> None:
        self._looks = [_Seen(look.settings, look.poll) for look in looks if look.poll is not None]
        self._ledger = ledger
        self._settings = settings
        self._reread = reread
        self._read_as = read_as
        self._documents = _documents_by_file(known.values())
        self._items: dict[str, dict[str, Item]] = {
            look.settings.name: self._all_items(look) for look in self._looks
        }
        self._of_uri: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, items in self._items.items():
            for key, item in items.items():
                self._of_uri[item.source.uri].append((name, key))
        self._missing = {look.settings.name: self._missing_of(look) for look in self._looks}
        self._hashes = {
            row.holds: row.hash for row in ledger.items.values() if row.holds == row.uri and row.hash
        }
        self._opened: set[str] = set()
        self._by_content: dict[tuple[str, str], str] = {}
        self._remember_others()

    @property
    def sources(self) -> tuple[Source, ...]:
        """What is to be planned, each uri once: what the graph holds under its own uri first, then what is known, then what is new."""
        found: dict[str, Source] = {}
        for items in self._items.values():
            for item in items.values():
                found.setdefault(item.source.uri, item.source)

        def rank(source: Source) -> int:
            if self._documents[source.uri]:
                return 0
            return 1 if any(each in self._ledger.items for each in self._of_uri[source.uri]) else 2

        return tuple(sorted(found.values(), key=rank))

    @cached_property
    def gone(self) -> frozenset[str]:
        """The uris under which the graph holds what the sources lack now, to go on under the name of the same bytes elsewhere."""
        still = {
            row.holds
            for (name, key), row in self._ledger.items.items()
            if row.holds == row.uri and key not in self._missing.get(name, {}) and not row.gone_since
        }
        lost = {row.holds for rows in self._missing.values() for row in rows.values() if row.holds}
        return frozenset(lost - still)

    # --- asked while the run is planned ------------------------------------------------------------------------------
    def is_unchanged(self, source: Source) -> bool:
        """Tell whether a source need not be opened: it says that it is as it was, and so is what the graph has of it."""
        if self._reread:
            return False
        media_type = _media_type(source)
        for name, key in self._of_uri[source.uri]:
            row, item = self._ledger.items.get((name, key)), self._items[name][key]
            if row is None or not item.version or row.version != item.version:
                continue
            if (row.media_type, row.read_as) != (media_type, self._read_as.of(media_type)):
                continue
            if not row.holds or self._documents[row.holds] != row.documents:
                continue
            content = (row.hash, media_type)
            if row.holds == source.uri:
                self._by_content.setdefault(content, row.holds)
                return True
            if self._by_content.get(content) == row.holds:
                return True
        return False

    def other_place(self, source: Source, source_hash: str) -> str:
        """Return the uri under which the graph has, or will have, the very same content; empty where this source is its place."""
        self._opened.add(source.uri)
        content = (source_hash, _media_type(source))
        if self._documents[source.uri]:
            self._by_content.setdefault(content, source.uri)
            return ""
        for each in self._of_uri[source.uri]:
            row = self._ledger.items.get(each)
            # Its holder could not be opened just now, which says nothing of its content.
            if row is None or row.holds == row.uri:
                continue
            if row.hash == source_hash and self._is_shut(row.holds):
                self._by_content.setdefault(content, row.holds)
        held = self._by_content.setdefault(content, source.uri)
        return "" if held == source.uri else held

    def former_uri(self, source: Source) -> str:
        """Return the uri under which the graph has the very item, whose source calls it otherwise now; empty where there is none, or more lies there."""
        for name, key in self._of_uri[source.uri]:
            row = self._ledger.items.get((name, key))
            if row is None or row.holds != row.uri or row.uri in ("", source.uri) or row.uri in self._of_uri:
                continue
            if self._documents[row.uri] and self._places[row.uri] == 1:
                return row.uri
        return ""

    @cached_property
    def _places(self) -> Counter[str]:
        return Counter(row.holds for row in self._ledger.items.values() if row.holds and not row.gone_since)

    # --- asked when all is committed ---------------------------------------------------------------------------------
    def ledger_of_now(
        self,
        plan: SourcePlan,
        rejected: Collection[str],
        documents: Collection[KnownDocument],
        renamed: Collection[str],
        *,
        accept_deletions: bool = False,
        all_sources: bool = False,
    ) -> Remembered:
        """Return what is to be remembered, forgotten and told.

        ``rejected`` are uris of sources of which something could not be brought in, ``documents`` those in the graph now,
        ``renamed`` the former uris of those that go on under another name. With ``accept_deletions`` also what is missing of a source of which most is missing is gone. With
        ``all_sources`` what is remembered of sources that the settings do not name any more is dropped.
        """
        now = datetime.now(UTC)
        held = _documents_by_file(documents)
        moved = {file for uri in renamed for file in files_of(uri)}
        rows = dict(self._ledger.items)
        sources = dict(self._ledger.sources)
        named = {source.name for source in self._settings.sources}
        if all_sources:
            rows = {key: row for key, row in rows.items() if key[0] in named}
            sources = {name: source for name, source in sources.items() if name in named}
        result = Remembered(SourceLedger(sources, rows))
        due: list[RememberedItem] = []
        for look in self._looks:
            name = look.settings.name
            for key, item in self._items[name].items():
                rows[name, key] = self._row(look, key, item, plan, rejected, held)
            missing = {key: row for key, row in self._missing[name].items() if row.holds not in moved}
            for key in self._missing[name].keys() - missing.keys():
                del rows[name, key]
            # What the graph does not hold any more went on elsewhere, or was forgotten, in a run that was cut off.
            lost = [row for row in missing.values() if row.holds and held[row.holds] and not row.gone_since]
            if failure := self._guard(look, len(lost), accept_deletions=accept_deletions):
                result.failures.append(failure)
                result.outcomes.append(self._outcome(look, 0, failure.reason))
                continue
            kept = len(due)
            for key, row in missing.items():
                if not row.holds or not held[row.holds]:
                    del rows[name, key]
                    continue
                rows[name, key] = row = replace(
                    row, gone_since=row.gone_since or now.isoformat(timespec="seconds")
                )
                if _is_due(look, row, now):
                    due.append(row)
            away = sum(bool(row.gone_since) for (of, _), row in rows.items() if of == name)
            result.outcomes.append(self._outcome(look, away - (len(due) - kept)))
            sources[name] = RememberedSource(
                name,
                look.settings.kind,
                look.poll.cursor,
                now.isoformat(timespec="seconds"),
                self._read_as.of_source(look.settings),
            )
        living = SourceLedger(sources, rows).holders()
        for row in due:
            del rows[row.source, row.key]
            if row.holds not in living:
                result.forget.append(row.holds)
        return result

    def _outcome(self, look: _Seen, away: int, reason: str = "") -> SourceOutcome:
        return SourceOutcome(
            name=look.settings.name,
            kind=look.settings.kind,
            items=len(self._items[look.settings.name]),
            away=away,
            reason=reason,
        )

    def clear_spools(self, ledger: SourceLedger) -> None:
        """Delete spooled items that are in the graph; those that are to be read again stay."""
        for look in self._looks:
            folder = spool_folder(self._settings, look.settings)
            kept = {
                Path(json.loads(row.again)["location"]).name
                for row in ledger.of(look.settings.name).values()
                if row.again
            }
            for path in folder.iterdir() if folder.is_dir() else ():
                if path.name not in kept:
                    path.unlink(missing_ok=True)

    # -----------------------------------------------------------------------------------------------------------------
    def _all_items(self, look: _Seen) -> dict[str, Item]:
        """Return the items of a look by key, with those that an earlier one gave and that could not be brought in."""
        items = {item.key: item for item in look.poll.items}
        for key, row in self._ledger.of(look.settings.name).items():
            if row.again and key not in items:
                items[key] = self._again(look, row)
        return items

    def _again(self, look: _Seen, row: RememberedItem) -> Item:
        told = json.loads(row.again)
        about = told.pop("about")
        about["metadata"] = tuple((name, value) for name, value in about["metadata"])
        source = Source(row.uri, about=About(**about), **told)
        if not source.is_url:
            # Where it was kept on another machine, there is no such file here, and the run says so.
            path = spool_folder(self._settings, look.settings) / told["location"]
            source = replace(source, location=str(path))
        return Item(row.key, source)

    def _is_shut(self, uri: str) -> bool:
        """Tell whether the graph has something under a uri whose source is there and was not opened."""
        return self._documents[uri] > 0 and uri not in self._opened and uri not in self.gone

    def _missing_of(self, look: _Seen) -> dict[str, RememberedItem]:
        if not look.poll.is_whole:
            return {}
        items = self._items[look.settings.name]
        # What the source lists and does not give is there.
        failed = {failure.place for failure in look.poll.failures}
        return {
            key: row
            for key, row in self._ledger.of(look.settings.name).items()
            if key not in items and not failed.intersection((key, row.uri))
        }

    def _remember_others(self) -> None:
        """Note the content of what no look of this run shows: items of sources that are not looked at, or not whole."""
        for (name, key), row in sorted(self._ledger.items.items()):
            shown = key in self._items.get(name, {}) or key in self._missing.get(name, {})
            is_held = row.hash and row.holds == row.uri and self._documents[row.holds]
            if is_held and not shown and not row.gone_since:
                self._by_content.setdefault((row.hash, row.media_type), row.holds)

    def _row(
        self,
        look: _Seen,
        key: str,
        item: Item,
        plan: SourcePlan,
        rejected: Collection[str],
        held: Mapping[str, int],
    ) -> RememberedItem:
        name, uri = look.settings.name, item.source.uri
        former = self._ledger.items.get((name, key))
        if uri in plan.unopened and former is not None and former.holds:
            return replace(former, version=item.version or former.version, gone_since="")
        holds = plan.second_places.get(uri, plan.names.get(uri, uri))
        if not held[holds] or uri in rejected:
            # What it said before stays in the graph, and is its own still; without a version it is looked at again.
            return RememberedItem(
                name,
                key,
                uri,
                holds=holds if held[holds] else "",
                documents=held[holds],
                again="" if look.poll.is_whole else self._told(look, item),
            )
        media_type = _media_type(item.source)
        return RememberedItem(
            name,
            key,
            uri,
            version=item.version,
            media_type=media_type,
            read_as=self._read_as.of(media_type),
            hash=plan.hashes.get(uri) or self._hashes.get(uri, ""),
            holds=holds,
            documents=held[holds],
        )

    def _told(self, look: _Seen, item: Item) -> str:
        """Return how an item is read again that its source will not give again."""
        told = asdict(item.source)
        del told["uri"]
        folder = spool_folder(self._settings, look.settings)
        if not item.source.is_url and Path(item.source.location).parent == folder:
            told["location"] = Path(item.source.location).name
        return json.dumps(told, sort_keys=True)

    def _guard(self, look: _Seen, lost: int, *, accept_deletions: bool) -> ReadFailure | None:
        """Return the failure of a source of which more is missing at once than its settings let go, None for any other."""
        name = look.settings.name
        held = sum(bool(row.holds and not row.gone_since) for row in self._ledger.of(name).values())
        is_empty = not self._items[name]
        if accept_deletions or not lost or (lost <= look.settings.most_gone * held and not is_empty):
            return None
        return ReadFailure(
            SOURCE_SCHEME + name,
            Outcome.UNREADABLE,
            (
                f"The source {name!r} is empty, and held {held:,} items. None of them counts as gone."
                if is_empty
                else f"The source {name!r} lacks {lost:,} of the {held:,} items that it held, more than most_gone = "
                f"{look.settings.most_gone:g} lets go at once. None of them counts as gone."
            ),
            f"If it is damaged, mend it. If they were deleted on purpose: graphmill ingest --source {name} --accept-deletions",
        )


def _is_due(look: _Seen, row: RememberedItem, now: datetime) -> bool:
    if look.settings.deleted != "forget":
        return False
    return now - datetime.fromisoformat(row.gone_since) >= timedelta(days=look.settings.forget_after_days)


def _documents_by_file(documents: Iterable[KnownDocument]) -> Counter[str]:
    """Count documents by the uris that their files may have."""
    return Counter(file for document in documents for file in files_of(document.uri))


def _media_type(source: Source) -> str:
    known = format_of(source.name, source.media_type)
    return known.media_type if known else ""
