"""From what a person names (an id, a path, a URL, a record, a folder, a glob) to documents in the graph.

The graph is asked, not the disk: what is gone can be named like what is there.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from extractors.paths import absolute
from extractors.readers.source import is_url
from extractors.sources.discovery import uri_of_path
from flows.runs.absent_sources import SourceFiles
from graph.contents.documents import DocumentOrigin, StoredDocuments


@dataclass(frozen=True, slots=True)
class NamedDocuments:
    """The ``uris`` of documents by id; ``many`` says that a folder, a glob or a file of records was named, and not each of them."""

    uris: Mapping[str, str] = field(default_factory=dict)
    many: bool = False


def find_documents(given: str, documents: StoredDocuments, base: Path) -> NamedDocuments:
    """Return the ``documents`` of a graph that ``given`` names, none where there is no such document.

    Paths start at the current folder. A folder means all that lies below it, the uri of a file of records all its records.
    """
    if not given.strip():
        return (
            NamedDocuments()
        )  # as an unset variable of a shell's gives it: certainly not everything that is here
    uris = {id_: document.uri for id_, document in documents.by_id([given]).items()}
    uris |= {document.id: document.uri for document in documents.at(_candidates(given, base))}
    one = find_document(given, uris, base)
    if one is not None:
        return NamedDocuments({one: uris[one]})
    places = [given] if is_url(given) else list(_places(given, base))
    if found := _first_that_holds(places, _in_place, documents):
        return NamedDocuments(found, many=True)
    if glob.has_magic(given):
        files = SourceFiles(base)
        patterns = [_with_folders_as_they_are(place, documents) for place in places]
        found = _first_that_holds(
            patterns, lambda document, pattern: _in_pattern(document, pattern, files), documents
        )
        return NamedDocuments(found, many=bool(found))
    return NamedDocuments()


def _first_that_holds(
    places: Sequence[str], holds: Callable[[DocumentOrigin, str], bool], documents: StoredDocuments
) -> dict[str, str]:
    """Return the uris, by id and in their order, of the documents of the first place that holds something.

    What a link leads to counts only where nothing bears the name of the link.
    """
    for place in dict.fromkeys(places):
        found = [(each.uri, each.id) for each in documents.origins() if holds(each, place)]
        if found:
            return {id_: uri for uri, id_ in sorted(found)}
    return {}


def find_document(given: str, uris: Mapping[str, str], base: Path) -> str | None:
    """Return the id of the one document that ``given`` names, by its id, its uri or its path from the current folder.

    ``uris`` are those of the documents in the graph, by id.
    """
    if given in uris:
        return given
    if not given.strip():
        return None
    by_uri = {uri: id_ for id_, uri in uris.items()}
    return next((by_uri[place] for place in _candidates(given, base) if place in by_uri), None)


def _candidates(given: str, base: Path) -> tuple[str, ...]:
    """Return the uris of the one document that ``given`` may name, the likeliest first."""
    return (given,) if is_url(given) else (*_places(given, base), given)


def _places(given: str, base: Path) -> Iterator[str]:
    """Yield the uris that a path from the current folder may have in the graph: as it is written, then with its folder's links resolved.

    A file that is a link stays the link: what it leads to was not named.
    """
    yield uri_of_path(absolute(given), base)
    # The record behind a file's name is no part of a path, and stays as it is.
    file, mark, record = given.partition("#")
    yield uri_of_path(absolute(file), base) + mark + record
    folder, name = os.path.split(absolute(file))
    yield uri_of_path(str(Path(os.path.realpath(folder), name)), base) + mark + record


def _in_place(document: DocumentOrigin, place: str) -> bool:
    place = place.rstrip("/") or "/"
    if place == ".":
        return not document.uri.startswith("/") and not is_url(document.uri)
    return document.uri.startswith((f"{place.rstrip('/')}/", f"{place}#"))


def _in_pattern(document: DocumentOrigin, pattern: str, files: SourceFiles) -> bool:
    file = document.uri if is_url(document.uri) else files.of(document)[0]
    parts = tuple(pattern.split("/"))
    return any(_fits(tuple(uri.split("/")), parts) for uri in {document.uri, file})


def _with_folders_as_they_are(pattern: str, documents: StoredDocuments) -> str:
    """Return a pattern whose first parts, as far as documents lie in folders of these very names, are no patterns."""
    parts = pattern.split("/")
    folders = {length: "/".join(parts[:length]) + "/" for length in range(1, len(parts))}
    there = 0
    for document in documents.origins():
        # A folder that holds a document is in folders that do, too.
        while there + 1 in folders and document.uri.startswith(folders[there + 1]):
            there += 1
    if there:
        return "/".join([*map(glob.escape, parts[:there]), *parts[there:]])
    return pattern


def _fits(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Compare a path with a pattern part by part, as inputs are: ``*`` stays within a part, ``**`` crosses them."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_fits(parts[taken:], pattern[1:] or ("*",)) for taken in range(len(parts)))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])
