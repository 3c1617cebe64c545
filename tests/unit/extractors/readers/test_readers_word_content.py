"""What of a Word document is text, written as the XML that word processors write."""

from __future__ import annotations

import io
import re
import zipfile
from html import escape

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.documents import Outcome
from extractors.readers.conversion import Converted, ReaderSettings, RejectedPart
from extractors.readers.formats.word import convert

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
SUPERSCRIPT = "<w:rPr><w:vertAlign w:val='superscript'/></w:rPr>"


def package(*paragraphs: str) -> bytes:
    """Return a Word document whose body is this XML; what is no element is the text of a paragraph."""
    document = docx.Document()
    body = document.element.body
    for paragraph in paragraphs:
        xml = paragraph if paragraph.startswith("<") else p(run(paragraph))
        body.insert(len(body) - 1, parse_xml(re.sub(r"^<w:\w+", rf"\g<0> {NAMESPACES}", xml)))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(*paragraphs: str) -> Converted:
    return only(package(*paragraphs))


def only(content: bytes) -> Converted:
    (document,) = convert(content, ReaderSettings())
    assert isinstance(document, Converted)
    return document


def blocks(*paragraphs: str) -> list[str]:
    return read(*paragraphs).text.split("\n\n")


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def cell(*paragraphs: str, properties: str = "") -> str:
    inner = "".join(text if text.startswith("<") else p(run(text)) for text in paragraphs)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner or p()}</w:tc>"


WORDS = st.text("abcdefg ä&<", min_size=1, max_size=12).filter(str.strip)


@given(
    st.lists(
        st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=2, max_size=4), min_size=1, max_size=3
    )
)
@settings(max_examples=40)
def test_every_row_of_short_cells_is_a_block_with_all_its_words(rows: list[list[list[str]]]) -> None:
    written = ["".join(cell(*(p(run(escape(text))) for text in texts)) for texts in row) for row in rows]
    shown = [" | ".join("; ".join(" ".join(text.split()) for text in texts) for texts in row) for row in rows]
    assert blocks(table(*written)) == shown


SPAN, GOES_ON = "<w:gridSpan w:val='2'/>", "<w:vMerge/>"
INNER = table(cell("Anna Berg") + cell("Kiel"))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([cell("Board", "Anna Berg", "Carl Dahl", "Erik Lund")], ["Board", "Anna Berg", "Carl Dahl", "Erik Lund"]),
        ([cell("Anna Berg", "Director") + cell("Kiel")], ["Anna Berg; Director | Kiel"]),
        ([cell("Anna Berg") + cell() + cell("Kiel")], ["Anna Berg | | Kiel"]),
        ([cell() + cell("Anna Berg") + cell("Kiel")], ["| Anna Berg | Kiel"]),
        ([cell("All", properties=SPAN) + cell("Kiel")], ["All | | Kiel"]),
        ([cell("All") + cell("Kiel", properties=SPAN)], ["All | Kiel"]),
        ([cell("Board") + cell("Anna") + cell("Kiel"), cell(properties=GOES_ON) + cell("Erik") + cell("Oslo")], ["Board | Anna | Kiel", "| Erik | Oslo"]),
        (["<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("Anna") + cell("Kiel")], ["| Anna | Kiel"]),
        ([cell("Left") + cell(INNER, "")], ["Left", "Anna Berg | Kiel"]),
        ([cell(p(run("News"), properties="<w:pStyle w:val='Heading1'/>")) + cell("Kiel")], ["News", "Kiel"]),
        ([cell("2019") + cell("word " * 40)], ["2019", ("word " * 40).strip()]),
        ([cell(p(run("Anna"), "<w:r><w:br/></w:r>", run("Director"))) + cell("Kiel")], ["Anna; Director | Kiel"]),
        (["<w:trPr><w:del/></w:trPr>" + cell("Anna") + cell("Kiel"), cell("Erik") + cell("Oslo")], ["Erik | Oslo"]),
        (["<w:sdt><w:sdtContent>" + cell("Anna") + "</w:sdtContent></w:sdt>" + cell("Kiel")], ["Anna | Kiel"]),
    ],
)  # fmt: skip
def test_rows_are_blocks(rows: list[str], expected: list[str]) -> None:
    assert blocks(table(*rows)) == expected


