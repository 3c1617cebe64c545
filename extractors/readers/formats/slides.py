"""PowerPoint presentations (.pptx): slide after slide, its title, its shapes as they are read, its notes and comments.

python-pptx opens the package and knows where a placeholder stands; its own walk over shapes passes over what stands in two forms, in
diagrams, charts and comments, so the elements of PresentationML (ECMA-376, part 1, chapter 19) are walked here.
"""

from __future__ import annotations

import io
import json
import posixpath
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from extractors.documents import Outcome
from extractors.readers.archive import DAMAGED, ZippedFormat, check_archive
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings, damage
from extractors.readers.core_properties import core_properties, made, parsed, title
from extractors.readers.drawings import (
    EMBEDDED,
    A,
    Part,
    drawing_blocks,
    in_reading_order,
    own_place,
    paragraph_text,
)
from extractors.readers.open_xml import as_expected

_PACKAGE = ZippedFormat("PowerPoint presentation", ".pptx", "a presentation program", old_suffix=".ppt")
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_P188 = "{http://schemas.microsoft.com/office/powerpoint/2018/8/main}"
_TITLES = frozenset(["title", "ctrTitle"])
# Date, number, head and foot of every slide, and the picture of the slide over its notes.
_LEFT_OUT = frozenset(["dt", "sldNum", "ftr", "hdr", "sldImg"])
_COMMENTS = "/comments"
_AUTHORS = ("/commentAuthors", "/authors")
# What python-pptx copies from its template into every presentation for which nobody sets another.
_TEMPLATE_STAMPS = frozenset(["2013-01-27T09:14:16Z", "2013-01-27T09:15:58Z"])
# What PowerPoint calls a presentation to which nobody gave a title.
_NO_TITLES = frozenset(
    [
        "Apresentação do PowerPoint",
        "PowerPoint Presentation",
        "PowerPoint-Präsentation",
        "PowerPoint-presentatie",
        "Presentación de PowerPoint",
        "Presentazione standard di PowerPoint",
        "Prezentacja programu PowerPoint",
        "Présentation PowerPoint",
        "Slide 1",
        "Презентация PowerPoint",
        "PowerPoint プレゼンテーション",
        "PowerPoint 演示文稿",
    ]
)


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:
    """Return the presentation's text: of each slide its title, its other text from top to bottom, its notes, its comments.

    Hidden slides are read like the others and named in the metadata; files that are embedded are only named there. Slide
    numbers, dates, headers and footers are left out, and so is the text of layouts, which stands on no slide.

    Raises:
        ReadError: with TOO_LARGE if the package would unpack past the limits, with ENCRYPTED if it needs a password,
            with UNSUPPORTED if it is an old .ppt, with CORRUPT if it is damaged.

    """
    check_archive(data, settings, _PACKAGE)
    import pptx
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]
    from pptx.exc import PythonPptxError

    try:
        data = as_expected(data)
        properties = core_properties(data)
        presentation = pptx.Presentation(io.BytesIO(data))
        authors = _authors(presentation.part)
        blocks: list[str] = []
        hidden: list[str] = []
        embedded: list[str] = []
        for number, slide in enumerate(presentation.slides, start=1):
            blocks.extend(_slide_blocks(slide, authors))
            embedded.extend(_embedded(slide.part))
            if slide.element.get("show") in ("0", "false"):
                hidden.append(str(number))
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        *DAMAGED,
        PythonPptxError,
        XMLSyntaxError,
    ) as error:
        raise ReadError(
            Outcome.CORRUPT,
            f"The PowerPoint presentation is damaged ({damage(error)}).",
            "Open it in a presentation program, which can often repair it, and save it again as .pptx.",
        ) from error
    date, date_from = made(properties, "PowerPoint", _TEMPLATE_STAMPS)
    named = title(properties)
    metadata = {"slides": str(len(presentation.slides))}
    if hidden:
        metadata["hidden_slides"] = ",".join(hidden)
    if embedded:
        metadata["embedded"] = json.dumps(embedded, ensure_ascii=False)
    return [
        Converted(
            "\n\n".join(blocks),
            "" if named in _NO_TITLES else named,
            metadata,
            date=date,
            date_from=date_from,
        )
    ]


