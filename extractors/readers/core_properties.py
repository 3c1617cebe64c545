"""The properties that a file of Microsoft Office tells of itself: its title, and when it was made (ECMA-376, part 2, section 11)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import unquote

from extractors.readers.dates import GUESSED, first_date, stamp_date

_RELATIONSHIPS = "_rels/.rels"
_PROPERTIES_PART = "/core-properties"
_TERMS = "{http://purl.org/dc/terms/}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def core_properties(data: bytes) -> dict[str, str]:
    """Return the core properties that the package of bytes ``data`` has, by their tags; empty if it has none.

    The libraries' own properties make the part up where it is missing.

    Raises:
        KeyError: the part that should hold them is not there.
        lxml.etree.XMLSyntaxError: it is no XML.
        zipfile.BadZipFile: the package is no zip archive.

    """
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _RELATIONSHIPS not in archive.namelist():
            return found
        for relation in parsed(archive.read(_RELATIONSHIPS)):
            target = relation.get("Target", "")
            if (
                relation.get("Type", "").endswith(_PROPERTIES_PART)
                and relation.get("TargetMode") != "External"
            ):
                part = posixpath.normpath(unquote(target)).lstrip("/")
                for element in parsed(archive.read(part)):
                    if isinstance(element.tag, str):
                        found.setdefault(element.tag, (element.text or "").strip())
    return found


def title(properties: Mapping[str, str]) -> str:
    """Return the title that the properties give, in one line; empty if they give none."""
    return " ".join(properties.get(_TITLE, "").split())


def made(properties: Mapping[str, str], program: str, templates: Collection[str] = ()) -> tuple[str, str]:
    """Return when the file was made, else last changed, by its properties, and which property says so.

    ``program`` is what the format is called after; ``templates`` are stamps that libraries copy from their templates into
    every file for which nobody sets another, and that say nothing.
    """
    return first_date(
        (stamp_date(stamp), f"{program} property {name}{GUESSED}")
        for name in ("created", "modified")
        if (stamp := properties.get(_TERMS + name, "")) not in templates
    )


def parsed(xml: bytes) -> Any:
    """Return the root of a part's XML without its comments; no entity is resolved and nothing is fetched."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(xml, parser)
