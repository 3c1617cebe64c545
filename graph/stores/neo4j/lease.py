"""The write lease of a graph on a server: a node that names its one writer, and a check in every transaction.

A writer renews the lease in a thread of its own. When it dies, the lease runs out; a writer on the same machine sees sooner
that the process is gone. A writer that was merely slow, and lost its lease, is stopped by the check: each of its transactions
locks a fence, a node that the next writer has to lock before it takes the lease, and then reads whose the lease is. There are as
many fences as one writer may have transactions at once.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from graph.errors import LeaseLostError, StoreBusyError, StoreError, TransactionTimeoutError
from graph.stores.protocol import Row
from graph.stores.settings import MOST_WRITERS, StoreSettings

if TYPE_CHECKING:
    from graph.stores.protocol import WriteTransaction

logger = logging.getLogger(__name__)
_abandoned: set[str] = set()
FIRST_STEP, LONGEST_STEP = 0.05, 0.5
BEATS_A_LIFE = 3
LOCK_SECONDS = 5.0

# The first clause that writes takes the lock; only a statement after it reads what no other writer can still change.
LOCK = """
MERGE (l:GraphmillLease {id: 'writer'}) SET l.locked = true
"""
READ = """
MATCH (l:GraphmillLease {id: 'writer'})
RETURN l.token AS token, l.host AS host, l.pid AS pid, l.since AS since, l.expires AS expires, timestamp() AS now
"""
TAKE = """
MATCH (l:GraphmillLease {id: 'writer'})
SET l.token = $token, l.host = $host, l.pid = $pid, l.since = timestamp(), l.expires = timestamp() + $life
"""
# Renews the lease of the holder alone; another writer's is only read.
RENEW = """
MATCH (l:GraphmillLease {id: 'writer'})
SET l.expires = CASE WHEN l.token = $token THEN timestamp() + $life ELSE l.expires END
RETURN l.token AS token, l.host AS host, l.pid AS pid, l.since AS since, l.expires AS expires
"""
# A transaction of a writer holds a fence to its end; who takes the lease holds all of them.
LOCK_FENCE = """
MERGE (l:GraphmillLease {id: $fence}) SET l.locked = true
"""
LOCK_FENCES = """
UNWIND range(1, $fences) AS number
MERGE (l:GraphmillLease {id: 'fence-' + toString(number)}) SET l.locked = true
"""
CLEAR = """
MATCH (l:GraphmillLease {id: 'writer'})
SET l.token = null, l.host = null, l.pid = null, l.since = null, l.expires = null
"""


def _free_fences() -> SimpleQueue[str]:
    queue: SimpleQueue[str] = SimpleQueue()
    for number in range(1, MOST_WRITERS + 1):
        queue.put(f"fence-{number}")
    return queue


@dataclass(slots=True)
class Lease:
    """A lease that is held, with its heartbeat; ``write`` runs a unit in a transaction that nothing checks."""

    write: Callable[[Callable[[WriteTransaction], Any]], Any]
    life: int
    token: str
    stopped: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    fences: SimpleQueue[str] = field(default_factory=_free_fences)

    @contextmanager
    def fence(self) -> Iterator[Callable[[WriteTransaction], None]]:
        """Give what a transaction has to run first, to prove that the lease is still ours.

        It raises a LeaseLostError if another writer has it; the transaction must not commit. Waits while all fences are in
        use.
        """
        name = self.fences.get()

        def check(transaction: WriteTransaction) -> None:
            transaction.run(LOCK_FENCE, {"fence": name})
            self._must_be_ours(transaction.run(READ, {}).rows)

        try:
            yield check
        finally:
            self.fences.put(name)

    def _must_be_ours(self, rows: list[Row]) -> None:
        if not rows or rows[0]["token"] != self.token:
            raise LeaseLostError(
                f"The write lease of this graph went to {_holder(rows[0]) if rows else 'nobody'} while this process did not "
                "answer in time. What it committed before is kept; run the command again."
            )

    def _renew(self, transaction: WriteTransaction) -> None:
        transaction.run(LOCK, {})
        self._must_be_ours(transaction.run(RENEW, {"token": self.token, "life": self.life}).rows)

    def start(self) -> None:
        """Start to renew the lease, so that it outlives transactions that are long in the making."""
        self.thread = threading.Thread(target=self._beat, name="graphmill-lease", daemon=True)
        self.thread.start()

    def release(self) -> None:
        """Let the lease go, if it is still ours and has not been left to run out."""
        if self.token in _abandoned:
            return
        self.stopped.set()
        if self.thread is not None:
            self.thread.join()
        try:
            self.write(self._clear)
        except LeaseLostError:
            logger.warning("The write lease had gone to another writer before it was released.")
        except StoreError as error:
            logger.warning("The write lease could not be released and will run out by itself: %s", error)

    def abandon(self) -> None:
        """Leave the lease to run out, for a server that does not answer; this process may take it again at once."""
        self.stopped.set()
        _abandoned.add(self.token)

    def _clear(self, transaction: WriteTransaction) -> None:
        # Nobody's: cleared already, by a commit whose answer was lost.
        if all(row["token"] is None for row in transaction.run(READ, {}).rows):
            return
        self._renew(transaction)
        transaction.run(CLEAR, {})

    def _beat(self) -> None:
        while not self.stopped.wait(self.life / 1000 / BEATS_A_LIFE):
            try:
                self.write(self._renew)
            except LeaseLostError as error:
                logger.warning("%s", error)
                return
            except StoreError as error:
                if self.stopped.is_set():
                    return
                logger.warning("The write lease could not be renewed, trying again: %s", error)


class Neo4jLease:
    """The lease of a graph, not held yet; ``write`` runs a unit in a transaction that may take so many seconds."""

    def __init__(
        self, write: Callable[[Callable[[WriteTransaction], Any], float], Any], settings: StoreSettings
    ) -> None:
        self._write = write
        self._settings = settings

    def acquire(self, wait: float) -> Lease:
        """Take the lease, waiting up to ``wait`` seconds for another writer.

        Raises:
            StoreBusyError: Another writer still has it.

        """

        def write(unit: Callable[[WriteTransaction], Any]) -> Any:
            return self._write(unit, self._settings.write_timeout)

        lease = Lease(write, int(self._settings.lease_seconds * 1000), uuid.uuid4().hex)
        deadline = time.monotonic() + wait
        step = FIRST_STEP
        while True:
            holder, ends = self._try(lease)
            if holder is None:
                lease.start()
                return lease
            if time.monotonic() >= deadline:
                who = _holder(holder)
                raise StoreBusyError(
                    f"The graph at {self._settings.uri} is being written by {who}. Wait for it to finish; if it is "
                    f"dead, {ends}.",
                    holder=who,
                )
            time.sleep(min(step, max(0.01, deadline - time.monotonic())))
            step = min(2 * step, LONGEST_STEP)

    def _try(self, lease: Lease) -> tuple[Row | None, str]:
        """Take the lease and return None, or return who has it and what ends that.

        A writer that stopped within a transaction keeps a fence locked until the server ends that transaction.
        """
        try:
            holder = self._write(lambda transaction: _take(transaction, lease), LOCK_SECONDS)
        except TransactionTimeoutError:
            # Reading needs no lock, so this takes long only where the server itself is slow.
            rows = self._write(
                lambda transaction: transaction.run(READ, {}).rows, self._settings.write_timeout
            )
            if any(row["token"] is not None for row in rows):
                return rows[0], f"the server ends its transaction within {self._settings.write_timeout:g} s"
            # Nobody has it: the server itself is slow, as one is that was started a moment before.
            holder = self._write(lambda transaction: _take(transaction, lease), self._settings.write_timeout)
        return holder, f"its lease runs out within {self._settings.lease_seconds:g} s"


def _take(transaction: WriteTransaction, lease: Lease) -> Row | None:
    """Take the lease in a transaction and return None, or leave it and return who has it."""
    transaction.run(LOCK, {})
    if (holder := _other_holder(transaction, lease)) is not None:
        return holder
    # Waits for transactions that a former holder still has; those that it begins later find another token.
    transaction.run(LOCK_FENCES, {"fences": MOST_WRITERS})
    transaction.run(TAKE, {"token": lease.token, "host": _host(), "pid": os.getpid(), "life": lease.life})
    return None


def _other_holder(transaction: WriteTransaction, lease: Lease) -> Row | None:
    for found in transaction.run(READ, {}).rows:
        theirs = found["token"] is not None and found["token"] not in (lease.token, *_abandoned)
        if theirs and found["expires"] > found["now"] and not _is_dead(found):
            return found
    return None


def _is_dead(holder: Row) -> bool:
    """Return whether the holder was a process of this machine that is gone; elsewhere only time can tell."""
    if holder["host"] != _host():
        return False
    try:
        os.kill(holder["pid"], 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _has_ended(holder["pid"])


def _has_ended(pid: int) -> bool:
    """Return whether a process is over and only waits for its parent to take note, as in a container without an init."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] in ("Z", "X")


def _host() -> str:
    """Return this machine's name, and what tells its process ids from those of a container or of a former boot."""
    parts = [socket.gethostname()]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    except OSError:
        parts.append("unknown")
    return "/".join(parts)


def _holder(row: Row) -> str:
    # Read without the lock, a holder that lets go in that moment may show a part of its properties only.
    if row["token"] is None or row["since"] is None:
        return "nobody"
    since = datetime.fromtimestamp(row["since"] / 1000, UTC).isoformat(timespec="seconds")
    return f"process {row['pid']} on {str(row['host']).split('/')[0]} (since {since})"
