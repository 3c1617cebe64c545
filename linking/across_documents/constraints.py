"""What may not come together: names that people judged to be different, and names of two entries of one knowledge base."""

from __future__ import annotations

from linking.across_documents.nodes import Node
from linking.rules import ACROSS_DOCUMENTS


class Constraints:
    """Vetoes between nodes, carried along as nodes join: what keeps two members apart keeps their clusters apart.

    Every join of two clusters goes through :meth:`allows` and :meth:`join`. Without vetoes both cost next to nothing.
    """

    def __init__(self) -> None:
        self._judged: dict[Node, set[Node]] = {}
        """By the centre of a cluster: its members that a veto names."""
        self._vetoed: dict[Node, set[Node]] = {}
        """By the centre of a cluster: the nodes that it must not hold."""
        self._entries: dict[Node, dict[str, str]] = {}
        """By the centre of a cluster: the entry of each knowledge base that it is."""

    def keep_apart(self, one: Node, other: Node) -> None:
        """Forbid that the clusters of two nodes ever become one; call it before anything is joined."""
        self._judged.setdefault(one, set()).add(one)
        self._judged.setdefault(other, set()).add(other)
        self._vetoed.setdefault(one, set()).add(other)
        self._vetoed.setdefault(other, set()).add(one)

    def set_entry(self, node: Node, knowledge_base: str, entry: str) -> None:
        """Say which entry of a knowledge base the node's cluster is; two entries of one knowledge base stay apart."""
        self._entries.setdefault(node.root, {}).setdefault(knowledge_base, entry)

    def entries(self, node: Node) -> dict[str, str]:
        """Return the entries of the node's cluster by knowledge base."""
        return self._entries.get(node.root, {})

    def allows(self, node: Node, centre: Node) -> bool:
        """Tell whether the clusters of two nodes are two, and nothing keeps them apart."""
        one, other = node.root, centre.root
        if one is other:
            return False
        if not self._judged and not self._entries:
            return True
        return not self.is_vetoed(one, other) and not self._are_two_entries(one, other)

    def is_vetoed(self, one: Node, other: Node) -> bool:
        """Tell whether a judgement keeps the clusters of two nodes apart."""
        vetoed = self._vetoed.get(one.root)
        return vetoed is not None and not vetoed.isdisjoint(self._judged.get(other.root, ()))

    def join(self, node: Node, centre: Node, rule: str, measured: float | None = None) -> None:
        """Make the cluster of ``node`` part of the cluster of ``centre``, by the rule given and its score or the measured one.

        Raises:
            UnknownRuleError: the rule is not in the table.

        """
        moved, root = node.root, centre.root
        moved.join(centre, rule, ACROSS_DOCUMENTS.score(rule, measured))
        for held in (self._judged, self._vetoed):
            if moved in held:
                held.setdefault(root, set()).update(held.pop(moved))
        if moved in self._entries:
            # Where a person joined two entries of one knowledge base, the centre's counts; an undecided one never does.
            mine, theirs = self._entries.get(root, {}), self._entries.pop(moved)
            self._entries[root] = theirs | {
                name: entry or theirs.get(name, "") for name, entry in mine.items()
            }

    def _are_two_entries(self, one: Node, other: Node) -> bool:
        mine, theirs = self._entries.get(one), self._entries.get(other)
        if not mine or not theirs:
            return False
        return any(theirs.get(name, entry) != entry for name, entry in mine.items())
