"""Two processes that write one graph at once, one of which is killed or suspended: nothing is lost, doubled or half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import known_documents
from graph.errors import StoreBusyError
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.root import ROOT
from tests.support.synthetic import corpus
from tests.support.writer_process import CORPUS


class Writer:
    """A process that writes; its lines are read as they come."""

    def __init__(self, settings: StoreSettings, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.writer_process", settings.model_dump_json(), *options],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"NEO4J_PASSWORD": settings.password.get_secret_value()},
        )
        self.lines: list[str] = []

    def read_until(self, start: str, times: int = 1) -> None:
        """Read lines until so many of them start like this."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.strip())
            times -= line.startswith(start)
            if not times:
                return
        pytest.fail(f"the writer ended without telling {start!r}: {self.lines[-5:]}")

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def finish(self) -> int:
        """Read to the end and return the exit code."""
        out, _ = self.process.communicate(timeout=120)
        self.lines += out.splitlines()
        return self.process.returncode

    @property
    def acknowledged(self) -> int:
        """How many documents the writer said are in."""
        return max(
            (int(line.split()[1]) for line in self.lines if line.startswith("acknowledged")), default=0
        )


@contextmanager
def writer(settings: StoreSettings, *options: str) -> Iterator[Writer]:
    started = Writer(settings, *options)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.communicate()


def assert_exact(settings: StoreSettings, tmp_path: Path, acknowledged: range, *others: range) -> None:
    """Make sure that what was acknowledged is there, and that completing the work leads to the graph of all of it."""
    documents = corpus(CORPUS)
    wanted = [documents[number] for number in sorted({n for part in (acknowledged, *others) for n in part})]
    with open_store(settings) as store:
        known = known_documents(store)
        assert [n for n in acknowledged if documents[n].document.id not in known] == []
        apply_changes(store, wanted)
        assert audit(store).differences == ()
        with open_store(StoreSettings(path=tmp_path / "expected.kgl")) as expected:
            there = known_documents(store)
            apply_changes(expected, [each for each in documents if each.document.id in there])
            assert snapshot(store).differences(snapshot(expected)) == []


def test_the_second_writer_waits_for_the_first_and_both_are_in(
    store_settings: StoreSettings, tmp_path: Path
) -> None:
    settings = store_settings.model_copy(update={"wait_seconds": 60.0})
    with (
        writer(settings, "--last", "8") as one,
        writer(settings, "--first", "8", "--last", "16") as other,
    ):
        assert (one.finish(), other.finish()) == (0, 0)
    assert_exact(settings, tmp_path, range(16))


def test_the_second_writer_takes_over_from_one_killed_in_mid_transaction(
    store_settings: StoreSettings, tmp_path: Path
) -> None:
    settings = store_settings.model_copy(update={"wait_seconds": 60.0})
    with writer(settings, "--pause", "600", "--last", "8") as first:
        first.read_until("pausing")
        with writer(settings, "--first", "100", "--last", "108") as second:
            time.sleep(1.0)
            killed = time.monotonic()
            first.signal(signal.SIGKILL)
            second.read_until("in")
            waited = time.monotonic() - killed
            assert second.finish() == 0
    # Far less than the 30 seconds after which a lease runs out that nobody can tell to be dead.
    assert waited < 15
    assert_exact(settings, tmp_path, range(100, 108), range(8))


def test_killed_after_its_first_batches_a_writer_has_lost_none_of_them(
    store_settings: StoreSettings, tmp_path: Path
) -> None:
    with writer(store_settings, "--last", "60") as first:
        first.read_until("acknowledged", 3)
        first.signal(signal.SIGKILL)
        first.finish()
    assert first.acknowledged >= 12
    assert_exact(store_settings, tmp_path, range(first.acknowledged), range(60))


@pytest.mark.neo4j
class TestSuspended:
    """Only a server can have its writer taken over while the writer lives: the embedded file stays locked."""

    def test_suspended_between_transactions_a_writer_loses_the_lease_and_writes_no_more(
        self, empty_neo4j: StoreSettings, tmp_path: Path
    ) -> None:
        settings = empty_neo4j.model_copy(update={"wait_seconds": 60.0})
        brief = settings.model_copy(update={"lease_seconds": 2.0})
        with writer(brief, "--step", "8", "--last", "16", "--rest", "6") as first:
            first.read_until("resting")
            self.suspend_between_transactions(first, settings)
            with writer(settings, "--first", "150", "--last", "158") as second:
                assert second.finish() == 0
            with open_store(settings) as store:
                before = snapshot(store)
                first.signal(signal.SIGCONT)
                assert first.finish() == 1
                assert "LeaseLostError" in first.lines[-1]
                assert snapshot(store) == before, "it wrote after it had lost the lease"
        assert_exact(settings, tmp_path, range(first.acknowledged), range(150, 158))

    def test_suspended_within_a_transaction_a_writer_is_rolled_back_and_writes_no_more(
        self, empty_neo4j: StoreSettings, tmp_path: Path
    ) -> None:
        settings = empty_neo4j.model_copy(update={"wait_seconds": 60.0, "write_timeout": 12.0})
        brief = settings.model_copy(update={"lease_seconds": 2.0})
        with writer(brief, "--pause", "1", "--last", "8") as first:
            first.read_until("pausing")
            first.signal(signal.SIGSTOP)
            # The server holds its locks until the transaction has had its time; whoever will not wait is told so.
            time.sleep(3)
            with (
                open_store(settings) as store,
                pytest.raises(StoreBusyError, match="the server ends its transaction within 12 s"),
                store.lease(wait=0),
            ):
                pytest.fail("the lease was given twice")
            with writer(settings, "--first", "150", "--last", "158") as second:
                assert second.finish() == 0
            with open_store(settings) as store:
                before = snapshot(store)
                first.signal(signal.SIGCONT)
                assert first.finish() == 1
                assert snapshot(store) == before, "it wrote after it had lost the lease"
        assert "took longer than 12 s, so the server rolled it back" in first.lines[-1]
        assert_exact(settings, tmp_path, range(first.acknowledged), range(150, 158))

    def suspend_between_transactions(self, first: Writer, settings: StoreSettings) -> None:
        """Stop a resting writer where it holds no lock, neither for what is still under way nor to renew its lease."""
        with open_store(settings) as store:
            for _ in range(100):
                first.signal(signal.SIGSTOP)
                time.sleep(0.05)
                if not self.holds_a_lock(store):
                    return
                first.signal(signal.SIGCONT)
                time.sleep(0.02)
        pytest.fail("the writer was never seen between two transactions")

    def holds_a_lock(self, store: GraphStore) -> bool:
        query = "SHOW TRANSACTIONS YIELD currentQuery, activeLockCount WHERE activeLockCount > 0 RETURN count(*) AS n"
        return bool(next(iter(store.stream(query)))["n"])
