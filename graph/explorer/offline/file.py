"""``graphmill export html``: the page with the graph in it, for who has no server, no network and no graphmill."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extractors.whole_files import whole_file
from graph.contents.entity_types import entities_by_type
from graph.errors import GraphFileError
from graph.explorer.answers.communities import find_communities
from graph.explorer.answers.map import whole_map
from graph.explorer.answers.overview import overview
from graph.explorer.offline.contents import read_network, read_texts
from graph.explorer.offline.page import NETWORK, TEXTS, packed, page_pieces
from graph.explorer.offline.reasons import reasons
from graph.explorer.project import ExplorerProject
from graph.export.formats import ExportFormat, ExportReport
from graph.questions.association import sentence_count
from graph.questions.status import status
from graph.stores.protocol import GraphStore, Progress

NAME = "html"
HELP = "The page of `graphmill explore` as one file that opens in any browser, without a server or a network."
MOST_BYTES = 50_000_000
"""A larger file takes a browser long to open, and a phone cannot."""
MOST_ENTITIES, MOST_EDGES, MOST_MENTIONS = 200_000, 1_000_000, 3_000_000
FORM = 1
LEFT_OUT = "The texts of the documents are not in this file, which they would have made too large."
WHY_NOT = "This is a file without a server: decide with `graphmill explore` in the project, or with `graphmill merge` and the other commands."


def html_format(project: ExplorerProject) -> ExportFormat:
    """Return the format that writes the page of a project as one file."""
    return ExportFormat(
        NAME, ".html", HELP, lambda store, path, on_progress: write_page(project, store, path, on_progress)
    )


def write_page(
    project: ExplorerProject, store: GraphStore, path: Path, on_progress: Progress | None = None
) -> ExportReport:
    """Write the page with all of the graph; return what was written.

    Where the file would be too large, it has no texts, and says so. It takes the place of what is there as a whole, or not at all.

    Raises:
        GraphFileError: The graph is too large for a file that a browser opens; or the page was not built.
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write.
        OSError: The file cannot be written.
        StoreError: The store cannot be read.

    """
    counts = status(store).counts
    _refuse_too_large(counts)
    communities = find_communities(store)
    network = read_network(store, communities)
    found = len(network.documents)

    def progress(done: int) -> None:
        if on_progress is not None:
            on_progress(done, found)

    held = {
        "form": FORM,
        "sentences": sentence_count(store),
        "overview": overview(store),
        "communities": communities.answer,
        "map": whole_map(store, communities),
        "types": network.types.values,
        **network.columns,
        **reasons(store, project.guidance(), network.columns, counts["local entities"]),
    }
    left_out = False
    parts: dict[str, str] = {}
    for with_texts in (True, False):
        texts = read_texts(store, network, with_texts=with_texts, on_document=progress)
        about = _project(project, store, with_texts=with_texts)
        parts = {NETWORK: packed({"project": about, **held}), TEXTS: packed(texts)}
        if sum(map(len, parts.values())) <= MOST_BYTES:
            break
        left_out = with_texts
    else:
        raise _too_large(counts)
    with whole_file(path) as file:
        file.writelines(page_pieces(f"{project.name} · graphmill", parts))
    nodes, relationships = counts["entities"], counts["co-occurrence edges"]
    report = ExportReport(path, (path.name,), nodes, relationships, path.stat().st_size)
    return replace(
        report,
        figures={"documents": found, "documents with their texts": 0 if left_out else found},
        next_steps=(
            "Open it in any browser; it needs no network and asks nobody for anything.",
            *(
                [f"The texts of the documents were left out: with them the file would have more than {MOST_BYTES / 1e6:.0f} MB."]
                if left_out
                else []
            ),
        ),
    )  # fmt: skip


def _project(project: ExplorerProject, store: GraphStore, *, with_texts: bool) -> dict[str, Any]:
    return {
        "name": project.name,
        "place": "",
        "left_out": "" if with_texts else LEFT_OUT,
        "store": "file",
        "version": version("graphmill"),
        "user": "",
        "can_decide": False,
        "why_not": WHY_NOT,
        "offline": True,
        "as_of": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "types": [{"type": each, "entities": count} for each, count in entities_by_type(store).items()],
    }


def _refuse_too_large(counts: dict[str, int]) -> None:
    limits = {"entities": MOST_ENTITIES, "co-occurrence edges": MOST_EDGES, "mentions": MOST_MENTIONS}
    if any(counts[name] > most for name, most in limits.items()):
        raise _too_large(counts)


def _too_large(counts: dict[str, int]) -> GraphFileError:
    return GraphFileError(
        f"The graph is too large for one page: {counts['entities']:,} entities, {counts['co-occurrence edges']:,} edges and "
        f"{counts['mentions']:,} mentions would give a file of more than {MOST_BYTES / 1e6:.0f} MB or one that no browser opens in time. "
        "Serve it with `graphmill explore`, or take the strongest part on its page with Take away."
    )
