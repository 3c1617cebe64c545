"""The graph linked anew in memory, once for each revision: what the review, the ledger and the explanations of pairs need."""

from __future__ import annotations

import threading

from graph.corrections.doubts import Doubts
from graph.corrections.present import Present, present_of
from graph.explorer.limits import TooLateError
from graph.explorer.workplace import Workplace
from graph.stores.protocol import GraphStore
from graph.writing.planning import FreshResolution, ResolutionPlan, plan_of, resolve_anew
from linking.guidance import Guidance

_NAME = "resolution"


class Resolved:
    """A graph linked anew, with what follows from that; any thread may ask, and what takes long is worked out once."""

    def __init__(self, guidance: Guidance, fresh: FreshResolution) -> None:
        self.guidance = guidance
        self.fresh = fresh
        self._turn = threading.Lock()
        self._plan: ResolutionPlan | None = None
        self._present: Present | None = None

    def plan(self) -> ResolutionPlan:
        """Return how it differs from what is stored."""
        with self._turn:
            if self._plan is None:
                self._plan = plan_of(self.fresh)
            return self._plan

    def present(self) -> Present:
        """Return the graph as it is stored, with what people decided."""
        with self._turn:
            if self._present is None:
                self._present = present_of(self.guidance, self.fresh.documents, self.fresh.stored)
            return self._present


def resolved(workplace: Workplace, *, wait: float) -> Resolved:
    """Return the graph of now, linked anew.

    Raises:
        TooLateError: That took longer than ``wait`` seconds; asked again later, it is there.

    """
    guidance = workplace.guidance()
    kept = workplace.kept(
        _NAME, lambda store: Resolved(guidance, resolve_anew(store, guidance)), wait=wait, stale=False
    )
    if kept.value is None or not kept.is_current:
        raise TooLateError("The graph is still being read for this: ask again in a moment.")
    return kept.value


def doubts_of(workplace: Workplace, guidance: Guidance, store: GraphStore) -> Doubts:
    """Return the questions of the review, by what was linked anew already where that is of the graph of now."""
    held = workplace.peek(_NAME)
    fresh = held.value.fresh if held.is_current and held.value is not None else None
    return Doubts(store, guidance, fresh)
