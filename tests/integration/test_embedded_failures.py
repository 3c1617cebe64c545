"""The embedded store when its disk is full, its files are cut off or damaged: told clearly, and nothing committed is lost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from extractors.mentions import Extraction
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import known_documents
from graph.errors import StoreError
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.histories.machine import LINKING_ONLY
from tests.synthetic import corpus

ROOT = Path(__file__).parents[2]
DOCUMENTS = corpus(30, seed=4)
CHECKPOINTED = 10
KILLED = """
import os, signal, sys
from pathlib import Path
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.synthetic import corpus
store = open_store(StoreSettings(path=Path(sys.argv[1])))
documents = corpus(30, seed=4)
for first in range(10, 30, 2):
    apply_changes(store, documents[first : first + 2], batch_size=1)
os.kill(os.getpid(), signal.SIGKILL)
"""


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, which is as a full disk to who writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_ends_the_run_and_loses_nothing(
    tmp_path: Path, embedded_store: Callable[[str], GraphStore]
) -> None:
    expected = embedded_store("expected")
    apply_changes(expected, DOCUMENTS)
    settings = StoreSettings(path=tmp_path / "graph.kgl")
    acknowledged: list[Extraction] = []
    store = open_store(settings)
    with files_of_at_most(60_000):

        def write_all() -> None:
            for first in range(0, 30, 3):
                apply_changes(store, DOCUMENTS[first : first + 3], batch_size=1)
                acknowledged.extend(DOCUMENTS[first : first + 3])

        with pytest.raises(StoreError, match=r"cannot be written: .*safe\. Make room on the disk"):
            write_all()
        assert 0 < len(acknowledged) < len(DOCUMENTS)
        assert_holds(store, acknowledged)
        with pytest.raises(StoreError, match="Make room on the disk"):
            apply_changes(store, corpus(1, seed=5))
        store.close()
    with open_store(settings) as again:
        assert_holds(again, acknowledged)
        apply_changes(again, DOCUMENTS)
        assert audit(again).differences == ()
        assert snapshot(again).differences(snapshot(expected)) == []


def test_a_disk_too_full_for_the_file_keeps_the_log(tmp_path: Path) -> None:
    settings = StoreSettings(path=tmp_path / "graph.kgl")
    store = open_store(settings)
    apply_changes(store, DOCUMENTS)
    with files_of_at_most(1_000), pytest.raises(StoreError, match="in the log beside the file"):
        store.close()
    store.close()
    with open_store(settings) as again:
        assert_holds(again, DOCUMENTS)
        assert audit(again).differences == ()


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a graph of ten documents in its file and twenty in its log, whose writer was killed."""
    folder = tmp_path_factory.mktemp("killed")
    with open_store(StoreSettings(path=folder / "graph.kgl")) as store:
        apply_changes(store, DOCUMENTS[:CHECKPOINTED])
    command = [sys.executable, "-c", KILLED, str(folder / "graph.kgl")]
    subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert (folder / "graph.kgl-wal").stat().st_size > 10_000
    return folder


@pytest.fixture
def harmed(killed: Path, tmp_path: Path) -> StoreSettings:
    """Return the settings of a copy that a test may harm."""
    shutil.copytree(killed, tmp_path / "copy")
    return StoreSettings(path=tmp_path / "copy" / "graph.kgl")


@pytest.mark.parametrize("part", [0.999, 0.8, 0.3, 0.05])
@pytest.mark.filterwarnings("ignore:the write-ahead log:UserWarning")
def test_a_log_cut_off_leaves_whole_commits_and_the_next_run_completes(
    harmed: StoreSettings, part: float, embedded_store: Callable[[str], GraphStore]
) -> None:
    log = harmed.path.with_name("graph.kgl-wal")
    os.truncate(log, int(log.stat().st_size * part))
    with open_store(harmed) as store:
        there = len(known_documents(store))
        assert CHECKPOINTED <= there <= len(DOCUMENTS)
        assert_holds(store, DOCUMENTS[:there])
        complete(store, embedded_store("expected"))


@pytest.mark.parametrize("place", [0.001, 0.4, 0.9])
@pytest.mark.filterwarnings("ignore:the write-ahead log:UserWarning")
def test_a_log_damaged_in_its_middle_is_told_once_and_kept(
    harmed: StoreSettings, place: float, embedded_store: Callable[[str], GraphStore]
) -> None:
    log = harmed.path.with_name("graph.kgl-wal")
    damage(log, place)
    damaged = log.read_bytes()
    with pytest.raises(
        StoreError, match=r"was damaged: .* was kept in .*quarantine.* ingest again what is missing"
    ) as told:
        open_store(harmed)
    kept = next(harmed.path.parent.glob("*.quarantine-*"))
    assert str(kept) in str(told.value)
    assert kept.read_bytes() == damaged
    with open_store(harmed) as store:
        there = len(known_documents(store))
        assert CHECKPOINTED <= there < len(DOCUMENTS)
        assert_holds(store, DOCUMENTS[:there])
        complete(store, embedded_store("expected"))


@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.99])
def test_a_damaged_file_is_not_opened_and_not_touched(harmed: StoreSettings, place: float) -> None:
    damage(harmed.path, place)
    assert_refused(harmed)


@pytest.mark.parametrize("size", [0, 5_000])
def test_a_file_cut_off_is_not_opened_and_not_touched(harmed: StoreSettings, size: int) -> None:
    os.truncate(harmed.path, size)
    assert_refused(harmed)


def test_a_log_without_its_file_is_not_opened_and_not_touched(harmed: StoreSettings) -> None:
    harmed.path.unlink()
    assert_refused(harmed)


def test_a_log_of_something_else_is_not_opened_and_not_touched(harmed: StoreSettings) -> None:
    harmed.path.with_name("graph.kgl-wal").write_bytes(b"something else, of some length")
    assert_refused(harmed)


def damage(path: Path, place: float) -> None:
    held = bytearray(path.read_bytes())
    held[int(len(held) * place)] ^= 0xFF
    path.write_bytes(held)


def assert_refused(settings: StoreSettings) -> None:
    before = files_of(settings.path)
    with pytest.raises(StoreError, match=r"cannot be opened: .* restore a backup, or move it away"):
        open_store(settings)
    assert files_of(settings.path) == before


def files_of(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir() if ".lock" not in each.name}


def assert_holds(store: GraphStore, documents: Sequence[Extraction]) -> None:
    """Make sure that a graph holds documents, and that nothing but its linking may be unfinished."""
    known = known_documents(store)
    assert {each.document.id for each in documents} <= known.keys()
    differences = audit(store).differences
    assert [each for each in differences if each.what not in LINKING_ONLY] == []


def complete(store: GraphStore, expected: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    apply_changes(expected, DOCUMENTS)
    assert audit(store).differences == ()
    assert snapshot(store).differences(snapshot(expected)) == []