def symbol(font: str, code: str) -> str:
    return f"<w:r><w:sym w:font='{font}' w:char='{code}'/></w:r>"


def in_font(font: str, text: str) -> str:
    return run(text, f"<w:rPr><w:rFonts w:ascii='{font}' w:hAnsi='{font}'/></w:rPr>")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (symbol("Symbol", "F061"), "TNF-α"),
        (symbol("Symbol", "0061"), "TNF-α"),
        (symbol("Symbol", "F0B3"), "TNF-≥"),
        (in_font("Symbol", "\uf062"), "TNF-β"),
        (in_font("Symbol", "g d"), "TNF-γ δ"),
        (in_font("Symbol", "ω"), "TNF-ω"),
        (symbol("Wingdings", "F0FE"), "TNF-☑"),
        (symbol("Arial", "00E4"), "TNF-ä"),
        (in_font("Arial", "abc"), "TNF-abc"),
    ],
)
def test_signs_of_symbol_fonts_are_read_as_what_they_show(written: str, text: str) -> None:
    document = read(p(run("TNF-"), written))
    assert (document.text, dict(document.metadata)) == (text, {})


def test_signs_that_nobody_can_name_are_marked_in_the_text_and_told() -> None:
    unknown = [
        symbol("Webdings", "F0A4"),
        symbol("Wingdings", "F021"),
        in_font("Webdings", "x"),
        run("\uf041"),
    ]
    document = read(p(run("A"), *unknown, symbol("Webdings", "F0A4"), symbol("Symbol", "wrong")))
    assert document.text == "A" + "\ufffd" * 6
    assert (
        document.metadata["unknown_signs"]
        == "Symbol wrong, Webdings 0078, Webdings F0A4, Wingdings F021, font not named F041"
    )


def math(xml: str) -> str:
    return "<m:oMath>" + re.sub(r"\[(.*?)\]", r"<m:r><m:t>\1</m:t></m:r>", xml) + "</m:oMath>"


@pytest.mark.parametrize(
    ("equation", "text"),
    [
        ("[E=m]<m:sSup><m:e>[c]</m:e><m:sup>[2]</m:sup></m:sSup>", "E=mc2"),
        ("<m:f><m:fPr/><m:num>[a+b]</m:num><m:den>[c]</m:den></m:f>", "(a+b)/c"),
        ("<m:rad><m:radPr/><m:deg/><m:e>[x]</m:e></m:rad>", "√x"),
        ("<m:rad><m:deg>[3]</m:deg><m:e>[x]</m:e></m:rad>", "3√x"),
        ("[f]<m:d><m:dPr/><m:e>[x]</m:e></m:d>", "f(x)"),
        ("<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=')'/></m:dPr><m:e>[a]</m:e></m:d>".replace("'['", "'&#91;'"), "[a)"),
        ("<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>[i]</m:sub><m:sup>[n]</m:sup><m:e>[x]</m:e></m:nary>", "∑inx"),
        ("<m:nary><m:sub/><m:sup/><m:e>[x]</m:e></m:nary>", "∫x"),
        ("<m:m><m:mr><m:e>[1]</m:e><m:e>[0]</m:e></m:mr></m:m>", "1 0"),
    ],
)  # fmt: skip
def test_equations_keep_their_text(equation: str, text: str) -> None:
    assert blocks(p(run("Let "), math(equation), run(" be."))) == [f"Let {text} be."]
    assert blocks(p(f"<m:oMathPara>{math(equation)}</m:oMathPara>")) == [text]


