"""A rebuilt graph is that of a fresh ingest, whatever was done to its counts, and nothing is lost where it is cut off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import known_documents, load_entities
from graph.errors import EvidenceError, StoreBusyError, StoreError, UnfinishedError
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.stores.unfinished import Mark, put_mark, read_mark
from graph.upkeep.rebuilding import rebuild
from graph.writing.writer import apply_changes, forget
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from tests import first_release
from tests.failing_store import FailingStore, StoppedError
from tests.raw_graph import raw_graph
from tests.synthetic import corpus, extraction

DOCUMENTS = [
    *corpus(12, seed=4),
    extraction("empty.txt", []),
    extraction("emoji.txt", [[("Zoë 😀", "person")]]),
]
DAMAGE = [
    "MATCH (e:Entity) SET e.windows = e.windows + 7, e.docs = 0",
    "MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) SET r.count = 99",
    "MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) DELETE r",
    "MATCH (e:Entity) WITH e ORDER BY e.id LIMIT 4 DETACH DELETE e",
    "MATCH (:Entity)-[f:FROM_CHUNK]->(:Chunk) DELETE f",
    "MATCH (:Chunk)-[n:NEXT_CHUNK]->(:Chunk) DELETE n",
    "MATCH (d:Document) SET d.ledger = '{}'",
    "MATCH (l:LocalEntity) SET l.name = 'wrong', l.names = ['wrong'], l.type = 'event'",
    "MATCH (e:Entity) SET e.name = 'wrong', e.aliases = [], e.nameKey = null",
    "CREATE (e:Entity {id: 'ent_stray', name: 'Stray', nameKey: 'stray', type: 'person', aliases: [], docs: 3, windows: 3})",
    "MATCH (s:GraphmillState {id: 'state'}) DELETE s",
]
EVIDENCE_DAMAGE = [
    ("MATCH (c:Chunk {docId: $id}) SET c.text = c.text + 'x'", "content hash"),
    ("MATCH (c:Chunk {docId: $id}) DETACH DELETE c", "content hash"),
    ("MATCH (d:Document {id: $id}) SET d.title = 'another'", "content hash"),
    ("MATCH (d:Document {id: $id}) SET d.windows = 77", "number of sentences"),
    ("MATCH (d:Document {id: $id}) SET d.uri = 'elsewhere.txt'", "id"),
    ("MATCH (d:Document {id: $id}) SET d.metadata = 'no JSON'", "cannot be read"),
    ("MATCH (c:Chunk {docId: $id}) SET c.sentEnds = c.sentStarts", "mentions"),
    (
        "MATCH (:LocalEntity {docId: $id})-[m:MENTIONED_IN]->(:Chunk) SET m.startOffsets = [0], m.endOffsets = [1]",
        "damaged",
    ),
]


@pytest.fixture
def fresh(embedded_store: Callable[[str], GraphStore]) -> GraphStore:
    apply_changes(embedded_store("fresh"), DOCUMENTS)
    return embedded_store("fresh")


def damage(store: GraphStore, text: str, **parameters: str) -> None:
    store.write(lambda transaction: transaction.run(text, parameters))


def test_what_was_damaged_by_hand_is_mended(store: GraphStore, fresh: GraphStore, tmp_path: Path) -> None:
    apply_changes(store, [*DOCUMENTS, *corpus(4, seed=9)])
    forget(store, [each.document.id for each in corpus(4, seed=9)])
    for text in DAMAGE:
        damage(store, text)
        assert not audit(store).is_clean, text
    seen: list[tuple[str, int, int]] = []
    report = rebuild(store, tmp_path / "aside", on_progress=lambda *step: seen.append(step))
    assert (report.documents, report.resumed) == (len(DOCUMENTS), False)
    assert audit(store).differences == ()
    assert snapshot(store).differences(snapshot(fresh)) == []
    assert all(entity.docs for entity in load_entities(store).values()), "entities out of use are gone"
    assert read_mark(store) is None
    assert not (tmp_path / "aside").exists()
    assert {"put aside", "commit"} == {step for step, _, _ in seen}
    assert apply_changes(store, DOCUMENTS).unchanged == len(DOCUMENTS)


def test_decisions_are_followed(
    store: GraphStore, embedded_store: Callable[[str], GraphStore], tmp_path: Path
) -> None:
    documents = [
        extraction("a.txt", [[("Callum Reed", "person")]]),
        extraction("b.txt", [[("Cal Stone", "person")]]),
    ]
    handles = Handle("Callum Reed", "person"), Handle("Cal Stone", "person")
    same = Decision("d0", "2030-01-01T00:00:00Z", "Ines", Verdict.SAME, *handles)
    guidance = Guidance(Decisions((same,)))
    apply_changes(store, documents)
    rebuild(store, tmp_path / "aside", guidance)
    assert audit(store, guidance).differences == ()
    apply_changes(embedded_store("fresh"), documents, guidance=guidance)
    assert snapshot(store).differences(snapshot(embedded_store("fresh"))) == []


def test_a_graph_of_the_first_release_is_rebuilt(
    store_settings: StoreSettings, embedded_store: Callable[[str], GraphStore], tmp_path: Path
) -> None:
    first_release.restore(store_settings)
    apply_changes(embedded_store("fresh"), first_release.documents())
    with open_store(store_settings) as store:
        rebuild(store, tmp_path / "aside")
        assert audit(store).differences == ()
        assert snapshot(store).differences(snapshot(embedded_store("fresh"))) == []


@pytest.mark.parametrize(("text", "message"), EVIDENCE_DAMAGE)
def test_damaged_evidence_is_named_before_anything_is_removed(
    embedded_store: Callable[[str], GraphStore], tmp_path: Path, text: str, message: str
) -> None:
    store = embedded_store("graph")
    document = DOCUMENTS[2].document
    apply_changes(store, DOCUMENTS)
    damage(store, text, id=document.id)
    before = raw_graph(store)
    with pytest.raises(EvidenceError, match=message) as caught:
        rebuild(store, tmp_path / "aside")
    assert document.id in str(caught.value)
    assert raw_graph(store) == before
    assert read_mark(store) is None
    # The remedy that the message gives.
    damage(store, "MATCH (d:Document {id: $id}) SET d.uri = $uri", id=document.id, uri=document.uri)
    forget(store, [document.id])
    rebuild(store, tmp_path / "aside")
    apply_changes(store, DOCUMENTS)
    assert audit(store).differences == ()


def test_a_rebuild_that_is_cut_off_anywhere_is_completed(
    store_settings: StoreSettings, fresh: GraphStore, tmp_path: Path
) -> None:
    with open_store(store_settings) as store:
        apply_changes(store, DOCUMENTS)
    statement = resumed = 0
    while True:
        statement += 3
        with open_store(store_settings, resuming="rebuild") as store:
            try:
                report = rebuild(FailingStore(store, statement), tmp_path / "aside", batch_size=2)
            except StoppedError:
                if marked := read_mark(store) is not None:
                    resumed += 1
            else:
                break
        if marked:
            with pytest.raises(UnfinishedError, match="graphmill rebuild"):
                open_store(store_settings)
    assert resumed > 5
    assert report.resumed
    with open_store(store_settings) as store:
        assert audit(store).differences == ()
        assert snapshot(store).differences(snapshot(fresh)) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from graph.upkeep import rebuilding
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
settings = StoreSettings.model_validate_json(sys.argv[1])
place = sys.argv[2]
def stop(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(rebuilding, place, stop)
with open_store(settings, resuming="rebuild") as store:
    rebuilding.rebuild(store, Path(sys.argv[3]))
"""


