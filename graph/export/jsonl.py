"""Documents, entities, edges and the sentences behind them, one JSON object a line, for programs of one's own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from extractors.whole_files import whole_file
from graph.contents.readings import READ_SOURCES
from graph.export.formats import ExportFormat, ExportReport, reported
from graph.questions.association import npmi, sentence_count
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Progress, Row

READ_DOCUMENTS = """
MATCH (d:Document)
RETURN d.id AS id, d.uri AS uri, d.title AS title, coalesce(d.date, '') AS date, d.windows AS sentences
ORDER BY uri
"""
READ_ENTITIES = """
MATCH (e:Entity) WHERE e.docs > 0
RETURN e.id AS id, e.name AS name, e.type AS type, e.aliases AS aliases, coalesce(e.kbIds, []) AS kbIds,
       coalesce(e.hidden, false) AS hidden, e.docs AS documents, e.windows AS sentences, e.community AS community,
       e.pageRank AS pageRank, e.betweenness AS betweenness, e.coreNumber AS coreNumber, e.valueKind AS valueKind,
       e.value AS value, e.valueFrom AS valueFrom, e.valueTo AS valueTo, e.number AS number, e.unit AS unit
ORDER BY id
"""
READ_EDGES = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
RETURN a.id AS a, b.id AS b, r.docs AS documents, r.count AS sentences, a.windows AS one, b.windows AS other,
       r.disparity AS disparity
"""
READ_MENTIONS = f"""
MATCH (d:Document {{id: $id}})<-[:FROM_DOCUMENT]-(c:Chunk)<-[m:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(e:Entity)
RETURN c.text AS text, c.start AS start, c.firstSentence AS first, c.sentStarts AS sentStarts, c.sentEnds AS sentEnds,
       m.sents AS sents, m.startOffsets AS starts, m.endOffsets AS ends, m.types AS types, m.scores AS scores,
       {READ_SOURCES} AS sources, e.id AS entity
"""
COUNT_ROWS = (
    "MATCH (d:Document) RETURN count(d) AS n",
    "MATCH (e:Entity) WHERE e.docs > 0 RETURN count(e) AS n",
    "MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) RETURN count(r) AS n",
)


def export_lines(store: GraphStore, path: Path, on_progress: Progress | None = None) -> ExportReport:
    """Write the graph as lines whose ``kind`` is document, sentence, entity or edge; return the counts.

    The sentences of a document, those that name an entity, follow it, with ``start`` and ``end`` of each mention within the
    sentence. Sentences are numbered from 0 in each document. Measures that a graph does not hold are left out. The file is
    replaced as a whole, or not at all.

    Raises:
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write.
        OSError: The file cannot be written.
        StoreError: The store cannot be read.

    """
    documents, entities, edges = (int(next(iter(store.stream(text)))["n"]) for text in COUNT_ROWS)
    total = documents + entities + edges
    readings = (
        ("document", reported(_documents(store), on_progress, 0, total)),
        ("entity", reported(_entities(store), on_progress, documents, total)),
        ("edge", reported(_edges(store), on_progress, documents + entities, total)),
    )
    written: Counter[str] = Counter()
    with whole_file(path) as file:

        def put(kind: str, row: Row) -> None:
            written[kind] += 1
            said = {"kind": kind} | {key: value for key, value in row.items() if value is not None}
            file.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")

        for kind, rows in readings:
            for row in rows:
                put(kind, row)
                if kind == "document":
                    for sentence in _sentences(store, row["id"]):
                        put("sentence", sentence)
    return ExportReport(
        path,
        (path.name,),
        written["entity"],
        written["edge"],
        path.stat().st_size,
        figures={"documents": written["document"], "sentences": written["sentence"]},
    )


def _documents(store: GraphStore) -> Iterator[Row]:
    return owned(store, "Document", store.stream(READ_DOCUMENTS))


def _entities(store: GraphStore) -> Iterator[Row]:
    keys = ("id", "name", "type", "aliases", "documents", "sentences")
    return owned(store, "Entity", store.stream(READ_ENTITIES), keys)


def _edges(store: GraphStore) -> Iterator[Row]:
    total = sentence_count(store)
    keys = ("a", "b", "documents", "sentences", "one", "other")
    for row in owned(store, "CO_OCCURS_WITH", store.stream(READ_EDGES), keys):
        share = npmi(row["sentences"], row["one"], row["other"], total)
        yield {key: value for key, value in row.items() if key not in {"one", "other"}} | {"npmi": share}


def _sentences(store: GraphStore, document: str) -> list[Row]:
    """Return the sentences of a document that name an entity, in their order."""
    found: dict[int, Row] = {}
    for row in store.stream(READ_MENTIONS, {"id": document}):
        columns = (row["sents"], row["starts"], row["ends"], row["types"], row["scores"], row["sources"])
        for number, start, end, type_name, score, source in zip(*columns, strict=True):
            place = number - row["first"]
            first, last = row["sentStarts"][place], row["sentEnds"][place]
            sentence = found.setdefault(
                number,
                {
                    "document": document,
                    "number": number,
                    "text": row["text"][first - row["start"] : last - row["start"]],
                    "mentions": [],
                },
            )
            sentence["mentions"].append(
                {
                    "entity": row["entity"],
                    "start": start - first,
                    "end": end - first,
                    "type": type_name,
                    "score": score,
                    "source": source,
                }
            )
    for sentence in found.values():
        sentence["mentions"].sort(key=lambda mention: (mention["start"], mention["end"], mention["entity"]))
    return [sentence for _, sentence in sorted(found.items())]


FORMAT = ExportFormat(
    "jsonl",
    ".jsonl",
    "Documents, entities, edges and the sentences behind them, one JSON object a line.",
    export_lines,
)
