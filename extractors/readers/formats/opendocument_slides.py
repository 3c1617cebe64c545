"""OpenDocument slides (.odp): slide after slide, its title, its shapes as they are read, its notes and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractors.readers.archive import ZippedFormat
from extractors.readers.conversion import Converted, Format, ReaderSettings
from extractors.readers.drawings import in_reading_order
from extractors.readers.opendocument import DRAW, OpenDocument, convert_with, styles_that

_PACKAGE = ZippedFormat("OpenDocument presentation", ".odp", "a presentation program")
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_LEFT_OUT = frozenset(["date-time", "footer", "header", "page-number"])
_LENGTH = re.compile(r"(-?[0-9.]+)(cm|mm|in|pt|pc|px)")
_UNITS = {"cm": 360_000, "mm": 36_000, "in": 914_400, "pt": 12_700, "pc": 152_400, "px": 9_525}


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:
    """Return the presentation's text: of each slide its title, its other text from top to bottom, its notes, its comments.

    Hidden slides are read like the others and named in the metadata. Slide numbers, dates, headers and footers are left out.

    Raises:
        ReadError: see `convert_with`.

    """
    return convert_with(data, settings, _PACKAGE, "presentation", _blocks)


def _blocks(document: OpenDocument) -> tuple[list[str], dict[str, str]]:
    hidden_styles = styles_that(
        document.body, "drawing-page-properties", _PRESENTATION + "visibility", "hidden"
    )
    blocks: list[str] = []
    slides = list(document.body.iterchildren(DRAW + "page"))
    for slide in slides:
        document.comments.clear()
        blocks.extend(_slide_blocks(document, slide))
        blocks.extend(document.comments)
    hidden = [
        str(number)
        for number, slide in enumerate(slides, start=1)
        if slide.get(DRAW + "style-name") in hidden_styles
    ]
    return blocks, {"slides": str(len(slides)), **({"hidden_slides": ",".join(hidden)} if hidden else {})}


def _slide_blocks(document: OpenDocument, slide: Any) -> Iterator[str]:
    shown = [shape for shape in slide if shape.get(_PRESENTATION + "class") not in _LEFT_OUT]
    titles = [shape for shape in shown if shape.get(_PRESENTATION + "class") == "title"]
    notes = [shape for shape in shown if shape.tag == _PRESENTATION + "notes"]
    others = [shape for shape in shown if shape not in titles and shape not in notes]
    for shape in titles:
        if text := " ".join(text.replace("\n", " ") for text in document.blocks(shape)):
            yield text
    for shape in in_reading_order(others, _place):
        yield from document.blocks(shape)
    for note in notes:
        for shape in note:
            if shape.get(_PRESENTATION + "class") not in _LEFT_OUT:
                yield from document.blocks(shape)


def _place(shape: Any) -> tuple[int, int] | None:
    """Return top and left of a shape, of a group those of its first shape; None if it does not say them."""
    top, left = (_LENGTH.match(shape.get(_SVG + side, "")) for side in ("y", "x"))
    if top and left:
        return int(float(top[1]) * _UNITS[top[2]]), int(float(left[1]) * _UNITS[left[2]])
    return next(filter(None, map(_place, shape)), None) if shape.tag == DRAW + "g" else None


FORMAT = Format("application/vnd.oasis.opendocument.presentation", (".odp",), convert)