MARK_DELETED = "<w:rPr><w:del w:id='1' w:author='Ada'/></w:rPr>"


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([p(run("Angela "), properties=MARK_DELETED), "Merkel spoke."], ["Angela Merkel spoke."]),
        ([p(run("A"), properties=MARK_DELETED), p(run("n"), properties=MARK_DELETED), "na"], ["Anna"]),
        ([p(run("Anna"), properties=MARK_DELETED), table(cell("Kiel"))], ["Anna", "Kiel"]),
        ([p(run("Anna"), properties=MARK_DELETED.replace("del", "moveFrom")), " Berg"], ["Anna Berg"]),
        ([p(run("Anna."), properties="<w:rPr><w:vanish/></w:rPr>"), " She wrote."], ["Anna. She wrote."]),
        ([p(run("Anna"), properties="<w:rPr><w:vanish w:val='0'/></w:rPr>"), "Erik"], ["Anna", "Erik"]),
        ([p(run("Anna"), properties="<w:rPr><w:ins w:id='1'/></w:rPr>"), "Erik"], ["Anna", "Erik"]),
        ([p(run("Anna"), properties=MARK_DELETED)], ["Anna"]),
    ],
)  # fmt: skip
def test_paragraphs_are_those_that_are_left_when_changes_are_accepted(
    paragraphs: list[str], expected: list[str]
) -> None:
    assert blocks(*paragraphs) == expected


def test_lines_of_the_markup_are_no_lines_of_the_text() -> None:
    assert blocks(p(run("Anna\n    Berg"), run("\tspoke."))) == ["Anna Berg spoke."]


def test_hidden_text_is_out() -> None:
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    shown = "<w:rPr><w:vanish w:val='false'/></w:rPr>"
    assert blocks(p(run("Anna "), run("Carl ", hidden), run("Berg", shown)), p(run("Erik", hidden))) == [
        "Anna Berg"
    ]


def test_what_a_style_says_of_its_text_holds() -> None:
    document = docx.Document()
    for name, base in (("Unseen", None), ("Unseen too", "Unseen"), ("Raised", None)):
        style = document.styles.add_style(name, docx.enum.style.WD_STYLE_TYPE.CHARACTER)
        style.base_style = document.styles[base] if base else None
    document.styles["Unseen"].font.hidden = True
    document.styles["Raised"].font.superscript = True
    paragraph = document.add_paragraph("Gwen Pryce")
    for text, name in (("1", "Raised"), (" of", None), (" Carl", "Unseen too"), (" Kiel", None)):
        paragraph.add_run(text, document.styles[name] if name else None)
    stream = io.BytesIO()
    document.save(stream)
    assert only(stream.getvalue()).text == "Gwen Pryce of Kiel"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([run("Gwen Pryce"), run("1", SUPERSCRIPT), run(" of Tidal Bank")], "Gwen Pryce of Tidal Bank"),
        ([run("Gwen Pryce"), *(run(mark, SUPERSCRIPT) for mark in "1,*")], "Gwen Pryce"),
        ([run("Erik Lund"), run("d", SUPERSCRIPT), run(" a"), run("a", SUPERSCRIPT), run(" b"), run("b", SUPERSCRIPT)], "Erik Lund aa bb"),
        ([run("Bo Xu"), f"<w:hyperlink w:anchor='n1'>{run('3', SUPERSCRIPT)}</w:hyperlink>"], "Bo Xu"),
        ([run("40 km"), run("2", SUPERSCRIPT), run(" and 10"), run("6", SUPERSCRIPT)], "40 km2 and 106"),
        ([run("the 3"), run("rd", SUPERSCRIPT), run(", M"), run("me", SUPERSCRIPT), run(" Dupont")], "the 3rd, Mme Dupont"),
        ([run("H"), run("2", SUPERSCRIPT.replace("super", "sub")), run("O")], "H2O"),
    ],
)  # fmt: skip
def test_marks_of_notes_are_no_part_of_names(runs: list[str], text: str) -> None:
    assert blocks(p(*runs)) == [text]


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        ("<w:result w:val='1'/><w:default w:val='0'/>", "Town: Oslo."),
        ("<w:default w:val='1'/>", "Town: Oslo."),
        ("", "Town: Kiel."),
        ("<w:result w:val='7'/>", "Town: ."),
    ],
)
def test_what_is_chosen_in_a_list_of_a_form_is_text(chosen: str, text: str) -> None:
    entries = "<w:listEntry w:val='Kiel'/><w:listEntry w:val='Oslo'/>"
    begin = f"<w:fldChar w:fldCharType='begin'><w:ffData><w:ddList>{chosen}{entries}</w:ddList></w:ffData></w:fldChar>"
    code = "<w:instrText>FORMDROPDOWN</w:instrText>"
    field = f"<w:r>{begin}</w:r><w:r>{code}</w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
    assert blocks(p(run("Town: "), field, run("."))) == [text]


