"""From what the user names (files, folders, globs, URLs) to the ordered list of sources to read."""

from __future__ import annotations

import fnmatch
import glob
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.documents import Outcome, ReadFailure
from extractors.readers.model import ReadError
from extractors.readers.reader import unsupported
from extractors.readers.registry import format_of, supported_suffixes
from extractors.readers.sources import Source, SourceError, absolute, is_url, url_error

_CHECK_PATH = "Check the path; quote a glob, so that the shell leaves it alone."
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

    uri: str
    location: str
    key: str
    media_type: str = ""


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
            shown = found if named else [each for each in found if _wanted(each.uri, include, exclude)]
            known = [each for each in shown if format_of(each.uri, each.media_type)]
            if named and not known:
                raise unsupported(found[0].uri)
        except ReadError as error:
            failures.append(
                ReadFailure(_uri_of_input(given, base), error.outcome, error.reason, error.remedy)
            )
            continue
        for each in known:
            sources.setdefault(each.key, Source(each.uri, each.location, each.media_type))
        unknown = [each.uri for each in shown if not format_of(each.uri, each.media_type)]
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
    return _Found(_relative(path, base), path, os.path.realpath(path))


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
            paths, named = sorted(files.glob(path)), False
        elif files.isfile(path):
            return [_found_url(given, str(files.info(path).get("mimetype") or ""))], True
        else:
            files.info(path)  # raises FileNotFoundError for what is not there
            paths, named = sorted(files.find(path)), False
        visible = (each for each in paths if files.isfile(each) and not _hidden(each, path))
        return [_found_url(_member_url(given, files.unstrip_protocol(each))) for each in visible], named
    except Exception as error:
        raise url_error(without_credentials(given), error) from error


def _hidden(path: str, root: str) -> bool:
    fixed = root.split("*", 1)[0].rpartition("/")[0] if glob.has_magic(root) else root
    return any(part.startswith(".") for part in path.removeprefix(fixed).split("/"))


def _member_url(given: str, member: str) -> str:
    """Return the URL of a file in a folder or glob with what ``given`` says about server and archive."""
    _, chained, rest = given.partition("::")
    user = urlsplit(given.partition("::")[0]).netloc.rpartition("@")[0]
    if user and "@" not in urlsplit(member).netloc:
        member = member.replace("://", f"://{user}@", 1)
    return f"{member}{chained}{rest}"


def _found_url(url: str, media_type: str = "") -> _Found:
    shown = without_credentials(url)
    shown.encode("utf-8")
    local = url.removeprefix("file://").removeprefix("local://")
    return _Found(shown, url, os.path.realpath(local) if local != url else shown, media_type)


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