def _slide_blocks(slide: Any, authors: Mapping[str, str]) -> Iterator[str]:
    part = _part(slide.part)
    places = {place.placeholder_format.idx: place for place in slide.slide_layout.placeholders}
    tree = slide.element.find(f"{_P}cSld/{_P}spTree")
    shapes = [shape for shape in tree if _placeholder(shape).get("type") not in _LEFT_OUT]
    titles = [shape for shape in shapes if _placeholder(shape).get("type") in _TITLES]
    others = [shape for shape in shapes if shape not in titles]
    for shape in titles:
        # A title is broken into lines for its looks.
        if text := " ".join(text.replace("\n", " ") for text in drawing_blocks(shape, part)):
            yield text
    for shape in in_reading_order(others, partial(_place, places)):
        yield from drawing_blocks(shape, part)
    if slide.has_notes_slide:
        notes = slide.notes_slide
        for shape in notes.element.find(f"{_P}cSld/{_P}spTree"):
            if _placeholder(shape).get("type") not in _LEFT_OUT:
                yield from drawing_blocks(shape, _part(notes.part))
    yield from _comments(slide.part, authors)


def _placeholder(shape: Any) -> Mapping[str, str]:
    """Return the attributes by which a shape is a placeholder of its layout; empty if it is none."""
    for properties in shape:
        if isinstance(properties.tag, str) and properties.tag.startswith(f"{_P}nv"):
            found = properties.find(f"{_P}nvPr/{_P}ph")
            if found is not None:
                return {"type": "obj", "idx": "0", **found.attrib}
    return {}


def _place(places: Mapping[int, Any], shape: Any) -> tuple[int, int] | None:
    """Return top and left of a shape, a placeholder's from its layout where it does not say them itself."""
    if found := own_place(shape):
        return found
    placeholder = places.get(int(_placeholder(shape).get("idx", -1)))
    if placeholder is None or placeholder.top is None or placeholder.left is None:
        return None
    return placeholder.top, placeholder.left


def _part(part: Any) -> Part:
    def related(relation: str) -> Part | None:
        found = part.rels.get(relation)
        return None if found is None or found.is_external else _part(found.target_part)

    return Part(parsed(part.blob), related)


def _targets(part: Any, *kinds: str) -> Iterator[Any]:
    """Yield the roots of the parts that a part leads to by relationships of these kinds."""
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(kinds):
            yield parsed(relation.target_part.blob)


def _embedded(slide: Any) -> Iterator[str]:
    """Yield the names of the files that are embedded in a slide; of what they hold, the slide shows a picture."""
    for relation in slide.rels.values():
        if not relation.is_external and relation.reltype.endswith(EMBEDDED):
            yield posixpath.basename(relation.target_part.partname)


def _authors(presentation: Any) -> dict[str, str]:
    """Return the names of those who commented, by their ids; ids of the older form are numbers."""
    return {
        author.get("id", ""): author.get("name", "")
        for root in _targets(presentation, *_AUTHORS)
        for author in root.iter(f"{_P}cmAuthor", f"{_P188}author")
    }


def _comments(slide: Any, authors: Mapping[str, str]) -> Iterator[str]:
    """Yield each comment with the name of its author before it."""
    for root in _targets(slide, _COMMENTS):
        for comment in root.iter(f"{_P}cm", f"{_P188}cm", f"{_P188}reply"):
            body = comment.find(f"{_P188}txBody")
            lines = (
                [comment.findtext(f"{_P}text") or ""]
                if body is None
                else map(paragraph_text, body.iter(A + "p"))
            )
            author = authors.get(comment.get("authorId", ""), "")
            if text := "\n".join(filter(None, map(str.strip, lines))):
                yield f"{author}: {text}" if author else text


FORMAT = Format(
    "application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",), convert
)
