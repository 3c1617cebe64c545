"""From what a person names (an id, a path, a URL, a record, a folder, a glob) to documents in the graph.

The graph is asked, not the disk: what is gone can be named like what is there.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from extractors.paths import absolute
from extractors.readers.source import is_url
from extractors.sources.discovery import uri_of_path
from flows.runs.absent_sources import SourceFiles
from graph.contents.loading import KnownDocument


@dataclass(frozen=True, slots=True)
class NamedDocuments:
    """Documents by id; ``many`` says that a folder, a glob or a file of records was named, and not each of them."""

    ids: tuple[str, ...] = ()
    many: bool = False


def find_documents(given: str, known: Mapping[str, KnownDocument], base: Path) -> NamedDocuments:
    """Return the documents of ``known`` (by id) that ``given`` names, none where there is no such document.

    Paths start at the current folder. A folder means all that lies below it, the uri of a file of records all its records.
    """
    if not given.strip():
        return (
            NamedDocuments()
        )  # as an unset variable of a shell's gives it: certainly not everything that is here
    one = find_document(given, {document.id: document.uri for document in known.values()}, base)
    if one is not None:
        return NamedDocuments((one,))
    places = [given] if is_url(given) else list(_places(given, base))
    documents = sorted(known.values(), key=lambda each: each.uri)
    # The first place that holds something: what a link leads to only where nothing bears the name of the link.
    for place in places:
        if found := [each.id for each in documents if _in_place(each, place)]:
            return NamedDocuments(tuple(found), many=True)
    if glob.has_magic(given):
        files = SourceFiles(base)
        for place in places:
            pattern = _with_folders_as_they_are(place, documents)
            if found := [each.id for each in documents if _in_pattern(each, pattern, files)]:
                return NamedDocuments(tuple(found), many=True)
    return NamedDocuments()


def find_document(given: str, uris: Mapping[str, str], base: Path) -> str | None:
    """Return the id of the one document that ``given`` names, by its id, its uri or its path from the current folder.

    ``uris`` are those of the documents in the graph, by id.
    """
    if given in uris:
        return given
    if not given.strip():
        return None
    by_uri = {uri: id_ for id_, uri in uris.items()}
    places = (given,) if is_url(given) else (*_places(given, base), given)
    return next((by_uri[place] for place in places if place in by_uri), None)


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


def _in_place(document: KnownDocument, place: str) -> bool:
    place = place.rstrip("/") or "/"
    if place == ".":
        return not document.uri.startswith("/") and not is_url(document.uri)
    return document.uri.startswith((f"{place.rstrip('/')}/", f"{place}#"))


def _in_pattern(document: KnownDocument, pattern: str, files: SourceFiles) -> bool:
    file = document.uri if is_url(document.uri) else files.of(document)[0]
    parts = tuple(pattern.split("/"))
    return any(_fits(tuple(uri.split("/")), parts) for uri in {document.uri, file})


def _with_folders_as_they_are(pattern: str, documents: Sequence[KnownDocument]) -> str:
    """Return a pattern whose first parts, as far as documents lie in folders of these very names, are no patterns."""
    parts = pattern.split("/")
    for length in range(len(parts) - 1, 0, -1):
        folder = "/".join(parts[:length]) + "/"
        if any(document.uri.startswith(folder) for document in documents):
            return "/".join([*map(glob.escape, parts[:length]), *parts[length:]])
    return pattern


def _fits(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Compare a path with a pattern part by part, as inputs are: ``*`` stays within a part, ``**`` crosses them."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_fits(parts[taken:], pattern[1:] or ("*",)) for taken in range(len(parts)))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])
