"""The audit finds whatever is tampered with, and says what and where."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.checks.audit import audit
from graph.contents.extractions import stored_extractions
from graph.contents.loading import known_documents
from graph.errors import EvidenceError
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from tests.support.synthetic import corpus, extraction

Stores = Callable[[str], GraphStore]

TAMPERING = [
    ("MATCH (d:Document) WITH d ORDER BY d.id LIMIT 1 SET d.windows = d.windows + 1", "windows"),
    ("MATCH (d:Document) WITH d ORDER BY d.id LIMIT 1 SET d.title = 'another'", "content hash"),
    ("MATCH (d:Document) WITH d ORDER BY d.id LIMIT 1 SET d.fingerprint = 'another'", "version"),
    ("MATCH (d:Document) WITH d ORDER BY d.id LIMIT 1 SET d.characters = 1", "characters"),
    ('MATCH (d:Document) WITH d ORDER BY d.id LIMIT 1 SET d.ledger = \'{"E":{},"P":{}}\'', "ledger"),
    ("CREATE (d:Chunk {id: 'stray'})", "nodes"),
    ("CREATE (d:LocalEntity {id: 'a:b:0', docId: 'a', version: 'b', name: 'x', names: ['x'], type: 'person', start: 0})", "resolution"),
    ("MATCH (c:Chunk) WITH c ORDER BY c.id LIMIT 1 SET c.text = replace(c.text, 'Item', 'Itme')", "content hash"),
    ("MATCH (c:Chunk) WITH c ORDER BY c.id LIMIT 1 SET c.start = c.start + 1", "chunk"),
    ("MATCH (c:Chunk {index: 1}) WITH c ORDER BY c.id LIMIT 1 SET c.firstSentence = 0", "chunk"),
    ("MATCH (:Chunk)-[r:NEXT_CHUNK]->(:Chunk) DELETE r", "NEXT_CHUNK"),
    ("MATCH (l:LocalEntity) WITH l ORDER BY l.id LIMIT 1 SET l.names = ['Nobody']", "names"),
    ("MATCH (l:LocalEntity) WITH l ORDER BY l.id LIMIT 1 SET l.start = l.start + 1", "start"),
    ("MATCH (l:LocalEntity)-[r:RESOLVES_TO]->(:Entity) WITH r, l ORDER BY l.id LIMIT 1 DELETE r", "resolution"),
    ("MATCH (l:LocalEntity)-[r:RESOLVES_TO]->(:Entity) WITH r, l ORDER BY l.id LIMIT 1 SET r.rule = 'whim'", "resolution"),
    ("MATCH (l:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) WITH m, l ORDER BY l.id LIMIT 1 DELETE m", "ledger"),
    ("MATCH (l:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) WITH m, l ORDER BY l.id LIMIT 1 SET m.sents = [5]", "sentence of a mention"),
    ("MATCH (l:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) WITH m, l ORDER BY l.id LIMIT 1 SET m.docId = 'x'", "document of a mention"),
    ("MATCH (l:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) WITH m, l ORDER BY l.id LIMIT 1 SET m.sents = m.sents + [0]", "mentions"),
    ("MATCH (l:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) WITH m, l ORDER BY l.id LIMIT 1 SET m.sents = []", "mentions"),
    ("MATCH (l:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) WITH m, l ORDER BY l.id LIMIT 1 SET m.scores = []", "mentions"),
    ("MATCH (l:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) WITH m, l ORDER BY l.id LIMIT 1 SET m.endOffsets = []", "mentions"),
    ("MATCH (l:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) WITH m, l ORDER BY l.id LIMIT 1 SET m.sources = ['model', 'model', 'model', 'model', 'model', 'model', 'model']", "mentions"),
    ("MATCH (c:Chunk) WITH c ORDER BY c.id LIMIT 1 SET c.sentEnds = []", "sentences of a chunk"),
    ("MATCH (c:Chunk) WITH c ORDER BY c.id LIMIT 1 SET c.sentStarts = c.sentStarts + [1]", "sentences of a chunk"),
    ("MATCH (e:Entity) WITH e ORDER BY e.id LIMIT 1 SET e.windows = e.windows + 1", "windows and docs"),
    ("MATCH (e:Entity) WITH e ORDER BY e.id LIMIT 1 SET e.docs = e.docs - 1", "windows and docs"),
    ("MATCH (e:Entity) WITH e ORDER BY e.id LIMIT 1 SET e.name = 'Somebody'", "name"),
    ("MATCH (e:Entity) WITH e ORDER BY e.id LIMIT 1 SET e.aliases = []", "aliases"),
    ("MATCH (e:Entity) WITH e ORDER BY e.id LIMIT 1 SET e.type = 'animal'", "type"),
    ("MATCH (e:Entity) WITH e ORDER BY e.id LIMIT 1 SET e.mergedInto = 'ent_x'", "redirect"),
    ("MATCH (e:Entity:Person) WITH e ORDER BY e.id LIMIT 1 REMOVE e:Person", "missing labels"),
    ("MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) WITH r ORDER BY r.id LIMIT 1 SET r.count = r.count + 1", "count and docs of an edge"),
    ("MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) WITH r ORDER BY r.id LIMIT 1 DELETE r", "count and docs of an edge"),
    ("MATCH (:Entity)-[f:FROM_CHUNK]->(c:Chunk) WITH f, c ORDER BY c.id LIMIT 1 SET f.n = f.n + 1", "FROM_CHUNK"),
    ("MATCH (:Entity)-[f:FROM_CHUNK]->(c:Chunk) WITH f, c ORDER BY c.id LIMIT 1 DELETE f", "FROM_CHUNK"),
    ("MATCH (:Entity)-[f:FROM_CHUNK]->(c:Chunk) WITH f, c ORDER BY c.id LIMIT 1 SET f.docId = 'x'", "document of FROM_CHUNK"),
]  # fmt: skip


def built(store: GraphStore) -> GraphStore:
    long = extraction(
        "long.txt", [[("Ada Lovelace", "person"), ("Osaka", "location")], [("Grace Hopper", "person")]] * 30
    )
    apply_changes(store, [*corpus(5, seed=11), long])
    return store


@pytest.mark.parametrize(("statement", "what"), TAMPERING)
def test_tampering_is_found(embedded_store: Stores, statement: str, what: str) -> None:
    store = built(embedded_store("a"))
    assert audit(store).is_clean
    store.write(lambda transaction: transaction.run(statement, {}))
    report = audit(store)
    assert what in {difference.what for difference in report.differences}
    assert all(difference.where for difference in report.differences)


def test_what_was_changed_so_that_it_says_no_extraction_is_refused_with_its_document_and_the_remedy(
    embedded_store: Stores,
) -> None:
    store = built(embedded_store("a"))
    change = "MATCH (:LocalEntity)-[m:MENTIONED_IN]->(:Chunk {docId: $id}) SET m.scores = []"
    document = next(each for each in known_documents(store).values() if each.uri == "long.txt")
    store.write(lambda transaction: transaction.run(change, {"id": document.id}))
    with pytest.raises(EvidenceError, match=r"long\.txt .* scores 0, .* Forget the document"):
        list(stored_extractions(store, known_documents(store).values()))


def test_a_report_says_how_much_was_checked_and_what_differs(store: GraphStore) -> None:
    report = audit(built(store))
    assert report.differences == ()
    assert report.checked["documents"] == 6
    assert report.checked["mentions"] > 90
    edge = store.read_query(
        "MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) RETURN r.id, r.count ORDER BY r.id"
    ).rows[0]
    change = "MATCH (:Entity)-[r:CO_OCCURS_WITH {id: $id}]->(:Entity) SET r.count = r.count + 7"
    store.write(lambda transaction: transaction.run(change, {"id": edge[0]}))
    (difference,) = audit(store).to_dict()["differences"]
    assert difference["where"] == edge[0]
    assert difference["expected"][0] + 7 == difference["found"][0]


def test_an_edge_from_a_forged_id_is_found(embedded_store: Stores) -> None:
    store = built(embedded_store("a"))
    forge = """
    MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity) WITH a, r, b ORDER BY r.id LIMIT 1
    CREATE (b)-[:CO_OCCURS_WITH {id: 'forged', count: 1, docs: 1}]->(a)
    """
    store.write(lambda transaction: transaction.run(forge, {}))
    assert {"edge", "count and docs of an edge"} <= {
        difference.what for difference in audit(store).differences
    }
