"""PDF files that name a font without holding it."""

from __future__ import annotations

from extractors.documents import Outcome
from extractors.readers.conversion import Converted, ReaderSettings, RejectedPart
from extractors.readers.formats.pdf import convert


def japanese(content: str) -> bytes:
    """Write a PDF with a Japanese font that is named and not in the file; the script is UTF-16 in hexadecimal."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /No-Such-Font /Encoding /UniJIS-UTF16-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /No-Such-Font /DW 1000 /FontDescriptor 7 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 4 >> >>",
        "<< /Type /FontDescriptor /FontName /No-Such-Font /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        " /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    data = b"%PDF-1.5\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        data
        + f"xref\n0 8\n0000000000 65535 f \n{table}trailer\n<< /Size 8 /Root 1 0 R >>\n".encode()
        + f"startxref\n{len(data)}\n%%EOF\n".encode()
    )


def written(*texts: str) -> str:
    """Return the drawing of texts, one beside the other."""
    return " ".join(
        f"BT /F1 10 Tf {60 + 60 * number} 700 Td <{text.encode('utf-16-be').hex()}> Tj ET"
        for number, text in enumerate(texts)
    )


def test_text_in_a_font_that_is_not_in_the_file_is_read() -> None:
    (document,) = convert(japanese(written("開発者")), ReaderSettings())
    assert isinstance(document, Converted)
    assert document.text == "開発者"


def test_signs_that_are_left_out_for_want_of_their_font_are_reported_unless_they_are_read() -> None:
    document, *parts = convert(japanese(written("の", "開発者", "田")), ReaderSettings())
    assert isinstance(document, Converted)
    missing = [sign for sign in "の田" if sign not in document.text]
    if missing:
        (part,) = parts
        assert isinstance(part, RejectedPart)
        assert (part.record, part.outcome) == ("pages=1", Outcome.UNSUPPORTED)
        assert f"({len(missing)})" in part.reason
    else:
        assert parts == []
