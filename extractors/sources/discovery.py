"""From what the user names (files, folders, globs, URLs) to the ordered list of sources to read."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.documents import Outcome, ReadFailure
from extractors.paths import absolute, at_home
from extractors.readers.conversion import ReadError
from extractors.readers.reader import unsupported
from extractors.readers.registry import format_of, supported_suffixes
from extractors.readers.source import Source, is_url, url_error

_CHECK_PATH = "Check the path; quote a glob, so that the shell leaves it alone."
_MAGIC = re.compile(r"[*?\[]")
_SECRET_PARAMETER = re.compile(
    r"(?:.*[-_])?(?:token|signature|credential|secret|password|key|sig|auth|awsaccesskeyid)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """The sources in the order of the inputs, none twice, and what in the inputs leads to no source."""

    sources: tuple[Source, ...]
    failures: tuple[ReadFailure, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that an input led to. ``key`` is the same for two names of the same file."""

    key: str
    source: Source

    @property
    def is_known(self) -> bool:
        return format_of(self.source.name, self.source.media_type) is not None


@dataclass(slots=True)
class _Expansion:
    """What one input leads to; ``named`` if it names one file rather than many."""

    found: list[_Found] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    named: bool = False

    def add(self, key: str, source: Source) -> None:
        """Add a file, or its failure if its name cannot be stored in a graph."""
        try:
            source.uri.encode("utf-8")
        except UnicodeEncodeError:
            reason = f"The file's name is not valid UTF-8: {source.uri!r}."
            remedy = "Rename it; the program convmv renames whole folders."
            self.failures.append(ReadFailure(_storable(source.uri), Outcome.UNREADABLE, reason, remedy))
        else:
            self.found.append(_Found(key, source))


def discover(inputs: Sequence[str], *, base: Path, exclude: Sequence[str] = ()) -> Discovery:
    """Find every source that ``inputs`` name.

    An input is a file, a folder (taken with all its subfolders, sorted), a glob (``**`` crosses folders), or a URL
    that fsspec opens, which may again be a folder or a glob. Relative paths start at ``base``. Hidden files and
    folders (a leading dot) are left out unless they are named themselves. As far as the first parts of a glob are the
    names of folders as they stand, they are taken as these: ``[2023] letters/*.txt`` lies in ``[2023] letters``.

    The uri of a file inside ``base`` is its POSIX path relative to it, that of another file its absolute path; a URL
    keeps its form, without credentials. A file that is reached twice, also through a symbolic link, counts once,
    under its first name.

    ``exclude`` are shell patterns (``*`` crosses ``/``) on the uri or the file's name. They hold for what folders and
    globs give; a file that is named itself is always taken.

    An input that leads nowhere becomes a failure. So does a named file of an unknown type; those inside a folder
    or a glob make one failure together, which counts them by suffix.
    """
    sources: dict[str, Source] = {}
    failures: list[ReadFailure] = []
    for given in inputs:
        place = _uri_of_input(given, base)
        try:
            expansion = _expand(given, base)
            if expansion.named and not all(each.is_known for each in expansion.found):
                raise unsupported(expansion.found[0].source.name)
        except ReadError as error:
            failures.append(ReadFailure(place, error.outcome, error.reason, error.remedy))
            continue
        failures += expansion.failures
        shown = [
            each for each in expansion.found if expansion.named or not _excluded(each.source.uri, exclude)
        ]
        for each in shown:
            if each.is_known:
                sources.setdefault(each.key, each.source)
        unknown = [each.source.uri for each in shown if not each.is_known]
        if unknown:
            failures.append(_skipped(place, unknown))
        if not shown and not expansion.failures:
            reason = "Nothing here is to be read." if expansion.found else "It holds no files."
            failures.append(ReadFailure(place, Outcome.EMPTY, reason, "Check the inputs."))
    return Discovery(tuple(sources.values()), tuple(failures))


