"""PDF files whose every piece of text stands where a test puts it, and forms that are filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.readers.conversion import Converted, ReaderSettings
from extractors.readers.formats.pdf import convert

LEFT, TOP, SIZE, LEADING = 72.0, 760.0, 11.0, 14.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A text in Helvetica, in points from the lower left corner of an A4 page; ``{500}`` in it goes back half its size."""

    x: float
    y: float
    text: str
    size: float = SIZE


@dataclass(frozen=True, slots=True)
class Widget:
    """A form field: its entries as PDF writes them, and its box."""

    entries: str
    box: tuple[float, float, float, float]


def column(lines: Sequence[str], x: float = LEFT, y: float = TOP, leading: float = LEADING) -> list[Piece]:
    """Return lines one below the other, an empty one for a gap."""
    return [Piece(x, y - leading * number, line) for number, line in enumerate(lines) if line]


def pdf_file(
    *pages: Sequence[Piece], widgets: Sequence[Widget] = (), title: str = "", rotation: int = 0
) -> bytes:
    """Return a PDF of the pages; the form fields lie on the first."""
    objects: dict[int, str] = {
        1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields ["
        + " ".join(f"{1000 + number} 0 R" for number in range(len(widgets)))
        + "] >> >>"
        if widgets
        else "<< /Type /Catalog /Pages 2 0 R >>",
        3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: f"<< /Title ({title}) >>",
    }
    kids = []
    for number, page in enumerate(pages):
        content = "".join(
            f"BT /F1 {piece.size} Tf 1 0 0 1 {piece.x} {piece.y} Tm [{_kerned(piece.text)}] TJ ET\n"
            for piece in page
        )
        kids.append(f"{10 + 2 * number} 0 R")
        annotations = " ".join(f"{1000 + index} 0 R" for index in range(len(widgets))) if number == 0 else ""
        objects[10 + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotation} /Contents {11 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> /Annots [{annotations}] >>"
        )
        objects[11 + 2 * number] = (
            f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}endstream"
        )
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    for number, widget in enumerate(widgets):
        box = " ".join(str(side) for side in widget.box)
        objects[1000 + number] = f"<< /Type /Annot /Subtype /Widget /F 4 /Rect [{box}] {widget.entries} >>"
    return _written(objects)


def _kerned(text: str) -> str:
    return re.sub(r"\{(-?\d+)\}", r") \1 (", f"({_escaped(text)})")


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _written(objects: dict[int, str]) -> bytes:
    content = b"%PDF-1.7\n"
    table = b""
    for number in sorted(objects):
        table += f"{number} 1\n{len(content):010} 00000 n \n".encode()
        content += f"{number} 0 obj\n{objects[number]}\nendobj\n".encode("cp1252")
    start = len(content)
    size = max(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return content + b"xref\n0 1\n0000000000 65535 f \n" + table + trailer.encode()


def read_pdf(content: bytes) -> Converted:
    """Return the only document of a PDF file, which reads without a failure."""
    (document,) = convert(content, ReaderSettings())
    assert isinstance(document, Converted)
    return document


def blocks_of(*pages: Sequence[Piece]) -> list[str]:
    """Return the blocks of text that are read of pages."""
    return read_pdf(pdf_file(*pages)).text.split("\n\n")
