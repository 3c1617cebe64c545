"""The co-occurrence network as a GraphML file, for Gephi, Cytoscape and other programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

from extractors.whole_files import whole_file
from graph.analysis.measures import Analysis
from graph.analysis.network import Network
from graph.analysis.settings import AnalysisSettings
from graph.analysis.stored import read_record
from graph.export.formats import ExportFormat, ExportReport, files_of, reported
from graph.questions.association import npmi, sentence_count
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Progress, Row

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIGNS = {"\r": "&#13;"}
"""What a reader of XML would take for a line's end of its own."""
NODE_FIELDS = {
    "label": "string",
    "type": "string",
    "windows": "long",
    "docs": "long",
    "community": "long",
    "pageRank": "double",
    "betweenness": "double",
    "coreNumber": "long",
}
"""What a node of the file says, and as which type; ``label`` is what Gephi shows."""
EDGE_FIELDS = {
    "count": "long",
    "docs": "long",
    "npmi": "double",
    "weight": "double",
    "disparity": "double",
    "backbone": "boolean",
}
"""What an edge of the file says, and as which type."""
_IN_NETWORK = "e.docs > 0 AND NOT coalesce(e.hidden, false)"
_EDGES = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
WHERE NOT coalesce(a.hidden, false) AND NOT coalesce(b.hidden, false)
"""
COUNT_ENTITIES = f"MATCH (e:Entity) WHERE {_IN_NETWORK} RETURN count(e) AS n"
COUNT_EDGES = f"{_EDGES} RETURN count(r) AS n"
READ_ENTITIES = f"""
MATCH (e:Entity) WHERE {_IN_NETWORK}
RETURN e.id AS id, e.name AS label, e.type AS type, e.windows AS windows, e.docs AS docs, e.community AS community,
       e.pageRank AS pageRank, e.betweenness AS betweenness, e.coreNumber AS coreNumber
ORDER BY id
"""
READ_EDGES = f"""
{_EDGES}
RETURN a.id AS a, b.id AS b, a.windows AS one, b.windows AS other, r.count AS count, r.docs AS docs,
       r.disparity AS disparity
"""


def write_graphml(path: Path, network: Network, analysis: Analysis) -> None:
    """Write a network in memory to a file: entities with their counts and measures, edges with theirs.

    It says what an export says of a graph that holds these measures. The file is replaced as a whole, or not at all.

    Raises:
        GraphFileError: The file cannot be written.

    """
    with files_of(path):
        _write(path, _nodes_of(network, analysis), _edges_of(network, analysis))


def export_network(store: GraphStore, path: Path, on_progress: Progress | None = None) -> ExportReport:
    """Write the network of all entities in use that nobody hid, with the measures that the graph holds; return the counts.

    Of what the last analysis left out the measures are left out. The file is replaced as a whole, or not at all.

    Raises:
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write.
        OSError: The file cannot be written.
        StoreError: The store cannot be read.

    """
    entities, edges = (int(next(iter(store.stream(text)))["n"]) for text in (COUNT_ENTITIES, COUNT_EDGES))
    total = entities + edges
    nodes = owned(store, "Entity", store.stream(READ_ENTITIES), ("id", "label", "type", "windows", "docs"))
    written = _write(
        path,
        reported(nodes, on_progress, 0, total),
        reported(_stored_edges(store), on_progress, entities, total),
    )
    return ExportReport(path, (path.name,), *written, path.stat().st_size)


def _stored_edges(store: GraphStore) -> Iterator[Row]:
    record = read_record(store)
    settings = AnalysisSettings.model_validate(dict(record.settings) if record else {})
    sentences = sentence_count(store)
    rows = owned(
        store, "CO_OCCURS_WITH", store.stream(READ_EDGES), ("a", "b", "one", "other", "count", "docs")
    )
    for row in rows:
        share = npmi(row["count"], row["one"], row["other"], sentences)
        disparity = row["disparity"]
        yield row | {
            "npmi": share,
            "weight": share if settings.weight == "npmi" else float(row["count"]),
            "backbone": None if disparity is None else disparity < settings.alpha,
        }


def _nodes_of(network: Network, analysis: Analysis) -> Iterator[Row]:
    columns = (analysis.community, analysis.page_rank, analysis.betweenness, analysis.core_number)
    names = ("community", "pageRank", "betweenness", "coreNumber")
    for entity, *measures in zip(network.entities, *(column.tolist() for column in columns), strict=True):
        yield {
            "id": entity.id,
            "label": entity.name,
            "type": entity.type,
            "windows": entity.windows,
            "docs": entity.docs,
            **dict(zip(names, measures, strict=True)),
        }


def _edges_of(network: Network, analysis: Analysis) -> Iterator[Row]:
    ids = [entity.id for entity in network.entities]
    columns = (network.count, network.docs, network.npmi, network.weight, analysis.disparity)
    names = ("count", "docs", "npmi", "weight", "disparity")
    for a, b, *figures in zip(
        network.a.tolist(), network.b.tolist(), *(column.tolist() for column in columns), strict=True
    ):
        row = dict(zip(names, figures, strict=True))
        yield {"a": ids[a], "b": ids[b], **row, "backbone": row["disparity"] < analysis.settings.alpha}


def _write(path: Path, nodes: Iterable[Row], edges: Iterable[Row]) -> tuple[int, int]:
    """Write rows as they come and return how many nodes and edges there were; what is None is not said."""
    nodes_written = edges_written = 0
    with whole_file(path) as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n')
        file.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        file.write('<key id="name" for="graph" attr.name="name" attr.type="string"/>\n')
        for kind, fields in (("node", NODE_FIELDS), ("edge", EDGE_FIELDS)):
            for name, type_ in fields.items():
                file.write(f'<key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>\n')
        file.write('<graph edgedefault="undirected">\n<data key="name">graphmill</data>\n')
        for nodes_written, row in enumerate(nodes, start=1):  # noqa: B007 - the number of the last one is returned
            file.write(f"<node id={_attribute(row['id'])}>")
            _write_fields(file, "node", NODE_FIELDS, row)
        for edges_written, row in enumerate(edges, start=1):  # noqa: B007
            file.write(f"<edge source={_attribute(row['a'])} target={_attribute(row['b'])}>")
            _write_fields(file, "edge", EDGE_FIELDS, row)
        file.write("</graph>\n</graphml>\n")
    return nodes_written, edges_written


def _write_fields(file: TextIO, kind: str, fields: Iterable[str], row: Row) -> None:
    said = (
        f'<data key="{kind}-{name}">{_text(row[name])}</data>' for name in fields if row[name] is not None
    )
    file.write(f"{''.join(said)}</{kind}>\n")


def _text(value: Any) -> str:
    """Return a value as the text of an element; characters that XML cannot hold become U+FFFD."""
    if isinstance(value, bool):
        return str(value).lower()
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", str(value)), _SIGNS)


def _attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text), _SIGNS)


FORMAT = ExportFormat(
    "graphml",
    ".graphml",
    "The network of entities with their measures, for Gephi, Cytoscape or networkx.",
    export_network,
)
