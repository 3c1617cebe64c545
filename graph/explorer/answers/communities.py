"""The communities of the graph as circles: those of the last analysis, else worked out here while the graph is small enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from graph.analysis.measures import communities as communities_of
from graph.analysis.network import load_network
from graph.analysis.settings import AnalysisSettings
from graph.analysis.stored import read_record
from graph.explorer.answers.circles import Circle, packed
from graph.questions.community_members import CommunityLink, Member, links_of, read_links, read_members
from graph.stores.protocol import GraphStore

MOST_DRAWN = 150
MOST_LINKS = 400
LABELS = 3
STRONGEST = 8
MOST_EDGES = 600_000
"""A graph of more edges is not divided here: it takes more than two minutes of a processor, in the background."""
COUNT_EDGES = "MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) RETURN count(r) AS n"


@dataclass(frozen=True, slots=True)
class Communities:
    """The communities of a graph, drawn; ``of`` holds those of entities where the graph itself holds none."""

    answer: dict[str, Any]
    members: Sequence[Member]
    circles: dict[int, Circle] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    of: dict[str, int] = field(default_factory=dict)

    def label(self, number: int) -> str:
        """Return what a community is called: by its strongest members."""
        return self.labels.get(number, f"community {number}")


def find_communities(store: GraphStore) -> Communities:
    """Return the communities of the graph, drawn.

    Raises:
        GraphChangedError: A writer changed the graph while it was read.

    """
    members = read_members(store)
    record = read_record(store)
    if record is not None and record.complete and any(each.community >= 0 for each in members):
        drawn = _drawn(members)
        links = read_links(store, max(drawn, default=-1))
        about = {
            "from_analysis": True,
            "analysed_at": record.analysed_at or "",
            "changed_since": record.changed_since,
        }
        return _found(members, drawn, links, about, {})
    edges = int(next(iter(store.stream(COUNT_EDGES)))["n"])
    if edges > MOST_EDGES:
        return Communities(
            nothing(
                "none",
                f"The graph has {edges:,} edges, too many to find its communities here: run `graphmill analyse`, which "
                "keeps them in the graph.",
            ),
            members,
        )
    settings = AnalysisSettings()
    network = load_network(store, settings)
    numbers = communities_of(network, settings).tolist()
    of = {entity.id: number for entity, number in zip(network.entities, numbers, strict=True)}
    members = [Member(each.entity, of.get(each.entity.id, -1)) for each in members]
    drawn = _drawn(members)
    ids = [entity.id for entity in network.entities]
    ends = zip(network.a.tolist(), network.b.tolist(), network.count.tolist(), strict=True)
    links = links_of(of, ((ids[a], ids[b], count) for a, b, count in ends), max(drawn, default=-1))
    about = {"from_analysis": False, "analysed_at": "", "changed_since": False}
    return _found(members, drawn, links, about, of)


def nothing(state: str, message: str) -> dict[str, Any]:
    """Return the answer where there are no communities to show, or not yet."""
    return {
        "state": state,
        "message": message,
        "from_analysis": False,
        "analysed_at": "",
        "changed_since": False,
        "communities": [],
        "links": [],
        "left_out": {"communities": 0, "entities": 0},
    }


def _drawn(members: Sequence[Member]) -> dict[int, list[Member]]:
    """Return the largest communities of two entities or more with their members, the strongest of them first."""
    held: dict[int, list[Member]] = {}
    for each in members:
        if each.community >= 0:
            held.setdefault(each.community, []).append(each)
    order = sorted(held, key=lambda number: (-len(held[number]), number))
    return {number: held[number] for number in order[:MOST_DRAWN] if len(held[number]) > 1}


def _found(
    members: Sequence[Member],
    drawn: dict[int, list[Member]],
    links: Sequence[CommunityLink],
    about: dict[str, Any],
    of: dict[str, int],
) -> Communities:
    circles = dict(zip(drawn, packed([len(held) for held in drawn.values()]), strict=True))
    labels = {number: ", ".join(each.entity.name for each in held[:LABELS]) for number, held in drawn.items()}
    rest = {each.community for each in members if each.community >= 0} - drawn.keys()
    answer = {
        "state": "ready",
        "message": ""
        if drawn
        else "No two entities stand in a sentence together, so there are no communities.",
        **about,
        "communities": [
            {
                "id": number,
                "label": labels[number],
                "size": len(held),
                "types": dict(Counter(each.entity.type for each in held).most_common()),
                "strongest": [asdict(each.entity) for each in held[:STRONGEST]],
                **asdict(circles[number]),
            }
            for number, held in drawn.items()
        ],
        "links": [asdict(each) for each in links if {each.a, each.b} <= drawn.keys()][:MOST_LINKS],
        "left_out": {
            "communities": len(rest),
            "entities": len(members) - sum(map(len, drawn.values())),
        },
    }
    return Communities(answer, members, circles, labels, of)
