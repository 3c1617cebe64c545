"""PowerPoint presentations, written by python-pptx, and what it does not write put into the package by hand."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pptx
import pytest
from lxml import etree  # type: ignore[import-untyped]
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PROG_ID
from pptx.util import Inches

from extractors.documents import Document, Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def saved(presentation: Any) -> bytes:
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def presentation(title: str = "Annual meeting", *texts: str) -> Any:
    """Return a presentation of one slide, with a title and a body whose paragraphs are the texts."""
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text_frame.text = "\n".join(texts)
    return made


def box(slide: Any, text: str, top: float, left: float = 1) -> Any:
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(1))
    shape.text_frame.text = text
    return shape


def put(slide: Any, xml: str, at: int | None = None) -> None:
    """Put an element into a slide's tree of shapes."""
    element = etree.fromstring(
        xml.replace(">", f" {NAMESPACES}>", 1) if "/>" not in xml[: xml.index(">") + 1] else xml
    )
    tree = slide.shapes._spTree
    tree.insert(len(tree) if at is None else at, element)


def sp(*paragraphs: str, kind: str = "", top: float | None = None) -> str:
    """Return a shape with paragraphs of runs, as a placeholder of a kind."""
    lines = "".join(f"<a:p>{line if line.startswith('<') else run(line)}</a:p>" for line in paragraphs)
    place = "" if top is None else f"<a:xfrm><a:off x='0' y='{Inches(top)}'/><a:ext cx='1' cy='1'/></a:xfrm>"
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr id='90' name='x'/><p:cNvSpPr/><p:nvPr>{kind and f'<p:ph type={kind!r}/>'}</p:nvPr></p:nvSpPr>"
        f"<p:spPr>{place}</p:spPr><p:txBody><a:bodyPr/>{lines}</p:txBody></p:sp>"
    )


def run(text: str) -> str:
    return f"<a:r><a:t>{text}</a:t></a:r>"


