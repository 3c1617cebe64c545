#!/usr/bin/env bash
# Finding: pdfium leaves single signs out of a PDF's text when their font is neither in the file nor on the machine.
#
# Versions: pypdfium2 5.15.2; Python 3.11.
# Source:   pdfium, core/fpdftext/cpdf_textpage.cpp: a text object whose rectangle has no width is passed over. The PDF reference
#           (ISO 32000-1, 9.7.5 and 9.10.2) gives the text of such a font by its predefined character map, without any glyph.
#
# Behaviour: a Japanese font may be named in a PDF without being in it, and programs such as dvipdfmx write a lone kana between two
# Latin words as a piece of text of its own. Of text of three signs pdfium gives all three. Of a piece of one sign the rectangle is
# that of the sign's picture; without the font there is no picture, the rectangle has no width, and the sign is missing from the text
# without an error. On a machine with a Japanese font the same file gives the sign: the text depends on what is installed.
# Remedy: install a font for the script, or count the text objects without width (FPDFPageObj_GetBounds) and say that they are missing.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed (also on a machine with a Japanese font), another when the trial
# itself cannot be made.
#
# Output seen:
#   pypdfium2 5.15.2, three signs in one piece: '開発者'
#   the first of them in a piece of its own: '発者'
#   that piece is 0.0 points wide
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "pypdfium2==5.15.2"
cd "$folder"

cat >trial.py <<'PYTHON'
import ctypes
import importlib.metadata
import sys

import pypdfium2
import pypdfium2.raw


def page(content):
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /UniJIS-UTF16-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /DW 1000 /FontDescriptor 7 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 4 >> >>",
        "<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        " /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    data, places = b"%PDF-1.5\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    data += f"xref\n0 8\n0000000000 65535 f \n{table}trailer\n<< /Size 8 /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n".encode()
    return pypdfium2.PdfDocument(data)[0]


def shown(text, x):
    return f"BT /F1 10 Tf {x} 100 Td <{text.encode('utf-16-be').hex()}> Tj ET "


whole = page(shown("開発者", 20)).get_textpage().get_text_range()
apart = page(shown("開", 20) + shown("発者", 40))
text = apart.get_textpage().get_text_range()
sides = [ctypes.c_float() for _ in range(4)]
pypdfium2.raw.FPDFPageObj_GetBounds(pypdfium2.raw.FPDFPage_GetObject(apart.raw, 0), *sides)
width = sides[2].value - sides[0].value
print(f"pypdfium2 {importlib.metadata.version('pypdfium2')}, three signs in one piece: {whole!r}")
print(f"the first of them in a piece of its own: {text!r}")
print(f"that piece is {width} points wide")
same = (whole, text, width) == ("開発者", "発者", 0.0)
print("as described" if same else "this has changed")
sys.exit(0 if same else 1)
PYTHON
venv/bin/python trial.py
