"""``graphmill copy``: the graph in the other store."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.audited import audit_rows, print_left_out, tell_differences
from flows.commands.options import COMMON, Common, StoreKind
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import store_settings
from flows.terminal.output import print_error, print_json, print_table
from flows.terminal.progress import tell, terminal_progress
from graph.checks.audit import audit
from graph.stores.opening import open_store
from graph.upkeep.copying import copy_graph


def copy(
    *,
    from_: Annotated[StoreKind, Parameter("--from", help="Store that holds the graph.")],
    to: Annotated[StoreKind, Parameter(help="Store that is to hold it; it must hold no graph.")],
    common: Common = COMMON,
) -> int:
    """Copy the graph to the other store as it is: ids, redirects, dates and all. A copy that was cut off begins afresh."""
    settings = common.settings()
    if from_ == to:
        raise UsageError(
            "--from and --to are one store: name the two, for example --from embedded --to neo4j."
        )
    guidance = load_guidance(settings)
    with (
        # The source first: where it is missing nothing is made of the target.
        open_store(store_settings(_with_store(settings, from_)), create=False) as original,
        open_store(store_settings(_with_store(settings, to)), resuming="copy") as copied,
        terminal_progress(quiet=common.json),
    ):
        report = copy_graph(original, copied, on_progress=lambda done, total: tell("copy", done, total))
        # The graph that is copied may be linked by other rules than those of now, or damaged: so is its copy, then.
        expected, found = audit(original, guidance), audit(copied, guidance)
    if common.json:
        print_json(asdict(report) | {"audit": found.to_dict()})
    else:
        rows = [("nodes", f"{report.nodes:,}"), ("relationships", f"{report.relationships:,}")]
        print_table(("copied", "value"), rows + audit_rows(found))
        if report.began_afresh:
            print("A copy that had been cut off was removed first.")
        print_left_out(report.left_out_nodes, report.left_out_relationships)
    if expected.differences != found.differences:
        print_error("the copy is not the graph that it was made from; remove it and copy again.")
        return EXIT_FAILED
    return (
        EXIT_OK
        if common.json
        else tell_differences(
            found,
            f"The graph had them before it was copied: mend the copy with graphmill rebuild --store {to}.",
        )
    )


def _with_store(settings: Settings, kind: str) -> Settings:
    return settings.model_copy(update={"store": settings.store.model_copy(update={"kind": kind})})
