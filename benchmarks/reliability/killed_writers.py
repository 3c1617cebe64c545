"""Writers of made-up documents, killed at random moments: the first subject of :mod:`benchmarks.reliability.kills`.

A round starts two writers as processes on one graph. Each is killed at a random moment of its work; what the other does
meanwhile goes on. Then every document that a writer had acknowledged must be in the graph, the counts must be those of the
mentions by a recount that shares no code with graphmill's, and the audit may find nothing but linking that was cut off. A round
with the server kills the server instead, starts it again, and lets the writer go on. In the end the work is completed and
compared with a graph that was made in one go.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from benchmarks.reliability.killing import Figures, killed
from extractors.mentions import Extraction
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import known_documents
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.linking_state import is_pending
from graph.writing.writer import apply_changes
from tests.support.histories.machine import LINKING_ONLY
from tests.support.histories.recount import assert_counts_follow
from tests.support.neo4j_server.launcher import Neo4jServer, started
from tests.support.root import ROOT
from tests.support.synthetic import corpus
from tests.support.writer_process import CORPUS

STEP = 3
PATIENCE = 240.0


@dataclass
class Tally:
    """What happened: kills, those that cut a change off, documents acknowledged, those of them not found, differences."""

    writer_kills: int = 0
    server_kills: int = 0
    changes_cut_off: int = 0
    acknowledged: set[tuple[int, int]] = field(default_factory=set)
    lost: int = 0
    differences: int = 0
    restarts_outlived: int = 0

    def to_dict(self) -> dict[str, int]:
        """Return the figures as plain data."""
        found = {name: value for name, value in vars(self).items() if isinstance(value, int)}
        return found | {"documents_acknowledged": len(self.acknowledged)}


class Writer:
    """A process that puts the documents of one seed, and what it has told."""

    def __init__(self, settings: StoreSettings, seed: int, first: int, *, pause: float = 0.0) -> None:
        self.seed, self.first, self.lines = seed, first, 0
        self.acknowledged = first
        self.error = ""
        self._news = threading.Condition()
        command = [sys.executable, "-m", "tests.support.writer_process", settings.model_dump_json()]
        options = ["--seed", str(seed), "--first", str(first), "--step", str(STEP), "--pause", str(pause)]
        self.process = subprocess.Popen(
            command + options,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"NEO4J_PASSWORD": settings.password.get_secret_value()},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, lines: int) -> None:
        """Wait until it has told so many lines in all, or is over."""
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while self.lines < lines and self._reader.is_alive() and time.monotonic() < deadline:
                self._news.wait(0.2)

    def kill(self) -> None:
        """End it at once, and read what it had told."""
        killed(self.process)
        self._reader.join()

    def documents(self) -> set[tuple[int, int]]:
        """Return what it acknowledged, as seed and number."""
        return {(self.seed, number) for number in range(self.first, self.acknowledged)}

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.lines += 1
                word, _, rest = line.strip().partition(" ")
                if word == "acknowledged":
                    self.acknowledged = int(rest)
                elif word.endswith("Error:"):
                    self.error = line.strip()
                self._news.notify_all()


class Corpora:
    """The documents of every seed, made once."""

    def __init__(self) -> None:
        self._made: dict[int, list[Extraction]] = {}

    def document(self, key: tuple[int, int]) -> Extraction:
        """Return a document by seed and number."""
        seed, number = key
        if seed not in self._made:
            self._made[seed] = corpus(CORPUS, seed=seed)
        return self._made[seed][number]


@contextmanager
def opened(store: str) -> Iterator[tuple[StoreSettings, Neo4jServer | None]]:
    """Give the settings of an empty graph, and its server if it has one."""
    if store == "embedded":
        with tempfile.TemporaryDirectory(prefix="graphmill-kills-") as folder:
            yield StoreSettings(path=Path(folder) / "graph.kgl", wait_seconds=PATIENCE), None
        return
    with started() as server:
        yield (
            StoreSettings(
                kind="neo4j",
                uri=server.uri,
                user=server.user,
                password=SecretStr(server.password),
                wait_seconds=PATIENCE,
                retry_seconds=PATIENCE,
            ),
            server,
        )


def check(store: GraphStore, corpora: Corpora, tally: Tally) -> None:
    """Count what is missing or wrong now."""
    known = known_documents(store)
    tally.lost += sum(corpora.document(key).document.id not in known for key in tally.acknowledged)
    tally.changes_cut_off += is_pending(store)
    amiss = [each for each in audit(store).differences if each.what not in LINKING_ONLY]
    tally.differences += len(amiss)
    assert_counts_follow(store)


def kill_writers(
    settings: StoreSettings, places: Mapping[int, int], chance: random.Random, tally: Tally
) -> dict[int, int]:
    """Start a writer for every seed at its place, kill one after the other, and return how far each came."""
    writers = [
        Writer(settings, seed, first, pause=chance.choice([0.0, 0.03])) for seed, first in places.items()
    ]
    alive = list(writers)
    try:
        while alive:
            # On the embedded store only one of them can be at work: the one that has told something.
            writer = first_to_tell(alive)
            writer.wait_for(writer.lines + chance.randint(1, 12))
            time.sleep(chance.uniform(0, 0.05))
            tally.writer_kills += writer.process.poll() is None
            writer.kill()
            alive.remove(writer)
    finally:
        for writer in writers:
            writer.kill()
            tally.acknowledged |= writer.documents()
    for error in filter(None, (writer.error for writer in writers)):
        raise SystemExit(f"a writer failed by itself: {error}")
    return {writer.seed: writer.acknowledged for writer in writers}


def first_to_tell(writers: Sequence[Writer]) -> Writer:
    """Wait until one of them has told something, or is over."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for writer in writers:
            if writer.lines or writer.process.poll() is not None:
                return writer
        time.sleep(0.01)
    return writers[0]


