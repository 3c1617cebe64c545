"""``graphmill rebuild``: the graph made anew from its own evidence."""

from __future__ import annotations

from dataclasses import asdict

from flows.commands.audited import audit_rows, tell_differences
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.stores import store_settings
from flows.terminal.output import print_json, print_table
from flows.terminal.progress import tell, terminal_progress
from graph.checks.audit import audit
from graph.stores.opening import open_store
from graph.upkeep.rebuilding import rebuild as build_again

REBUILD_FOLDER = "rebuild"


def rebuild(*, common: Common = COMMON) -> int:
    """Build the graph again from its own documents and mentions: no file is read and no model run.

    Mends what was damaged by hand. A rebuild that was cut off goes on when it is run again.
    """
    settings = common.settings()
    guidance = load_guidance(settings)
    with (
        open_store(store_settings(settings), resuming="rebuild", create=False) as store,
        terminal_progress(quiet=common.json),
    ):
        report = build_again(
            store,
            settings.state_folder / REBUILD_FOLDER,
            guidance,
            batch_size=settings.flow.commit_documents,
            on_progress=tell,
        )
        found = audit(store, guidance)
    if common.json:
        print_json(asdict(report) | {"audit": found.to_dict()})
        return EXIT_OK if found.is_clean else EXIT_FAILED
    print_table(("rebuilt", "value"), [("documents", f"{report.documents:,}"), *audit_rows(found)])
    if report.resumed:
        print("A rebuild that had been cut off was completed.")
    return tell_differences(found, "Run graphmill rebuild again.")
