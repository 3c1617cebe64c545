"""Values across documents: what says the same is one entity, whatever words say it, and one word may say several things."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from linking.across_documents.constraints import Constraints
from linking.across_documents.nodes import Node
from linking.model import LocalEntity
from linking.names.families import Family, family_of
from linking.rules import ACROSS_DOCUMENTS
from linking.values.written import RELATIVE

_AMBIGUOUS = ACROSS_DOCUMENTS["ambiguous"].name


def divide_values(nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes in their order, each of a value divided by what its bearers say: "Wednesday" is another day elsewhere.

    What has a meaning in its own document only, and no date to tell it, is divided by documents.
    """
    divided: dict[Node, list[Node]] = {}
    for node in [node for node in nodes if node.name.family is Family.VALUE]:
        parts: dict[str, list[LocalEntity]] = defaultdict(list)
        for each in node.members:
            parts[f"{RELATIVE} {each.document_id}" if each.value == RELATIVE else each.value].append(each)
        if RELATIVE in {each.value for each in node.members}:
            divided[node] = [_left_alone(part) for part in node.divided(parts)]
        elif len(parts) > 1:
            divided[node] = node.divided(parts)
    if not divided:
        return list(nodes)
    return sorted(
        (part for node in nodes for part in divided.get(node, (node,))), key=lambda node: node.order
    )


def merge_values(nodes: Sequence[Node], constraints: Constraints) -> None:
    """Join the nodes of one type that say the same value around the one in most documents; ``nodes`` are in their order."""
    first: dict[tuple[str, str], Node] = {}
    for node in [node for node in nodes if node.name.family is Family.VALUE]:
        value = node.members[0].value
        if value in ("", RELATIVE):
            continue
        centre = first.setdefault((node.kind, value), node)
        if centre is not node and node.centre is None and constraints.allows(node, centre):
            constraints.join(node, centre, "value")


def value_said(members: Sequence[LocalEntity], entity_type: str) -> str:
    """Return the value that most of an entity's members say, as it is written; empty where its type is none of values."""
    said = Counter(each.value for each in members if each.value and each.value != RELATIVE)
    if not said or family_of(entity_type) is not Family.VALUE:
        return ""
    return min(said, key=lambda value: (-said[value], value))


def _left_alone(node: Node) -> Node:
    return replace(node, rule=_AMBIGUOUS) if node.members[0].value == RELATIVE else node
