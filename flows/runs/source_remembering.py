"""What a run leaves of its sources for the next: the ledger of now, what is to be forgotten, and what is to be told."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from extractors.documents import Outcome, ReadFailure
from extractors.sources.polling import Item
from flows.project.failures import SOURCE_SCHEME
from flows.runs.report import SourceOutcome
from flows.runs.source_looks import spool_folder
from flows.runs.source_memory import Seen, SourceMemory, media_type_of
from flows.runs.source_plan import SourcePlan
from graph.contents.sources import RememberedItem, RememberedSource, SourceLedger, files_of


@dataclass(slots=True)
class Remembered:
    """The ledger of now, uris of documents to be forgotten before it is written, and what is to be told of sources."""

    ledger: SourceLedger
    forget: list[str] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    outcomes: list[SourceOutcome] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a run's sources: its ``plan``, and how many ``documents`` the graph has since, by the uris of :func:`uris_to_remember`.

    ``rejected`` are uris of sources of which something could not be brought in, ``renamed`` the former uris of documents that go on under another name, ``absent`` uris of records
    that their files hold no more, each with why that is not sure, or nothing.
    """

    plan: SourcePlan
    documents: Counter[str]
    rejected: Collection[str] = ()
    renamed: Collection[str] = ()
    absent: Mapping[str, str] = field(default_factory=dict)


def uris_to_remember(memory: SourceMemory, plan: SourcePlan, absent: Iterable[str]) -> set[str]:
    """Return the uris of which it must be known how much the graph has of them, to say what is to be remembered.

    ``absent`` are uris of records that their files hold no more.
    """
    items = {item.source.uri for held in memory.items.values() for item in held.values()}
    return {*memory.ledger.uris(), *items, *plan.second_places.values(), *plan.names.values(), *absent}


def remembered(
    memory: SourceMemory, done: Done, *, accept_deletions: bool = False, all_sources: bool = False
) -> Remembered:
    """Return what is to be remembered, forgotten and told, once all is committed.

    With ``accept_deletions`` also what is missing of a source of which most is missing is gone. With ``all_sources`` what is remembered of sources that the
    settings do not name any more is dropped.
    """
    return _Remembering(memory, done, accept_deletions=accept_deletions).all(all_sources=all_sources)


def clear_spools(memory: SourceMemory, ledger: SourceLedger) -> None:
    """Delete spooled items that are in the graph; those that are to be read again stay."""
    for look in memory.looks:
        folder = spool_folder(memory.settings, look.source)
        kept = {
            Path(json.loads(row.again)["location"]).name
            for row in ledger.of(look.source.name).values()
            if row.again
        }
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in kept:
                path.unlink(missing_ok=True)


