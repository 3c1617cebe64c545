"""Into which sides the company of a name divides its documents.

Two documents are *held* together by the company that they share, the rarer the more. Two groups of documents may belong
together all the same, if what they speak of goes together in documents without the name: a chancellor's budgets and her travels
share nothing, and yet other documents speak of both. That is the cosine of the two groups, each the rarities of its company
added up over the documents without the name. Groups are joined as in agglomerative clustering, those most alike first; what
stays apart are the sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from linking.across_documents.company import Company
from linking.across_documents.nodes import Node

HELD = 5.0
"""Least weight that holds two documents together: the rarities of the company that they share, added up."""
CROSS = 0.5
"""Share of the weight by which each side is held that documents of two sides may have in common."""
APART = 0.15
"""Cosine from which what two groups speak of goes together elsewhere, so that they may be of one bearer."""
DOUBTFUL = 0.3
"""Cosine from which nobody need be asked whether they are."""
LOOSE = 0.1
"""The same where nothing holds one of the two together."""
MOST_GROUPS = 30
"""More groups than this say that the documents of a name have too little in common to tell anything."""

_SEVERAL = 2

Links = Mapping[tuple[str, str], float]
"""The weight that two documents, in alphabetical order, have in common."""
Group = frozenset[str]


@dataclass(frozen=True, slots=True)
class Division:
    """The documents of a name by side, the largest first; not ``sure`` where a person has to judge.

    Then a document that goes with none of the sides is left out.
    """

    sides: tuple[Group, ...]
    sure: bool


def division(name: Node, company: Company) -> Division | None:
    """Return the sides of a name, or nothing where its documents go together, or too little holds a second side."""
    links = _links(name, company)
    groups = _components(sorted(name.documents), links)
    held = [group for group in groups if len(group) >= _SEVERAL]
    if not _SEVERAL <= len(groups) <= MOST_GROUPS or not held:
        return None
    beside = company.of(name)
    likeness = _Likeness(groups, beside, company)
    doubtful = likeness.joined(DOUBTFUL)
    found = likeness.joined(APART)
    if len(found) >= _SEVERAL and all(_holds(group, held) for group in found):
        weakest = min(_weakest(group, links) for group in held)
        if _strongest_between(found, links) <= CROSS * weakest:
            return Division(_largest_first(found), sure=True)
    found = [group for group in doubtful if len(group) >= _SEVERAL and _weakest(group, links)]
    if len(found) >= _SEVERAL:
        return Division(_largest_first(found), sure=False)
    loose = _loose(likeness.joined(LOOSE), held, beside)
    return Division(loose, sure=False) if loose else None


def _loose(
    groups: Sequence[Group], held: Sequence[Group], beside: Mapping[str, Sequence[Node]]
) -> tuple[Group, ...]:
    """Return the one group that is held together and all other documents, if these are several and each has company."""
    if len(held) > 1:
        return ()
    (core,) = (group for group in groups if _holds(group, held))
    others = Group().union(*(group for group in groups if group is not core and all(map(beside.get, group))))
    return (core, others) if len(others) >= _SEVERAL else ()


def _links(name: Node, company: Company) -> Links:
    links: dict[tuple[str, str], float] = defaultdict(float)
    for each, documents in company.shared(name).items():
        for link in combinations(documents, 2):
            links[link] += company.rarity(each)
    return links


def _components(documents: Collection[str], links: Links) -> list[Group]:
    """Return the groups of documents that are held together, directly or by others, in alphabetical order."""
    group_of = {document: {document} for document in documents}
    for (one, other), weight in links.items():
        if weight >= HELD and group_of[one] is not group_of[other]:
            group_of[one] |= group_of[other]
            for document in group_of[other]:
                group_of[document] = group_of[one]
    return [Group(group) for document, group in group_of.items() if document == min(group)]


def _holds(group: Group, held: Sequence[Group]) -> bool:
    return any(each <= group for each in held)


def _weakest(group: Group, links: Links) -> float:
    """Return the weight by which the document is held that is held least."""
    most = dict.fromkeys(group, 0.0)
    for link in combinations(sorted(group), 2):
        for document in link:
            most[document] = max(most[document], links.get(link, 0.0))
    return min(most.values())


def _strongest_between(groups: Sequence[Group], links: Links) -> float:
    side = {document: number for number, group in enumerate(groups) for document in group}
    return max((weight for (one, other), weight in links.items() if side[one] != side[other]), default=0.0)


def _largest_first(groups: Sequence[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: (-len(group), min(group))))


class _Likeness:
    """Groups of documents, and how much what they speak of goes together in documents without the name."""

    def __init__(
        self, groups: Sequence[Group], beside: Mapping[str, Sequence[Node]], company: Company
    ) -> None:
        place: dict[Node, int] = {}
        for telling in beside.values():
            for each in telling:
                place.setdefault(each, len(place))
        elsewhere: dict[str, int] = {}
        self._documents = [
            np.array(
                [
                    elsewhere.setdefault(document, len(elsewhere))
                    for document in sorted(each.documents.difference(beside))
                ],
                dtype=np.intp,
            )
            for each in place
        ]
        self._rarities = [company.rarity(each) for each in place]
        self._groups = list(groups)
        self._speak = [{place[each] for document in group for each in beside[document]} for group in groups]
        self._elsewhere = np.zeros((len(groups), len(elsewhere)))
        for number, speak in enumerate(self._speak):
            self._add(number, speak)
        self._products = self._elsewhere @ self._elsewhere.T
        self._left = list(range(len(groups)))

    def joined(self, least: float) -> list[Group]:
        """Join the two groups most alike as long as their cosine is ``least`` or more, and return what is left.

        What was joined stays so: of several calls the later ones are given less.
        """
        while len(self._left) > 1:
            left = np.array(self._left)
            products = self._products[np.ix_(left, left)]
            lengths = np.sqrt(products.diagonal())
            norms = np.outer(lengths, lengths)
            cosines = np.divide(products, norms, out=np.zeros_like(products), where=norms > 0)
            np.fill_diagonal(cosines, -1.0)
            places = np.unravel_index(cosines.argmax(), cosines.shape)
            if cosines[places] < least:
                break
            one, other = sorted(self._left[int(place)] for place in places)
            self._join(one, other)
        return [self._groups[each] for each in self._left]

    def _join(self, one: int, other: int) -> None:
        self._left.remove(other)
        self._groups[one] |= self._groups[other]
        more = self._speak[other] - self._speak[one]
        self._add(one, more)
        self._speak[one] |= more
        self._products[one] = self._products[:, one] = self._elsewhere @ self._elsewhere[one]

    def _add(self, group: int, company: Collection[int]) -> None:
        """Add company to what a group speaks of: its rarity to each document elsewhere that holds it."""
        row = self._elsewhere[group]
        for each in sorted(company):
            row[self._documents[each]] += self._rarities[each]
