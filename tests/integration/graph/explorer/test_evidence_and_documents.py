"""Sentences a page at a time, documents with every mention, and timelines, on both stores."""

from __future__ import annotations

import itertools

import pytest

from graph.errors import UnknownEntityError
from graph.explorer.answers.documents import document, documents
from graph.explorer.answers.evidence import evidence
from graph.explorer.answers.timeline import timeline
from graph.queries.saved import load_queries, run_saved
from graph.questions.documents import WHOLE, read_document
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from linking.guidance import Guidance
from tests.support.dated_corpus import NAMES, Written, hiding, ids_by_name
from tests.support.synthetic import extraction

ADA, GRACE, HUGO, OSAKA, *_ = NAMES
DOCUMENTS = [
    Written("a.txt", [[ADA], [ADA, GRACE], [ADA, OSAKA, ADA]], "2020-05-31", title="Letters"),
    Written("b/c.txt", [[ADA, GRACE], [GRACE], [HUGO]], "2021", "PDF property CreationDate (guessed)"),
    Written("d.txt", [[ADA], [GRACE]] * 6, "2019-01"),
    Written("e.txt", [[ADA, GRACE]]),
]


def put(store: GraphStore, guidance: Guidance | None = None) -> dict[str, str]:
    apply_changes(store, [each.extraction() for each in DOCUMENTS], guidance=guidance or Guidance())
    return ids_by_name(store)


@pytest.mark.parametrize("order", ["newest", "strongest"])
@pytest.mark.parametrize("names", [(ADA,), (GRACE,), (ADA, GRACE), (HUGO, OSAKA)])
@pytest.mark.parametrize("limit", [1, 3, 50])
def test_pages_hold_every_sentence_once_and_the_total_counts_them(
    store: GraphStore, order: str, names: tuple[str, ...], limit: int
) -> None:
    ids = put(store)
    asked = [ids[name] for name in names]
    seen = []
    for offset in itertools.count(0, limit):
        page = evidence(store, asked, order=order, offset=offset, limit=limit)  # type: ignore[arg-type]
        seen += page["sentences"]
        if not page["sentences"]:
            break
        assert len(page["sentences"]) == min(limit, page["total"] - offset)
    places = [(each["document_id"], each["start"]) for each in seen]
    assert len(set(places)) == len(places) == page["total"]
    assert page["total"] == sum(
        set(names) <= set(held) for written in DOCUMENTS for held in written.sentences
    )


def test_marks_in_a_sentence_are_what_was_asked_for(store: GraphStore) -> None:
    ids = put(store)
    for asked in ([ids[ADA]], [ids[ADA], ids[GRACE]]):
        for each in evidence(store, asked, order="newest", offset=0, limit=50)["sentences"]:
            marked = {each["text"][start:end] for start, end in each["spans"]}
            assert marked == {name for name, id_ in ids.items() if id_ in asked}
            text = read_document(store, each["document_id"]).text
            assert text[each["start"] : each["end"]] == each["text"]


def test_the_newest_documents_come_first_and_one_without_a_date_by_the_day_it_came(store: GraphStore) -> None:
    ids = put(store)
    found = evidence(store, [ids[ADA]], order="newest", offset=0, limit=50)["sentences"]
    assert [uri for uri, _ in itertools.groupby(each["uri"] for each in found)] == [
        "e.txt",
        "b/c.txt",
        "a.txt",
        "d.txt",
    ]
    assert found[0]["date"] == ""
    starts = [each["start"] for each in found if each["uri"] == "a.txt"]
    assert starts == sorted(starts)


def test_the_strongest_sentence_names_most_others_then_it_most_often(store: GraphStore) -> None:
    ids = put(store)
    found = evidence(store, [ids[ADA]], order="strongest", offset=0, limit=50)["sentences"]
    assert found[0]["uri"] == "a.txt"
    assert [len(each["spans"]) for each in found][:2] == [2, 1]
    assert ["Grace" in each["text"] or "Osaka" in each["text"] for each in found] == [True] * 4 + [False] * 7