class _Remembering:
    """The rows of the ledger as they are made anew."""

    def __init__(self, memory: SourceMemory, done: Done, *, accept_deletions: bool) -> None:
        self._memory = memory
        self._done = done
        self._accept = accept_deletions
        self._now = datetime.now(UTC)
        self._held = done.documents
        self._rows = dict(memory.ledger.items)
        self._due: list[RememberedItem] = []
        self._in_doubt: set[str] = set()
        """Uris under which the graph has what files held that cannot be read now."""

    def all(self, *, all_sources: bool) -> Remembered:
        sources = dict(self._memory.ledger.sources)
        if all_sources:
            named = {source.name for source in self._memory.settings.sources}
            self._rows = {key: row for key, row in self._rows.items() if key[0] in named}
            sources = {name: source for name, source in sources.items() if name in named}
        result = Remembered(SourceLedger(sources, self._rows))
        for look in self._memory.looks:
            name = look.source.name
            for key, item in self._memory.items[name].items():
                self._rows[name, key] = self._row(look, key, item)
        self._correct_others()
        for look in self._memory.looks:
            name = look.source.name
            failures = self._let_go(look)
            result.failures += failures
            result.outcomes.append(self._outcome(look, failures))
            if not failures:
                sources[name] = RememberedSource(
                    name,
                    look.source.kind,
                    look.poll.cursor,
                    self._now.isoformat(timespec="seconds"),
                    self._memory.read_as.of_source(look.source),
                )
        for row in self._due:
            self._rows.pop((row.source, row.key), None)
        living = result.ledger.holders()
        result.forget += (row.holds for row in self._due if row.holds not in living)
        return result

    def _correct_others(self) -> None:
        """Take back what rows of sources that were not looked at say of files that others showed to be otherwise now."""
        seen = {look.source.name for look in self._memory.looks}
        hashes = self._done.plan.hashes
        for key, row in self._rows.items():
            if key[0] not in seen and hashes.get(row.uri, row.hash) != row.hash:
                self._rows[key] = replace(row, version="", hash="")

    def _let_go(self, look: Seen) -> list[ReadFailure]:
        """Note what of a source is gone, and what of that is due to be forgotten; or return why nothing of it counts as gone."""
        name = look.source.name
        moved = {file for uri in self._done.renamed for file in files_of(uri)}
        missing = {
            key: row
            for key, row in self._memory.missing[name].items()
            # Of a file of records some may have gone on elsewhere, and not the rest.
            if row.holds not in moved or self._held[row.holds]
        }
        for key in self._memory.missing[name].keys() - missing.keys():
            del self._rows[name, key]
        # What the graph does not hold any more went on elsewhere, or was forgotten, in a run that was cut off.
        lost = [row for row in missing.values() if row.holds and self._held[row.holds] and not row.gone_since]
        held = [row for row in self._memory.ledger.of(name).values() if row.holds and not row.gone_since]
        if failure := self._guard(look, len(lost), len(held), is_empty=not self._memory.items[name]):
            return [failure]
        for key, row in missing.items():
            if not row.holds or not self._held[row.holds] or self._is_back(look, row):
                del self._rows[name, key]
            else:
                self._note_gone(look, row)
        if look.source.deleted == "keep":
            return []
        return self._let_records_go(look)

    def _let_records_go(self, look: Seen) -> list[ReadFailure]:
        """Do the same for records of files that are there, each a row of its own from now on."""
        name = look.source.name
        failures: list[ReadFailure] = []
        here = {item.source.uri for item in self._memory.items[name].values()}
        lost_of: dict[str, list[str]] = defaultdict(list)
        for record, doubt in self._done.absent.items():
            if not doubt and self._held[record]:
                for uri in here.intersection(files_of(record)) - {record}:
                    lost_of[uri].append(record)
        for uri, lost in sorted(lost_of.items()):
            new = [record for record in lost if (name, record) not in self._rows]
            if failure := self._guard(look, len(new), self._memory.documents[uri], uri):
                failures.append(failure)
                self._look_again(look, uri)
                continue
            for record in new:
                self._note_gone(look, RememberedItem(name, record, record, holds=record, documents=1))
        return failures

    def _look_again(self, look: Seen, uri: str) -> None:
        """Make the next run open a file though it looks as it did."""
        name = look.source.name
        for key, item in self._memory.items[name].items():
            if item.source.uri == uri:
                self._rows[name, key] = replace(self._rows[name, key], version="")

    def _is_back(self, look: Seen, row: RememberedItem) -> bool:
        """Tell whether a row is of a record that its file, which was read just now, holds again."""
        read = self._memory.opened.intersection(files_of(row.uri)) - {row.uri}
        here = {item.source.uri for item in self._memory.items[look.source.name].values()}
        return (
            bool(read & here)
            and row.uri not in self._done.absent
            and not read.intersection(self._done.rejected)
        )

    def _note_gone(self, look: Seen, row: RememberedItem) -> None:
        row = replace(row, gone_since=row.gone_since or self._now.isoformat(timespec="seconds"))
        self._rows[row.source, row.key] = row
        away = self._now - datetime.fromisoformat(row.gone_since)
        if row.holds in self._in_doubt:
            return
        if look.source.deleted == "forget" and away >= timedelta(days=look.source.forget_after_days):
            self._due.append(row)

    def _outcome(self, look: Seen, failures: Collection[ReadFailure]) -> SourceOutcome:
        name = look.source.name
        due = {(row.source, row.key) for row in self._due}
        # A look that is not at all of a source shows what is new alone.
        known = sum(not row.gone_since for key, row in self._rows.items() if key[0] == name)
        return SourceOutcome(
            name=name,
            kind=look.source.kind,
            items=len(self._memory.items[name]) if look.poll.is_whole else known,
            away=sum(
                bool(row.gone_since) and key not in due for key, row in self._rows.items() if key[0] == name
            ),
            state="guarded" if failures else "ok",
            reason=" ".join(failure.reason for failure in failures),
        )

    def _guard(
        self, look: Seen, lost: int, held: int, file: str = "", *, is_empty: bool = False
    ) -> ReadFailure | None:
        """Return the failure of a source, or of a file of records in it, of which more is missing at once than the settings let go."""
        name = look.source.name
        if self._accept or not lost or (lost / max(held, lost) <= look.source.most_gone and not is_empty):
            return None
        place = f"file {file!r}" if file else f"source {name!r}"
        what = "records" if file else "items"
        return ReadFailure(
            SOURCE_SCHEME + name,
            Outcome.UNREADABLE,
            (
                f"The {place} is empty, and held {held:,} {what}. None of them counts as gone."
                if is_empty
                else f"The {place} lacks {lost:,} of the {held:,} {what} that it held, more than most_gone = "
                f"{look.source.most_gone:g} lets go at once. None of them counts as gone."
            ),
            f"If it is damaged, mend it. If they were deleted on purpose: graphmill ingest --source {name} --accept-deletions",
        )

    def _row(self, look: Seen, key: str, item: Item) -> RememberedItem:
        name, uri, plan, held = look.source.name, item.source.uri, self._done.plan, self._held
        former = self._memory.ledger.items.get((name, key))
        if uri in plan.unopened and former is not None and former.holds:
            return replace(former, version=item.version or former.version, gone_since="")
        holds = plan.second_places.get(uri, plan.names.get(uri, uri))
        if not held[holds] and former is not None and uri in self._done.rejected and held[former.holds]:
            # That it cannot be read now says nothing of what it holds elsewhere.
            holds = former.holds
            self._in_doubt.add(holds)
        if not held[holds] or uri in self._done.rejected:
            # What it said before stays in the graph, and is its own still; without a version it is looked at again.
            return RememberedItem(
                name,
                key,
                uri,
                holds=holds if held[holds] else "",
                documents=held[holds],
                again="" if look.poll.is_whole else self._told(look, item),
            )
        media_type = media_type_of(item.source)
        return RememberedItem(
            name,
            key,
            uri,
            version=item.version,
            media_type=media_type,
            read_as=self._memory.read_as.of(media_type),
            hash=plan.hashes.get(uri) or self._memory.hashes.get(uri, ""),
            holds=holds,
            documents=held[holds],
        )

    def _told(self, look: Seen, item: Item) -> str:
        """Return how an item is read again that its source will not give again."""
        told = asdict(item.source)
        del told["uri"]
        folder = spool_folder(self._memory.settings, look.source)
        if not item.source.is_url and Path(item.source.location).parent == folder:
            told["location"] = Path(item.source.location).name
        return json.dumps(told, sort_keys=True)
