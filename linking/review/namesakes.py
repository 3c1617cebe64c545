"""In words, what tells several people of one name apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from linking.across_documents.company import Company
from linking.across_documents.namesakes import told_company
from linking.across_documents.nodes import build_nodes
from linking.model import LocalEntity


def told_sides(left: Sequence[str], right: Sequence[str]) -> str:
    """Return in words what names the documents of each of two sides have in common."""
    return f"the documents of the one {_speak(left)}, those of the other {_speak(right)}"


def company_of(
    left: Collection[LocalEntity], right: Collection[LocalEntity], corpus: Collection[LocalEntity]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what names the documents of two entities with one name have in common, for each the most telling first.

    ``left`` and ``right`` are the local entities of the two, ``corpus`` holds all local entities.
    """
    nodes = build_nodes(sorted(corpus))
    company = Company(nodes, {each.document_id for each in (*left, *right)})
    mine = {each.id for each in (*left, *right)}
    name = max(nodes, key=lambda node: sum(each.id in mine for each in node.members))
    one, other = (
        told_company(name, {each.document_id for each in side} & name.documents, company)
        for side in (left, right)
    )
    return one, other


def _speak(company: Sequence[str]) -> str:
    if not company:
        return "have no telling name in common"
    *others, last = company
    return f"speak of {', '.join(others)} and {last}" if others else f"speak of {last}"
