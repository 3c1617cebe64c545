"""Several people of one name, told apart by what the documents speak of that name them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from linking.across_documents.company import Company
from linking.across_documents.nodes import GIVEN, NAMESAKE, Node
from linking.across_documents.sides import Division, division
from linking.model import Assignment, Entity, LocalEntity, Namesakes
from linking.names.families import Family
from linking.names.folding import display
from linking.rules import ACROSS_DOCUMENTS

FEWEST_DOCUMENTS = 4
"""A name in fewer documents cannot have two sides that company holds together."""
MOST_DOCUMENTS = 100
"""The documents of a name in more hang together by chance, whoever bears it."""
MOST_TOLD = 5
"""Names by which a side is told to a person."""
SMALLEST_CORPUS = 10
"""Documents of a corpus in which nothing is rare, and so nothing telling."""


def divide_namesakes(nodes: Sequence[Node]) -> tuple[list[Node], list[Namesakes]]:
    """Return the nodes in their order, people of one name apart where the evidence is strong, and all sides that were seen.

    Sides of a node that was not divided are a question for a person. ``nodes`` are all nodes of the corpus in their order,
    and none of them is joined yet.
    """
    asked = [
        node
        for node in nodes
        if FEWEST_DOCUMENTS <= len(node.documents) <= MOST_DOCUMENTS
        and node.name.family is Family.PERSON
        and not node.is_short
    ]
    if not asked:
        return list(nodes), []
    company = Company(nodes, set[str]().union(*(node.documents for node in asked)))
    if company.size < SMALLEST_CORPUS:
        return list(nodes), []
    divided: dict[Node, list[Node]] = {}
    seen: list[Namesakes] = []
    for node in asked:
        found = division(node, company)
        if found is None:
            continue
        if found.sure:
            divided[node] = _divided(node, found)
        seen += _sides(node, found, company)
    if not divided:
        return list(nodes), seen
    parts = [part for node in nodes for part in divided.get(node, (node,))]
    return sorted(parts, key=lambda node: node.order), seen


def undecided(
    seen: Iterable[Namesakes], assignments: Mapping[str, Assignment], entities: Mapping[str, Entity]
) -> tuple[Namesakes, ...]:
    """Return the sides of which each is one entity and neither a decision nor a knowledge base says which."""
    found = []
    for each in seen:
        whys = [[assignments[local] for local in side] for side in (each.left, each.right)]
        whole = all(len({why.entity_id for why in side}) == 1 for side in whys)
        given = any(why.rule in GIVEN or entities[why.entity_id].kb_ids for side in whys for why in side)
        if whole and not given:
            found.append(each)
    return tuple(sorted(found))


def _divided(node: Node, found: Division) -> list[Node]:
    part_of = {document: f"{NAMESAKE}:{min(side)}" for side in found.sides for document in side}
    parts: dict[str, list[LocalEntity]] = defaultdict(list)
    for each in node.members:
        parts[part_of[each.document_id]].append(each)
    score = ACROSS_DOCUMENTS.score(NAMESAKE)
    return [replace(part, rule=NAMESAKE, score=score) for part in node.divided(parts)]


def _sides(node: Node, found: Division, company: Company) -> list[Namesakes]:
    asked = found.sides if found.sure else found.sides[:2]
    held = [
        (
            tuple(each.id for each in node.members if each.document_id in side),
            told_company(node, side, company),
        )
        for side in asked
    ]
    return [
        Namesakes(left, right, left_company, right_company)
        for (left, left_company), (right, right_company) in combinations(held, 2)
    ]


def told_company(node: Node, documents: Collection[str], company: Company) -> tuple[str, ...]:
    """Return the names of the company that several of a node's documents share, the most telling first."""
    return tuple(map(_called, company.holding(node, documents)[:MOST_TOLD]))


def _called(node: Node) -> str:
    names = Counter([each.name for each in node.members])
    return display(min(names, key=lambda each: (-names[each], each)))
