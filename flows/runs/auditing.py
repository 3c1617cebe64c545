"""A run that audits: the whole graph recounted from its mentions, as a step, with every difference in its report."""

from __future__ import annotations

from functools import partial

from extractors.errors import GraphmillError
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store, require_project_graph
from flows.runs.recording import RecordedRunner, recorded
from flows.runs.report import MOST_LISTED
from flows.runs.retries import store_is_away
from flows.runs.steps import HERE, Runner, Step
from flows.terminal.markdown import cell
from flows.terminal.output import count
from graph.checks.audit import AuditReport, audit

REMEDY = "`graphmill rebuild` counts the graph anew from its mentions."


class GraphDiffersError(GraphmillError):
    """The graph is not what its mentions say; ``report`` names every difference."""

    def __init__(self, message: str, report: AuditReport) -> None:
        super().__init__(message)
        self.report = report


def audit_graph(settings: Settings, *, runner: Runner = HERE) -> AuditReport:
    """Recount the whole graph from its mentions and return what was counted; ``runner`` says where that is carried out.

    Raises:
        GraphDiffersError: the graph differs from what its mentions say; it bears the report.
        extractors.errors.GraphmillError: the file of decisions or a knowledge base holds a mistake.
        graph.errors.NoGraphError: there is no graph.
        graph.errors.StoreError: the graph cannot be opened or stays taken by another writer.

    """
    require_project_graph(settings)
    with recorded("audit", settings, runner) as run:
        return _audited(settings, run)


def _audited(settings: Settings, run: RecordedRunner) -> AuditReport:
    load_guidance(settings)
    report = run.run(Step("audit", partial(_recounted, settings), store_is_away), settings)
    run.report("audit-report", markdown(report), "Report of an audit")
    for each in report.differences[:MOST_LISTED]:
        run.log.warning("%s: %s: expected %s, found %s", each.what, each.where, each.expected, each.found)
    counted = ", ".join(f"{number:,} {name}" for name, number in report.checked.items())
    found = count(len(report.differences), "difference")
    summary = f"{counted} recounted, {found}"
    run.log.info("%s", summary)
    run.conclude(report, summary, EXIT_OK if report.is_clean else EXIT_FAILED)
    if not report.is_clean:
        first = report.differences[0]
        raise GraphDiffersError(
            f"{found}, the first: {first.what} of {first.where}. {REMEDY}",
            report,
        )
    return report


def markdown(report: AuditReport) -> str:
    """Return the report of an audit as markdown, for Prefect's artifact."""
    lines = ["# graphmill audit", "", "| recounted | count |", "|---|---|"]
    lines += [f"| {name} | {number:,} |" for name, number in report.checked.items()]
    if report.is_clean:
        return "\n".join([*lines, "", "No differences."]) + "\n"
    lines += ["", f"{count(len(report.differences), 'difference')}. {REMEDY}", ""]
    lines += ["| what | where | expected | found |", "|---|---|---|---|"]
    lines += [
        f"| {cell(each.what)} | {cell(each.where)} | {cell(str(each.expected))} | {cell(str(each.found))} |"
        for each in report.differences[:MOST_LISTED]
    ]
    if len(report.differences) > MOST_LISTED:
        lines.append(f"\n… and {len(report.differences) - MOST_LISTED:,} more")
    return "\n".join(lines) + "\n"


def _recounted(settings: Settings) -> AuditReport:
    with open_project_store(settings) as store:
        return audit(store, load_guidance(settings))
