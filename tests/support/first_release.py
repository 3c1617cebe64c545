"""The graph that the first release wrote, as a store of today finds it, and the documents that it holds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import neo4j

from extractors.documents import Document
from extractors.mentions import Extraction, Mention, Sentence
from graph.stores.settings import StoreSettings
from tests.support.root import ROOT

FOLDER = ROOT / "tests" / "fixtures" / "first_release"


def documents() -> list[Extraction]:
    """Return the documents of the graph as they were extracted."""
    return [
        Extraction(
            Document(row["uri"], row["title"], row["text"], row["media_type"], row["source_hash"]),
            row["fingerprint"],
            tuple(Sentence(*each) for each in row["sentences"]),
            tuple(Mention(*each) for each in row["mentions"]),
        )
        for row in _lines("documents.jsonl")
    ]


def restore(settings: StoreSettings) -> None:
    """Put the graph where an empty one is, with the constraints of its version and none of today's."""
    if settings.kind == "embedded":
        settings.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FOLDER / "graph.kgl", settings.path)
        return
    clear(settings)
    rows = _lines("graph.jsonl")
    nodes = [row for row in rows if "labels" in row]
    schema = (FOLDER / "schema.cypher").read_text(encoding="utf-8")
    kept = "\n".join(line for line in schema.splitlines() if not line.startswith("//"))
    with _session(settings) as session:
        for statement in filter(None, (each.strip() for each in kept.split(";"))):
            session.run(statement).consume()
        with session.begin_transaction() as transaction:
            made = []
            for node in nodes:
                text = f"CREATE (n:{':'.join(node['labels'])}) SET n = $properties RETURN elementId(n) AS id"
                made.append(transaction.run(text, properties=node["properties"]).single(strict=True)["id"])
            for link in rows[len(nodes) :]:
                transaction.run(
                    "MATCH (a) WHERE elementId(a) = $a MATCH (b) WHERE elementId(b) = $b "
                    f"CREATE (a)-[r:{link['type']}]->(b) SET r = $properties",
                    a=made[link["a"]],
                    b=made[link["b"]],
                    properties=link["properties"],
                ).consume()


def clear(settings: StoreSettings) -> None:
    """Take everything out of a store, its constraints, indexes and schema version included."""
    if settings.kind == "embedded":
        for path in settings.path.parent.glob(f"{settings.path.name}*"):
            path.unlink()
        return
    with _session(settings) as session:
        session.run("MATCH (n) WHERE NOT n:GraphmillTests DETACH DELETE n").consume()
        for kind, kinds in (("CONSTRAINT", "CONSTRAINTS"), ("INDEX", "INDEXES")):
            found = session.run(f"SHOW {kinds} YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
            for name in [record["name"] for record in found]:
                session.run(f"DROP {kind} `{name}` IF EXISTS").consume()


@contextmanager
def _session(settings: StoreSettings) -> Iterator[neo4j.Session]:
    auth = (settings.user, settings.password.get_secret_value())
    with (
        neo4j.GraphDatabase.driver(settings.uri, auth=auth) as driver,
        driver.session(database=settings.database) as session,
    ):
        yield session


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