@pytest.mark.parametrize(
    "place", ["_write_list", "put_mark", "remove_everything", "apply_changes", "remove_mark"]
)
def test_nothing_is_lost_by_a_kill(fresh: GraphStore, tmp_path: Path, place: str) -> None:
    settings = StoreSettings(path=tmp_path / "killed.kgl")
    aside = tmp_path / "aside"
    with open_store(settings) as store:
        apply_changes(store, DOCUMENTS)
    command = [sys.executable, "-c", KILLED, settings.model_dump_json(), place, str(aside)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    with open_store(settings, resuming="rebuild") as store:
        rebuild(store, aside)
    with open_store(settings) as store:
        assert audit(store).differences == ()
        assert snapshot(store).differences(snapshot(fresh)) == []


def test_a_rebuild_begun_elsewhere_is_not_taken_for_an_empty_graph(store: GraphStore, tmp_path: Path) -> None:
    apply_changes(store, corpus(3))
    put_mark(store, Mark("rebuild", "filling", str(tmp_path / "gone")))
    with pytest.raises(StoreError, match="not here"):
        rebuild(store, tmp_path / "aside")
    assert len(known_documents(store)) == 3


def test_a_project_that_was_moved_goes_on_with_its_rebuild(
    embedded_store: Callable[[str], GraphStore], fresh: GraphStore, tmp_path: Path
) -> None:
    store = embedded_store("graph")
    apply_changes(store, DOCUMENTS)
    with pytest.raises(StoppedError):
        rebuild(FailingStore(store, 8), tmp_path / "aside")
    mark = read_mark(store)
    assert mark is not None
    (tmp_path / "aside").rename(tmp_path / "moved")
    assert rebuild(store, tmp_path / "moved").resumed
    assert snapshot(store).differences(snapshot(fresh)) == []


def test_a_disk_without_room_leaves_the_graph_as_it_is(store: GraphStore, tmp_path: Path) -> None:
    apply_changes(store, corpus(3))
    before = raw_graph(store)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be put aside"):
        rebuild(store, tmp_path / "file" / "aside")
    assert raw_graph(store) == before


def test_nothing_is_rebuilt_while_somebody_writes(store: GraphStore, tmp_path: Path) -> None:
    with store.lease(), pytest.raises(StoreBusyError):
        rebuild(store, tmp_path / "aside")
    assert not (tmp_path / "aside").exists()
