"""From what the user names (files, folders, globs, URLs) to the ordered list of sources to read."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.documents import Outcome, ReadFailure
from extractors.paths import absolute, at_home
from extractors.readers.conversion import ReadError
from extractors.readers.reader import unsupported
from extractors.readers.registry import format_of, supported_suffixes
from extractors.readers.source import Source, is_url, url_error
from extractors.time_limits import TookTooLongError, within

_CHECK_PATH = "Check the path; quote a glob, so that the shell leaves it alone."
_MAGIC = re.compile(r"[*?\[]")
_SETTLED_SECONDS = 2.0
"""The coarsest clock of a file system in use (FAT)."""
_SECRET_PARAMETER = re.compile(
    r"(?:.*[-_])?(?:token|signature|credential|secret|password|key|sig|auth|awsaccesskeyid)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """The sources in the order of the inputs, none twice, and what in the inputs leads to no source.

    ``versions`` has for a source's uri what the file system or the server says that changes with the file: size, times, an ETag. It is left
    out where nothing is said, or where a change may follow that it would not show. ``is_whole`` says that nothing was closed to the
    search, so that what is not among the sources is not there.
    """

    sources: tuple[Source, ...]
    failures: tuple[ReadFailure, ...]
    versions: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that an input led to. ``key`` is the same for two names of the same file."""

    key: str
    source: Source
    version: str = ""

    @property
    def is_known(self) -> bool:
        return format_of(self.source.name, self.source.media_type) is not None


@dataclass(slots=True)
class _Expansion:
    """What one input leads to; ``named`` if it names one file rather than many."""

    found: list[_Found] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    named: bool = False
    closed: bool = False

    def add(self, key: str, source: Source, version: str = "") -> None:
        """Add a file, or its failure if its name cannot be stored in a graph."""
        try:
            source.uri.encode("utf-8")
        except UnicodeEncodeError:
            reason = f"The file's name is not valid UTF-8: {source.uri!r}."
            remedy = "Rename it; the program convmv renames whole folders."
            self.failures.append(ReadFailure(_storable(source.uri), Outcome.UNREADABLE, reason, remedy))
        else:
            self.found.append(_Found(key, source, version))


