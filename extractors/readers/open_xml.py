"""Office Open XML as the libraries that read it expect it, where a file is valid and written otherwise."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMESPACE = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_TARGET = re.compile(rb'\bTarget="([^"]+)"')
_PART_NAME = re.compile(rb'\bPartName="([^"]+)"')
_CONTENT_TYPES = "[Content_Types].xml"


def as_expected(data: bytes) -> bytes:
    """Return a package with the namespaces of transitional documents, and its parts named as its references name them.

    Strict documents (ISO/IEC 29500) have namespaces of their own, the names of parts differ by more than their case
    (ECMA-376, part 2, section 9.1.1), and some programs put backslashes between them. Bytes that need none of this are
    returned as they are.

    Raises:
        zipfile.BadZipFile: the package is no zip archive, or a part of it is damaged.

    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = {entry.filename: entry.filename.replace("\\", "/") for entry in package.infolist()}
        by_lower_case = {name.lower(): stored for stored, name in names.items()}
        parts = {name: package.read(stored) for stored, name in names.items() if _refers(name)}
        for reference in _references(parts):
            stored = by_lower_case.get(reference.lower())
            if stored is not None and reference not in names.values():
                names[stored] = reference
        named = {name.lower(): name for name in names.values()}
        for stored, name in names.items():
            if (source := named.get(_source(name).lower())) is not None:
                names[stored] = f"{posixpath.dirname(source)}/_rels/{posixpath.basename(source)}.rels".lstrip(
                    "/"
                )
        strict = any(_STRICT in part for part in parts.values())
        if not strict and all(stored == name for stored, name in names.items()):
            return data
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as copy:
            for stored, name in names.items():
                part = package.read(stored)
                if strict and name.endswith((".xml", ".rels", ".vml")):
                    part = _STRICT_NAMESPACE.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", part)
                copy.writestr(name, part)
    return written.getvalue()


def _refers(name: str) -> bool:
    return name == _CONTENT_TYPES or name.endswith(".rels")


def _source(name: str) -> str:
    """Return the name of the part whose relations stand in a file of relations; empty if they are another's."""
    folder, _, file = name.rpartition("_rels/")
    return folder + file.removesuffix(".rels") if name.endswith(".rels") else ""


def _references(parts: dict[str, bytes]) -> Iterator[str]:
    """Yield the names of parts that the given parts refer to, as they write them."""
    for name, part in parts.items():
        folder = "" if name == _CONTENT_TYPES else posixpath.dirname(posixpath.dirname(name))
        for target in (_PART_NAME if name == _CONTENT_TYPES else _TARGET).findall(part):
            place = unquote(target.decode("utf-8", "replace"))
            yield posixpath.normpath(posixpath.join("/", folder, place)).lstrip("/")
