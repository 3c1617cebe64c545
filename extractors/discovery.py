"""From what the user names (files, folders, globs, URLs) to the ordered list of sources to read."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.documents import Outcome, ReadFailure
from extractors.readers.model import ReadError
from extractors.readers.reader import unsupported
from extractors.readers.registry import format_of, supported_suffixes
from extractors.readers.sources import Source, SourceError, absolute, is_url, url_error

_CHECK_PATH = "Check the path; quote a glob, so that the shell leaves it alone."
_MAGIC = re.compile(r"[*?\[]")
_SECRET_PARAMETERS = (
    "token",
    "signature",
    "credential",
    "secret",
    "password",
    "key",
    "sig",
    "auth",
    "awsaccesskeyid",
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


def discover(
    inputs: Sequence[str], *, base: Path, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Discovery:
    """Find every source that ``inputs`` name.

    An input is a file, a folder (taken with all its subfolders, sorted), a glob (``**`` crosses folders), or a URL
    that fsspec opens, which may again be a folder or a glob. Relative paths start at ``base``. Hidden files and
    folders (a leading dot) are left out unless they are named themselves.

    The uri of a file inside ``base`` is its POSIX path relative to it, that of another file its absolute path; a URL
    keeps its form, without credentials. A file that is reached twice, also through a symbolic link, counts once,
    under its first name.

    ``include`` and ``exclude`` are shell patterns (``*`` crosses ``/``) on the uri or the file's name. They hold for
    what folders and globs give; a file that is named itself is always taken.

    An input that leads nowhere becomes a failure. So does a named file of an unknown type; those inside a folder
    or a glob make one failure together, which counts them by suffix.
    """
    sources: dict[str, Source] = {}
    failures: list[ReadFailure] = []
    for given in inputs:
        try:
            found, named = _expand(given, base)
            shown = found if named else [each for each in found if _wanted(each.source.uri, include, exclude)]
            if named and not found[0].is_known:
                raise unsupported(found[0].source.name)
        except ReadError as error:
            failures.append(
                ReadFailure(_uri_of_input(given, base), error.outcome, error.reason, error.remedy)
            )
            continue
        for each in shown:
            if each.is_known:
                sources.setdefault(each.key, each.source)
        unknown = [each.source.uri for each in shown if not each.is_known]
        if unknown:
            failures.append(_skipped(_uri_of_input(given, base), unknown))
        if not shown:
            reason = "Nothing here passes include and exclude." if found else "It holds no files."
            failures.append(
                ReadFailure(_uri_of_input(given, base), Outcome.EMPTY, reason, "Check the inputs.")
            )
    return Discovery(tuple(sources.values()), tuple(failures))


def _expand(given: str, base: Path) -> tuple[list[_Found], bool]:
    """Return the files that an input leads to, and whether it names one file rather than many."""
    if not given.strip():
        raise ReadError(Outcome.UNREADABLE, "The input is empty.", "Give a file, a folder, a glob or a URL.")
    try:
        return _expand_url(given) if is_url(given) else _expand_path(given, base)
    except UnicodeEncodeError as error:
        raise ReadError(
            Outcome.UNREADABLE,
            f"A file's name is not valid UTF-8: {error.object!r}.",
            "Rename it; convmv renames whole folders.",
        ) from error


def _expand_path(given: str, base: Path) -> tuple[list[_Found], bool]:
    path = absolute(base / Path(given).expanduser())
    if os.path.isdir(path):  # noqa: PTH112 - paths stay strings, since Path drops a trailing slash and dots
        return [_found_path(each, base) for each in _files_below(path)], False
    if os.path.lexists(path):
        return [_found_path(path, base)], True
    if glob.has_magic(given):
        matches = sorted(glob.iglob(path, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            raise ReadError(Outcome.UNREADABLE, "No file matches this pattern.", _CHECK_PATH)
        files = (_files_below(match) if Path(match).is_dir() else [match] for match in matches)
        # A pattern that ends in ** gives folders and the files in them; every file counts once.
        return [
            _found_path(each, base) for each in dict.fromkeys(name for group in files for name in group)
        ], False
    raise ReadError(Outcome.UNREADABLE, "There is no such file or folder.", _CHECK_PATH)


def _files_below(folder: str) -> Iterator[str]:
    """Yield the files below a folder, sorted by path, symbolic links followed, each real folder once."""
    seen: set[str] = set()
    errors: list[OSError] = []
    for where, folders, names in os.walk(folder, followlinks=True, onerror=errors.append):
        if errors:
            raise _closed_folder(errors[0])
        real = os.path.realpath(where)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(where, name) for name in sorted(names) if not name.startswith("."))  # noqa: PTH118
    if errors:
        raise _closed_folder(errors[0])


def _closed_folder(error: OSError) -> ReadError:
    return ReadError(
        Outcome.UNREADABLE,
        f"The folder {error.filename} cannot be listed: {error.strerror}.",
        "Give the user that runs graphmill the right to read it, or name the other folders one by one.",
    )


def _found_path(path: str, base: Path) -> _Found:
    path.encode("utf-8")  # a name that is no UTF-8 cannot be stored in a graph
    return _Found(os.path.realpath(path), Source(_relative(path, base), path))


def _relative(path: str, base: Path) -> str:
    for inner, outer in ((path, absolute(base)), (os.path.realpath(path), os.path.realpath(base))):
        if PurePosixPath(inner).is_relative_to(outer):
            return Path(inner).relative_to(outer).as_posix()
    return Path(path).as_posix()


def _expand_url(given: str) -> tuple[list[_Found], bool]:
    import fsspec

    try:
        files, path = fsspec.core.url_to_fs(given)
        if glob.has_magic(path) and not files.exists(path):
            paths, place, root = files.glob(path), _before_magic(given), _before_magic(path)
        elif files.isfile(path):
            return [_found_url(given, files, path, str(files.info(path).get("mimetype") or ""))], True
        else:
            files.info(path)  # raises FileNotFoundError for what is not there
            folder = given.partition("::")[0].rstrip("/") + "/"
            paths, place, root = files.find(path), folder, path.rstrip("/") + "/"
        return [
            _found_url(place + each.removeprefix(root) + "".join(given.partition("::")[1:]), files, each)
            for each in sorted(paths)
            if files.isfile(each)
            and not any(part.startswith(".") for part in each.removeprefix(root).split("/"))
        ], False
    except UnicodeEncodeError:
        raise
    except Exception as error:
        raise url_error(without_credentials(given), error) from error


def _before_magic(pattern: str) -> str:
    """Return the folder, with its slash, that a glob starts to search in."""
    return _MAGIC.split(pattern, maxsplit=1)[0].rpartition("/")[0] + "/"


def _found_url(url: str, files: Any, path: str, media_type: str = "") -> _Found:
    shown = without_credentials(url)
    shown.encode("utf-8")
    archive = "::".join(url.split("::")[1:])
    key = f"{files.unstrip_protocol(path)}::{archive}" if archive else files.unstrip_protocol(path)
    return _Found(os.path.realpath(path) if _is_local(files) else key, Source(shown, url, media_type))


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
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _secret(name)
    ]
    if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)):
        return f"{scheme}://{host}{slash}{tail}"
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _secret(name: str) -> bool:
    return name.lower().replace("_", "-").split("-")[-1] in _SECRET_PARAMETERS


def _wanted(uri: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    if include and not any(_matches(uri, pattern) for pattern in include):
        return False
    return not any(_matches(uri, pattern) for pattern in exclude)


def _matches(uri: str, pattern: str) -> bool:
    pattern = pattern.removeprefix("./").removeprefix("**/")
    name = uri.rpartition("/")[2]
    return fnmatch.fnmatchcase(uri, pattern) or fnmatch.fnmatchcase(uri, f"*/{pattern}") or name == pattern


def _uri_of_input(given: str, base: Path) -> str:
    if is_url(given):
        uri = without_credentials(given)
    else:
        uri = _relative(absolute(base / Path(given).expanduser()), base) if given.strip() else "(empty input)"
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


__all__ = ["Discovery", "Source", "SourceError", "discover", "without_credentials"]