def kill_server(
    settings: StoreSettings, server: Neo4jServer, place: tuple[int, int], chance: random.Random, tally: Tally
) -> tuple[int, int]:
    """Kill the server under a writer, start it again, see the writer go on; return how far it came."""
    seed, first = place
    writer = Writer(settings, seed, first)
    try:
        writer.wait_for(chance.randint(2, 10))
        time.sleep(chance.uniform(0, 0.05))
        server.kill()
        told = writer.lines
        tally.server_kills += 1
        server.run()
        writer.wait_for(told + 4)
        tally.restarts_outlived += writer.process.poll() is None or writer.process.returncode == 0
    finally:
        writer.kill()
        tally.acknowledged |= writer.documents()
    if writer.error:
        raise SystemExit(f"the writer failed by itself: {writer.error}")
    return seed, writer.acknowledged


def complete(settings: StoreSettings, corpora: Corpora, tally: Tally) -> bool:
    """Link what was cut off, and tell whether the graph is the one of its documents."""
    with open_store(settings) as store, tempfile.TemporaryDirectory() as folder:
        apply_changes(store, ())
        tally.differences += len(audit(store).differences)
        there = known_documents(store)
        keys = [(seed, n) for seed in sorted({s for s, _ in tally.acknowledged}) for n in range(CORPUS)]
        documents = [each for each in map(corpora.document, keys) if each.document.id in there]
        with open_store(StoreSettings(path=Path(folder) / "expected.kgl")) as expected:
            apply_changes(expected, documents)
            return len(documents) == len(there) and snapshot(store) == snapshot(expected)


def run(store_kind: str, kills: int, server_kills: int, chance: random.Random) -> Figures:
    """Kill so many writers, and so often the server, and return what happened."""
    tally, corpora = Tally(), Corpora()
    with opened(store_kind) as (settings, server):
        seeds = iter(range(1_000))
        places = {next(seeds): 0, next(seeds): 0}
        while tally.writer_kills < kills:
            came = kill_writers(settings, places, chance, tally)
            places = {(s if n < CORPUS else next(seeds)): (n if n < CORPUS else 0) for s, n in came.items()}
            with open_store(settings) as store:
                check(store, corpora, tally)
            print(f"{tally.writer_kills} writers killed: {tally.to_dict()}", flush=True)
        place = (next(seeds), 0)
        while server is not None and tally.server_kills < server_kills:
            place = kill_server(settings, server, place, chance, tally)
            if place[1] >= CORPUS:
                place = (next(seeds), 0)
            with open_store(settings) as store:
                check(store, corpora, tally)
            print(f"{tally.server_kills} servers killed: {tally.to_dict()}", flush=True)
        same = complete(settings, corpora, tally)
    return Figures(
        tally.to_dict(), is_sound=same and not tally.lost and not tally.differences, same_graph=same
    )
