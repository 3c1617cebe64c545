"""Strict Open XML: files of Office in the strict form of the standard, made what the libraries open.

Word offers it as "Strict Open XML Document". It differs in the names of its namespaces (ECMA-376, parts 1 and 4).
"""

from __future__ import annotations

import io
import re
import zipfile

_RELATIONSHIPS = "_rels/.rels"
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_IN_XML = (".xml", ".rels")


def as_transitional(data: bytes) -> bytes:
    """Return the package of bytes ``data`` with the names of the usual, transitional form; the same bytes if it has them.

    `extractors.readers.archive.check_archive` is to be asked before, since parts are unpacked here.

    Raises:
        KeyError: the package has no relationships.
        zipfile.BadZipFile: an entry is damaged.

    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if _STRICT not in package.read(_RELATIONSHIPS):
            return data
        renamed = io.BytesIO()
        with zipfile.ZipFile(renamed, "w", zipfile.ZIP_STORED) as target:
            for entry in package.infolist():
                content = package.read(entry)
                if entry.filename.endswith(_IN_XML):
                    content = _STRICT_NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
                target.writestr(entry.filename, content)
    return renamed.getvalue()
