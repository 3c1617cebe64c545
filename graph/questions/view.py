"""A view of the graph around some entities: their strongest neighbours after filters, and what the filters leave.

The limit of a view counts nodes: roots first, then the strongest neighbour of each root in turn. Where dates or a source
filter, all counts are those of the documents that fit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.errors import UnknownEntityError
from graph.questions.association import sentence_count
from graph.questions.briefs import ENTITY_COLUMNS, brief_of, current_id
from graph.questions.corpus import Corpus, DatedDocument, Scope
from graph.questions.strength import Measure, g2_column, npmi_column, strength_column
from graph.questions.view_query import (
    COMMUNITY,
    MOST_NODES,
    Facets,
    Root,
    RootShown,
    Surroundings,
    View,
    ViewEdge,
    ViewNode,
    ViewQuery,
    community_number,
)
from graph.schema.labels import edge_id
from graph.schema.values import is_value
from graph.stores.protocol import GraphStore

MOST_EDGES = 2_000

# In columns, for a row of a hub's neighbours costs more to make than to find.
NEIGHBOURS = """
MATCH (a:Entity {id: $id})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE b.docs > 0 AND NOT coalesce(b.hidden, false)
RETURN collect(b.id) AS ids, collect(b.type) AS types, collect(b.windows) AS windows,
       collect(coalesce(b.community, -1)) AS communities, collect(r.count) AS counts, collect(r.docs) AS docs
"""
MEMBERS = """
MATCH (b:Entity)
WHERE b.community = $community AND b.docs > 0 AND NOT coalesce(b.hidden, false)
RETURN collect(b.id) AS ids, collect(b.type) AS types, collect(b.windows) AS windows,
       collect(b.community) AS communities, collect(b.windows) AS counts, collect(b.docs) AS docs
"""
MEMBERS_BY_ID = """
UNWIND $ids AS id
MATCH (b:Entity {id: id})
WHERE b.docs > 0 AND NOT coalesce(b.hidden, false)
RETURN collect(b.id) AS ids, collect(b.type) AS types, collect(b.windows) AS windows,
       collect(coalesce(b.community, -1)) AS communities, collect(b.windows) AS counts, collect(b.docs) AS docs