def with_parts(
    content: bytes, parts: Mapping[str, str], relations: Mapping[str, tuple[str, str, str]]
) -> bytes:
    """Return a package with parts added, and relations: for a file of relations kind, id and target."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name in relations:
                kind, known_as, place = relations[name]
                added = f'<Relationship Id="{known_as}" Type="{kind}" Target="{place}"/></Relationships>'
                part = part.replace(b"</Relationships>", added.encode())
            target.writestr(name, part)
        for name, text in parts.items():
            target.writestr(name, text)
    return stream.getvalue()


SLIDE_RELATIONS = "ppt/slides/_rels/slide1.xml.rels"


def result_of(reader: DocumentReader, folder: Path, content: bytes) -> ReadResult:
    (folder / "talk.pptx").write_bytes(content)
    return reader.read(Source("talk.pptx", str(folder / "talk.pptx")))


def read_slides(reader: DocumentReader, folder: Path, content: Any) -> Document:
    result = result_of(reader, folder, content if isinstance(content, bytes) else saved(content))
    assert result.failures == ()
    (document,) = result.documents
    return document


def blocks(reader: DocumentReader, folder: Path, content: Any) -> list[str]:
    return read_slides(reader, folder, content).text.split("\n\n")


def test_a_slide_is_its_title_its_text_and_its_notes_and_layouts_give_nothing(
    reader: DocumentReader, tmp_path: Path
) -> None:
    made = presentation("Annual\vmeeting", "Nadia Holloway, chair", "First line\vsecond line", "")
    made.slides[0].notes_slide.notes_text_frame.text = "Thank Tomas Erben.\nBe brief."
    second = made.slides.add_slide(made.slide_layouts[3])
    second.shapes.title.text = "Accounts"
    document = read_slides(reader, tmp_path, made)
    assert document.text.split("\n\n") == [
        *(
            "Annual meeting",
            "Nadia Holloway, chair",
            "First line\nsecond line",
            "Thank Tomas Erben.",
            "Be brief.",
        ),
        "Accounts",
    ]
    assert document.title == "Annual meeting"
    assert document.metadata == {"slides": "2"}


def test_shapes_are_read_from_top_to_bottom_and_in_a_line_from_left_to_right(
    reader: DocumentReader, tmp_path: Path
) -> None:
    made = presentation("Board")
    slide = made.slides[0]
    box(slide, "foot", 6)
    box(slide, "right", 2, 5)
    box(slide, "left", 2.05, 1)
    box(slide, "above all", 0.1)
    group = slide.shapes.add_group_shape()
    for text, top in (("in the group, below", 4), ("in the group, above", 3.5)):
        shape = group.shapes.add_textbox(Inches(1), Inches(top), Inches(3), Inches(1))
        shape.text_frame.text = text
    assert blocks(reader, tmp_path, made) == [
        *("Board", "above all", "left", "right", "in the group, above", "in the group, below", "foot")
    ]


def test_a_placeholder_stands_where_its_layout_puts_it(reader: DocumentReader, tmp_path: Path) -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[4])  # two headings over two bodies
    for number, text in (
        (4, "right body"),
        (3, "right heading"),
        (2, "left body"),
        (1, "left heading"),
        (0, "Title"),
    ):
        slide.placeholders[number].text = text
    box(slide, "below", 7)
    assert blocks(reader, tmp_path, made) == [
        *("Title", "left heading", "right heading", "left body", "right body", "below")
    ]


def test_a_shape_whose_place_cannot_be_read_stays_where_it_was_drawn(
    reader: DocumentReader, tmp_path: Path
) -> None:
    made = presentation("Places")
    box(made.slides[0], "first", 3)
    made.slides[0].shapes[-1]._element.spPr.find(f".//{{{A}}}off").set("y", "2.5in")
    made.slides[0].shapes._spTree.append(etree.Comment("drawn by hand"))
    box(made.slides[0], "second", 4)
    assert blocks(reader, tmp_path, made) == ["Places", "first", "second"]


def test_of_two_forms_of_a_shape_the_newer_is_read_else_the_older(
    reader: DocumentReader, tmp_path: Path
) -> None:
    made = presentation("Forms")
    for new, old in ((sp("new"), sp("old")), ("<p:pic/>", sp("only old")), (sp("again", top=0), sp("never"))):
        put(
            made.slides[0],
            f"<mc:AlternateContent><mc:Choice Requires='p14'>{new}</mc:Choice>"
            f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>",
        )
    assert sorted(blocks(reader, tmp_path, made)) == ["Forms", "again", "new", "only old"]


def test_numbers_dates_heads_and_feet_of_slides_are_left_out_and_other_fields_stay(
    reader: DocumentReader, tmp_path: Path
) -> None:
    made = presentation("Fields")
    slide = made.slides[0]
    for kind in ("dt", "ftr", "sldNum"):
        put(slide, sp("left out", kind=kind))
    fields = "".join(
        f"<a:fld type='{kind}'><a:t>{text}</a:t></a:fld>"
        for kind, text in (("slidenum", "7"), ("datetime1", "1/2/2024"), ("TxLink", "linked"))
    )
    put(slide, sp(run("Page ") + fields + "<a:m><m:oMath><m:r><m:t>=x</m:t></m:r></m:oMath></a:m>"))
    assert blocks(reader, tmp_path, made) == ["Fields", "Page linked=x"]


def test_a_row_of_a_table_is_one_line_and_merged_cells_keep_their_columns(
    reader: DocumentReader, tmp_path: Path
) -> None:
    made = presentation("Board")
    table = made.slides[0].shapes.add_table(4, 3, 0, Inches(3), Inches(6), Inches(2)).table
    rows = (
        ("All members", "", ""),
        ("Nadia Holloway", "chair", "Leeds"),
        ("Tomas Erben", "clerk", ""),
        ("Orla Quist", "", "Cork"),
    )
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(1, 2).merge(table.cell(2, 2))
    assert blocks(reader, tmp_path, made) == [
        *(
            "Board",
            "All members",
            "Nadia Holloway | chair | Leeds",
            "Tomas Erben | clerk |",
            "Orla Quist | | Cork",
        )
    ]


def test_a_chart_gives_its_titles_and_the_names_of_series_and_categories_once(
    reader: DocumentReader, tmp_path: Path
) -> None:
    made = presentation("Votes")
    data = CategoryChartData()
    data.categories = ["Nadia Holloway", "Tomas Erben"]
    data.add_series("May 2023", (3, 5))
    data.add_series("May 2024", (4, 4))
    shape = made.slides[0].shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, 0, Inches(3), Inches(5), Inches(3), data
    )
    shape.chart.has_title = True
    shape.chart.chart_title.text_frame.text = "The votes\vof May"
    shape.chart.value_axis.has_title = True
    shape.chart.value_axis.axis_title.text_frame.text = "Ballots"
    assert blocks(reader, tmp_path, made) == [
        *("Votes", "The votes of May", "Ballots", "May 2023", "May 2024", "Nadia Holloway", "Tomas Erben")
    ]


def test_the_categories_of_a_chart_may_have_levels(reader: DocumentReader, tmp_path: Path) -> None:
    made = presentation("Votes")
    data = CategoryChartData()
    for land, names in (("UK", ["Leeds", "Hull"]), ("Ireland", ["Cork"])):
        category = data.add_category(land)
        for name in names:
            category.add_sub_category(name)
    data.add_series("May", (1, 2, 3))
    made.slides[0].shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, Inches(3), Inches(5), Inches(3), data)
    assert blocks(reader, tmp_path, made) == ["Votes", "May", "Leeds", "Hull", "Cork", "UK", "Ireland"]


def test_a_diagram_gives_its_points_each_below_its_own(reader: DocumentReader, tmp_path: Path) -> None:
    made = presentation("Organisation")
    put(
        made.slides[0],
        "<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm='rD'/></a:graphicData></a:graphic></p:graphicFrame>",
    )
    points = {"top": "", "chair": "Nadia Holloway", "second": "Orla Quist", "clerk": "Tomas Erben"}
    links = (("top", "chair", 0), ("top", "second", 1), ("chair", "clerk", 0))
    model = "".join(
        f"<dgm:pt modelId='{name}'><dgm:t>{f'<a:p>{run(text)}</a:p>' if text else ''}</dgm:t></dgm:pt>"
        for name, text in points.items()
    )
    model += "".join(f"<dgm:cxn srcId='{a}' destId='{b}' srcOrd='{number}'/>" for a, b, number in links)
    model += "<dgm:cxn type='presOf' srcId='clerk' destId='top' srcOrd='0'/>"
    content = with_parts(
        saved(made),
        {"ppt/diagrams/data1.xml": f"<dgm:dataModel {NAMESPACES}>{model}</dgm:dataModel>"},
        {SLIDE_RELATIONS: (f"{RELATIONS}/diagramData", "rD", "../diagrams/data1.xml")},
    )
    assert blocks(reader, tmp_path, content) == [
        "Organisation",
        "Nadia Holloway",
        "Tomas Erben",
        "Orla Quist",
    ]


def test_comments_of_both_forms_follow_their_slide_with_their_authors(
    reader: DocumentReader, tmp_path: Path
) -> None:
    made = presentation("Draft")
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = "Next"
    old = "<p:cmLst {}><p:cm authorId='0'><p:text>Who is this?</p:text></p:cm><p:cm authorId='5'><p:text>No name</p:text></p:cm></p:cmLst>"
    content = with_parts(
        saved(made),
        {
            "ppt/comments/comment1.xml": old.format(NAMESPACES),
            "ppt/commentAuthors.xml": f"<p:cmAuthorLst {NAMESPACES}><p:cmAuthor id='0' name='Ruth Pellow'/></p:cmAuthorLst>",
        },
        {
            SLIDE_RELATIONS: (f"{RELATIONS}/comments", "rC", "../comments/comment1.xml"),
            "ppt/_rels/presentation.xml.rels": (f"{RELATIONS}/commentAuthors", "rA", "commentAuthors.xml"),
        },
    )
    assert blocks(reader, tmp_path, content) == ["Draft", "Ruth Pellow: Who is this?", "No name", "Next"]
    new = "http://schemas.microsoft.com/office/powerpoint/2018/8/main"
    body = "<n:txBody><a:p>{}</a:p></n:txBody>"
    content = with_parts(
        saved(made),
        {
            "ppt/comments/modern1.xml": f"<n:cmLst xmlns:n='{new}' {NAMESPACES}><n:cm authorId='{{A}}'><n:replyLst>"
            f"<n:reply authorId='{{B}}'>{body.format(run('The chair.'))}</n:reply></n:replyLst>{body.format(run('Who?'))}</n:cm></n:cmLst>",
            "ppt/authors.xml": f"<n:authorLst xmlns:n='{new}'><n:author id='{{A}}' name='Ruth Pellow'/>"
            "<n:author id='{B}' name='Orla Quist'/></n:authorLst>",
        },
        {
            SLIDE_RELATIONS: (
                "http://schemas.microsoft.com/office/2018/10/relationships/comments",
                "rC",
                "../comments/modern1.xml",
            ),
            "ppt/_rels/presentation.xml.rels": (
                "http://schemas.microsoft.com/office/2018/10/relationships/authors",
                "rA",
                "authors.xml",
            ),
        },
    )
    assert blocks(reader, tmp_path, content) == [
        "Draft",
        "Ruth Pellow: Who?",
        "Orla Quist: The chair.",
        "Next",
    ]


def test_files_that_are_embedded_are_named(reader: DocumentReader, tmp_path: Path) -> None:
    made = presentation("Accounts")
    for _ in range(2):
        made.slides[0].shapes.add_ole_object(io.BytesIO(b"a workbook"), PROG_ID.XLSX, Inches(1), Inches(3))
    document = read_slides(reader, tmp_path, made)
    assert document.text == "Accounts"
    assert document.metadata["embedded"] == '["Microsoft_Excel_Sheet1.xlsx", "Microsoft_Excel_Sheet2.xlsx"]'


def test_hidden_slides_are_read_and_named(reader: DocumentReader, tmp_path: Path) -> None:
    made = presentation("Shown")
    hidden = made.slides.add_slide(made.slide_layouts[5])
    hidden.shapes.title.text = "Hidden"
    hidden.element.set("show", "0")
    document = read_slides(reader, tmp_path, made)
    assert document.text == "Shown\n\nHidden"
    assert document.metadata == {"slides": "2", "hidden_slides": "2"}


@pytest.mark.parametrize(
    ("stored", "title"),
    [
        ("The year  2024", "The year 2024"),
        ("PowerPoint Presentation", "Slide one"),
        ("PowerPoint-Präsentation", "Slide one"),
        ("", "Slide one"),
    ],
)
def test_the_title_is_that_of_the_properties_unless_the_program_made_it_up(
    reader: DocumentReader, tmp_path: Path, stored: str, title: str
) -> None:
    made = presentation("Slide one")
    made.core_properties.title = stored
    assert read_slides(reader, tmp_path, made).title == title


def test_the_date_is_that_of_the_properties_and_the_stamp_of_the_template_is_none(
    reader: DocumentReader, tmp_path: Path
) -> None:
    made = presentation("Dated")
    document = read_slides(reader, tmp_path, made)
    assert (document.date, document.date_from) == ("", "")
    made.core_properties.created = datetime.datetime(2024, 4, 7, 12)
    document = read_slides(reader, tmp_path, made)
    assert (document.date, document.date_from) == ("2024-04-07", "PowerPoint property created (guessed)")


def test_files_that_are_no_presentation_have_their_outcomes(reader: DocumentReader, tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    whole = saved(presentation("Whole", "text"))
    damaged = io.BytesIO()
    without = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as good,
        zipfile.ZipFile(damaged, "w") as bad,
        zipfile.ZipFile(without, "w") as poor,
    ):
        for name in good.namelist():
            bad.writestr(name, b"<p:sld" if name == "ppt/slides/slide1.xml" else good.read(name))
            if name != "ppt/slides/slide1.xml":
                poor.writestr(name, good.read(name))
    for content, expected in (
        (saved(pptx.Presentation()), Outcome.EMPTY),
        (saved(presentation("", "")), Outcome.EMPTY),
        (ole, Outcome.UNSUPPORTED),
        (ole + "EncryptedPackage".encode("utf-16-le"), Outcome.ENCRYPTED),
        (damaged.getvalue(), Outcome.CORRUPT),
        (without.getvalue(), Outcome.CORRUPT),
    ):
        result = result_of(reader, tmp_path, content)
        assert result.documents == ()
        assert [failure.outcome for failure in result.failures] == [expected], content[:20]
        assert result.failures[0].remedy


def test_a_single_cell_keeps_its_column_in_a_table_of_data(reader: DocumentReader, tmp_path: Path) -> None:
    made = presentation("Towns")
    table = made.slides[0].shapes.add_table(3, 2, 0, Inches(3), Inches(6), Inches(2)).table
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 1).text = "Norway", "Bergen", "Oslo"
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(2, 0).text = "Sweden"
    assert blocks(reader, tmp_path, made) == ["Towns", "Norway | Bergen", "| Oslo", "Sweden"]
