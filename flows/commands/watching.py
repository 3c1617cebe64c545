"""``graphmill ingest --watch``: one run after another, as often as something changes and at least every so many seconds."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from extractors.errors import GraphmillError
from extractors.readers.source import is_url
from extractors.sources.discovery import folder_of
from extractors.sources.settings import FilesSource, MaildirSource
from flows.project.settings import Settings
from flows.runs.folder_watch import FolderWatch
from flows.runs.report import RunReport
from flows.runs.source_looks import chosen_sources
from flows.terminal.output import print_error


class _StoppedError(BaseException):
    """The program was asked to end."""


def watch(
    settings: Settings,
    names: Sequence[str],
    bring_in: Callable[[Collection[str]], RunReport],
    show: Callable[[RunReport], None],
    *,
    seconds: float,
) -> None:
    """Bring in sources of the settings again and again until Ctrl-C or SIGTERM, one run at a time.

    ``bring_in`` does a run of the sources with the names that it is given. All are brought in at first and every so many ``seconds``; those that are
    folders of this machine also as soon as something in them changes. The first run raises what it raises; what goes wrong in a later one is
    said, and the next is waited for.

    Raises:
        UsageError: the settings have no sources, or none of a name.
        GraphmillError: what the first run raises.

    """
    chosen = chosen_sources(settings, names)
    everything = [source.name for source in chosen]
    folders = {
        source.name: folder_of(source.path, settings.base)
        for source in chosen
        if isinstance(source, FilesSource | MaildirSource) and not is_url(source.path)
    }
    try:
        with _ending_on_signals():
            _rounds(everything, folders, settings, bring_in, show, seconds)
    except (_StoppedError, KeyboardInterrupt):
        # A run that was at work is as one that was killed: what is committed stays, and the next goes on from there.
        return


def _rounds(
    everything: Sequence[str],
    folders: Mapping[str, Path],
    settings: Settings,
    bring_in: Callable[[Collection[str]], RunReport],
    show: Callable[[RunReport], None],
    seconds: float,
) -> None:
    due: Collection[str] = everything
    is_first = True
    while True:
        # Begun before the run, so that what changes while it works is heard of.
        with FolderWatch(folders, settings.state_folder) as heard:
            next_look = time.monotonic() + seconds
            while due or (left := next_look - time.monotonic()) > 0:
                if due:
                    try:
                        show(bring_in(due))
                    except GraphmillError as error:
                        if is_first:
                            raise
                        print_error(str(error))
                    is_first = False
                    due = ()
                else:
                    due = heard.wait(left)
        # A folder that was not there may have come: what is watched is looked for anew at each look at everything.
        due = everything


@contextmanager
def _ending_on_signals() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise _StoppedError

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)
