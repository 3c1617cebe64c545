"""Extractions on disk: made once, found again by any later run, complete or absent, never half written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractors.documents import Document
from extractors.errors import GraphmillError
from extractors.mentions import Extraction, Mention, Sentence
from extractors.whole_files import whole_file

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

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def find(self, document_id: str, version: str) -> Path | None:
        """Return the file with the extraction of a document in this version of its evidence, or None."""
        path = self.folder / _name(document_id, version)
        return path if path.is_file() else None

    def save(self, extraction: Extraction) -> Path:
        """Write an extraction and return its path. The file appears whole or not at all, also in a power cut."""
        path = self.folder / _name(extraction.document.id, extraction.version)
        _write(path, extraction)
        return path

    def own_path(self, document_id: str) -> Path:
        """Return the path of what the model alone found in a document, whether it is there or not."""
        return self.folder / f"{document_id}{_OWN}"

    def save_own(self, extraction: Extraction) -> Path:
        """Write what the model alone found, for other rules to be composed with, in place of what it found before."""
        path = self.own_path(extraction.document.id)
        _write(path, extraction)
        return path

    def discard(self, document_id: str, keep_version: str | None = None, *, keep_own: bool = False) -> int:
        """Delete the files of a document, all or all but one version; return how many there were.

        With ``keep_own`` what the model alone found stays as well.
        """
        kept = _name(document_id, keep_version) if keep_version else None
        stale = [path for path in self.folder.glob(f"{document_id}-*.json") if path.name != kept]
        own = self.own_path(document_id)
        if not keep_own and own.is_file():
            stale.append(own)
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)


class LoadedOnDemand:
    """Staged extractions as a collection that reads each file when it is asked for, so that memory stays small."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths

    def __iter__(self) -> Iterator[Extraction]:
        return map(load, self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def load(path: Path) -> Extraction:
    """Read a staged extraction.

    Raises:
        StagingError: the file is missing, damaged, or of another format.

    """
    try:
        data = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
        if data["format"] not in _READ_FORMATS:
            raise StagingError(
                f"{path}: staged by another version of graphmill. Delete the file and ingest again."
            )
        extraction = Extraction(
            document=Document(**data["document"]),
            fingerprint=data["fingerprint"],
            sentences=tuple(Sentence(*sentence) for sentence in data["sentences"]),
            mentions=tuple(Mention(*mention) for mention in data["mentions"]),
        )
    except OSError as error:
        raise StagingError(
            f"{path}: cannot be read ({error.strerror}). Ingest the document again."
        ) from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise StagingError(
            f"{path}: damaged ({error}). Delete the file and ingest the document again."
        ) from error
    return extraction


_OWN = ".model.json"


def _name(document_id: str, version: str) -> str:
    return f"{document_id}-{version}.json"


def _write(path: Path, extraction: Extraction) -> None:
    with whole_file(path, errors="surrogatepass") as file:
        json.dump(_to_json(extraction), file, ensure_ascii=False, separators=(",", ":"))


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