def test_readings_above_a_word_are_out() -> None:
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('とうきょう')}</w:rt><w:rubyBase>{run('東京')}</w:rubyBase></w:ruby></w:r>"
    assert blocks(p(ruby, run("へ"))) == ["東京へ"]


def test_a_new_page_or_column_ends_a_block_and_a_new_line_does_not() -> None:
    breaks = "<w:r><w:br w:type='{}'/></w:r>"
    written = p(run("Anna"), breaks.format("page"), run("Erik"), breaks.format("textWrapping"), run("Ivo"))
    assert blocks(written, p(run("A"), breaks.format("column"), run("B"))) == ["Anna", "Erik\nIvo", "A", "B"]


_USUAL_NAME = re.compile(
    rb"http://schemas\.openxmlformats\.org/((?!package)\w+)/2006/(main|relationships|math)"
)


def strict(data: bytes) -> bytes:
    """Return the package in the strict form, whose namespaces have other names."""
    renamed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(renamed, "w") as target:
        for name in source.namelist():
            content = _USUAL_NAME.sub(rb"http://purl.oclc.org/ooxml/\1/\2", source.read(name))
            target.writestr(name, content)
    return renamed.getvalue()


def test_strict_open_xml_is_read_as_the_usual_form_is() -> None:
    usual = package(
        "Ada wrote.", table(cell("Anna") + cell("Kiel")), p(math("[E=m]"), symbol("Symbol", "F061"))
    )
    written = strict(usual)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert b"purl.oclc.org/ooxml/wordprocessingml/main" in archive.read("word/document.xml")
        assert b"purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" in archive.read(
            "_rels/.rels"
        )
    assert convert(written, ReaderSettings()) == convert(usual, ReaderSettings())


def with_file(name: str, media_type: str, content: bytes) -> bytes:
    """Return a Word document that shows another file as a part of its text."""
    document = docx.Document()
    document.add_paragraph("Before")
    part = Part(PackURI(f"/word/{name}"), media_type, content, document.part.package)
    relation = document.part.relate_to(part, f"{RELATIONSHIPS}/aFChunk")
    chunk = f'<w:altChunk {NAMESPACES} xmlns:r="{RELATIONSHIPS}" r:id="{relation}"/>'
    document.element.body.insert(1, parse_xml(chunk))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAGE = "<html><body><h1>Zoë</h1><footer>By Ada</footer></body></html>"
ARCHIVE = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{PAGE}\n--b--"
)


@pytest.mark.parametrize(
    ("media_type", "content", "text"),
    [
        ("text/html", PAGE, "Zoë\n\nBy Ada"),
        ("message/rfc822", ARCHIVE, "Zoë\n\nBy Ada"),
        ("text/plain", "Zoë\r\nwrote\n", "Zoë\nwrote"),
    ],
)
def test_a_file_that_word_shows_as_text_is_read(media_type: str, content: str, text: str) -> None:
    assert only(with_file("chunk.bin", media_type, content.encode())).text == f"Before\n\n{text}"


@pytest.mark.parametrize(
    ("media_type", "content", "outcome", "word"),
    [
        ("application/rtf", b"{\\rtf1 Ada}", Outcome.UNSUPPORTED, "application/rtf"),
        ("message/rfc822", b"Subject: x\n\nAda", Outcome.UNSUPPORTED, "message/rfc822"),
        ("text/html", b"\0\1\2 Ada", Outcome.CORRUPT, "not text"),
    ],
)
def test_a_file_that_word_shows_as_text_and_that_is_not_read_is_told(
    media_type: str, content: bytes, outcome: Outcome, word: str
) -> None:
    document, rejected = convert(with_file("chunk.bin", media_type, content), ReaderSettings())
    assert isinstance(document, Converted)
    assert isinstance(rejected, RejectedPart)
    assert (document.text, rejected.record, rejected.outcome) == ("Before", "word/chunk.bin", outcome)
    assert word in rejected.reason
    assert rejected.remedy
