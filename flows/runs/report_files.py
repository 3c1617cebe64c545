"""The report of each run as files: ``reports/ID.json`` for programs and ``reports/ID.md`` for people, below the state folder."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from extractors.whole_files import whole_file
from flows.runs.ledger import RunLedger, RunRecord, UnknownRunError
from flows.runs.report import MOST_LISTED
from flows.terminal.markdown import cell
from flows.terminal.pace import duration

FOLDER = "reports"
_ENDINGS = (".json", ".md")


def write_report(state: Path, run: str) -> None:
    """Write the files of a run that has ended, as the ledger knows it, and remove those of runs that the ledger has forgotten.

    Raises:
        OSError: they cannot be written.

    """
    ledger = RunLedger(state)
    try:
        record = ledger.find(run)
    except UnknownRunError:
        return  # another run that has just ended has let it be forgotten
    folder = state / FOLDER
    folder.mkdir(exist_ok=True)
    data = asdict(record)
    del data["markdown"]  # the other file
    with whole_file(folder / f"{run}.json") as file:
        json.dump(data, file, indent=2)
        file.write("\n")
    with whole_file(folder / f"{run}.md") as file:
        file.write(markdown(record))
    for path in folder.iterdir():
        if path.suffix in _ENDINGS and not ledger.has(path.stem):
            path.unlink(missing_ok=True)


def markdown(run: RunRecord) -> str:
    """Return a run as markdown: when and how it went, what it did, what it warned of."""
    rows = [
        ("run", run.id),
        ("state", f"{run.state}: {run.why}" if run.why else run.state),
        ("began", run.started),
        ("took", duration(run.seconds) if run.seconds else ""),
        ("summary", run.summary),
        ("run on the Prefect server", run.flow_run),
        ("machine", f"{run.host}, process {run.pid}, graphmill {run.version}"),
        ("asked for", ", ".join(f"{name} {value}" for name, value in run.parameters.items() if value)),
    ]
    lines = [f"# Run of {run.command}", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {cell(value)} |" for name, value in rows if value]
    if run.markdown:
        # Its own headings come below that of the run.
        lines += ["", *(f"#{line}" if line.startswith("#") else line for line in run.markdown.splitlines())]
    if run.steps:
        lines += ["", "## Steps", "", "| step | state | tries | seconds | why |", "|---|---|---|---|---|"]
        lines += [
            f"| {cell(step.title or step.name)} | {step.state} | {step.tries} | {step.seconds:.1f} | {cell(step.why)} |"
            for step in run.steps[:MOST_LISTED]
        ]
        if len(run.steps) > MOST_LISTED:
            lines.append(f"| … and {len(run.steps) - MOST_LISTED:,} more | | | | |")
    if run.warnings:
        lines += ["", "## Warnings", ""]
        for each in run.warnings[:MOST_LISTED]:
            place = cell(", ".join(filter(None, (each.stage, each.document))))
            lines.append(f"* {place}: {cell(each.message)}" if place else f"* {cell(each.message)}")
        if len(run.warnings) > MOST_LISTED:
            lines.append(f"* … and {len(run.warnings) - MOST_LISTED:,} more")
    return "\n".join(lines) + "\n"
