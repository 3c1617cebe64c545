"""neo4j-graphrag's retrievers on a graph of ours, by the code that the documentation shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from neo4j_graphrag.llm import LLMInterface, LLMResponse

from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes, forget
from tests.support.root import ROOT
from tests.support.synthetic import extraction

pytestmark = [
    pytest.mark.neo4j,
    # The package warns of what its own default query returns.
    pytest.mark.filterwarnings("ignore:The default returned 'id' field:DeprecationWarning"),
]

PAGE = (ROOT / "docs" / "graphrag.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
ADA, GRACE, OSAKA, GLOBEX = (
    ("Ada Lovelace", "person"),
    ("Grace Hopper", "person"),
    ("Osaka", "location"),
    ("Globex", "organization"),
)
DROP = ("DROP INDEX chunk_embeddings IF EXISTS", "DROP INDEX chunk_text IF EXISTS")
EMBEDDED = (
    "MATCH (c:Chunk) WHERE c.embedding IS NOT NULL RETURN c.docId AS document, c.embedding AS e ORDER BY c.id"
)


class GivenQuery(LLMInterface):
    """Stands in for a language model: whatever it is asked, it returns one query."""

    def __init__(self, cypher: str) -> None:
        super().__init__(model_name="given")
        self.cypher = cypher
        self.asked = ""

    def invoke(self, input: str, *_: Any, **__: Any) -> LLMResponse:  # noqa: A002 - the interface's name
        self.asked = input
        return LLMResponse(content=self.cypher)

    async def ainvoke(self, input: str, *_: Any, **__: Any) -> LLMResponse:  # noqa: A002 - the interface's name
        return self.invoke(input)


@pytest.fixture
def filled(empty_neo4j: StoreSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphStore]:
    monkeypatch.setenv("NEO4J_URI", empty_neo4j.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", empty_neo4j.password.get_secret_value())
    with open_store(empty_neo4j) as store:
        apply_changes(
            store,
            [
                extraction("ada.txt", [[ADA, GRACE], [ADA, OSAKA]]),
                extraction("globex.txt", [[GLOBEX], [GLOBEX, OSAKA]]),
                extraction("none.txt", [[], []]),
            ],
        )
        yield store
        for statement in DROP:
            store.define(statement)


def followed(upto: str = "", llm: LLMInterface | None = None) -> dict[str, Any]:
    """Run the page's code, all of it or as far as the block that holds ``upto``, and return its names."""
    names: dict[str, Any] = {"llm": llm}
    for block in BLOCKS:
        exec(compile(block, "docs/graphrag.md", "exec"), names)  # noqa: S102 - the documentation under test
        if upto and upto in block:
            break
    return names


def texts(result: Any) -> list[str]:
    return [str(item.content) for item in result.items]


def test_every_retriever_of_the_page_finds_what_it_should(filled: GraphStore) -> None:
    llm = GivenQuery(
        "MATCH (:Person {name: 'Ada Lovelace'})-[r:CO_OCCURS_WITH]-(b:Entity) RETURN b.name AS name ORDER BY name"
    )
    names = followed(llm=llm)
    with names["driver"]:
        assert len(names["by_meaning"].items) == 3
        assert len(names["with_entities"].items) == 3
        assert names["by_both"].items
        assert [
            part for part in ("Grace Hopper", "Osaka") if part in " ".join(texts(names["by_cypher"]))
        ] == [
            "Grace Hopper",
            "Osaka",
        ]
        assert "CO_OCCURS_WITH {count: INTEGER" in llm.asked
        best = names["VectorRetriever"](
            names["driver"], "chunk_embeddings", names["embedder"], return_properties=["text"]
        ).search(query_text="Item 0 says that Globex was there", top_k=1)
        assert "Globex" in texts(best)[0]
        around = names["VectorCypherRetriever"](
            names["driver"], "chunk_embeddings", retrieval_query=names["AROUND"], embedder=names["embedder"]
        ).search(query_text="Ada Lovelace and Grace Hopper", top_k=1)
        assert "ada.txt" in texts(around)[0]
        assert "'near': ['Grace Hopper', 'Osaka']" in texts(around)[0]
        words = names["HybridRetriever"](
            names["driver"], "chunk_embeddings", "chunk_text", names["embedder"], return_properties=["text"]
        ).search(query_text="hopper", top_k=1)
        assert "Grace Hopper" in texts(words)[0]
    assert audit(filled).differences == ()


def test_embeddings_stay_with_their_chunks_and_leave_with_them(filled: GraphStore) -> None:
    plain = snapshot(filled)
    names = followed("embed_missing()\n")
    with names["driver"]:
        assert snapshot(filled).differences(plain) == []
        assert audit(filled).differences == ()
        first = {row["document"]: row["e"] for row in filled.stream(EMBEDDED)}
        assert len(first) == 3
        assert {len(each) for each in first.values()} == {256}

        more = extraction("more.txt", [[ADA, GLOBEX]])
        apply_changes(filled, [more])
        kept = {row["document"]: row["e"] for row in filled.stream(EMBEDDED)}
        assert kept == first
        assert names["embed_missing"]() == 1
        assert audit(filled).differences == ()

        changed = extraction("ada.txt", [[ADA, GRACE], [GRACE, OSAKA]])
        apply_changes(filled, [changed])
        assert changed.document.id not in {row["document"] for row in filled.stream(EMBEDDED)}
        assert names["embed_missing"]() == 1
        renewed = {row["document"]: row["e"] for row in filled.stream(EMBEDDED)}
        assert renewed[changed.document.id] != first[changed.document.id]
        assert renewed.keys() == first.keys() | {more.document.id}

        forget(filled, [more.document.id])
        assert {row["document"] for row in filled.stream(EMBEDDED)} == first.keys()
        assert names["embed_missing"]() == 0
        assert audit(filled).differences == ()
