"""What happened in many histories, counted."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Statistics:
    """Counts over histories: of rules drawn, of failures by kind and place, of statements run, of writers at once.

    ``errors`` are those that a server or engine gave by itself, deadlocks among them, ``repeats`` the transactions that
    were run again for them or for a line that was cut.
    """

    histories: int = 0
    steps: Counter[int] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    workers: Counter[int] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    settings: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    jobs: int = 0
    left_unfinished: int = 0
    audits: int = 0
    audits_of_unfinished: int = 0
    audit_differences: int = 0
    recounts: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def failed(self, kind: str, place: str) -> None:
        """Count a failure that was put in."""
        with self.lock:
            self.failures[str(kind), place] += 1

    def repeated(self) -> None:
        """Count a transaction that is run again."""
        with self.lock:
            self.repeats += 1

    def began_with(self, settings: Mapping[str, Any]) -> None:
        """Count a history by the settings of its store."""
        self.settings[", ".join(f"{name} {value}" for name, value in settings.items())] += 1

    def ran(self, statement: str) -> None:
        """Count a statement that is run."""
        with self.lock:
            self.statements[statement] += 1

    def met(self, error: str) -> None:
        """Count an error that nobody put in."""
        with self.lock:
            self.errors[error] += 1

    def started(self) -> None:
        """Count a job."""
        with self.lock:
            self.jobs += 1

    def left(self) -> None:
        """Count a job that failed and is not repeated."""
        with self.lock:
            self.left_unfinished += 1

    def audited(self, differences: int, *, unfinished: bool) -> None:
        """Count an audit and what it found that must not be."""
        with self.lock:
            self.audits += 1
            self.audits_of_unfinished += unfinished
            self.audit_differences += differences

    @property
    def deadlocks(self) -> int:
        """How many transactions a server ended because they waited for each other."""
        return sum(n for name, n in self.errors.items() if "Deadlock" in name)

    def never_failed(self) -> list[str]:
        """Return the statements that were run and before which no failure was put."""
        hit = {place for (kind, place) in self.failures if kind == "before a statement"}
        return sorted(self.statements.keys() - hit)

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain data."""
        return {
            "histories": self.histories,
            "jobs": self.jobs,
            "jobs_left_unfinished": self.left_unfinished,
            "audits": self.audits,
            "audits_of_unfinished_graphs": self.audits_of_unfinished,
            "audit_differences": self.audit_differences,
            "recounts": self.recounts,
            "failures": sum(self.failures.values()),
            "transactions_repeated": self.repeats,
            "deadlocks": self.deadlocks,
            "errors": dict(sorted(self.errors.items())),
            "rules": dict(self.rules.most_common()),
            "writers_at_once": dict(sorted(self.workers.items())),
            "store_settings": dict(sorted(self.settings.items())),
            "steps_a_history": dict(sorted(self.steps.items())),
            "failures_by_kind": self.failures_by_kind(),
            "statements": [
                {"statement": name, "run": n, "failures_before": self.failures["before a statement", name]}
                for name, n in sorted(self.statements.items())
            ],
            "commits": [
                {"kind": kind, "place": place, "failures": n}
                for (kind, place), n in sorted(self.failures.items())
                if kind != "before a statement"
            ],
            "never_failed": self.never_failed(),
        }

    def failures_by_kind(self) -> dict[str, int]:
        """Return how many failures there were of each kind."""
        found: Counter[str] = Counter()
        for (kind, _), n in self.failures.items():
            found[kind] += n
        return dict(sorted(found.items()))
