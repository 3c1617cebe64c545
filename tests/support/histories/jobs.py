"""The jobs that histories are made of: what a worker is to do, and where it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from extractors.mentions import Extraction
from linking.decisions.decision import Verdict
from tests.support.histories.faults import NO_FAULT, Fault, FaultKind
from tests.support.histories.strategies import Text, judgements, numbered_texts

NUMBERS = st.integers(0, 15)
SETS = st.sets(NUMBERS, min_size=1, max_size=5)
BATCHES = st.integers(1, 4)

# Statements before which a failure is put by name, by the work that runs them.
PUTTING = (
    "put documents",
    "link chunks",
    "create local entities",
    "create resolutions",
    "create entity-chunk links",
    "count entities",
    "count edges",
    "count sentences",
    "put entities",
    "label entities",
)
LEAVING = (
    "read ledgers",
    "delete empty edges",
    "delete old local entities",
    "delete old chunks",
    "delete documents",
    "count edges",
    "count sentences",
)
MOVING = (
    "mark state",
    "redirect entities",
    "unlabel entities",
    "mark documents",
    "read mentions of documents",
    "delete local entities",
    "delete resolutions",
    "create resolutions",
    "delete entity-chunk links",
    "create entity-chunk links",
    "put ledgers",
    "finish state",
)
CHANGING = (*PUTTING, *LEAVING)
# Runs only where names part within a document, so it is drawn more often than the others.
PARTING = ("delete local entities",) * 6
TOUCHING = ("describe documents", "mark state")
TIDYING = ("delete unused entities",)
TARGETS = frozenset((*CHANGING, *MOVING, *PARTING, *TOUCHING, *TIDYING))
"""Every statement that is failed at by name; `tests/unit/graph/writing/test_history_targets.py` sees that each is one of the write path."""


@st.composite
def faults(draw: st.DrawFn, *names: str, statements: int = 45, commits: int = 8) -> Fault:
    """Draw no failure, one before any statement by number or by name, or one at a commit."""
    kind = draw(
        st.sampled_from(
            [FaultKind.NONE] * 3
            + [FaultKind.STATEMENT] * 4
            + [FaultKind.COMMIT, FaultKind.COMMITTED, FaultKind.REPEATED]
            + [FaultKind.CUT_BEFORE, FaultKind.CUT_AFTER]
        )
    )
    if kind is FaultKind.STATEMENT:
        if draw(st.booleans()):
            return Fault(kind, draw(st.integers(1, statements)))
        return Fault(kind, draw(st.sampled_from([1, 1, 2])), draw(st.sampled_from(names)))
    return Fault(kind, draw(st.integers(1, commits)))


@dataclass(frozen=True)
class Job:
    """What one worker does: a ``kind`` of work on documents, where it fails, and whether it then tries again at once.

    ``put`` has a text or an extraction by document number, None for the document as it is.
    """

    kind: str
    put: Mapping[int, Text | Extraction | None] = field(default_factory=dict)
    forget: frozenset[int] = frozenset()
    batch_size: int = 4
    fault: Fault = NO_FAULT
    again: bool = False


@dataclass
class Work:
    """A job with the extractions to put, and how it went."""

    job: Job
    put: dict[int, Extraction]
    forget: set[int]
    stopped: bool = False
    error: BaseException | None = None


JOBS = st.builds(
    Job,
    st.sampled_from(["change"] * 5 + ["link", "tidy", "audit"]),
    st.dictionaries(NUMBERS, st.one_of(st.none(), numbered_texts()), max_size=4),
    st.frozensets(NUMBERS, max_size=3),
    BATCHES,
    faults(*PUTTING, *LEAVING, *MOVING, *TIDYING),
    st.booleans(),
)
PUT = st.dictionaries(NUMBERS, numbered_texts(), min_size=1, max_size=5)
MERGES = judgements(NUMBERS, [Verdict.SAME])
PARTINGS = judgements(NUMBERS, [Verdict.DIFFERENT, Verdict.UNDO, Verdict.UNDO])
