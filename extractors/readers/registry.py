"""The formats that can be read: one table from suffix and media type to converter."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from extractors.readers.conversion import Converter


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type, its file suffixes (lower case, with the dot), and who converts it.

    ``converter`` is ``module:function``, so that it can be found from another process and is imported only when a
    file of this format turns up. A ``sandboxed`` converter runs in a process with limits on time and memory.
    """

    media_type: str
    suffixes: tuple[str, ...]
    converter: str
    sandboxed: bool


_BY_SUFFIX: dict[str, Format] = {}
_BY_MEDIA_TYPE: dict[str, Format] = {}


def register(
    media_type: str, suffixes: Iterable[str], converter: Converter | str, *, sandboxed: bool = True
) -> Format:
    """Make files of ``suffixes``, and URLs served as ``media_type``, readable by ``converter``.

    A later registration replaces an earlier one. ``converter`` is a function at the top level of a module that can be
    imported, or its place as ``module:function``.

    Raises:
        ValueError: a suffix without its dot, or a function that another process could not import.

    """
    reference = converter if isinstance(converter, str) else _reference(converter)
    if not all(reference.partition(":")):
        raise ValueError(f"{reference!r} is no place of a converter: write it as 'module:function'.")
    known = tuple(suffix.lower() for suffix in suffixes)
    for suffix in known:
        if not suffix.startswith(".") or len(suffix) < 2:
            raise ValueError(f"{suffix!r} is no file suffix: write it with its dot, like '.rst'.")
    added = Format(media_type.lower(), known, reference, sandboxed)
    for suffix in known:
        _BY_SUFFIX[suffix] = added
    _BY_MEDIA_TYPE[added.media_type] = added
    return added


def _reference(converter: Converter) -> str:
    module = getattr(converter, "__module__", "")
    name = getattr(converter, "__qualname__", "")
    if module in ("", "__main__") or not name.isidentifier():
        raise ValueError(
            f"The converter {converter!r} cannot be imported from another process: "
            "define it as a function at the top level of a module outside the script that is run."
        )
    return f"{module}:{name}"


def load_converter(reference: str) -> Converter:
    """Import the converter at ``module:function``.

    Raises:
        ImportError: there is no such module, or one of its packages is not installed.
        AttributeError: the module has no such function.

    """
    module, _, name = reference.partition(":")
    return cast(Converter, getattr(importlib.import_module(module), name))


def format_of(name: str, media_type: str = "") -> Format | None:
    """Return the format of a file by its name's suffix, else by its media type, or None if neither is known."""
    dot = name.rfind(".")
    known = _BY_SUFFIX.get(name[dot:].lower()) if dot > name.rfind("/") + 1 else None
    return known or _BY_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower())


def supported_suffixes() -> tuple[str, ...]:
    """Return every suffix that can be read, sorted."""
    return tuple(sorted(_BY_SUFFIX))


register("text/plain", [".txt"], "extractors.readers.formats.text:convert_text", sandboxed=False)
register("text/markdown", [".md"], "extractors.readers.formats.text:convert_markdown", sandboxed=False)
register("application/jsonl", [".jsonl"], "extractors.readers.formats.jsonl:convert", sandboxed=False)
register("text/html", [".html", ".htm"], "extractors.readers.formats.html:convert")
register("message/rfc822", [".eml"], "extractors.readers.formats.mail:convert")
register("application/pdf", [".pdf"], "extractors.readers.formats.pdf:convert")
register(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    [".docx"],
    "extractors.readers.formats.word:convert",
)
