"""Signs that pdfium leaves out because their font is neither in the file nor on the machine."""

from __future__ import annotations

import ctypes
from collections import Counter
from typing import TYPE_CHECKING, Any

from extractors.readers.pdf.lines import UNSPACED

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_NO_WIDTH = 0.01  # points
_LONGEST_NAME = 128  # bytes
_SAMPLE = 64  # signs


def left_out(page: PdfPage, text: PdfTextPage, read: str) -> int:
    """Return how many pieces of a page have no width, and so no text, for want of their font; ``read`` is its text.

    pdfium drops a piece of one sign that it has no picture of, as Japanese programs write it around Latin words. Only fonts that
    are not in the file count, and only those that the page prints signs without spaces in, or a page that gave no text.
    """
    import pypdfium2.raw as pdfium

    if read.strip() and not UNSPACED.search(read):
        return 0
    sides = [ctypes.c_float() for _ in range(4)]
    empty: Counter[bytes] = Counter()
    unspaced: set[bytes] = set()
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        piece = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(piece) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        font = pdfium.FPDFTextObj_GetFont(piece)
        if pdfium.FPDFFont_GetIsEmbedded(font) != 0:
            continue
        pdfium.FPDFPageObj_GetBounds(piece, *sides)
        name = _name(font)
        if sides[2].value - sides[0].value < _NO_WIDTH:
            empty[name] += 1
        elif name not in unspaced and UNSPACED.search(_text(piece, text)):
            unspaced.add(name)
    return sum(count for name, count in empty.items() if name in unspaced or not read.strip())


def _name(font: Any) -> bytes:
    import pypdfium2.raw as pdfium

    buffer = ctypes.create_string_buffer(_LONGEST_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, _LONGEST_NAME)
    return buffer.value


def _text(piece: Any, text: PdfTextPage) -> str:
    import pypdfium2.raw as pdfium

    buffer = (ctypes.c_ushort * _SAMPLE)()
    size = pdfium.FPDFTextObj_GetText(piece, text.raw, buffer, ctypes.sizeof(buffer))
    if size > ctypes.sizeof(buffer):  # too long for the sample: pdfium then writes nothing
        buffer = (ctypes.c_ushort * (size // 2))()
        pdfium.FPDFTextObj_GetText(piece, text.raw, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
