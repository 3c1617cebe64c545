"""What the documents of a time or a source say, kept for the few that were asked for last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from graph.questions.corpus import Corpus, DatedDocument, Scope, count_corpus
from graph.stores.protocol import GraphStore

MOST_KEPT = 4


class KeptScopes:
    """Counts the documents of a scope, once for a state of the graph."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, Scope], Corpus] = OrderedDict()
        self._lock = threading.Lock()

    def corpus(
        self, store: GraphStore, revision: str, scope: Scope, documents: Sequence[DatedDocument]
    ) -> Corpus:
        """Return what the documents that fit a scope say; ``revision`` names the state of the graph."""
        key = (revision, scope)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = count_corpus(store, [each for each in documents if scope.holds(each)])
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found