def discover(
    inputs: Sequence[str],
    *,
    base: Path,
    exclude: Sequence[str] = (),
    seconds: float | None = None,
    versions: bool = False,
) -> Discovery:
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

    An input that leads nowhere becomes a failure, and so does a URL that has said what it leads to not ``seconds`` after it was asked. So does a named file of an unknown type; those inside a folder
    or a glob make one failure together, which counts them by suffix.

    With ``versions`` these are told also where it takes a question to the server for each file.
    """
    found: dict[str, _Found] = {}
    failures: list[ReadFailure] = []
    is_whole = True
    for given in inputs:
        place = _uri_of_input(given, base)
        try:
            expansion = _expand(given, base, seconds, ask=versions)
            if expansion.named and not all(each.is_known for each in expansion.found):
                raise unsupported(expansion.found[0].source.name)
        except ReadError as error:
            failures.append(ReadFailure(place, error.outcome, error.reason, error.remedy))
            is_whole = is_whole and error.outcome is Outcome.EMPTY
            continue
        is_whole = is_whole and not expansion.closed
        failures += expansion.failures
        shown = [
            each for each in expansion.found if expansion.named or not _excluded(each.source.uri, exclude)
        ]
        for each in shown:
            if each.is_known:
                found.setdefault(each.key, each)
        unknown = [each.source.uri for each in shown if not each.is_known]
        if unknown:
            failures.append(_skipped(place, unknown))
        if not shown and not expansion.failures:
            reason = "Nothing here is to be read." if expansion.found else "It holds no files."
            failures.append(ReadFailure(place, Outcome.EMPTY, reason, "Check the inputs."))
    told = {each.source.uri: each.version for each in found.values() if each.version}
    return Discovery(tuple(each.source for each in found.values()), tuple(failures), told, is_whole)


def _expand(given: str, base: Path, seconds: float | None, *, ask: bool) -> _Expansion:
    if not given.strip():
        raise ReadError(Outcome.UNREADABLE, "The input is empty.", "Give a file, a folder, a glob or a URL.")
    if not is_url(given):
        return _expand_path(given, base)
    if seconds is None:
        return _expand_url(given, ask=ask)
    try:
        return within(seconds, lambda: _expand_url(given, ask=ask))
    except TookTooLongError as error:
        raise ReadError(
            Outcome.TIMEOUT,
            f"Its server had not said after {seconds:g} s what is there.",
            "Check that the server answers and try again, or raise the readers' listing_seconds.",
        ) from error


def _expand_path(given: str, base: Path) -> _Expansion:
    path = absolute(base / at_home(given))
    expansion = _Expansion()
    if Path(path).is_dir():
        files = list(_files_below(path, base, expansion))
    elif os.path.lexists(path):
        files, expansion.named = [path], True
    elif glob.has_magic(given):
        folder, pattern = _split_glob(Path(path).as_posix(), os.path.isdir)
        if not Path(folder or "/").is_dir():
            raise ReadError(Outcome.UNREADABLE, f"The folder {folder} is not there.", _CHECK_PATH)
        if not glob.has_magic(pattern):
            raise ReadError(Outcome.UNREADABLE, "There is no such file or folder.", _CHECK_PATH)
        files = []
        for match in sorted(glob.iglob(glob.escape(folder) + pattern, recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
            # A pattern that ends in ** gives folders and the files in them; the caller counts every file once.
            files += _files_below(match, base, expansion) if Path(match).is_dir() else [match]
        if not files and not expansion.failures:
            raise ReadError(Outcome.EMPTY, "No file matches this pattern.", _CHECK_PATH)
    else:
        raise ReadError(Outcome.UNREADABLE, "There is no such file or folder.", _CHECK_PATH)
    for each in dict.fromkeys(files):
        expansion.add(os.path.realpath(each), Source(uri_of_path(each, base), each), version_of_file(each))
    return expansion


def folder_of(given: str, base: Path) -> Path:
    """Return the folder below which all files lie that a path or a glob names: itself, where a glob begins, or that of a file."""
    path = absolute(base / at_home(given))
    if Path(path).is_dir() or not (os.path.lexists(path) or glob.has_magic(given)):
        return Path(path)
    if os.path.lexists(path):
        return Path(path).parent
    return Path(_split_glob(Path(path).as_posix(), os.path.isdir)[0] or "/")


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


def _files_below(folder: str, base: Path, expansion: _Expansion) -> Iterator[str]:
    """Yield the files below a folder, sorted by path, symbolic links followed, each real folder once."""

    def closed(error: OSError) -> None:
        expansion.closed = True
        expansion.failures.append(
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


def _expand_url(given: str, *, ask: bool) -> _Expansion:
    import fsspec

    expansion = _Expansion()
    try:
        files, path = fsspec.core.url_to_fs(given)
        # A process that lives long must not be told what was there at its first look.
        files.invalidate_cache()
        # What follows a question mark is asked of a web server, and names no files.
        named = path.partition("?")[0] if _is_web(files) else path
        if glob.has_magic(named) and not files.exists(path):
            root, pattern = _split_glob(path, files.isdir)
            infos = files.glob(glob.escape(root) + pattern, detail=True)
            place = given.partition("::")[0].rstrip("/").removesuffix(pattern)
        elif files.isfile(path):
            _add_url(expansion, given, files, path, files.info(path))
            expansion.named = True
            return expansion
        else:
            files.info(path)  # raises FileNotFoundError for what is not there
            folder = given.partition("::")[0].rstrip("/") + "/"
            infos, place, root = files.find(path, detail=True), folder, path.rstrip("/") + "/"
        archive = "".join(given.partition("::")[1:])
        for each, info in sorted(infos.items()):
            inner = each.removeprefix(root)
            if info.get("type") != "directory" and not any(part.startswith(".") for part in inner.split("/")):
                # A list of links says nothing of what they lead to.
                said = {**info, **_asked(files, each)} if ask and _is_web(files) and not archive else info
                _add_url(expansion, f"{place}{inner}{archive}", files, each, {**said, "mimetype": ""})
    except Exception as error:
        raise url_error(without_credentials(given), error) from error
    return expansion


def _add_url(expansion: _Expansion, url: str, files: Any, path: str, info: Mapping[str, Any]) -> None:
    archive = "::".join(url.split("::")[1:])
    local = _is_local(files)
    name = os.path.realpath(path) if local else files.unstrip_protocol(path)
    source = Source(without_credentials(url), url, str(info.get("mimetype") or ""))
    # A member of an archive says nothing of a change of the archive.
    version = "" if archive else version_of_file(name) if local else _version_of_object(info)
    expansion.add(f"{name}::{archive}" if archive else name, source, version)


def version_of_file(path: str) -> str:
    """Return what changes with a file's content without reading it; empty where a change could follow unseen, or nothing can be told.

    It is size, times of change and number of the file. The time of the last change of its state cannot be set back by a program; a file that changed this very moment
    may change again within the same tick of the file system's clock.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - for very many files
    except OSError:
        return ""
    if abs(time.time() - max(status.st_mtime, status.st_ctime)) < _SETTLED_SECONDS:
        return ""
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def _version_of_object(info: Mapping[str, Any]) -> str:
    """Return what a server says of an object that changes with its content; empty where it says too little."""
    marks = [
        info.get(name)
        for name in ("ETag", "etag", "generation", "md5Hash", "content_md5", "Content-MD5", "Digest")
    ]
    told = [str(mark) for mark in marks if mark]
    if not told:
        times = [
            info.get(name)
            for name in ("LastModified", "Last-Modified", "last_modified", "mtime", "modified", "updated")
        ]
        told = [str(each) for each in times if each and _is_settled(each)]
    if not told:
        return ""
    return "-".join([str(info.get("size", "")), *told])


def _is_settled(moment: object) -> bool:
    """Tell whether a time of change lies so far back that another change would bear another one; of one that cannot be read, no."""
    if isinstance(moment, str):
        try:
            moment = parsedate_to_datetime(moment)
        except ValueError:
            return False
    if isinstance(moment, datetime):
        moment = moment.timestamp()
    return isinstance(moment, int | float) and abs(time.time() - moment) >= _SETTLED_SECONDS


def _is_web(files: Any) -> bool:
    return "https" in ((files.protocol,) if isinstance(files.protocol, str) else files.protocol)


def _asked(files: Any, path: str) -> Mapping[str, Any]:
    """Return what a web server says of a page without sending it, nothing where it does not answer that."""
    try:
        found: Mapping[str, Any] = files.info(path)
    except Exception:  # noqa: BLE001 - every driver raises errors of its own, and reading the page will tell
        return {}
    return found


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
