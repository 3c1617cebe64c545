"""Build a graph again from its evidence alone, so that nothing of what it was is left but what its documents say.

The documents are put aside on disk first, and the graph is marked; only then is it emptied and filled again. Whatever is cut
off is completed by the next rebuild: before the mark it reads the documents from the graph, after it from the disk.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from extractors.mentions import Extraction, evidence_version
from extractors.staging import LoadedOnDemand, Staging
from extractors.whole_files import flush_folder, whole_file
from graph.contents.extractions import stored_extractions
from graph.contents.loading import KnownDocument, known_documents
from graph.contents.project import PROJECT_ID, writing
from graph.errors import EvidenceError, StoreError
from graph.schema.labels import SOURCE_LABELS
from graph.stores.foreign import refuse_foreign
from graph.stores.protocol import GraphStore, StepProgress
from graph.stores.unfinished import Mark, put_mark, read_mark, remove_mark
from graph.upkeep.tidying import remove_everything
from graph.writing.document_rows import check_extraction
from graph.writing.sources import put_places
from graph.writing.writer import ChangeReport, apply_changes
from linking.guidance import NO_GUIDANCE, Guidance

LIST = "documents.json"
REMEDY = (
    "Nothing was changed. Take the document out with `graphmill forget` and ingest it again; then rebuild."
)
EMPTYING, FILLING = "emptying", "filling"


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """How many documents the graph was built from again; ``resumed`` says that an earlier rebuild had been cut off."""

    documents: int
    resumed: bool
    changes: ChangeReport


def rebuild(
    store: GraphStore,
    folder: Path,
    guidance: Guidance = NO_GUIDANCE,
    *,
    batch_size: int = 100,
    on_progress: StepProgress | None = None,
) -> RebuildReport:
    """Build the graph again from its documents as they were extracted; ``folder`` is where they are put aside meanwhile.

    The result is the graph of a fresh ingest of the same documents under ``guidance``: redirects, entities out of use and
    what other programs hung on entities are gone, and ids are given anew. The store is opened with ``resuming="rebuild"``.
    ``on_progress`` is told the step ("put aside" or "commit"), the documents done and to do.

    Raises:
        EvidenceError: What the graph holds of a document is damaged; nothing was changed.
        ForeignDataError: Under graphmill's labels there is what graphmill did not write; nothing was changed.
        OtherProjectError: The graph is of another project; nothing was changed.
        StoreBusyError: A writer is at work.
        StoreError: The store failed, or a rebuild was begun elsewhere; calling again completes the work.

    """
    tell = on_progress or _silent
    with writing(store):
        # What is not graphmill's would be removed with the graph; what is, and was damaged, is mended.
        refuse_foreign(store, damaged_too=False)
        mark = read_mark(store)
        resumed = mark is not None
        if mark is None:
            folder = folder.absolute()
            _put_aside(store, folder, tell)
            mark = Mark("rebuild", EMPTYING, str(folder))
            put_mark(store, mark)
        place = _where(mark, folder)
        names: list[str] = json.loads((place / LIST).read_text(encoding="utf-8"))
        if mark.step != FILLING:
            remove_everything(store, keep=[PROJECT_ID], keep_labels=SOURCE_LABELS)
            put_mark(store, Mark("rebuild", FILLING, str(place)))
    changes = apply_changes(
        store,
        LoadedOnDemand(place, names),
        guidance=guidance,
        batch_size=batch_size,
        on_progress=lambda done, total: tell("commit", done, total),
    )
    with store.lease():
        put_places(store)
        remove_mark(store)
    shutil.rmtree(place)
    return RebuildReport(len(names), resumed, changes)


def check_evidence(known: KnownDocument, extraction: Extraction) -> None:
    """Make sure that a document read back from the graph is the one that was put there.

    Raises:
        EvidenceError: Its text, title or sentences are not what its node says, or its mentions do not fit its text.

    """
    place = f"{known.uri} ({known.id})"
    document = extraction.document
    found = {
        "content hash": (known.content_hash, document.content_hash),
        "id": (known.id, document.id),
        "version": (known.version, evidence_version(known.content_hash, known.fingerprint)),
        "number of characters": (known.characters, len(document.text)),
        "number of sentences": (known.windows, len(extraction.sentences)),
    }
    for what, (said, is_) in found.items():
        if said != is_:
            raise EvidenceError(
                f"The stored text of {place} is damaged: its {what} is {is_}, and its node says {said}. {REMEDY}"
            )
    try:
        check_extraction(extraction)
    except EvidenceError as error:
        raise EvidenceError(f"The stored mentions of {place} are damaged: {error} {REMEDY}") from error


def _silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
    del step, done, total


def _put_aside(store: GraphStore, folder: Path, tell: StepProgress) -> None:
    """Write every document of the graph to the folder, whole and on the disk, and then the list of them."""
    known = known_documents(store)
    names: list[str] = []
    try:
        # What is there is left from a rebuild that was cut off before its mark, or after all was done.
        if folder.exists():
            shutil.rmtree(folder)
        staging = Staging(folder)
        tell("put aside", 0, len(known))
        for extraction in _checked(store, known):
            name = staging.save(extraction)
            if staging.load(name) != extraction:
                raise StoreError(
                    f"{folder / name} does not hold what was written to it. Nothing was changed: check the disk."
                )
            names.append(name)
            tell("put aside", len(names), len(known))
        _write_list(folder, names)
    except OSError as error:
        raise StoreError(
            f"The documents cannot be put aside in {folder} ({error.strerror}), and nothing was changed: make room there, or "
            "name another folder with --state."
        ) from error


def _checked(store: GraphStore, known: Mapping[str, KnownDocument]) -> Iterator[Extraction]:
    """Yield the documents as the graph holds them, each only if it is sound."""
    held = stored_extractions(store, known.values())
    for document in sorted(known.values(), key=lambda each: each.id):
        try:
            extraction = next(held).extraction
        except (TypeError, ValueError, KeyError) as error:
            raise EvidenceError(
                f"What is stored of {document.uri} ({document.id}) is damaged and cannot be read: {error}. {REMEDY}"
            ) from error
        check_evidence(document, extraction)
        yield extraction


def _write_list(folder: Path, names: list[str]) -> None:
    """Write the list that says that everything is there; the folder's own entries go to the disk with it."""
    with whole_file(folder / LIST) as file:
        json.dump(names, file)
    flush_folder(folder)


def _where(mark: Mark, folder: Path) -> Path:
    """Return the folder with the documents of a rebuild that was cut off: where it was, or where the project is now."""
    for place in (Path(mark.place), folder):
        if (place / LIST).is_file():
            return place
    raise StoreError(
        f"A rebuild of this graph was cut off, and its documents lie in {mark.place}, which is not here: run it where it was "
        "begun, or bring that folder back."
    )
