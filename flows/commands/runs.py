"""``graphmill runs``: what ran on this project, when, and how it ended; ``graphmill runs show`` tells all of one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.runs.ledger import RunLedger, RunRecord, RunStep, checked_run_name
from flows.terminal.output import count, heading, print_json, print_table

MOST_SHOWN = 20
"""Of the steps and warnings of a run so many are listed; --json has all."""
_DETAILS = ("steps", "warnings", "report", "markdown")


def runs(
    action: Literal["show"] | None = None,
    run: Annotated[
        str | None,
        Parameter(help="Of `show`: the run's id, its beginning, or `last`, which is meant without it."),
    ] = None,
    *,
    limit: Annotated[int, Parameter(help="So many runs at most, the newest first.")] = 20,
    common: Common = COMMON,
) -> int:
    """List what ran on this project and how it ended; with `show` tell all of one run: its steps, its warnings, its figures."""
    ledger = RunLedger(common.settings().state_folder)
    if action == "show":
        _show(ledger.find(checked_run_name("last" if run is None else run)), as_json=common.json)
    else:
        _list(ledger.runs(), limit, as_json=common.json)
    return EXIT_OK


def _list(found: list[RunRecord], limit: int, *, as_json: bool) -> None:
    if as_json:
        print_json([_head(each) for each in found[:limit]])
        return
    if not found:
        print("Nothing ran here yet.")
        return
    print_table(
        ("run", "command", "started", "took", "state", "what was done, or why not"),
        [
            (
                each.id,
                each.command,
                each.started[:19] + "Z",
                _took(each),
                each.state,
                each.why or each.summary or "; ".join(_how_far(each).values()),
            )
            for each in found[:limit]
        ],
    )
    if len(found) > limit:
        print(f"… and {len(found) - limit:,} older; --limit shows more.")


def _show(run: RunRecord, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(run))
        return
    print_table(("run", run.id), _rows(run))
    if run.steps:
        print()
        told = [step for step in run.steps if step.state != "done" or step.tries > 1] or run.steps
        print_table(
            ("step", "state", "tries", "took", "why"),
            [
                (step.title or step.name, step.state, step.tries, f"{step.seconds:.1f} s", step.why)
                for step in told[:MOST_SHOWN]
            ],
            title=_steps(run.steps),
        )
        _tell_rest(told)
    if run.warnings:
        print()
        heading(count(len(run.warnings), "warning"))
        for warning in run.warnings[:MOST_SHOWN]:
            print(f"  {warning}")
        _tell_rest(run.warnings)
    if run.markdown:
        print()
        print(run.markdown.rstrip("\n"))


def _rows(run: RunRecord) -> Iterable[tuple[str, str]]:
    yield "command", run.command
    yield "state", run.state
    if run.why:
        yield "why", run.why
    if run.summary and run.summary != run.why:
        yield "done", run.summary
    yield "started", run.started
    yield "ended", run.ended or "not yet"
    yield "took", _took(run)
    for name, told in _how_far(run).items():
        yield f"progress: {name}", told
    for name, value in run.parameters.items():
        if value in ("", [], None):
            continue
        yield f"asked: {name}", ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if run.flow_run:
        yield "Prefect's flow run", run.flow_run
    yield "process", f"{run.pid} on {run.host}, graphmill {run.version}"


def _how_far(run: RunRecord) -> dict[str, str]:
    """Return by name how far a run has come, and of one that goes on how quick it is and how long it will take."""
    return {
        name: f"{done:,} of {total:,}"
        + (f", {pace}" if not run.is_over and (pace := run.pace.get(name)) else "")
        for name, (done, total) in run.progress.items()
    }


def _head(run: RunRecord) -> dict[str, Any]:
    return {name: value for name, value in asdict(run).items() if name not in _DETAILS}


def _took(run: RunRecord) -> str:
    if run.is_over:
        return f"{run.seconds:.1f} s"
    # What it wrote last may be long ago.
    so_far = (datetime.now(UTC) - datetime.fromisoformat(run.started)).total_seconds()
    return f"{max(so_far, run.seconds):.1f} s so far"


def _steps(steps: list[RunStep]) -> str:
    states = Counter(step.state for step in steps)
    return (
        f"{count(len(steps), 'step')}: {', '.join(f'{number:,} {state}' for state, number in states.items())}"
    )


def _tell_rest(shown: list[Any]) -> None:
    if len(shown) > MOST_SHOWN:
        print(f"… and {len(shown) - MOST_SHOWN:,} more; --json has all.")
