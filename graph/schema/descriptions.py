"""What a document's node says beside its evidence: where it lies, and what its source says of itself.

It changes without its text: a file is renamed, a record's date corrected, a field of metadata asked for that was not before. Then
the node is brought up to date, and no model runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from extractors.documents import Document
from extractors.segmentation.segments import readable


@dataclass(frozen=True, slots=True)
class Description:
    """Place, kind and metadata (as JSON) of a document; the fields are those of `extractors.documents.Document`."""

    uri: str
    source_hash: str
    media_type: str
    metadata: str = "{}"
    date: str = ""
    date_from: str = ""
    first_uri: str = ""
    reader_version: int = 0

    @classmethod
    def of(cls, document: Document) -> Description:
        """Return the description of a document."""
        return cls(
            uri=document.uri,
            source_hash=document.source_hash,
            media_type=document.media_type,
            metadata=metadata_json(document.metadata),
            date=document.date,
            date_from=document.date_from,
            first_uri=document.first_uri,
            reader_version=document.reader_version,
        )

    def is_older_than(self, media_type: str, reader_version: int) -> bool:
        """Tell whether a reader of another format, or an older one of this format, made the document."""
        return self.media_type != media_type or self.reader_version < reader_version

    def row(self) -> dict[str, Any]:
        """Return the description as properties of a node; what is empty is no property."""
        return {_PROPERTIES[name]: None if value == "" else value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class DescribedDocument:
    """A document in the graph, by its id and the version of its evidence, and the description that it should have."""

    id: str
    version: str
    description: Description


_PROPERTIES = {
    "uri": "uri",
    "source_hash": "sourceHash",
    "media_type": "mediaType",
    "metadata": "metadata",
    "date": "date",
    "date_from": "dateFrom",
    "first_uri": "firstUri",
    "reader_version": "readerVersion",
}
DESCRIBING = tuple(_PROPERTIES.values())
"""The properties of a document's node that are its description."""


def metadata_json(metadata: Mapping[str, str]) -> str:
    """Return metadata as the JSON that a node keeps: every script as it is written, so that a query finds its words."""
    return readable(json.dumps(dict(metadata), sort_keys=True, ensure_ascii=False))
