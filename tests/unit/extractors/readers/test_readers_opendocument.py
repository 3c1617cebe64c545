"""OpenDocument texts, sheets and slides, written by hand, and by odfdo as another program writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import odfdo
import pytest

from extractors.documents import Document, Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = " ".join(
    [
        *(
            f'xmlns:{name}="{OASIS}{name}:1.0"'
            for name in ("office", "text", "table", "style", "meta", "chart", "presentation")
        ),
        f'xmlns:draw="{OASIS}drawing:1.0"',
        f'xmlns:svg="{OASIS}svg-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
    ]
)
KINDS = {"text": ".odt", "spreadsheet": ".ods", "presentation": ".odp"}


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def package(kind: str, body: str, styles: str = "", meta: str = "", **parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
        archive.writestr(
            "meta.xml",
            f"<office:document-meta {NAMESPACES}><office:meta>{meta}</office:meta></office:document-meta>",
        )
        archive.writestr("META-INF/manifest.xml", parts.pop("manifest", "<manifest/>"))
        for name, part in parts.items():
            archive.writestr(f"{name}/content.xml", part)
    return stream.getvalue()


def result_of(reader: DocumentReader, folder: Path, content: bytes, suffix: str) -> ReadResult:
    path = folder / f"letters{suffix}"
    path.write_bytes(content)
    return reader.read(Source(path.name, str(path)))


def read_one(
    reader: DocumentReader, folder: Path, kind: str, body: str, styles: str = "", meta: str = "", **parts: str
) -> Document:
    result = result_of(reader, folder, package(kind, body, styles, meta, **parts), KINDS[kind])
    assert result.failures == ()
    (document,) = result.documents
    return document


def p(*texts: str) -> str:
    return "".join(f"<text:p>{text}</text:p>" for text in texts)


def cell(*texts: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{p(*texts)}</table:table-cell>"


def rows(*cells: str) -> str:
    return "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)


def test_paragraphs_lists_and_tables_come_in_order_and_notes_at_the_end(
    reader: DocumentReader, tmp_path: Path
) -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body></text:note>"
    )
    comment = f"<office:annotation><dc:creator>Ruth</dc:creator>{p('a comment')}</office:annotation>"
    frame = f"<draw:frame><draw:text-box>{p('In the box')}</draw:text-box><svg:desc>a picture</svg:desc></draw:frame>"
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:h>Acme Corp.</text:h>"
        f"<text:p>Nadia<text:s text:c='2'/>\n  <text:span>Holloway</text:span>{note.format(p('Of Leeds.'))} wrote{comment}.{frame}</text:p>"
        f"<text:list><text:list-item>{p('first')}<text:list><text:list-item>{p('within')}</text:list-item></text:list></text:list-item></text:list>"
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>Contents</text:index-title-template>"
        f"</text:table-of-content-source><text:index-body>{p('Acme Corp.<text:tab/>1')}</text:index-body></text:table-of-content>"
        "<table:table>" + rows(cell("name") + cell("city"), cell("Tomas", "Erben") + cell("") + cell("Brno"), cell("alone") + cell())
        + "</table:table>"
        + p("Mill Street<text:line-break/>Leeds", "<text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>とう</text:ruby-text></text:ruby>")
    )  # fmt: skip
    assert read_one(reader, tmp_path, "text", body).text.split("\n\n") == [
        *("Acme Corp.", "Nadia   Holloway wrote.", "In the box", "first", "within", "Acme Corp.\t1"),
        *("name | city", "Tomas; Erben | | Brno", "alone", "Mill Street\nLeeds", "東京", "Of Leeds."),
    ]


def test_a_sheet_is_its_name_and_its_rows_as_they_are_shown(reader: DocumentReader, tmp_path: Path) -> None:
    twice = cell("same", attributes="table:number-columns-repeated='2'")
    body = (
        "<table:table table:name='People'>"
        + rows(
            cell("name") + "<table:table-cell table:number-columns-repeated='3'/>" + cell("id") + cell("city"),
            cell("Nadia Holloway")
            + "<table:table-cell table:number-columns-repeated='3'/>"
            + cell("00007", attributes="office:value-type='float' office:value='7'")
            + cell("12 Mill Street", "Leeds")
            + "<table:table-cell table:number-columns-repeated='16000'/>",
            "<table:covered-table-cell table:number-columns-repeated='4'/>"
            + "<table:table-cell office:value-type='float' office:value='8'/>"
            + cell("#N/A", attributes="calcext:value-type='error'"),
        )
        + "<table:table-row table:number-rows-repeated='1000000'><table:table-cell/></table:table-row>"
        + f"<table:table-row table:number-rows-repeated='2'>{twice}</table:table-row>"
        + "</table:table><table:table table:name='Empty'/><table:table table:name='Lists' table:style-name='ta2'>"
        + f"<table:shapes><draw:frame><draw:text-box>{p('In a box')}</draw:text-box></draw:frame></table:shapes>"
        + rows(f"<table:table-cell><office:annotation><dc:creator>Ruth</dc:creator>{p('Who?')}</office:annotation>{p('x')}</table:table-cell>")
        + "</table:table>"
    )  # fmt: skip
    styles = "<style:style style:name='ta2'><style:table-properties table:display='false'/></style:style>"
    document = read_one(reader, tmp_path, "spreadsheet", body, styles)
    assert document.text.split("\n\n") == [
        *("People", "name | | id | city", "Nadia Holloway | | 00007 | 12 Mill Street; Leeds", "| | 8"),
        *("same | same", "same | same", "Lists", "x", "In a box", "Ruth: Who?"),
    ]
    assert document.title == "letters"
    assert document.metadata == {"hidden_sheets": '["Lists"]'}


def test_cells_that_repeat_past_the_limit_on_characters_are_refused(
    reader: DocumentReader, tmp_path: Path
) -> None:
    many = cell("word " * 20, attributes="table:number-columns-repeated='16000'")
    for body in (
        rows(*[many] * 20),
        f"<table:table-row table:number-rows-repeated='1000000'>{cell('word ' * 20)}</table:table-row>",
    ):
        content = package("spreadsheet", f"<table:table table:name='x'>{body}</table:table>")
        (failure,) = result_of(reader, tmp_path, content, ".ods").failures
        assert failure.outcome is Outcome.TOO_LARGE
        assert "max_characters" in failure.remedy


def shape(text: str, top: str = "", left: str = "1cm", kind: str = "") -> str:
    place = f"svg:y='{top}' svg:x='{left}'" if top else ""
    return f"<draw:frame {place} {kind and f'presentation:class={kind!r}'}><draw:text-box>{p(text)}</draw:text-box></draw:frame>"


def test_a_slide_is_its_title_its_shapes_in_reading_order_its_notes_and_comments(
    reader: DocumentReader, tmp_path: Path
) -> None:
    table = f"<table:table>{rows(cell('Tomas Erben') + cell('Brno'))}</table:table>"
    body = (
        "<draw:page draw:style-name='dp1'>"
        + f"<office:annotation><dc:creator>Ruth</dc:creator>{p('Who?')}</office:annotation>"
        + "<!-- drawn by hand -->"
        + shape("foot", "15cm")
        + shape("right", "5cm", "10cm")
        + shape("left", "51mm")
        + f"<draw:g>{shape('grouped', '3in')}</draw:g>"
        + f"<draw:frame svg:y='12cm' svg:x='1cm'>{table}</draw:frame>"
        + f"<draw:custom-shape svg:y='11cm' svg:x='1cm'>{p('shape')}</draw:custom-shape>"
        + shape("7", "1cm", kind="page-number")
        + shape("1 May", "1cm", kind="date-time")
        + shape("Annual<text:line-break/>meeting", "2cm", kind="title")
        + f"<presentation:notes><draw:page-thumbnail/>{shape('Be brief.', '9cm', kind='notes')}{shape('x', '1cm', kind='header')}</presentation:notes>"
        + "</draw:page><draw:page draw:style-name='dp2'>"
        + shape("Hidden", "1cm")
        + "</draw:page>"
    )
    styles = "<style:style style:name='dp2'><style:drawing-page-properties presentation:visibility='hidden'/></style:style>"
    document = read_one(reader, tmp_path, "presentation", body, styles)
    assert document.text.split("\n\n") == [
        *("Annual meeting", "left", "right", "grouped", "shape", "Tomas Erben | Brno", "foot", "Be brief."),
        *("Ruth: Who?", "Hidden"),
    ]
    assert document.title == "Annual meeting"
    assert document.metadata == {"slides": "2", "hidden_slides": "2"}


def test_a_chart_gives_its_titles_and_the_names_of_what_it_shows(
    reader: DocumentReader, tmp_path: Path
) -> None:
    values = cell("5", attributes="office:value-type='float' office:value='5'")
    name = "office:value-type='string'"
    chart = (
        f"<office:document-content {NAMESPACES}><office:body><office:chart><chart:chart><chart:title>{p('Votes')}</chart:title>"
        f"<table:table>{rows(cell(attributes=name) + cell('May', attributes=name), cell('Nadia', attributes=name) + values)}"
        "</table:table></chart:chart></office:chart></office:body></office:document-content>"
    )
    other = f"<office:document-content {NAMESPACES}><office:body>{p('not a chart')}</office:body></office:document-content>"
    body = p(
        "<draw:frame><draw:object xlink:href='./One'/></draw:frame>above<draw:frame><draw:object xlink:href='./Two'/></draw:frame>"
    )
    document = read_one(reader, tmp_path, "text", body, One=chart, Two=other)
    assert document.text.split("\n\n") == ["above", "Votes", "May", "Nadia"]


def test_a_sheet_within_a_slide_gives_its_rows(reader: DocumentReader, tmp_path: Path) -> None:
    sheet = (
        f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet><table:table>"
        + rows(cell("Nadia") + cell("Leeds"), cell("Tomas") + cell("Brno"))
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    body = f"<draw:page>{shape('Board', kind='title')}<draw:frame><draw:object xlink:href='./Object 1'/></draw:frame></draw:page>"
    document = read_one(reader, tmp_path, "presentation", body, **{"Object 1": sheet})
    assert document.text.split("\n\n") == ["Board", "Nadia | Leeds", "Tomas | Brno"]


def test_hidden_text_is_left_out_and_an_equation_gives_its_signs(
    reader: DocumentReader, tmp_path: Path
) -> None:
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi></mrow>'
        "<annotation>E = m</annotation></semantics></math>"
    )
    styles = "".join(
        f"<style:style style:name='{name}'><style:text-properties text:display='{display}'/></style:style>"
        for name, display in (("T1", "none"), ("T2", "true"))
    )
    body = (
        p(
            "Ada<text:span text:style-name='T1'> secretly</text:span><text:span text:style-name='T2'> wrote</text:span>."
        )
        + "<text:p text:style-name='T1'>hidden</text:p>"
        + p("<draw:frame><draw:object xlink:href='./Object 1'/></draw:frame>")
    )
    document = read_one(reader, tmp_path, "text", body, styles, **{"Object 1": math})
    assert document.text.split("\n\n") == ["Ada wrote.", "E=m"]


CREATED = "<meta:creation-date>{}</meta:creation-date>"


@pytest.mark.parametrize(
    ("meta", "title", "date", "date_from"),
    [
        (
            f"<dc:title>The  year</dc:title>{CREATED.format('2024-04-07T23:30:00.5')}<dc:date>2025-01-02</dc:date>",
            *("The year", "2024-04-07", "OpenDocument property creation-date (guessed)"),
        ),
        (
            "<dc:date>2025-01-02T10:00:00</dc:date>",
            "Ada",
            "2025-01-02",
            "OpenDocument property date (guessed)",
        ),
        (CREATED.format("1970-01-01T00:00:00"), "Ada", "", ""),
        ("", "Ada", "", ""),
    ],
)
def test_title_and_date_are_those_of_the_properties(
    reader: DocumentReader, tmp_path: Path, meta: str, title: str, date: str, date_from: str
) -> None:
    document = read_one(reader, tmp_path, "text", p("Ada"), meta=meta)
    assert (document.title, document.date, document.date_from) == (title, date, date_from)


def test_what_odfdo_writes_is_read(reader: DocumentReader, tmp_path: Path) -> None:
    written = odfdo.Document("spreadsheet")
    table = odfdo.Table("People")
    for values in (["name", "born", "share"], ["Nadia Holloway", 1970, 0.5], ["Tomas Erben", None, True]):
        row = odfdo.Row()
        row.set_values(values)
        table.append(row)
    written.body.clear()
    written.body.append(table)
    stream = io.BytesIO()
    written.save(stream)
    (document,) = result_of(reader, tmp_path, stream.getvalue(), ".ods").documents
    assert document.text.split("\n\n")[:3] == ["People", "name | born | share", "Nadia Holloway | 1970 | 0.5"]


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_another_kind_encrypted_and_damaged_ones_have_their_outcomes(
    reader: DocumentReader, tmp_path: Path, kind: str
) -> None:
    others = {"text": "spreadsheet", "spreadsheet": "presentation", "presentation": "text"}
    sealed = io.BytesIO()
    with zipfile.ZipFile(sealed, "w") as archive:
        archive.writestr("encrypted-package", b"\1\2")
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        archive.writestr("a.txt", b"x")
    for content, expected in (
        (package(kind, p("")), Outcome.EMPTY),
        (package(others[kind], p("Ada")), Outcome.CORRUPT),
        (package(kind, "<text:p>"), Outcome.CORRUPT),
        (bare.getvalue(), Outcome.CORRUPT),
        (sealed.getvalue(), Outcome.ENCRYPTED),
        (package(kind, "", manifest="<x><manifest:encryption-data/></x>"), Outcome.ENCRYPTED),
    ):
        result = result_of(reader, tmp_path, content, KINDS[kind])
        assert result.documents == ()
        assert [failure.outcome for failure in result.failures] == [expected]
        assert result.failures[0].remedy


def test_a_single_cell_keeps_its_column_in_a_table_of_data(reader: DocumentReader, tmp_path: Path) -> None:
    data = rows(
        cell("Norway") + cell("Bergen"), cell() + cell("Oslo<text:line-break/>port"), cell("Sweden") + cell()
    )
    body = f"<table:table>{data}</table:table><table:table>{rows(cell() + cell('The end'))}</table:table>"
    assert read_one(reader, tmp_path, "text", body).text.split("\n\n") == [
        *("Norway | Bergen", "| Oslo; port", "Sweden", "The end"),
    ]
