"""Tests that need what is not on this machine: they are left out, and the summary of the run says so where nobody overlooks it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import Enum
from typing import NoReturn

import pytest

VARIABLE = "GRAPHMILL_CHROMIUM"
"""The variable that names the program of the browser; ``none`` for none."""


class Needed(Enum):
    """What may be missing: as a skipped test names it, as the summary heads it, and whether CI must have it."""

    NEO4J = ("no Neo4j server", "THE NEO4J TESTS DID NOT RUN", True)
    BROWSER = ("no browser", "THE BROWSER TESTS DID NOT RUN", True)
    NPM = ("no registry of npm packages", "THE PAGE WAS NOT BUILT ANEW FROM ITS SOURCES", False)

    def __init__(self, missing: str, heading: str, in_ci: bool) -> None:
        self.missing = missing
        self.heading = heading
        self.in_ci = in_ci


def leave_out(needed: Needed, reason: object) -> NoReturn:
    """Skip a test for want of what it needs, which in CI is a failure where CI must have it."""
    message = f"{needed.missing}: {reason}"
    # Who names no browser leaves these tests out knowingly.
    knowingly = needed is Needed.BROWSER and os.environ.get(VARIABLE) == "none"
    if needed.in_ci and os.environ.get("CI") and not knowingly:
        pytest.fail(f"{message} (CI must have it)")
    pytest.skip(message)


def tell_left_out(terminalreporter: pytest.TerminalReporter) -> None:
    """Head, in the summary of a run, what did not run and why; the reports of skipped tests come from all processes of a run."""
    reasons = list(_skipped(terminalreporter.stats.get("skipped", [])))
    for needed in Needed:
        start = f"Skipped: {needed.missing}: "
        why = [reason.removeprefix(start) for reason in reasons if reason.startswith(start)]
        if why:
            terminalreporter.section(needed.heading, red=True)
            terminalreporter.line(f"{len(why)} left out")
            for reason in dict.fromkeys(why):
                terminalreporter.line(reason)


def _skipped(reports: Iterable[pytest.TestReport]) -> Iterable[str]:
    for report in reports:
        if isinstance(report.longrepr, tuple):
            yield str(report.longrepr[2])
