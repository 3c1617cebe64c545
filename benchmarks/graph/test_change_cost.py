"""What a change costs: the changes are made, what they cost is told, and an earlier build is measured beside."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from benchmarks.graph import change_cost
from benchmarks.graph.change_cost import FIGURES, NOW, checked_out, lines_of, main
from benchmarks.graph.change_measuring import BATCH, VOCABULARIES, Corpus, CountingStore, Job, make, measure
from graph.contents.loading import known_documents, load_entities
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from linking.across_documents.resolution import resolve
from linking.within_document.clustering import link_within_document

CHANGES = {
    f"{BATCH} new documents",
    f"{BATCH} forgotten documents",
    "a new document",
    "an unchanged document",
    "a replaced document",
    "a forgotten document",
    "a merge",
    "an undo",
    "a rename",
    "a split",
    "a changed entry",
}
DOCUMENTS = 60


def test_changes_are_made_and_the_graph_is_as_large_as_before(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    job = Job("make", DOCUMENTS, str(tmp_path / "g.kgl"), kept=str(kept), rounds=1)
    assert make(job) == {}
    (whole,) = kept.glob("*.kgl")
    made = whole.read_bytes()
    corpus = Corpus(DOCUMENTS)
    with open_store(job.settings()) as store:
        before = {each.id: each.version for each in known_documents(store).values()}
    assert before == {each.document.id: each.version for each in map(corpus.document, range(DOCUMENTS))}
    found = measure(job)
    assert found["costs"].keys() == CHANGES
    assert all(len(taken) == 1 for taken in found["costs"].values())
    assert found["documents"] == DOCUMENTS
    # Two measures of memory, of which the later is the largest since the earlier.
    assert found["ingest_peak_mib"] is None or found["ingest_peak_mib"] >= 0
    rows = {change: taken[0]["rows"] for change, taken in found["costs"].items()}
    assert rows["an unchanged document"] < DOCUMENTS <= rows["a new document"]
    assert rows["an undo"] < rows["a merge"]
    with open_store(job.settings()) as store:
        after = {each.id: each.version for each in known_documents(store).values()}
        names = {each.name for each in load_entities(store).values() if each.docs}
        linked = {kb for each in load_entities(store).values() for kb in each.kb_ids}
    assert len(after) == DOCUMENTS
    assert sum(after[document] != version for document, version in before.items()) == 1
    assert "Renamed Number0" in names
    assert linked
    # The graph that is kept is for another time: it is not the one that was changed.
    assert whole.read_bytes() == made
    assert make(job) == {}
    with open_store(job.settings()) as store:
        assert {each.id: each.version for each in known_documents(store).values()} == before


def test_documents_of_a_corpus_name_few_often_and_some_by_family_name_alone() -> None:
    corpus = Corpus(400)
    made = [corpus.document(number) for number in range(400)]
    assert corpus.document(7) == made[7]
    assert corpus.document(7, edition=1).document.uri == made[7].document.uri
    assert corpus.document(7, edition=1).version != made[7].version
    assert max(len(each.sentences) for each in made) == 12
    surfaces = [mention.surface for each in made for mention in each.mentions if mention.type == "person"]
    assert 0.1 < sum(" " not in surface for surface in surfaces) / len(surfaces) < 0.3
    entities = [
        cluster.entity
        for each in made
        for cluster in link_within_document(each.document.id, "v", each.document.text, each.mentions)
    ]
    assert 150 < sum(" " in each.name for each in resolve(entities).entities.values()) < 300


def test_invented_names_have_more_family_names_than_listed_ones() -> None:
    families = {}
    for vocabulary in VOCABULARIES:
        corpus = Corpus(400, vocabulary)
        made = [corpus.document(number) for number in range(200)]
        families[vocabulary] = {
            mention.surface.split()[-1]
            for each in made
            for mention in each.mentions
            if mention.type == "person"
        }
    assert len(families["listed"]) == 10
    assert len(families["invented"]) > 50


def test_rows_count_whether_they_are_streamed_queried_or_returned_by_a_write(tmp_path: Path) -> None:
    with CountingStore(open_store(StoreSettings(path=tmp_path / "g.kgl"))) as store:
        text = "UNWIND range(1, 3) AS n RETURN n"
        assert len(list(store.stream(text))) == 3
        assert store.rows == 3
        assert len(store.read_query(text).rows) == 3
        assert store.rows == 6
        assert len(store.write(lambda transaction: transaction.run(text, {})).rows) == 3
        assert store.rows == 9


def test_sizes_are_printed_kept_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept, drawn, work = tmp_path / "figures.json", tmp_path / "cost.svg", tmp_path / "work"
    given = [
        "--json",
        str(kept),
        "--svg",
        str(drawn),
        "--of",
        "rows",
        "--work",
        str(work),
        "--names",
        "invented",
    ]
    main(["--sizes", "50", "40", "--rounds", "1", *given])
    printed = capsys.readouterr().out
    assert printed.index("40 documents") < printed.index("50 documents")
    found = json.loads(kept.read_text(encoding="utf-8"))
    assert [(each["documents"], each["build"]) for each in found] == [(40, NOW), (50, NOW)]
    for each in found:
        assert each["names"] == "invented"
        assert each["changes"].keys() == CHANGES
        assert all(cost.keys() == FIGURES.keys() for cost in each["changes"].values())
    assert drawn.read_text(encoding="utf-8").count("<circle") == 2 * len(change_cost.CHARTED)
    assert {path.name.partition("-schema")[0] for path in work.glob("*.kgl")} == {
        "40-invented",
        "50-invented",
    }


def test_an_earlier_build_stands_beside_this_one_with_ratios() -> None:
    def taken(build: str, seconds: float) -> dict[str, object]:
        return {
            "build": build,
            "store": "embedded",
            "load": [0.5, 0.5, 0.5],
            "documents": 1_000,
            "local_entities": 10_000,
            "entities": 900,
            "opening_seconds": 0.1,
            "ingest_peak_mib": None,
            "changes": {
                change: {"seconds": seconds, "processor_seconds": seconds, "rows": 20_000}
                for change in CHANGES
            },
        }

    both = [taken("before", 2.0), taken(NOW, 0.5)]
    lines = list(lines_of(both))
    merge = next(line for line in lines if line.startswith("a merge"))
    assert merge.split()[2:] == [
        *("2.000", "0.500", "0.25"),
        *("2.000", "0.500", "0.25"),
        *("20,000", "20,000", "1.00"),
    ]
    assert change_cost.chart(both, "seconds").count("<circle") == 4


def test_an_earlier_build_is_checked_out_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str) -> str:
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        command = ["git", "-C", str(tmp_path), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    git("init", "--quiet")
    (tmp_path / "said.txt").write_text("first", encoding="utf-8")
    git("add", "said.txt")
    git("commit", "--quiet", "--message", "First")
    (tmp_path / "said.txt").write_text("second", encoding="utf-8")
    git("commit", "--quiet", "--all", "--message", "Second")
    monkeypatch.setattr(change_cost, "ROOT", tmp_path)
    with checked_out("HEAD~1") as home:
        assert (home / "said.txt").read_text(encoding="utf-8") == "first"
    assert not home.exists()
    assert len(git("worktree", "list").splitlines()) == 1
