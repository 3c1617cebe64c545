"""Corrections by command: what people decide is kept, followed, outlives the graph, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractors.mentions import Extraction
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from flows.project.stores import store_settings
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
from graph.contents.loading import load_resolution
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.linking_state import is_pending
from graph.writing.writer import apply_changes, forget
from linking.decisions.decision import Decision, Handle, Verdict
from linking.decisions.file import DecisionsFile
from tests.support.command_line import CommandLine
from tests.support.synthetic import extraction

ADA, BYRON, GRACE = ("Ada Lovelace", "person"), ("Ada Byron", "person"), ("Grace Hopper", "person")
OSAKA, GLOBEX = ("Osaka", "location"), ("Globex Corporation", "organization")
HANSEN, HANSON = ("Ole Hansen", "person"), ("Ole Hanson", "person")
DOCUMENTS = [
    extraction("a.txt", [[ADA, GRACE], [ADA, GRACE, OSAKA], [("Lovelace", "person")], [GLOBEX, ADA]]),
    extraction("b.txt", [[GRACE], [ADA, GRACE], [OSAKA]]),
    extraction("c.txt", [[BYRON, GRACE], [("Byron", "person")], [HANSEN]]),
    extraction("d.txt", [[BYRON, OSAKA], [HANSON]]),
    extraction("e.txt", [[ADA, OSAKA], [GLOBEX]]),
]
WRONG = [
    (("merge", "Ada Lovelace", "Lovelace"), 2, "are one entity already"),
    (("merge", "Ada Lovelace", "Charles Babbage"), 1, "no entity of that name"),
    (("merge", "Ada Lovelace", "Ada By"), 1, "Did you mean: Ada Byron (person, 2 documents): ent_"),
    (("split", "Ada Lovelace"), 2, "--document"),
    (("split", "Ada Lovelace", "--document", "none.txt"), 2, "no such document"),
    (("split", "Ada Lovelace", "--document", "d.txt"), 1, "d.txt does not name"),
    (("split", "Ole Hansen", "--document", "c.txt"), 1, "single document"),
    (("split", "Ole Hansen", "--name", "Ole Hansen"), 1, "no other name"),
    (("rename", "Osaka", "Osaka"), 2, "already"),
    (("rename", "Osaka", "  "), 1, "'value'"),
    (("rename", "Osaka", "Os\x1baka"), 2, "cannot be shown"),
    (("retype", "Osaka", "spaceship"), 2, "There is no type 'spaceship'. The types"),
    (
        ("retype", "Osaka", "locaton"),
        2,
        "'locaton'; the nearest is location. The types of the settings and the graph:",
    ),
    (("retype", "Osaka", "location"), 2, "already"),
    (("retype", "Osaka", "Location"), 2, "is of type location already"),
    (("hide", "Nobody"), 1, "no entity"),
    (("undo",), 2, "no decision by ann"),
    (("undo", "dec_7"), 2, "no such decision"),
    (("explain", "Ada Lovelace", "Nobody"), 1, "no entity"),
    (("explain", "Osaka", "osaka"), 2, "one name of one entity"),
    (("review", "--limit", "0"), 2, "--limit"),
    (("review", "--export", "q.txt"), 2, ".csv"),
    (("review", "--export", "q.csv", "--import", "q.csv"), 2, "either"),
]


@dataclass
class Project(CommandLine):
    """A folder with a graph, and the command line in it."""

    folder: Path

    @property
    def settings(self) -> Settings:
        return load_settings()

    @property
    def file(self) -> DecisionsFile:
        return DecisionsFile(self.settings.decisions_path)

    def put(self, documents: Sequence[Extraction], *gone: Extraction) -> None:
        with open_store(store_settings(self.settings)) as store:
            guidance = load_guidance(self.settings)
            apply_changes(store, documents, [each.document.id for each in gone], guidance=guidance)

    def empty(self) -> None:
        with open_store(store_settings(self.settings)) as store:
            forget(store, [each.document.id for each in DOCUMENTS], guidance=load_guidance(self.settings))

    def graph(self) -> Snapshot:
        """Return the graph, after an audit that finds nothing."""
        with open_store(store_settings(self.settings)) as store:
            assert audit(store, load_guidance(self.settings)).differences == ()
            return snapshot(store)

    def ids(self) -> dict[str, str]:
        with open_store(store_settings(self.settings)) as store:
            return load_resolution(store).current()

    def names(self) -> dict[str, tuple[str, ...]]:
        """Return the aliases of every entity in use by its name."""
        with open_store(store_settings(self.settings)) as store:
            entities = load_resolution(store).entities.values()
            return {each.name: each.aliases for each in entities if each.docs}

    def bearers(self, alias: str) -> list[str]:
        """Return the names of the entities that bear an alias."""
        return sorted(name for name, aliases in self.names().items() if alias in aliases)


on_both_stores = pytest.mark.parametrize(
    "project",
    [
        "embedded",
        pytest.param("neo4j", marks=pytest.mark.neo4j),
    ],
    indirect=True,
)


@pytest.fixture
def project(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Project]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRAPHMILL_USER", "ann")
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)
    if getattr(request, "param", "embedded") == "neo4j":
        server: StoreSettings = request.getfixturevalue("empty_neo4j")
        monkeypatch.setenv("GRAPHMILL_STORE__KIND", "neo4j")
        monkeypatch.setenv("GRAPHMILL_STORE__URI", server.uri)
        monkeypatch.setenv("GRAPHMILL_STORE__USER", server.user)
        monkeypatch.setenv("NEO4J_PASSWORD", server.password.get_secret_value())
    (tmp_path / ".graphmill").mkdir()
    made = Project(capsys, tmp_path)
    made.put(DOCUMENTS)
    return made


def decision(number: int, verdict: Verdict, left: tuple[str, str], right: tuple[str, str]) -> Decision:
    return Decision(f"dec_{number}", "2024-05-17T09:30:00Z", "ann", verdict, Handle(*left), Handle(*right))


@on_both_stores
def test_a_merge_outlives_new_documents_and_undo_brings_back_the_very_graph(project: Project) -> None:
    before, ids = project.graph(), project.ids()
    out = project.ok("merge", "Ada Lovelace", "Ada Byron", "--why", "her maiden name")
    assert "“Ada Lovelace” (person) and “Ada Byron” (person) are the same" in out
    assert "merged: Ada Byron (person" in out
    assert project.names()["Ada Lovelace"] == ("Ada Byron", "Ada Lovelace", "Byron", "Lovelace")
    (kept,) = project.file.read().all
    assert (kept.by, kept.why) == ("ann", "her maiden name")
    assert kept.score is not None, "what linking thought of the two names"
    assert kept.score < 0.8
    more = extraction("f.txt", [[BYRON], [GRACE, BYRON]])
    project.put([more])
    assert project.bearers("Ada Byron") == project.bearers("Ada Lovelace")
    project.put([extraction("a.txt", [[ADA, OSAKA], [BYRON]])])
    assert project.bearers("Ada Byron") == project.bearers("Ada Lovelace")
    project.put([DOCUMENTS[0]], more)
    assert project.bearers("Ada Byron") == project.bearers("Ada Lovelace") == ["Ada Lovelace"]
    project.ok("undo")
    assert project.graph().differences(before) == []
    assert project.ids() == ids


def test_an_undo_can_be_undone(project: Project) -> None:
    project.ok("merge", "Ada Lovelace", "Ada Byron")
    merged = project.graph()
    undo = project.data("undo")["decisions"][0]
    assert project.graph().differences(merged) != []
    assert "holds again: “Ada Lovelace” (person) and “Ada Byron” (person) are the same" in project.ok(
        "undo", undo["id"]
    )
    assert project.graph().differences(merged) == []
    code, _, err = project.run("undo", undo["id"])
    assert (code, "taken back already" in err) == (2, True)


@on_both_stores
def test_a_split_by_document_is_followed_and_taken_back(project: Project) -> None:
    before, ids = project.graph(), project.ids()
    out = project.ok("split", "Ada Lovelace", "--document", "e.txt")
    assert "“Ada Lovelace” (person) in e.txt and “Ada Lovelace” (person) are different" in out
    code, _, err = project.run("entity", "Ada Lovelace")
    assert code == 0
    code, _, err = project.run("rename", "Ada Lovelace", "Ada")
    assert code == 2
    assert (
        "several entities are called so; give the id of one. Ada Lovelace (person, 2 documents): ent_" in err
    )
    assert "Ada Lovelace (person, 1 document): ent_" in err
    project.ok("undo")
    assert project.graph().differences(before) == []
    assert project.ids() == ids


def test_what_was_split_can_be_merged_again_by_its_ids(project: Project) -> None:
    before = project.graph()
    project.ok("split", "Ada Lovelace", "--document", "e.txt")
    ids = {
        entity
        for local, entity in project.ids().items()
        if any(local.startswith(each.document.id) for each in (DOCUMENTS[1], DOCUMENTS[4]))
    }
    aliases = {
        each["id"]: each["name"]
        for each in project.data("query", "MATCH (e:Person) RETURN e.id AS id, e.name AS name")
    }
    one, other = sorted(each for each in ids if aliases.get(each) == "Ada Lovelace")
    project.ok("merge", one, other)
    found = project.graph()
    assert found.entities == before.entities
    assert found.edges == before.edges


@on_both_stores
def test_a_split_by_name_reaches_into_documents_and_one_undo_takes_all_of_it_back(project: Project) -> None:
    project.ok("merge", "Ada Lovelace", "Ada Byron")
    before = project.graph()
    made = project.data("split", "Ada Lovelace", "--name", "Lovelace")["decisions"]
    assert {each["id"].partition("-")[0] for each in made} == {made[0]["id"].partition("-")[0]}
    assert len(made) == 2, "told apart from both full names"
    assert project.names()["Lovelace"] == ("Lovelace",)
    project.ok("undo")
    assert project.graph().differences(before) == []


@on_both_stores
def test_name_type_and_hiding_are_followed_and_taken_back(project: Project) -> None:
    before = project.graph()
    project.ok("rename", "Osaka", "Ōsaka")
    project.ok("retype", "Ōsaka", "Event")
    project.ok("hide", "Globex Corporation")
    row = project.data("query", "MATCH (e:Event) RETURN e.name AS name, e.type AS type")
    assert row == [{"name": "Ōsaka", "type": "event"}]
    project.put([extraction("f.txt", [[OSAKA]])], DOCUMENTS[3])
    assert "Ōsaka" in project.names()
    project.put([DOCUMENTS[3]], extraction("f.txt", []))
    for _ in range(3):
        project.ok("undo")
    assert project.graph().differences(before) == []


@on_both_stores
def test_an_empty_store_with_the_decisions_becomes_the_same_graph(project: Project) -> None:
    project.ok("merge", "Ada Lovelace", "Ada Byron")
    project.ok("split", "Osaka", "--document", "d.txt")
    project.ok("rename", "Grace Hopper", "Rear Admiral Hopper")
    expected = project.graph()
    project.empty()
    assert project.names() == {}
    states = {each["state"] for each in project.data("decisions")["decisions"]}
    assert states == {"names nothing at present"}
    project.put(DOCUMENTS)
    assert project.graph().differences(expected) == []


@on_both_stores
def test_contradictions_are_reported_and_a_difference_wins(project: Project) -> None:
    project.file.extend(
        [
            decision(1, Verdict.SAME, ADA, GRACE),
            decision(2, Verdict.SAME, BYRON, GRACE),
            decision(3, Verdict.DIFFERENT, ADA, BYRON),
        ]
    )
    listed = project.data("decisions")
    assert listed["pending"] is True
    (conflict,) = listed["conflicts"]
    # Decisions are followed in the order in which they were made: the second is the one that would join the two.
    assert (conflict["decision"], conflict["against"]) == ("dec_2", ["dec_3"])
    assert [each["state"] for each in listed["decisions"]].count("contradicts others") == 1
    assert f"not followed: {conflict['decision']} (against dec_3)" in project.ok("resolve", "--apply")
    ids = project.ids()
    of = {
        name: {ids[local] for local in ids if local.startswith(document.document.id)}
        for name, document in (("ada", DOCUMENTS[1]), ("byron", DOCUMENTS[3]))
    }
    assert of["ada"] != of["byron"]
    project.ok("undo", "dec_3")
    assert project.data("decisions")["conflicts"] == []


def test_a_merge_against_a_judgement_is_refused_with_the_judgement(project: Project) -> None:
    project.file.append(decision(1, Verdict.DIFFERENT, BYRON, GRACE))
    project.ok("merge", "Ada Lovelace", "Ada Byron")
    code, _, err = project.run("merge", "Ada Lovelace", "Grace Hopper")
    assert code == 2
    assert "kept apart by a decision (dec_1 by ann" in err
    assert "graphmill undo dec_1" in err
    assert len(project.file.read().all) == 2


def test_the_later_judgement_of_one_pair_replaces_the_earlier_and_says_so(project: Project) -> None:
    project.file.append(decision(1, Verdict.DIFFERENT, GRACE, ADA))
    assert "(replaces dec_1)" in project.ok("merge", "Ada Lovelace", "Grace Hopper")
    assert project.bearers("Ada Lovelace") == project.bearers("Grace Hopper")
    project.ok("undo")
    assert project.bearers("Ada Lovelace") != project.bearers("Grace Hopper")


def test_what_cannot_be_done_is_said_and_nothing_is_decided(project: Project) -> None:
    for arguments, code, told in WRONG:
        found, _, err = project.run(*arguments)
        assert (found, told in err) == (code, True), f"{arguments}: {err}"
    assert project.file.read().all == ()


def test_a_file_with_a_wrong_line_stops_every_correction(project: Project) -> None:
    project.ok("merge", "Ada Lovelace", "Ada Byron")
    with project.settings.decisions_path.open("a", encoding="utf-8") as file:
        file.write('{"id": "dec_2", "verd')
    for arguments in (("merge", "Ole Hansen", "Ole Hanson"), ("undo",), ("decisions",), ("resolve",)):
        code, _, err = project.run(*arguments)
        assert (code, "decisions.jsonl:2: the last line was cut off" in err) == (1, True)


def test_resolve_shows_first_and_writes_when_told(project: Project) -> None:
    project.file.append(decision(1, Verdict.SAME, HANSEN, HANSON))
    before = project.names()
    out = project.ok("resolve")
    assert "merged: Ole Hanson" in out
    assert "resolve --apply" in out
    assert project.names() == before
    shown = project.data("resolve")
    assert shown["applied"] is False
    project.ok("resolve", "--apply")
    assert "Ole Hanson" not in project.names()
    assert project.ok("resolve") == "Nothing changes in the graph.\n"
    with open_store(store_settings(project.settings)) as store:
        assert not is_pending(store, load_guidance(project.settings))


def test_the_queue_goes_out_and_comes_back_in_files(project: Project, tmp_path: Path) -> None:
    (question,) = project.data("review")
    assert (question["left"]["name"], question["right"]["name"]) == ("Ole Hansen", "Ole Hanson")
    assert question["left_sentences"][0]["text"] == "Item 2 says that Ole Hansen was there."
    assert "Ole Hanson" in project.ok("review")
    path = tmp_path / "questions.csv"
    project.ok("review", "--export", str(path))
    project.put([], DOCUMENTS[2])
    project.put([DOCUMENTS[2]])
    text = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([text[0], "same,same man" + text[1][1:]]), encoding="utf-8")
    assert "1 answer in" in project.ok("review", "--import", str(path))
    assert "Ole Hanson" not in project.names()
    assert project.data("review") == []
    before = project.settings.decisions_path.read_bytes()
    assert "of which 1 held already" in project.ok("review", "--import", str(path))
    assert project.settings.decisions_path.read_bytes() == before
    (kept,) = project.file.read().all
    assert (kept.why, kept.score) == ("same man", question["score"])


def test_explain_says_why_two_names_are_apart_or_together(project: Project) -> None:
    out = project.ok("explain", "Ole Hansen", "Ole Hanson")
    assert "are two entities" in out
    assert "hansen      hanson      typo" in out
    assert "a person has to judge" in out
    assert "Item 1 says that «Ole Hanson» was there." in out
    out = project.ok("explain", "Byron", "Ada Byron")
    assert "are one entity" in out
    assert "“Byron” → surname (0.92, its surname) → “Ada Byron”" in out
    project.ok("merge", "Ada Lovelace", "Ada Byron")
    found = project.data("explain", "Ada Lovelace", "Ada Byron")
    assert found["together"] is True
    assert found["reason"].startswith("ann decided that they are the same (dec_")
    project.ok("undo")
    project.ok("split", "Ada Byron", "--document", "d.txt")
    one, other = (
        next(iter({entity for local, entity in project.ids().items() if local == f"{document}:{version}:0"}))
        for document, version in ((each.document.id, each.version) for each in (DOCUMENTS[2], DOCUMENTS[3]))
    )
    found = project.data("explain", one, other)
    assert found["together"] is False
    assert found["reason"].startswith("ann decided that they are different (dec_")


def test_explain_shows_sentences_that_hold_both(project: Project) -> None:
    out = project.ok("explain", "Ada Lovelace", "Grace Hopper")
    assert "Sentences with both" in out
    assert "«Ada Lovelace» that «Grace Hopper»" in out
    assert "they stand side by side in 2 documents" in out


def test_a_knowledge_base_speaks_in_explanations_and_gives_way_to_people(project: Project) -> None:
    (project.folder / "people.csv").write_text(
        "id,name,type\nq1,Ole Hansen,person\nq2,Ole Hanson,person\n", encoding="utf-8"
    )
    (project.folder / "graphmill.toml").write_text(
        '[knowledge_base]\nfiles = ["people.csv"]\n', encoding="utf-8"
    )
    project.ok("resolve", "--apply")
    found = project.data("explain", "people:q1", "Ole Hanson")
    assert found["reason"] == "They are two entries of the knowledge base people: q1 and q2."
    assert found["left"]["knowledge_base_reasons"][0].startswith("people: “Ole Hansen” is q1 (Ole Hansen): ")
    project.ok("merge", "people:q1", "people:q2", "--why", "one man, entered twice")
    assert project.bearers("Ole Hansen") == project.bearers("Ole Hanson")
    project.ok("undo")
    assert project.bearers("Ole Hansen") != project.bearers("Ole Hanson")


def test_two_entities_of_one_name_are_explained_each_with_its_own_sentences(project: Project) -> None:
    project.ok("split", "Ada Lovelace", "--document", "e.txt")
    rows = project.data(
        "query", "MATCH (e:Entity) WHERE e.name = 'Ada Lovelace' AND e.docs > 0 RETURN e.id AS id ORDER BY id"
    )
    ids = [row["id"] for row in rows]
    evidence = project.data("explain", *ids)["evidence"]
    documents = [{each["uri"] for each in evidence[side]} for side in ("left", "right")]
    assert sorted(map(sorted, documents)) == [["a.txt", "b.txt"], ["e.txt"]]
    shown = project.ok("explain", *ids)
    assert all(f"Sentences with “Ada Lovelace” ({each})" in shown for each in ids)
