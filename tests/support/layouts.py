"""Forty people, each with a town and a firm, laid out as people lay such things out, in files of several formats."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

PEOPLE = """Nadia Holloway|Jonas Feld|Ivo Kant|Mei Lin|Ravi Patel|Omar Aziz|Priya Raman|Tomas Erben|Oskar Lindgren|Helga Brandt
Gwen Pryce|Tobias Kerr|Dana Petrie|Seán O'Malley|Lucía Ferrer|Giulia Conti|Pierre Vasseur|Amara Okafor|Kwame Boateng|Yuki Tanabe
Sofia Duarte|Marek Zielinski|Ingrid Solberg|Hugo Costa|Leila Haddad|Samuel Whitlock|Anja Vogel|Dmitri Karpov|Elena Marchetti|Farid Nouri
Clara Jensen|Benedikt Rau|Noor Siddiqui|Paul Granger|Teresa Albarn|Viktor Hale|Wanda Kowal|Xiomara Reyes|Zora Novak|Edwin Marsh""".replace(
    "\n", "|"
).split("|")
TOWNS = [
    "Leeds",
    "Vardo",
    "Oslo",
    "Kiel",
    "Lisbon",
    "Porto",
    "Ghent",
    "Tartu",
    "Malmö",
    "Graz",
    "Bergen",
    "Derry",
    "Turin",
    "Lyon",
    "Accra",
    "Osaka",
    "Braga",
    "Gdansk",
    "Tromsø",
    "Faro",
]
FIRMS = """Brightwater Foundation|Corvid Systems|Harbour Trust|Tidal Bank|Ostrava Motors|Tern Chemicals|Nordwind AG|Merrow Press
Kestrel Freight|Daventry Mills""".replace("\n", "|").split("|")

Row = tuple[str, ...]
Layout = tuple[str, str, bytes]
"""What it is, the name of its file, and the file."""

THREE: list[Row] = [(each, TOWNS[i % 20], FIRMS[i * 3 % 10]) for i, each in enumerate(PEOPLE)]
TWO: list[Row] = [row[:2] for row in THREE]
_HEADS: Row = ("Name", "Town", "Firm")


def layouts() -> Iterator[Layout]:
    """Yield every layout: tables of two and of three columns, lists, address blocks, signatures."""
    for rows in (TWO, THREE):
        table = [_HEADS[: len(rows[0])], *rows]
        kind = f"table of {len(rows[0])}"
        yield f"{kind}, HTML", "table.html", _page(_html_table(table, "<td>{}</td>"))
        yield (
            f"{kind}, HTML, a paragraph a cell",
            "cells.html",
            _page(_html_table(table, "<td><p>{}</p></td>")),
        )
        yield f"{kind}, Word", "table.docx", _word(lambda document, rows=table: _word_table(document, rows))
        yield f"{kind}, PDF", "table.pdf", _pdf_table(table)
        yield f"{kind}, PDF without lines", "columns.pdf", _pdf_table(table, borders="NONE")
        yield f"{kind}, Markdown", "table.md", _markdown_table(table)
        yield f"{kind}, .csv", "table.csv", _lines(",".join(row) for row in table)
        yield f"{kind}, .tsv", "table.tsv", _lines("\t".join(row) for row in table)
        yield f"{kind}, CSV as text", "csv.txt", _lines(",".join(row) for row in table)
        yield f"{kind}, tabs as text", "tabs.txt", _lines("\t".join(row) for row in table)
        yield (
            f"{kind}, fixed width",
            "fixed.txt",
            _lines("".join(cell.ljust(24) for cell in row).rstrip() for row in table),
        )
        yield f"{kind}, commas", "commas.txt", _lines(", ".join(row) for row in table)
        yield f"{kind}, .xlsx", "table.xlsx", _sheet(table)
    yield "list, HTML", "list.html", _page("<ul>" + "".join(f"<li>{each}</li>" for each in PEOPLE) + "</ul>")
    yield "list, Word", "list.docx", _word(lambda document: _word_paragraphs(document, PEOPLE, "List Bullet"))
    yield "list, PDF", "list.pdf", _pdf_lines(PEOPLE)
    yield "list, Markdown", "list.md", _lines(f"- {each}" for each in PEOPLE)
    yield "list, slide", "list.pptx", _slides(PEOPLE)
    yield "lines", "lines.txt", _lines(PEOPLE)
    yield "lines, blank ones between", "apart.txt", "\n\n".join(PEOPLE).encode()
    blocks = [[name, f"{10 + i} Quay Street", town] for i, (name, town, _) in enumerate(THREE)]
    yield "addresses", "addresses.txt", "\n\n".join("\n".join(block) for block in blocks).encode()
    yield (
        "addresses, HTML",
        "addresses.html",
        _page("".join(f"<address>{'<br>'.join(block)}</address>" for block in blocks)),
    )
    yield (
        "addresses, Word",
        "addresses.docx",
        _word(lambda document: _word_paragraphs(document, ["\n".join(block) for block in blocks])),
    )
    yield "addresses, PDF", "addresses.pdf", _pdf_lines([line for block in blocks for line in (*block, "")])
    signed = [["Yours sincerely,", name, firm] for name, _, firm in THREE]
    yield "signatures", "signatures.txt", "\n\n".join("\n\n".join(lines) for lines in signed).encode()
    yield (
        "signatures, Word",
        "signatures.docx",
        _word(lambda document: _word_paragraphs(document, [line for lines in signed for line in lines])),
    )


def _lines(lines: Iterator[str] | Sequence[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _page(body: str) -> bytes:
    return f"<!doctype html><meta charset=utf-8><title>People</title><body>{body}</body>".encode()


def _html_table(rows: Sequence[Row], cell: str) -> str:
    return f"<table>{''.join('<tr>' + ''.join(map(cell.format, row)) + '</tr>' for row in rows)}</table>"


def _markdown_table(rows: Sequence[Row]) -> bytes:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return _lines([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def _word(fill: Callable[..., None]) -> bytes:
    import docx

    document = docx.Document()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _word_table(document: object, rows: Sequence[Row]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))  # type: ignore[attr-defined]
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _word_paragraphs(document: object, texts: Sequence[str], style: str | None = None) -> None:
    for text in texts:
        document.add_paragraph(text, style=style)  # type: ignore[attr-defined]


def _pdf() -> object:
    import fpdf

    document = fpdf.FPDF()
    document.add_page()
    document.set_font("Helvetica", size=11)
    return document


def _pdf_table(rows: Sequence[Row], borders: str = "ALL") -> bytes:
    document = _pdf()
    with document.table(borders_layout=borders, first_row_as_headings=False) as table:  # type: ignore[attr-defined]
        for row in rows:
            table.row(row)
    return bytes(document.output())  # type: ignore[attr-defined]


def _pdf_lines(lines: Sequence[str]) -> bytes:
    document = _pdf()
    for line in lines:
        document.cell(text=line or " ", new_x="LMARGIN", new_y="NEXT")  # type: ignore[attr-defined]
    return bytes(document.output())  # type: ignore[attr-defined]


def _sheet(rows: Sequence[Row]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.create_sheet("People", 0)
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _slides(lines: Sequence[str]) -> bytes:
    import pptx

    deck = pptx.Presentation()
    for first in range(0, len(lines), 10):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = "Members"
        slide.placeholders[1].text = "\n".join(lines[first : first + 10])
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()