"""
NODES = f"""
UNWIND $ids AS id
MATCH (e:Entity {{id: id}})
WHERE e.docs > 0
RETURN {ENTITY_COLUMNS}, coalesce(e.community, -1) AS community, COUNT {{ (e)-[:CO_OCCURS_WITH]-() }} AS degree
"""
EDGES = """
UNWIND $ids AS id
MATCH (a:Entity {id: id})-[r:CO_OCCURS_WITH]->(b:Entity)
WHERE b.id IN $ids
RETURN a.id AS a, b.id AS b, r.count AS count, r.docs AS docs
"""
DOCUMENTS_OF = """
UNWIND $ids AS id
MATCH (:Entity {id: id})-[f:FROM_CHUNK]->(:Chunk)
RETURN DISTINCT f.docId AS id
"""


@dataclass(slots=True)
class _Near:
    """A neighbour of a root, or with ``measured`` False a member, whose strength is the number of its sentences."""

    id: str
    type: str
    community: int
    strength: float
    measured: bool


def view(store: GraphStore, query: ViewQuery, around: Surroundings) -> View:
    """Return what a query shows; a root that was merged into another entity is that one.

    Raises:
        UnknownEntityError: A root is no entity in use and no community.

    """
    query = replace(query, roots=_current(store, query.roots))
    corpus = None if query.scope.everything else around.corpus(query.scope)
    sentences = sentence_count(store) if corpus is None else corpus.sentences
    root_ids = [each.id for each in query.roots if not each.id.startswith(COMMUNITY)]
    root_nodes = {each: replace(node, root=True) for each, node in _nodes(store, root_ids, around).items()}
    near = {
        root.id: list(_near(store, root, root_nodes.get(root.id), query, around, corpus, sentences))
        for root in query.roots
    }
    facets = _facets(store, query, around, near)
    kept = {
        root: sorted(
            (each for each in found if _fits(each, query)), key=lambda each: (-each.strength, each.id)
        )
        for root, found in near.items()
    }
    shown, left_out = _chosen(query.roots, root_ids, kept)
    nodes = root_nodes | _nodes(store, [each for each in shown if each not in root_nodes], around)
    nodes = {each: nodes[each] for each in shown if each in nodes}
    if corpus is not None:
        nodes = {each: _recounted(node, corpus) for each, node in nodes.items()}
    edges = sorted(
        _edges(store, nodes, corpus, sentences),
        key=lambda edge: (-_strength(edge, query.by), edge.a, edge.b),
    )
    if query.least is not None:
        edges = [edge for edge in edges if _strength(edge, query.by) >= query.least]
    roots = tuple(
        RootShown(
            root.id,
            _label(root.id, root_nodes, around),
            len(kept[root.id]),
            sum(each.id in nodes for each in kept[root.id]),
        )
        for root in query.roots
    )
    return View(
        tuple(nodes.values()),
        tuple(edges[:MOST_EDGES]),
        roots,
        facets,
        left_out,
        max(0, len(edges) - MOST_EDGES),
        tuple(_notes(query, corpus)),
    )


def _current(store: GraphStore, roots: Sequence[Root]) -> tuple[Root, ...]:
    """Return the roots by the ids that they have now, each once, with the most that is asked for of it."""
    found: dict[str, Root] = {}
    for root in roots:
        now = root.id if root.id.startswith(COMMUNITY) else current_id(store, root.id)
        limit = max(root.limit, found[now].limit) if now in found else root.limit
        found[now] = Root(now, limit)
    return tuple(found.values())


def _near(
    store: GraphStore,
    root: Root,
    node: ViewNode | None,
    query: ViewQuery,
    around: Surroundings,
    corpus: Corpus | None,
    sentences: int,
) -> Iterator[_Near]:
    """Yield the neighbours of an entity or the members of a community, with their strengths; not those taken out by hand."""
    columns = _columns(store, root, around)
    ids = columns["ids"]
    if node is None:
        counts = columns["counts"] if corpus is None else [corpus.windows[each] for each in ids]
        strengths = [float(each) for each in counts]
    else:
        if corpus is None:
            counts, others, one = columns["counts"], columns["windows"], node.entity.windows
        else:
            counts = [corpus.counts[edge_id(root.id, each)] for each in ids]
            others, one = [corpus.windows[each] for each in ids], corpus.windows[root.id]
        strengths = strength_column(query.by, counts, one, others, sentences).tolist()
    rows = zip(ids, columns["types"], columns["communities"], counts, strengths, strict=True)
    for other, type_name, community, count, strength in rows:
        if count and other not in query.without:
            yield _Near(
                other, type_name, around.communities.get(other, community), strength, node is not None
            )


def _columns(store: GraphStore, root: Root, around: Surroundings) -> dict[str, list[Any]]:
    if not root.id.startswith(COMMUNITY):
        return next(iter(store.stream(NEIGHBOURS, {"id": root.id})))
    number = community_number(root.id)
    if around.communities:
        ids = [each for each, of in around.communities.items() if of == number]
        found = next(iter(store.stream(MEMBERS_BY_ID, {"ids": ids})))
    else:
        found = next(iter(store.stream(MEMBERS, {"community": number})))
    if not found["ids"]:
        raise UnknownEntityError(f"There is no community {number}. Open the communities anew.")
    return found


def _fits(each: _Near, query: ViewQuery, *, besides: str = "") -> bool:
    """Tell whether a neighbour passes the filters, one of them left aside; dates and other values are to be asked for by type."""
    return (
        (besides == "types" or (each.type in query.types if query.types else not is_value(each.type)))
        and (besides == "communities" or not query.communities or each.community in query.communities)
        and (besides == "least" or query.least is None or not each.measured or each.strength >= query.least)
    )


def _chosen(
    roots: Sequence[Root], root_ids: Sequence[str], kept: Mapping[str, Sequence[_Near]]
) -> tuple[dict[str, None], int]:
    """Return the ids of a view in order, and how many more its roots asked for than it may hold."""
    shown = dict.fromkeys(root_ids[:MOST_NODES])
    asked = [kept[root.id][: root.limit] for root in roots]
    for place in range(max(map(len, asked), default=0)):
        for each in asked:
            if place < len(each) and len(shown) < MOST_NODES:
                shown.setdefault(each[place].id)
    every = {each.id for part in asked for each in part}.union(root_ids)
    return shown, len(every) - len(shown)


def _nodes(store: GraphStore, ids: Collection[str], around: Surroundings) -> dict[str, ViewNode]:
    if not ids:
        return {}
    return {
        row["id"]: ViewNode(
            brief_of(row), row["degree"], around.communities.get(row["id"], row["community"]), root=False
        )
        for row in store.stream(NODES, {"ids": list(ids)})
    }


def _recounted(node: ViewNode, corpus: Corpus) -> ViewNode:
    entity = node.entity
    return replace(
        node, entity=replace(entity, windows=corpus.windows[entity.id], docs=corpus.docs[entity.id])
    )


def _edges(
    store: GraphStore, nodes: Mapping[str, ViewNode], corpus: Corpus | None, sentences: int
) -> Iterator[ViewEdge]:
    found: list[tuple[str, str, int, int]] = []
    for row in store.stream(EDGES, {"ids": list(nodes)}):
        count, docs = row["count"], row["docs"]
        if corpus is not None:
            key = edge_id(row["a"], row["b"])
            count, docs = corpus.counts[key], corpus.edge_docs[key]
        if count:
            found.append((row["a"], row["b"], count, docs))
    if not found:
        return
    one = [nodes[a].entity.windows for a, _, _, _ in found]
    other = [nodes[b].entity.windows for _, b, _, _ in found]
    counts = [count for _, _, count, _ in found]
    measured = zip(
        found,
        npmi_column(counts, one, other, sentences).tolist(),
        g2_column(counts, one, other, sentences).tolist(),
        strict=True,
    )
    for (a, b, count, docs), npmi, g2 in measured:
        yield ViewEdge(a, b, count, docs, npmi, g2)


def _strength(edge: ViewEdge, by: Measure) -> float:
    return edge.npmi if by == "npmi" else edge.g2 if by == "g2" else float(edge.count)


def _facets(
    store: GraphStore, query: ViewQuery, around: Surroundings, near: Mapping[str, Sequence[_Near]]
) -> Facets:
    every = {each.id: each for found in near.values() for each in found}
    types = _counted(each.type for each in _distinct(near, query, "types"))
    communities = _counted(
        each.community for each in _distinct(near, query, "communities") if each.community >= 0
    )
    strengths = [
        each.strength
        for found in near.values()
        for each in found
        if each.measured and _fits(each, query, besides="least")
    ]
    documents = _documents(store, [root.id for root in query.roots], every, around)
    return Facets(
        types,
        communities,
        _counted(
            each.source for each in documents if Scope(query.scope.since, query.scope.until).holds(each)
        ),
        _counted(each.date[:7] for each in documents if Scope(source=query.scope.source).holds(each)),
        min(strengths, default=0.0),
        max(strengths, default=0.0),
    )


def _distinct(near: Mapping[str, Sequence[_Near]], query: ViewQuery, besides: str) -> Iterable[_Near]:
    found = (each for part in near.values() for each in part if _fits(each, query, besides=besides))
    return {each.id: each for each in found}.values()


def _documents(
    store: GraphStore, roots: Sequence[str], every: Mapping[str, _Near], around: Surroundings
) -> list[DatedDocument]:
    """Return the documents that name a root; a community counts by those of its members."""
    ids = [each for each in roots if not each.startswith(COMMUNITY)] or list(every)[:MOST_NODES]
    held = {row["id"] for row in store.stream(DOCUMENTS_OF, {"ids": ids})} if ids else set()
    return [each for each in around.documents() if each.id in held]


def _counted(values: Iterable[Any]) -> dict[Any, int]:
    counts = Counter(values)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _label(root: str, nodes: Mapping[str, ViewNode], around: Surroundings) -> str:
    return nodes[root].entity.name if root in nodes else around.label(community_number(root))


def _notes(query: ViewQuery, corpus: Corpus | None) -> Iterator[str]:
    if corpus is None:
        return
    yield f"Counted from the {corpus.documents:,} documents that fit, not from all."
    if corpus.undated and (query.scope.since or query.scope.until):
        yield f"{corpus.undated:,} of them have no date of their own and count by the day they were ingested."
