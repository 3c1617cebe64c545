"""What was filled into the form fields of a page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from extractors.readers.pdf.lines import Line

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

TICK = "☒"
"""What stands for a ticked box whose value says nothing."""

_SAYS_NOTHING = frozenset(["", "on", "off", "yes", "no", "true", "false", "x"])
_BESIDE = 12.0  # a label stands nearer than so many font sizes to its field
_BIT_PASSWORD = 1 << 13


@dataclass(frozen=True, slots=True)
class Field:
    """A field that says something: its text, and the sides of its box."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    ticked: bool = False


def fields(document: PdfDocument, page: PdfPage) -> list[Field]:
    """Return the filled fields of a page: texts, choices, and boxes that are ticked; none where the file is no form.

    A ticked box gives its value where this says something ("Married"), else a sign for the tick. Passwords are left out.

    Raises:
        pypdfium2.PdfiumError: the page is damaged.

    """
    import pypdfium2.raw as pdfium

    if document.formenv is None:
        return []
    form = document.formenv.raw
    found: list[Field] = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
                found.extend(_filled(form, annotation))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _filled(form: Any, annotation: Any) -> Iterator[Field]:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    flags = pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation)
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, box)
    sides = (
        min(box.left, box.right),
        min(box.bottom, box.top),
        max(box.left, box.right),
        max(box.bottom, box.top),
    )
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        if pdfium.FPDFAnnot_IsChecked(form, annotation):
            value = _string(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation)
            mute = value.lower() in _SAYS_NOTHING or value.isdigit()
            yield Field(TICK if mute else value, *sides, ticked=True)
        return
    if kind not in (
        pdfium.FPDF_FORMFIELD_TEXTFIELD,
        pdfium.FPDF_FORMFIELD_COMBOBOX,
        pdfium.FPDF_FORMFIELD_LISTBOX,
    ) or (kind == pdfium.FPDF_FORMFIELD_TEXTFIELD and flags & _BIT_PASSWORD):
        return
    value = _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    lines = [" ".join(line.split()) for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if any(lines):
        yield Field("\n".join(filter(None, lines)), *sides)


def _string(function: Any, form: Any, annotation: Any) -> str:
    size = function(form, annotation, None, 0)
    buffer = ctypes.create_string_buffer(size)
    function(form, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0")


def with_fields(rows: Sequence[list[Line]], filled: Sequence[Field], page: int) -> list[list[Line]]:
    """Return the rows of a page with what was filled in, each value behind the label on its line, else on a line of its own.

    The label of a box that is ticked may stand behind it, and the value then comes before it.
    """
    result = [list(row) for row in rows]
    for value in sorted(filled, key=lambda field: (-field.top, field.left)):
        place = _label(result, value)
        if place is None:
            row = next((index for index, row in enumerate(result) if row[0].base < value.bottom), len(result))
            size = min(max(value.top - value.bottom, 6.0), 12.0)
            line = Line(value.text, page, value.left, value.right, value.bottom, (size, size), alone=True)
            result.insert(row, [line])
            continue
        row, piece = place
        label = result[row][piece]
        before = label.left >= value.right - 1
        text = f"{value.text} {label.text}" if before else f"{label.text} {value.text}"
        result[row][piece] = replace(
            label,
            text=text,
            left=min(label.left, value.left),
            right=max(label.right, value.right),
            alone=True,
        )
    return result


def _label(rows: Sequence[Sequence[Line]], value: Field) -> tuple[int, int] | None:
    """Return the row and the piece that stand nearest on the line of a field; before it, unless it is a box to tick."""
    places: list[tuple[float, int, int]] = []
    for number, row in enumerate(rows):
        for position, piece in enumerate(row):
            if not (value.bottom - 0.5 * piece.size <= piece.base <= value.top - 0.2 * piece.size):
                continue
            before, behind = value.left - piece.right, piece.left - value.right
            if -1 <= before <= _BESIDE * piece.size and not value.ticked:
                places.append((before, number, position))
            elif value.ticked and -1 <= behind <= _BESIDE * piece.size:
                places.append((behind, number, position))
            elif value.ticked and -1 <= before <= _BESIDE * piece.size:
                places.append((before + piece.size, number, position))
    return min(places)[1:] if places else None
