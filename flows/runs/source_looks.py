"""Looks at the sources that the settings name, each within its time, so that one that cannot be reached keeps no other waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from extractors.documents import Outcome, ReadFailure
from extractors.errors import UsageError
from extractors.sources.kinds import look_of
from extractors.sources.polling import Cursor, Poll, SourceUnreachableError, Spool
from extractors.sources.settings import FilesSource, SourceSettings
from extractors.time_limits import TookTooLongError, within
from flows.project.failures import SOURCE_SCHEME
from flows.project.guidance import OWN_FILES
from flows.project.settings import Settings
from flows.runs.steps import Log


@dataclass(frozen=True, slots=True)
class SourceLook:
    """A source of the settings, and what a look at it gave: its poll, or why there is none."""

    source: SourceSettings
    poll: Poll | None
    reason: str = ""

    @property
    def failure(self) -> ReadFailure:
        """The failure of a source that could not be looked at."""
        return ReadFailure(
            SOURCE_SCHEME + self.source.name,
            Outcome.UNREADABLE,
            f"The source {self.source.name!r} cannot be looked at: {self.reason}",
            "What it held stays in the graph; the next run looks again.",
        )


def chosen_sources(settings: Settings, names: Sequence[str] = ()) -> tuple[SourceSettings, ...]:
    """Return the sources of the settings, or those of some ``names``.

    Raises:
        UsageError: the settings have none, or none of a name.

    """
    if not settings.sources:
        raise UsageError(
            "Name the files, folders, globs or URLs to read, or name sources in graphmill.toml: [[sources]] with "
            'name = "inbox" and path = "inbox". Then graphmill ingest reads these.'
        )
    known = {source.name: source for source in settings.sources}
    for name in names:
        if name not in known:
            raise UsageError(f"There is no source {name!r} in the settings. There are: {', '.join(known)}.")
    return tuple(source for source in settings.sources if not names or source.name in names)


def spool_folder(settings: Settings, source: SourceSettings) -> Path:
    """Return the folder for items of a source that are no files."""
    return settings.state_folder / "spool" / source.name


def look_at(
    sources: Sequence[SourceSettings],
    cursors: Mapping[str, Cursor],
    held: Mapping[str, Mapping[str, str]],
    settings: Settings,
    log: Log,
) -> Iterator[SourceLook]:
    """Look at each of some sources in turn and yield what was seen.

    By the sources' names ``cursors`` are where they were left off, and ``held`` the versions, by key, of items that are in the graph as they are.
    """
    for source in sources:
        log.info("looking at the source %s …", source.name)
        spool = Spool(spool_folder(settings, source), held.get(source.name, {}))
        look = partial(_poll, source, cursors.get(source.name, {}), spool, settings)
        try:
            poll = _within(source.timeout_seconds, look)
        except SourceUnreachableError as error:
            yield SourceLook(source, None, str(error))
        else:
            yield SourceLook(source, poll)


def _poll(source: SourceSettings, cursor: Cursor, spool: Spool, settings: Settings) -> Poll:
    if isinstance(source, FilesSource):
        source = source.model_copy(update={"exclude": (*source.exclude, *OWN_FILES)})
    return look_of(source.kind)(source, cursor, spool, settings.base)


def _within(seconds: float, look: Callable[[], Poll]) -> Poll:
    """Do a look and return what it returns, or leave it to itself after so many seconds."""
    try:
        return within(seconds, look)
    except TookTooLongError as error:
        raise SourceUnreachableError(
            f"{error} (timeout_seconds). Check that its server answers, or raise the limit."
        ) from error
    except (SourceUnreachableError, UsageError):
        raise
    except Exception as error:
        # What a library or another package's kind of source raises may repeat an address with a password in it.
        raise SourceUnreachableError(
            f"its look failed ({type(error).__name__}). Check its settings and that it can be reached."
        ) from error
