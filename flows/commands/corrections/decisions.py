"""``graphmill undo`` and ``graphmill decisions``."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.errors import UsageError
from flows.commands.corrections.shown import act_of, as_one_act, load_present, record, to_json
from flows.commands.options import COMMON, Common, Why
from flows.errors import EXIT_OK
from flows.project.stores import open_project_store
from flows.terminal.output import print_json, print_table
from graph.writing.linking_state import is_pending
from graph.writing.planning import plan
from linking.decisions.decision import Decision, Decisions, Verdict, decide, present_user


def undo(ids: list[str] | None = None, *, why: Why = "", common: Common = COMMON) -> int:
    """Take decisions back; without ids the last one of yours that holds.

    Parameters
    ----------
    ids
        Ids of decisions, as `graphmill decisions` shows them; the id of an undo brings back what it took back.

    """
    settings = common.settings()
    with open_project_store(settings, "write") as store:
        present = load_present(store, settings)
        held = present.guidance.decisions
        targets = [each for name in ids for each in _named(name, held)] if ids else _last(held)
        acts = as_one_act([decide(Verdict.UNDO, undoes=each.id, why=why) for each in targets])
        return record(store, settings, present.guidance, acts, as_json=common.json)


def decisions(*, common: Common = COMMON) -> int:
    """List what people decided, and whether it is followed."""
    settings = common.settings()
    with open_project_store(settings) as store:
        present = load_present(store, settings)
        found = plan(store, present.guidance)
        pending = is_pending(store, present.guidance)
    states = _states(present.guidance.decisions, found.dormant, {each.decision for each in found.conflicts})
    if common.json:
        print_json(
            {
                "decisions": [
                    to_json(each) | {"state": states[each.id]} for each in present.guidance.decisions.all
                ],
                "conflicts": found.conflicts,
                "pending": pending,
            }
        )
        return EXIT_OK
    if not present.guidance.decisions.all:
        print(f"No decisions in {settings.decisions_path}.")
        return EXIT_OK
    print_table(
        ("id", "when", "by", "decision", "state", "why"),
        [
            (each.id, each.at, each.by, each.told(), states[each.id], each.why)
            for each in present.guidance.decisions.all
        ],
    )
    for conflict in found.conflicts:
        against = f", against {', '.join(conflict.against)}" if conflict.against else ""
        print(f"\n{conflict.decision} is not followed{against}: {conflict.reason}.")
    if pending:
        print(
            "\nThe graph does not follow all of them yet: the next ingest or `graphmill resolve --apply` does it."
        )
    return EXIT_OK


def _named(name: str, held: Decisions) -> list[Decision]:
    """Return the decisions of an id, or those of one act whose ids start with it.

    Raises:
        UsageError: there is none, or none that still stands.

    """
    found = [each for each in held.all if each.id == name] or [
        each for each in held.all if act_of(each.id) == name
    ]
    if not found:
        raise UsageError(f"{name}: no such decision. `graphmill decisions` lists them with their ids.")
    standing = [each for each in found if each.id not in held.undone]
    if not standing:
        by = next(each for each in reversed(held.all) if each.undoes == found[0].id)
        raise UsageError(f"{name} is taken back already, by {by.id}. To bring it back, undo {by.id}.")
    return standing


def _last(held: Decisions) -> list[Decision]:
    """Return the last act of the present user that still holds: all its decisions."""
    user = present_user()
    mine = [each for each in held.active if each.by == user]
    if not mine:
        raise UsageError(
            f"There is no decision by {user} to take back. `graphmill decisions` lists all of them."
        )
    return [each for each in mine if act_of(each.id) == act_of(mine[-1].id)]


def _states(held: Decisions, dormant: Sequence[str], conflicts: set[str]) -> dict[str, str]:
    """Say of each decision whether it is followed, and if not why."""
    active = {each.id for each in held.active}
    undone = held.undone
    states = {}
    for each in held.all:
        if each.id in undone:
            states[each.id] = "taken back"
        elif each.verdict is Verdict.UNDO:
            states[each.id] = "holds"
        elif each.id not in active:
            states[each.id] = "replaced by a later one"
        elif each.id in conflicts:
            states[each.id] = "contradicts others"
        elif each.id in dormant:
            states[each.id] = "names nothing at present"
        else:
            states[each.id] = "holds"
    return states
