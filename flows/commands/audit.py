"""``graphmill audit``: the whole graph, recounted."""

from __future__ import annotations

from flows.commands.options import COMMON, Common
from flows.commands.running import carry_out
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.runs.auditing import GraphDiffersError, audit_graph
from flows.terminal.output import count, print_json, print_table
from graph.checks.audit import AuditReport


def audit(*, common: Common = COMMON) -> int:
    """Recount the whole graph from its mentions and report every difference."""
    settings = common.settings()

    def as_flow() -> AuditReport:
        from flows.audit import audit as run_flow

        return run_flow(settings)

    try:
        report = carry_out(lambda: audit_graph(settings), as_flow, settings, quiet=True)
    except GraphDiffersError as error:
        report = error.report
    if common.json:
        print_json(report)
    else:
        checked = ("documents", "mentions", "entities", "edges")
        print_table(("recounted", "count"), [(name, f"{getattr(report, name):,}") for name in checked])
        print()
        if report.differences:
            print_table(
                ("what", "where", "expected", "found"),
                [(d.what, d.where, d.expected, d.found) for d in report.differences],
                title=count(len(report.differences), "difference"),
            )
        else:
            print("No differences: every count in the graph is what its mentions say.")
    return EXIT_FAILED if report.differences else EXIT_OK
