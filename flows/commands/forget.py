"""``graphmill forget``: take documents out of the graph, by name, by place, or because their source is gone."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter
from rapidfuzz import fuzz, process

from extractors.errors import UsageError
from extractors.staging import Staging
from flows.commands.absent import print_out_of_reach, print_uris
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.absent_sources import AbsentSources, absent_sources
from flows.runs.named_documents import find_documents
from flows.terminal.output import count, heading, print_error, print_json
from graph.contents.loading import KnownDocument, known_documents
from graph.contents.project import other_place
from graph.writing.writer import apply_changes

_NEAR = 60.0


def forget(
    documents: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    *,
    gone: Annotated[
        bool, Parameter(help="Those whose source is gone, of all or of the documents named.")
    ] = False,
    apply: Annotated[
        bool, Parameter(help="Remove what stands for many documents, which else is only shown.")
    ] = False,
    common: Common = COMMON,
) -> int:
    """Remove documents and all that only they brought in.

    What stands for many documents (a folder, a glob, a whole .jsonl, --gone) is shown, and removed only with --apply.

    Parameters
    ----------
    documents
        Paths, URLs or document ids, as `graphmill mentions` shows them; folders, globs, files of records.

    """
    given = documents or ()
    settings = common.settings()
    if not given and not gone:
        raise UsageError(
            "Say what to forget: documents, folders or globs, or --gone for those whose source is gone."
        )
    if not all(each.strip() for each in given):
        raise UsageError("A name of what to forget is empty. Give a path, a URL or an id.")
    guidance = load_guidance(settings)
    absent = AbsentSources()
    elsewhere = ""
    with open_project_store(settings, "write") as store:
        known = known_documents(store)
        ids, many, not_found = _named(given, known, settings)
        if gone:
            elsewhere = other_place(store)
            absent = absent_sources(known.values(), settings.base, reader=settings.reader)
            lost = set(absent.gone)
            ids = [id_ for id_ in (ids if given else known) if known[id_].uri in lost]
        wait = (many or gone) and not apply
        if ids and not wait:
            size = settings.flow.commit_documents
            apply_changes(store, (), ids, guidance=guidance, batch_size=size)
    uris = sorted(known[id_].uri for id_ in ids)
    if not wait:
        staging = Staging(settings.state_folder / "staged")
        for id_ in ids:
            staging.discard(id_)
    if common.json:
        print_json(
            {
                "forgotten": [] if wait else uris,
                "would_forget": uris if wait else [],
                "not_found": len(not_found),
                "out_of_reach": [asdict(each) for each in absent.out_of_reach],
                "also_written_from": elsewhere,
            }
        )
    else:
        _tell(uris, wait=wait, gone=gone)
        print_out_of_reach(absent.out_of_reach)
        if elsewhere and uris:
            print(f"\nThis graph was also written from {elsewhere}: what is gone here may be there.")
        if wait and uris:
            print(f"\nNothing was forgotten. Do it with: {_command(given, gone=gone)}")
    return EXIT_FAILED if not_found else EXIT_OK


def _named(
    given: Sequence[str], known: Mapping[str, KnownDocument], settings: Settings
) -> tuple[list[str], bool, list[str]]:
    """Return ids of the documents named, whether a name stands for many, and the names of which there is no document."""
    ids: dict[str, None] = {}
    many = False
    not_found = []
    for each in given:
        found = find_documents(each, known, settings.base)
        ids |= dict.fromkeys(found.ids)
        many = many or found.many
        if not found.ids:
            not_found.append(each)
            uris = [document.uri for document in known.values()]
            near = process.extractOne(each, uris, scorer=fuzz.ratio, score_cutoff=_NEAR)
            hint = f" Did you mean {near[0]}?" if near else " `graphmill mentions` shows the documents."
            print_error(f"{each}: no such document in the graph, and none below it.{hint}")
    return list(ids), many, not_found


def _tell(uris: Sequence[str], *, wait: bool, gone: bool) -> None:
    if wait and uris:
        heading(
            f"{count(len(uris), 'document')} would be forgotten{', for the source is gone' if gone else ''}"
        )
        print_uris(uris)
    elif gone and not uris:
        print("No document's source is known to be gone.")
    else:
        for uri in uris:
            print(f"forgotten: {uri}")


def _command(given: Sequence[str], *, gone: bool) -> str:
    return shlex.join(["graphmill", "forget", *given, *(["--gone"] if gone else []), "--apply"])
