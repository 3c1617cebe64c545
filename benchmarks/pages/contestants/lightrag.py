"""LightRAG: the page of its server, with the graph as it keeps one."""

from __future__ import annotations

import os
import subprocess

import networkx as nx

from benchmarks.pages.contestants.page import Contestant, Place, Served
from benchmarks.pages.contestants.processes import free_port, wait_for
from benchmarks.pages.network import PagesGraph

# Its server asks the network for a vocabulary at its start, which the page has no use for.
_START = """
import tiktoken
class Bytes:
    def encode(self, text, **_): return list(text.encode())
    def decode(self, tokens, **_): return bytes(tokens).decode(errors="replace")
tiktoken.encoding_for_model = tiktoken.get_encoding = lambda *_: Bytes()
from lightrag.api.lightrag_server import main
main()
"""
_NO_MODEL = {
    "LLM_BINDING": "openai",
    "LLM_MODEL": "none",
    "LLM_BINDING_API_KEY": "none",
    "LLM_BINDING_HOST": "http://127.0.0.1:9/v1",
    "EMBEDDING_BINDING": "openai",
    "EMBEDDING_MODEL": "none",
    "EMBEDDING_DIM": "8",
    "EMBEDDING_BINDING_API_KEY": "none",
    "EMBEDDING_BINDING_HOST": "http://127.0.0.1:9/v1",
    "MAX_GRAPH_NODES": "10000",
}


def _serve(graph: PagesGraph, place: Place) -> Served:
    kept = place.folder / "rag"
    kept.mkdir(exist_ok=True)
    plain, found = graph.as_networkx(), nx.Graph()
    for node, data in plain.nodes(data=True):
        found.add_node(
            data["label"], entity_id=data["label"], entity_type=data["type"], description=node, source_id="1"
        )
    label = dict(plain.nodes(data="label"))
    for one, other, count in plain.edges(data="weight"):
        found.add_edge(
            label[one], label[other], weight=float(count), description="", keywords="", source_id="1"
        )
    nx.write_graphml(found, kept / "graph_chunk_entity_relation.graphml")
    port = free_port()
    program = [place.python, "-c", _START, "--host", "127.0.0.1", "--port", str(port), "--working-dir", kept]
    with (place.folder / "log").open("wb") as log:
        server = subprocess.Popen(
            list(map(str, program)), cwd=place.folder, env=os.environ | _NO_MODEL, stdout=log, stderr=log
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}/webui/"
        finally:
            server.terminate()
            server.wait()


CONTESTANT = Contestant(
    "LightRAG",
    "lightrag-hku[api]==1.5.7",
    _serve,
    ".sigma-mouse",
    "document.querySelector('.sigma-mouse')",
    before=("text=Knowledge Graph",),
    lost="all nodes but 1,000, its limit",
)