def test_of_many_sentences_the_first_are_weighed_and_the_rest_follows(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = put(store)
    monkeypatch.setattr("graph.questions.telling.MOST_WEIGHED", 3)
    found = evidence(store, [ids[ADA]], order="strongest", offset=0, limit=50)["sentences"]
    assert len({(each["document_id"], each["start"]) for each in found}) == 11
    assert [each["uri"] for each in found][:3] == ["a.txt", "e.txt", "b/c.txt"]


def test_a_period_holds_the_documents_whose_own_date_falls_into_it(store: GraphStore) -> None:
    ids = put(store)
    for period, uris in (
        ("2020-05", {"a.txt"}),
        ("2021", {"b/c.txt"}),
        ("2019-01", {"d.txt"}),
        ("2018", set()),
    ):
        found = evidence(store, [ids[ADA]], order="newest", offset=0, limit=50, period=period)
        assert {each["uri"] for each in found["sentences"]} == uris
        assert found["total"] == len(found["sentences"])


def test_an_entity_that_was_merged_is_answered_as_the_one_it_became(store: GraphStore) -> None:
    ids = put(store)
    store.write(
        lambda transaction: transaction.run(
            "MERGE (e:Entity {id: $id}) SET e.docs = 0, e.windows = 0, e.mergedInto = $into",
            {"id": "ent_former", "into": ids[ADA]},
        )
    )
    former, now = (
        evidence(store, [each], order="newest", offset=0, limit=5) for each in ("ent_former", ids[ADA])
    )
    assert former == now
    with pytest.raises(UnknownEntityError):
        evidence(store, ["ent_nobody"], order="newest", offset=0, limit=5)


def test_a_document_is_read_with_every_mention_at_its_place(store: GraphStore) -> None:
    ids = put(store)
    listed = documents(store, text="letters", entity="", offset=0, limit=5)
    assert (listed["total"], listed["rows"][0]["title"]) == (1, "Letters")
    found = document(store, listed["rows"][0]["id"], 0)
    assert [found["text"][mark["start"] : mark["end"]] for mark in found["marks"]] == [
        ADA,
        ADA,
        GRACE,
        ADA,
        OSAKA,
        ADA,
    ]
    assert found["marks"] == sorted(found["marks"], key=lambda mark: mark["start"])
    assert [(each["name"], each["mentions"]) for each in found["mentioned"]] == [
        (ADA, 4),
        (GRACE, 1),
        (OSAKA, 1),
    ]
    assert found["mentioned"][0]["first"] == found["text"].index(ADA)
    assert (found["text_start"], found["text_length"]) == (0, len(found["text"]))
    assert (found["date"], found["date_from"], found["sentences"], found["entities"]) == (
        "2020-05-31",
        "field date",
        3,
        3,
    )
    assert found["marks"][0]["entity"] == ids[ADA]
    with pytest.raises(UnknownEntityError):
        document(store, "doc_none", 0)


def test_hidden_entities_are_not_marked(store: GraphStore) -> None:
    put(store, hiding(GRACE, "person"))
    (listed,) = documents(store, text="b/c", entity="", offset=0, limit=5)["rows"]
    found = document(store, listed["id"], 0)
    assert {mark["name"] for mark in found["marks"]} == {ADA, HUGO}
    assert listed["entities"] == 2


def test_of_a_long_document_the_part_around_a_place_is_read(store: GraphStore) -> None:
    held = [[(ADA, "person")], [(GRACE, "person"), ("Ödön 𝒳", "person")]] * 4_000
    apply_changes(store, [extraction("long.txt", held)])
    (listed,) = documents(store, text="", entity="", offset=0, limit=5)["rows"]
    whole = extraction("long.txt", held).document.text
    for at in (0, len(whole) // 2, len(whole), 10_000_000):
        found = document(store, listed["id"], at)
        start = found["text_start"]
        text = found["text"]
        assert whole[start : start + len(text)] == text
        assert start <= min(at, len(whole)) <= start + len(text)
        assert len(text) < WHOLE + 3_000
        for mark in found["marks"]:
            assert text[mark["start"] - start : mark["end"] - start] == mark["name"]
        assert found["text_length"] == len(whole)
        assert {each["name"]: each["mentions"] for each in found["mentioned"]} == {
            ADA: 4_000,
            GRACE: 4_000,
            "Ödön 𝒳": 4_000,
        }


def test_documents_are_listed_by_entity_the_newest_first_in_pages(store: GraphStore) -> None:
    ids = put(store)
    pages = [documents(store, text="", entity=ids[ADA], offset=offset, limit=3) for offset in (0, 3, 6)]
    assert [[row["uri"] for row in page["rows"]] for page in pages] == [
        ["e.txt", "b/c.txt", "a.txt"],
        ["d.txt"],
        [],
    ]
    assert {page["total"] for page in pages} == {4}


def test_a_timeline_tells_dates_guesses_and_documents_without_a_date(store: GraphStore) -> None:
    ids = put(store)
    found = timeline(store, [ids[ADA]])
    assert [(each["date"], each["by"], each["sentences"]) for each in found["points"][:3]] == [
        ("2019-01", "field date", 6),
        ("2020-05-31", "field date", 3),
        ("2021", "PDF property CreationDate (guessed)", 1),
    ]
    assert (found["total"], found["guessed"], found["undated"]) == (4, 1, 1)
    together = timeline(store, [ids[GRACE], ids[ADA]])
    assert [(each["uri"], each["sentences"]) for each in together["points"]] == [
        ("a.txt", 1),
        ("b/c.txt", 1),
        ("e.txt", 1),
    ]


def test_a_timeline_is_that_of_the_saved_query(store: GraphStore) -> None:
    ids = put(store)
    saved = run_saved(store, load_queries()["timeline"], {"entity": ids[ADA]})
    assert [
        (point["date"], point["by"], point["uri"], point["title"], point["sentences"])
        for point in timeline(store, [ids[ADA]])["points"]
    ] == saved.rows


@pytest.mark.parametrize("order", ["newest", "strongest"])
def test_a_period_holds_the_sentences_of_documents_whose_own_date_falls_into_it(
    store: GraphStore, order: str
) -> None:
    ids = put(store)
    periods = {
        "": 11,
        "2020": 3,
        "2020-05": 3,
        "2020-05-31": 3,
        "2020-06": 0,
        "2021": 1,
        "2021-01": 0,
        "2019-01": 6,
    }
    for period, total in periods.items():
        found = evidence(store, [ids[ADA]], order=order, offset=0, limit=50, period=period)  # type: ignore[arg-type]
        assert (found["total"], len(found["sentences"])) == (total, total), period
    both = evidence(store, [ids[ADA], ids[GRACE]], order=order, offset=0, limit=50, period="2021")  # type: ignore[arg-type]
    assert [each["uri"] for each in both["sentences"]] == ["b/c.txt"]
