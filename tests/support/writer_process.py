"""A writer as a process of its own: puts made-up documents into a graph and tells on standard output of what is in.

    python -m tests.support.writer_process SETTINGS --seed S --first A --last B [--step N] [--pause SECONDS] [--rest SECONDS]

``SETTINGS`` are those of the store as JSON, the password comes from NEO4J_PASSWORD. The documents ``A`` to ``B`` of a corpus
are put ``step`` at a time, each in a transaction of its own. A line ``in N`` follows every transaction that was
committed, ``acknowledged N`` every call that returned; ``pausing`` is told within a transaction that then waits
``pause`` seconds, ``resting`` after a call's first transaction, where the lease is kept and ``rest`` seconds are waited.
The last line names the error that ended the process, if one did.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from extractors.errors import GraphmillError
from graph.stores.opening import open_store
from graph.stores.protocol import WriteTransaction, Written
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.failing_store import StoreAround
from tests.support.synthetic import corpus

T = TypeVar("T")
CORPUS = 200


class PausingStore(StoreAround):
    """Waits within every transaction that counts edges, its statements done and nothing committed."""

    seconds = 0.0

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        return self.inner.write(lambda transaction: unit(_Pausing(transaction, self.seconds)))


class _Pausing:
    def __init__(self, inner: WriteTransaction, seconds: float) -> None:
        self.inner, self.seconds = inner, seconds

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        done = self.inner.run(text, parameters)
        if "CO_OCCURS_WITH" in text and self.seconds:
            say("pausing")
            time.sleep(self.seconds)
        return done


def tell_and_rest(done: int, seconds: float) -> None:
    """Tell of a transaction that is in, then wait if it is a call's first."""
    say(f"in {done}")
    if seconds and done == 1:
        say("resting")
        time.sleep(seconds)


def say(line: str) -> None:
    """Tell whoever reads, at once."""
    print(line, flush=True)


def main() -> int:
    """Write, and return 1 if that failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("settings", type=StoreSettings.model_validate_json)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--last", type=int, default=CORPUS)
    parser.add_argument("--step", type=int, default=4)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--rest", type=float, default=0.0)
    options = parser.parse_args()
    documents = corpus(CORPUS, seed=options.seed)
    try:
        with open_store(options.settings) as opened:
            store = PausingStore(opened)
            store.seconds = options.pause
            say("open")
            for first in range(options.first, options.last, options.step):
                part = documents[first : min(first + options.step, options.last)]
                apply_changes(
                    store, part, batch_size=1, on_progress=lambda done, _: tell_and_rest(done, options.rest)
                )
                say(f"acknowledged {first + len(part)}")
    except GraphmillError as error:
        say(f"{type(error).__name__}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
