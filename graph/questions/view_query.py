"""What a view of the graph can be asked, and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.errors import UnknownEntityError
from graph.questions.briefs import EntityBrief
from graph.questions.corpus import Corpus, DatedDocument, Scope
from graph.questions.strength import Measure

MOST_NODES = 300
COMMUNITY = "community:"


@dataclass(frozen=True, slots=True)
class Root:
    """What a view starts from: an entity's id or ``community:12``, and how many of its neighbours or members to show."""

    id: str
    limit: int = 40


@dataclass(frozen=True, slots=True)
class ViewQuery:
    """What a view shows; an empty filter leaves all in. ``least`` is the least strength in the measure ``by``."""

    roots: tuple[Root, ...]
    by: Measure = "npmi"
    least: float | None = None
    types: frozenset[str] = frozenset()
    communities: frozenset[int] = frozenset()
    scope: Scope = field(default_factory=Scope)
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ViewNode:
    """An entity of a view; ``degree`` is the number of all its neighbours, ``community`` -1 where none is known."""

    entity: EntityBrief
    degree: int
    community: int
    root: bool


@dataclass(frozen=True, slots=True)
class ViewEdge:
    """Two entities of a view that share ``count`` sentences in ``docs`` documents, with both measures."""

    a: str
    b: str
    count: int
    docs: int
    npmi: float
    g2: float


@dataclass(frozen=True, slots=True)
class RootShown:
    """A root, how many neighbours or members it has after the filters, and how many of them are in the view."""

    id: str
    label: str
    total: int
    shown: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How many neighbours each value of a filter would leave, its own filter left aside.

    ``sources`` and ``months`` count documents that name a root. ``least`` and ``most`` are the strengths there are.
    """

    types: Mapping[str, int]
    communities: Mapping[int, int]
    sources: Mapping[str, int]
    months: Mapping[str, int]
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class View:
    """The nodes and edges of a view, what its roots have in all, and what the limits left out."""

    nodes: tuple[ViewNode, ...]
    edges: tuple[ViewEdge, ...]
    roots: tuple[RootShown, ...]
    facets: Facets
    nodes_left_out: int
    edges_left_out: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a view needs beside the graph, given so that it may be kept between two views.

    ``documents`` gives every document, ``corpus`` counts those that fit a scope. ``communities`` holds the community of entities
    where the graph does not; ``label`` names a community.
    """

    documents: Callable[[], Sequence[DatedDocument]]
    corpus: Callable[[Scope], Corpus]
    communities: Mapping[str, int] = field(default_factory=dict)
    label: Callable[[int], str] = "community {}".format


def community_number(root: str) -> int:
    """Return the number of a root that is a community.

    Raises:
        UnknownEntityError: It is no number.

    """
    number = root.removeprefix(COMMUNITY)
    if not number.isascii() or not number.isdigit() or len(number) > 12:
        raise UnknownEntityError(f"There is no community {number!r}. Open the communities anew.")
    return int(number)
