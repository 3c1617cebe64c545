"""``graphmill undo`` and ``graphmill decisions``."""

from __future__ import annotations

from flows.commands.corrections.shown import record, to_json
from flows.commands.options import COMMON, Common, Why
from flows.errors import EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.stores import open_project_store
from flows.terminal.output import print_json, print_table
from graph.corrections.acts import states, taken_back
from graph.writing.linking_state import is_pending
from graph.writing.planning import plan
from linking.decisions.decision import present_user


def undo(ids: list[str] | None = None, *, why: Why = "", common: Common = COMMON) -> int:
    """Take decisions back; without ids the last one of yours that holds.

    Parameters
    ----------
    ids
        Ids of decisions, as `graphmill decisions` shows them; the id of an undo brings back what it took back.

    """
    settings = common.settings()
    with open_project_store(settings, "write") as store:
        guidance = load_guidance(settings)
        undone = taken_back(guidance.decisions, ids or (), by=present_user(), why=why)
        return record(store, settings, guidance, undone, as_json=common.json)


def decisions(*, common: Common = COMMON) -> int:
    """List what people decided, and whether it is followed."""
    settings = common.settings()
    with open_project_store(settings) as store:
        guidance = load_guidance(settings)
        found = plan(store, guidance)
        pending = is_pending(store, guidance)
    held = guidance.decisions
    state = states(held, found)
    if common.json:
        print_json(
            {
                "decisions": [to_json(each) | {"state": state[each.id]} for each in held.all],
                "conflicts": found.conflicts,
                "pending": pending,
            }
        )
        return EXIT_OK
    if not held.all:
        print(f"No decisions in {settings.decisions_path}.")
        return EXIT_OK
    print_table(
        ("id", "when", "by", "decision", "state", "why"),
        [(each.id, each.at, each.by, each.told(), state[each.id], each.why) for each in held.all],
    )
    for conflict in found.conflicts:
        against = f", against {', '.join(conflict.against)}" if conflict.against else ""
        print(f"\n{conflict.decision} is not followed{against}: {conflict.reason}.")
    if pending:
        print(
            "\nThe graph does not follow all of them yet: the next ingest or `graphmill resolve --apply` does it."
        )
    return EXIT_OK
