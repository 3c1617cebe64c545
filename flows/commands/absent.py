"""Documents without their source, as the reports of several commands show them."""

from __future__ import annotations

from collections.abc import Sequence

from flows.runs.absent_sources import OutOfReach
from flows.runs.report import GONE_REMEDY, MOST_LISTED
from flows.terminal.output import count, heading


def print_gone(uris: Sequence[str]) -> None:
    """Print the documents whose source is gone, and what can be done about them; nothing where there are none."""
    if uris:
        print()
        heading(f"Source gone ({len(uris):,})")
        print_uris(uris)
        print(f"  {GONE_REMEDY}")


def print_out_of_reach(places: Sequence[OutOfReach]) -> None:
    """Print the places whose documents may have lost their source, and why nobody can tell."""
    if places:
        print()
        heading("Out of reach, and left alone")
        for each in places:
            print(f"  {each.place}: {count(each.documents, 'document')}, {each.reason}")
        print("  If they are to go, name the place: graphmill forget PLACE")


def print_uris(uris: Sequence[str]) -> None:
    """Print uris one a line, of very many the first."""
    for uri in uris[:MOST_LISTED]:
        print(f"  {uri}")
    if len(uris) > MOST_LISTED:
        print(f"  … and {len(uris) - MOST_LISTED:,} more (all of them: --json)")
