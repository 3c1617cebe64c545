"""``graphmill export``, ``copy``, ``rebuild`` and ``tidy``: the graph as a whole, moved or made anew."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from extractors.errors import UsageError
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store, store_settings
from flows.terminal.output import count, print_error, print_json, print_table
from flows.terminal.progress import tell, terminal_progress
from graph.checks.audit import AuditReport, audit
from graph.export.neo4j_admin import SCRIPT, export_for_bulk_import
from graph.stores.opening import open_store
from graph.upkeep.copying import copy_graph
from graph.upkeep.rebuilding import rebuild
from graph.upkeep.tidying import remove_unused_entities

REBUILD_FOLDER = "rebuild"
DIFFERENCES_SHOWN = 10


def export_for_neo4j_admin(folder: Path, settings: Settings, *, force: bool, as_json: bool) -> int:
    """Write the graph as files for a bulk import and print how to load them."""
    with open_project_store(settings) as store, terminal_progress(quiet=as_json):
        report = export_for_bulk_import(
            store, folder, force=force, on_progress=lambda done, total: tell("export", done, total)
        )
    if as_json:
        print_json(asdict(report))
        return EXIT_OK
    print_table(
        ("figure", "value"),
        [
            ("nodes", f"{report.nodes:,}"),
            ("relationships", f"{report.relationships:,}"),
            ("files", f"{len(report.files)} in {folder}, {report.bytes / 1e6:,.1f} MB"),
        ],
    )
    _print_left_out(report.left_out_nodes, report.left_out_relationships)
    print("\nStop the Neo4j server, load the files in place of what its database holds, and start it:")
    print(f"  {folder / SCRIPT} {settings.store.database} --overwrite-destination")
    print("then open the graph once, which completes it:")
    print("  graphmill audit --store neo4j")
    return EXIT_OK


def copy_between_stores(source: str, target: str, settings: Settings, *, as_json: bool) -> int:
    """Copy the graph from one kind of store to the other and audit the copy."""
    if source == target:
        raise UsageError(
            "--from and --to are one store: name the two, for example --from embedded --to neo4j."
        )
    guidance = load_guidance(settings)
    with (
        # The source first: where it is missing nothing is made of the target.
        open_store(store_settings(_with_store(settings, source)), create=False) as original,
        open_store(store_settings(_with_store(settings, target)), resuming="copy") as copied,
        terminal_progress(quiet=as_json),
    ):
        report = copy_graph(original, copied, on_progress=lambda done, total: tell("copy", done, total))
        # The graph that is copied may be linked by other rules than those of now, or damaged: so is its copy, then.
        expected, found = audit(original, guidance), audit(copied, guidance)
    if as_json:
        print_json(asdict(report) | {"audit": found.to_dict()})
    else:
        rows = [("nodes", f"{report.nodes:,}"), ("relationships", f"{report.relationships:,}")]
        print_table(("copied", "value"), rows + _checked(found))
        if report.began_afresh:
            print("A copy that had been cut off was removed first.")
        _print_left_out(report.left_out_nodes, report.left_out_relationships)
    if expected.differences != found.differences:
        print_error("the copy is not the graph that it was made from; remove it and copy again.")
        return EXIT_FAILED
    return (
        EXIT_OK
        if as_json
        else _tell_differences(
            found,
            f"The graph had them before it was copied: mend the copy with graphmill rebuild --store {target}.",
        )
    )


def rebuild_graph(settings: Settings, *, as_json: bool) -> int:
    """Build the graph anew from its evidence and audit it."""
    guidance = load_guidance(settings)
    with (
        open_store(store_settings(settings), resuming="rebuild", create=False) as store,
        terminal_progress(quiet=as_json),
    ):
        report = rebuild(
            store,
            settings.state_folder / REBUILD_FOLDER,
            guidance,
            batch_size=settings.flow.commit_documents,
            on_progress=tell,
        )
        found = audit(store, guidance)
    if as_json:
        print_json(asdict(report) | {"audit": found.to_dict()})
        return EXIT_OK if found.is_clean else EXIT_FAILED
    print_table(("rebuilt", "value"), [("documents", f"{report.documents:,}"), *_checked(found)])
    if report.resumed:
        print("A rebuild that had been cut off was completed.")
    return _tell_differences(found, "Run graphmill rebuild again.")


def tidy_graph(settings: Settings, *, as_json: bool) -> int:
    """Delete the entities that nothing needs."""
    with open_project_store(settings, "write") as store:
        removed = remove_unused_entities(store)
    if as_json:
        print_json({"removed": removed})
    else:
        print(f"Removed {count(removed, 'entity').replace('entitys', 'entities')} that nothing names.")
    return EXIT_OK


def _with_store(settings: Settings, kind: str) -> Settings:
    return settings.model_copy(update={"store": settings.store.model_copy(update={"kind": kind})})


def _checked(found: AuditReport) -> list[tuple[str, str]]:
    figures = [(f"audited: {name}", f"{number:,}") for name, number in found.checked.items()]
    return [*figures, ("differences", f"{len(found.differences):,}")]


def _tell_differences(found: AuditReport, remedy: str) -> int:
    if found.is_clean:
        return EXIT_OK
    shown = found.differences[:DIFFERENCES_SHOWN]
    print_table(
        ("difference", "where", "expected", "found"),
        [(each.what, each.where, each.expected, each.found) for each in shown],
    )
    print_error(f"the audit found {count(len(found.differences), 'difference')}. {remedy}")
    return EXIT_FAILED


def _print_left_out(nodes: int, relationships: int) -> None:
    if nodes or relationships:
        print(
            f"Left where they are, for graphmill did not write them: {count(nodes, 'node')}, "
            f"{count(relationships, 'relationship')}."
        )
