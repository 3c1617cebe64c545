"""Failures that histories aim at a statement are aimed at one that there is: a name that is gone would be missed in silence."""

from __future__ import annotations

from tests.support.histories.faults import named_statements
from tests.support.histories.jobs import TARGETS

# Their text is made for each label.
SPLICED = {"label entities", "unlabel entities"}


def test_every_target_is_a_statement_of_the_write_path() -> None:
    assert sorted(TARGETS - SPLICED - set(named_statements().values())) == []


def test_every_writing_statement_is_a_target() -> None:
    written = {
        name for name in named_statements().values() if not name.startswith(("read ", "count ", "lease: "))
    }
    assert sorted(written - TARGETS) == []
