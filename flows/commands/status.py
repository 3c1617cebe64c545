"""``graphmill status``: what the graph holds, what was rejected, which documents have lost their source."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flows.commands.absent import print_gone, print_out_of_reach
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.failures import FailureList
from flows.project.stores import open_project_store
from flows.runs.absent_sources import absent_sources
from flows.terminal.output import heading, print_json, print_table
from graph.analysis.stored import read_record
from graph.contents.loading import known_documents
from graph.contents.sources import SourceLedger, read_ledger
from graph.questions.status import status as status_of


def status(*, common: Common = COMMON) -> int:
    """Show what the graph holds and what was rejected."""
    settings = common.settings()
    with open_project_store(settings) as store:
        found = status_of(store)
        analysis = read_record(store)
        documents = known_documents(store).values()
        ledger = read_ledger(store)
    absent = absent_sources(documents, settings.base, reader=settings.reader, lost=ledger.lost)
    sources = _sources(ledger)
    failures = FailureList(settings.state_folder, settings.base).read()
    if common.json:
        counts = {name.replace(" ", "_").replace("-", "_"): count for name, count in found.totals().items()}
        rejected = [asdict(failure) for failure in failures]
        analysed = {"analysed_at": analysis.analysed_at, "state": analysis.state} if analysis else None
        print_json(
            {
                **counts,
                "entities_by_type": found.entities_by_type,
                "sources": sources,
                "rejected": rejected,
                "gone": absent.gone,
                "out_of_reach": [asdict(each) for each in absent.out_of_reach],
                "analysis": analysed,
            }
        )
        return EXIT_OK
    print_table(("graph", "count"), [(name, f"{value:,}") for name, value in found.totals().items()])
    if found.entities_by_type:
        print()
        print_table(("type", "entities"), [(name, f"{n:,}") for name, n in found.entities_by_type.items()])
    if sources:
        print()
        print_table(
            ("source", "kind", "items", "away", "last looked at"),
            [
                (
                    str(each["name"]),
                    str(each["kind"]),
                    f"{each['items']:,}",
                    f"{each['away']:,}",
                    str(each["looked_at"]),
                )
                for each in sources
            ],
        )
    if analysis:
        print()
        print(f"analysed at {analysis.analysed_at or 'no time'}: {analysis.state}")
    if failures:
        print()
        heading(f"Rejected ({len(failures)}), tried again on the next ingest")
        for failure in failures:
            print(f"  {failure.uri}\n    {failure.outcome}: {failure.reason}\n    {failure.remedy}")
    print_gone(absent.gone)
    print_out_of_reach(absent.out_of_reach)
    return EXIT_OK


def _sources(ledger: SourceLedger) -> list[dict[str, Any]]:
    """Return what the graph remembers of each source: how much it holds, how much that it held is away, when it was looked at."""
    return [
        {
            "name": name,
            "kind": source.kind,
            "items": sum(not item.gone_since for item in ledger.of(name).values()),
            "away": sum(bool(item.gone_since) for item in ledger.of(name).values()),
            "looked_at": source.looked_at or "never whole",
        }
        for name, source in sorted(ledger.sources.items())
    ]