def _expand(given: str, base: Path) -> _Expansion:
    if not given.strip():
        raise ReadError(Outcome.UNREADABLE, "The input is empty.", "Give a file, a folder, a glob or a URL.")
    return _expand_url(given) if is_url(given) else _expand_path(given, base)


def _expand_path(given: str, base: Path) -> _Expansion:
    path = absolute(base / at_home(given))
    expansion = _Expansion()
    if Path(path).is_dir():
        files = list(_files_below(path, base, expansion.failures))
    elif os.path.lexists(path):
        files, expansion.named = [path], True
    elif glob.has_magic(given):
        folder, pattern = _split_glob(Path(path).as_posix(), os.path.isdir)
        if not glob.has_magic(pattern):
            raise ReadError(Outcome.UNREADABLE, "There is no such file or folder.", _CHECK_PATH)
        files = []
        for match in sorted(glob.iglob(glob.escape(folder) + pattern, recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
            # A pattern that ends in ** gives folders and the files in them; the caller counts every file once.
            files += _files_below(match, base, expansion.failures) if Path(match).is_dir() else [match]
        if not files and not expansion.failures:
            raise ReadError(Outcome.UNREADABLE, "No file matches this pattern.", _CHECK_PATH)
    else:
        raise ReadError(Outcome.UNREADABLE, "There is no such file or folder.", _CHECK_PATH)
    for each in dict.fromkeys(files):
        expansion.add(os.path.realpath(each), Source(uri_of_path(each, base), each))
    return expansion


def _split_glob(path: str, is_folder: Callable[[str], bool]) -> tuple[str, str]:
    """Split a glob into the folder where its search begins, with the slash, and the pattern below that.

    A part of the path that is the name of a folder as it stands is no pattern, whatever signs it has.
    """
    folder, pattern = "", path
    while "/" in pattern:
        name, _, below = pattern.partition("/")
        if _MAGIC.search(name) and not is_folder(folder + name):
            break
        folder, pattern = f"{folder}{name}/", below
    return folder, pattern


def _files_below(folder: str, base: Path, failures: list[ReadFailure]) -> Iterator[str]:
    """Yield the files below a folder, sorted by path, symbolic links followed, each real folder once."""

    def closed(error: OSError) -> None:
        failures.append(
            ReadFailure(
                _storable(uri_of_path(str(error.filename), base)),
                Outcome.UNREADABLE,
                f"The folder cannot be listed: {error.strerror}.",
                "Give the user that runs graphmill the right to read it.",
            )
        )

    seen: set[str] = set()
    for where, folders, names in os.walk(folder, followlinks=True, onerror=closed):
        real = os.path.realpath(where)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(where, name) for name in sorted(names) if not name.startswith("."))  # noqa: PTH118


def uri_of_path(path: str, base: Path) -> str:
    """Return the uri of the file at an absolute path: relative to ``base`` if it lies inside, also through links, else the path.

    The last part of the path is the file that is meant, also where it is a link: what a link in the project leads to has a uri
    of its own. Only of a file that is nowhere inside by its own name the one that it leads to is taken.
    """
    root = os.path.realpath(base)
    named = PurePosixPath(path)
    if named.is_relative_to(absolute(base)):
        return named.relative_to(absolute(base)).as_posix()
    for folder in reversed(named.parents):
        # The project's folder under another name; below it the path stays as it is written.
        if os.path.realpath(folder) == root:
            return named.relative_to(folder).as_posix()
    for real in (Path(os.path.realpath(named.parent), named.name), Path(os.path.realpath(path))):
        if real.is_relative_to(root):
            return real.relative_to(root).as_posix()
    return named.as_posix()


def _expand_url(given: str) -> _Expansion:
    import fsspec

    expansion = _Expansion()
    try:
        files, path = fsspec.core.url_to_fs(given)
        if glob.has_magic(path) and not files.exists(path):
            root, pattern = _split_glob(path, files.isdir)
            paths = files.glob(glob.escape(root) + pattern)
            place = given.partition("::")[0].rstrip("/").removesuffix(pattern)
        elif files.isfile(path):
            _add_url(expansion, given, files, path, str(files.info(path).get("mimetype") or ""))
            expansion.named = True
            return expansion
        else:
            files.info(path)  # raises FileNotFoundError for what is not there
            folder = given.partition("::")[0].rstrip("/") + "/"
            paths, place, root = files.find(path), folder, path.rstrip("/") + "/"
        archive = "".join(given.partition("::")[1:])
        for each in sorted(paths):
            inner = each.removeprefix(root)
            if files.isfile(each) and not any(part.startswith(".") for part in inner.split("/")):
                _add_url(expansion, f"{place}{inner}{archive}", files, each)
    except Exception as error:
        raise url_error(without_credentials(given), error) from error
    return expansion


def _add_url(expansion: _Expansion, url: str, files: Any, path: str, media_type: str = "") -> None:
    archive = "::".join(url.split("::")[1:])
    name = os.path.realpath(path) if _is_local(files) else files.unstrip_protocol(path)
    expansion.add(
        f"{name}::{archive}" if archive else name, Source(without_credentials(url), url, media_type)
    )


def _is_local(files: Any) -> bool:
    return "file" in ((files.protocol,) if isinstance(files.protocol, str) else files.protocol)


def without_credentials(url: str) -> str:
    """Return ``url`` without user name, password, and query parameters that carry a secret or a signature."""
    return "::".join(_link_without_credentials(link) for link in url.split("::"))


def _link_without_credentials(link: str) -> str:
    if "://" not in link:
        return link
    scheme, _, rest = link.partition("://")
    netloc, slash, tail = rest.partition("/")
    host = netloc.rpartition("@")[2]
    if "?" not in tail or scheme.lower() not in ("http", "https"):
        return f"{scheme}://{host}{slash}{tail}"
    parts = urlsplit(f"{scheme}://{host}{slash}{tail}")
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if not _SECRET_PARAMETER.fullmatch(name)]
    return urlunsplit(parts if kept == query else parts._replace(query=urlencode(kept)))


