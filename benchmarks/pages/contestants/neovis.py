"""neovis.js: a page of vis-network that asks a Neo4j server."""

from __future__ import annotations

import shutil

from neo4j import GraphDatabase

from benchmarks.pages.contestants.page import Contestant, Place, Served
from benchmarks.pages.contestants.processes import served_folder
from benchmarks.pages.network import PagesGraph
from tests.support.neo4j_server import launcher

_NODES = "UNWIND $rows AS row CREATE (:Entity {id: row.id, name: row.label, type: row.type})"
_EDGES = """
UNWIND $rows AS row MATCH (a:Entity {id: row.a}) MATCH (b:Entity {id: row.b}) CREATE (a)-[:CO_OCCURS_WITH {count: row.count}]->(b)
"""
_PAGE = """<!doctype html><meta charset="utf-8"><body style="margin:0"><div id="viz" style="width:100vw;height:100vh"></div>
<script src="neovis.js"></script><script>
const viz = new (NeoVis.default || NeoVis)({{
  containerId: "viz",
  neo4j: {{ serverUrl: "{uri}", serverUser: "{user}", serverPassword: "{password}" }},
  labels: {{ Entity: {{ label: "name" }} }},
  relationships: {{ CO_OCCURS_WITH: {{ value: "count" }} }},
  initialCypher: "MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity) RETURN a, r, b",
}});
viz.registerOnEvent("completed", () => {{ window.completed = true; }});
viz.render();
</script>"""


def _serve(graph: PagesGraph, place: Place) -> Served:
    home = place.folder / "neo4j"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    server = launcher.start(home, java_options=launcher.FOR_SHORT_WORK)
    try:
        with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            plain = graph.as_networkx()
            nodes = [{"id": node, **data} for node, data in plain.nodes(data=True)]
            edges = [{"a": a, "b": b, "count": count} for a, b, count in plain.edges(data="weight")]
            driver.execute_query("CREATE CONSTRAINT FOR (e:Entity) REQUIRE e.id IS UNIQUE")
            driver.execute_query(_NODES, rows=nodes)
            driver.execute_query(_EDGES, rows=edges)
        shutil.copy(
            place.npm / "node_modules" / "neovis.js" / "dist" / "neovis.js", place.folder / "neovis.js"
        )
        page = _PAGE.format(uri=server.uri, user=server.user, password=server.password)
        (place.folder / "page.html").write_text(page, encoding="utf-8")
        with served_folder(place.folder) as address:
            yield f"{address}/page.html"
    finally:
        server.kill()


CONTESTANT = Contestant("neovis.js", "neovis.js@2.1.0", _serve, "#viz canvas", "window.completed")
