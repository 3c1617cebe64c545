"""``graphmill resolve``: what the rules, decisions and knowledge bases of now make of the evidence."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from flows.commands.corrections.shown import print_effect
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.stores import open_project_store
from flows.terminal.output import print_json
from graph.corrections.acts import relink
from graph.writing.planning import plan
from linking.decisions.file import DecisionsFile


def resolve(
    *,
    apply: Annotated[bool, Parameter(help="Write it.")] = False,
    common: Common = COMMON,
) -> int:
    """Link the whole graph anew from its evidence and show what would change; nothing is written without --apply."""
    settings = common.settings()
    with open_project_store(settings, "write" if apply else "read") as store:
        guidance = load_guidance(settings)
        if apply:
            file = DecisionsFile(settings.decisions_path)
            effect = relink(store, file, guidance, batch_size=settings.flow.commit_documents)
        else:
            effect = plan(store, guidance)
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
