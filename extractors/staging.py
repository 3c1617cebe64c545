"""Extractions in a folder: made once, found again by any later run, complete or absent, never half written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from extractors.documents import Document
from extractors.errors import GraphmillError
from extractors.mentions import Extraction, Mention, Sentence
from extractors.storage import Folder, folder_at

STAGING_FORMAT = 2
"""Raised when the layout of the files changes: files of a format that is not read are made anew."""
_READ_FORMATS = (1, STAGING_FORMAT)
"""Format 1 did not say what found a mention: it was always the model, which is what a mention says without it."""


class StagingError(GraphmillError):
    """A staged file that cannot be used; the message names it and the remedy."""


class Staging:
    """A folder of extractions, one JSON file a document and version of its evidence.

    A file's name is the document's id and the evidence version (content hash and extractor fingerprint), so a changed
    document or another extractor is another file, and work done before a crash is found by the run after it.

    Where rules are composed with a model, what the model alone found has a file of its own beside it, so that other rules need
    no model.
    """

    def __init__(self, folder: Path | str) -> None:
        """Take the folder at a path, or at a URL that fsspec reaches.

        Raises:
            extractors.storage.StorageError: no driver for such a URL is installed.

        """
        self._folder = folder_at(folder)

    def find(self, document_id: str, version: str) -> str | None:
        """Return the name of the file with the extraction of a document in this version of its evidence, or None."""
        name = _name(document_id, version)
        return name if self._folder.holds(name) else None

    def holds(self, name: str) -> bool:
        """Tell whether there is a file of this name."""
        return self._folder.holds(name)

    def save(self, extraction: Extraction) -> str:
        """Write an extraction and return the name of its file. The file appears whole or not at all, also in a power cut."""
        return self._write(_name(extraction.document.id, extraction.version), extraction)

    def own_name(self, document_id: str) -> str:
        """Return the name of the file with what the model alone found in a document, whether it is there or not."""
        return f"{document_id}{_OWN}"

    def save_own(self, extraction: Extraction) -> str:
        """Write what the model alone found, for other rules to be composed with, in place of what it found before."""
        return self._write(self.own_name(extraction.document.id), extraction)

    def load(self, name: str) -> Extraction:
        """Read a staged extraction.

        Raises:
            StagingError: the file is missing, damaged, or of another format.

        """
        try:
            content = self._folder.read(name)
        except OSError as error:
            raise _unreadable(self._folder, name, error) from error
        return _parsed(content, self._folder.place(name))

    def discard(self, document_id: str) -> int:
        """Delete the files of a document, and return how many there were."""
        return self._deleted(
            [name for name in self._folder.named(document_id) if _owner(name) == document_id]
        )

    def discard_others(self, kept: Sequence[str], *, keep_own: bool = False) -> int:
        """Delete the files of the documents that the ``kept`` ones are of, all but these, and return how many there were.

        With ``keep_own`` what the model alone found stays as well.
        """
        wanted, documents = set(kept), {_owner(name) for name in kept}

        def stale(names: Iterable[str]) -> list[str]:
            return [
                name
                for name in names
                if name not in wanted and _owner(name) in documents and not (keep_own and name.endswith(_OWN))
            ]

        if self._folder.at_once == 1:
            return self._deleted(stale(self._folder.named("")))
        # One listing of all would grow with the corpus.
        with ThreadPoolExecutor(self._folder.at_once) as pool:
            return sum(pool.map(lambda each: self._deleted(stale(self._folder.named(each))), documents))

    def _deleted(self, names: Sequence[str]) -> int:
        self._folder.delete(names)
        return len(names)

    def _write(self, name: str, extraction: Extraction) -> str:
        text = json.dumps(_to_json(extraction), ensure_ascii=False, separators=(",", ":"))
        self._folder.write(name, text.encode("utf-8", "surrogatepass"))
        return name


class LoadedOnDemand:
    """Staged extractions as a collection that reads each file when it is asked for, so that memory stays small."""

    def __init__(self, folder: Path | str, names: Sequence[str]) -> None:
        self._folder, self._names = folder_at(folder), names

    def __iter__(self) -> Iterator[Extraction]:
        read = self._folder.read_each(self._names)
        for name in self._names:
            try:
                content = next(read)
            except OSError as error:
                raise _unreadable(self._folder, name, error) from error
            yield _parsed(content, self._folder.place(name))

    def __len__(self) -> int:
        return len(self._names)


def _owner(name: str) -> str:
    """Return the id of the document that a staged file is of."""
    return name.removesuffix(_OWN) if name.endswith(_OWN) else name.rpartition("-")[0]


def _unreadable(folder: Folder, name: str, error: OSError) -> StagingError:
    said = error.strerror or "there is no such file"
    return StagingError(f"{folder.place(name)}: cannot be read ({said}). Ingest the document again.")


def _parsed(content: bytes, place: str) -> Extraction:
    try:
        data = json.loads(content.decode("utf-8", "surrogatepass"))
        if data["format"] not in _READ_FORMATS:
            raise StagingError(
                f"{place}: staged by another version of graphmill. Delete the file and ingest again."
            )
        return Extraction(
            document=Document(**data["document"]),
            fingerprint=data["fingerprint"],
            sentences=tuple(Sentence(*sentence) for sentence in data["sentences"]),
            mentions=tuple(Mention(*mention) for mention in data["mentions"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StagingError(
            f"{place}: damaged ({error}). Delete the file and ingest the document again."
        ) from error


_OWN = ".model.json"


def _name(document_id: str, version: str) -> str:
    return f"{document_id}-{version}.json"


def _to_json(extraction: Extraction) -> dict[str, Any]:
    document = {
        "uri": extraction.document.uri,
        "title": extraction.document.title,
        "text": extraction.document.text,
        "media_type": extraction.document.media_type,
        "source_hash": extraction.document.source_hash,
        "metadata": dict(extraction.document.metadata),
        "date": extraction.document.date,
        "date_from": extraction.document.date_from,
        "first_uri": extraction.document.first_uri,
        "reader_version": extraction.document.reader_version,
    }
    return {
        "format": STAGING_FORMAT,
        "document": document,
        "fingerprint": extraction.fingerprint,
        "sentences": [(s.start, s.end) for s in extraction.sentences],
        "mentions": [(m.start, m.end, m.surface, m.type, m.score, m.source) for m in extraction.mentions],
    }
