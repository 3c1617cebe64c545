"""``graphmill resolve``: what the rules, decisions and knowledge bases of now make of the evidence."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from flows.commands.corrections.shown import print_effect
from flows.commands.options import COMMON, Common
from flows.commands.running import carry_out
from flows.errors import EXIT_OK
from flows.runs.resolution import resolve_graph
from flows.terminal.output import print_json
from graph.writing.planning import ResolutionPlan


def resolve(
    *,
    apply: Annotated[bool, Parameter(help="Write it.")] = False,
    common: Common = COMMON,
) -> int:
    """Link the whole graph anew from its evidence and show what would change; nothing is written without --apply."""
    settings = common.settings()

    def as_flow() -> ResolutionPlan:
        from flows.resolve import resolve as run_flow

        return run_flow(settings, apply=apply)

    effect = carry_out(lambda: resolve_graph(settings, apply=apply), as_flow, settings, quiet=True)
    if common.json:
        print_json(effect.to_dict() | {"applied": apply})
        return EXIT_OK
    print_effect(effect)
    for uri in effect.clustered:
        print(f"mentions grouped anew: {uri}")
    for dormant in effect.dormant:
        print(f"{dormant} names nothing at present")
    if not apply and not effect.is_empty:
        print("Nothing was written. Do it with: graphmill resolve --apply")
    return EXIT_OK
