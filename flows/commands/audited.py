"""What the commands that carry or rebuild a whole graph say of it afterwards: its audit, and what was left out."""

from __future__ import annotations

from flows.errors import EXIT_FAILED, EXIT_OK
from flows.terminal.output import count, print_error, print_table
from graph.checks.audit import AuditReport

DIFFERENCES_SHOWN = 10


def audit_rows(found: AuditReport) -> list[tuple[str, str]]:
    """Return the figures of an audit as rows of a table."""
    figures = [(f"audited: {name}", f"{number:,}") for name, number in found.checked.items()]
    return [*figures, ("differences", f"{len(found.differences):,}")]


def tell_differences(found: AuditReport, remedy: str) -> int:
    """Print the first differences of an audit and what to do about them; return the exit code."""
    if found.is_clean:
        return EXIT_OK
    shown = found.differences[:DIFFERENCES_SHOWN]
    print_table(
        ("difference", "where", "expected", "found"),
        [(each.what, each.where, each.expected, each.found) for each in shown],
    )
    print_error(f"the audit found {count(len(found.differences), 'difference')}. {remedy}")
    return EXIT_FAILED


def print_left_out(nodes: int, relationships: int) -> None:
    """Print how much was left where it is, for graphmill did not write it; nothing where there is none."""
    if nodes or relationships:
        print(
            f"Left where they are, for graphmill did not write them: {count(nodes, 'node')}, "
            f"{count(relationships, 'relationship')}."
        )