def _excluded(uri: str, exclude: Sequence[str]) -> bool:
    return any(_matches(uri, pattern) for pattern in exclude)


def _matches(uri: str, pattern: str) -> bool:
    pattern = pattern.removeprefix("./").removeprefix("**/")
    name = uri.rpartition("/")[2]
    return fnmatch.fnmatchcase(uri, pattern) or fnmatch.fnmatchcase(uri, f"*/{pattern}") or name == pattern


def input_uris(inputs: Sequence[str], *, base: Path) -> list[str]:
    """Return the uris of inputs as failures of theirs bear them: paths relative to ``base``, URLs without credentials."""
    return [_uri_of_input(given, base) for given in inputs]


def _uri_of_input(given: str, base: Path) -> str:
    if is_url(given):
        uri = without_credentials(given)
    else:
        uri = uri_of_path(absolute(base / at_home(given)), base) if given.strip() else "(empty input)"
    return _storable(uri)


def _storable(uri: str) -> str:
    """Return a uri with whatever in it is no text written as escapes."""
    return uri.encode("utf-8", "backslashreplace").decode("utf-8")


def _skipped(uri: str, unknown: Sequence[str]) -> ReadFailure:
    counts = Counter(PurePosixPath(each).suffix.lower() or "no suffix" for each in unknown)
    listed = ", ".join(
        f"{count} {suffix}" for suffix, count in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
    )
    return ReadFailure(
        uri,
        Outcome.UNSUPPORTED,
        f"{len(unknown)} file(s) of types that cannot be read were passed over: {listed} (first: {unknown[0]}).",
        f"Convert those that matter to one of: {' '.join(supported_suffixes())}",
    )


__all__ = ["Discovery", "Source", "discover", "input_uris", "uri_of_path", "without_credentials"]
