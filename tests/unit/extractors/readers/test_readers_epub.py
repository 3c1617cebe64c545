"""EPUB books: written here part by part, as EPUB 2 and EPUB 3 have them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.documents import Document, Outcome
from extractors.readers.conversion import Converted, ReadError, ReaderSettings
from extractors.readers.formats.epub import convert
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source

CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>"""
ABOUT = "<dc:title>The Mill</dc:title><dc:creator>Ada Lovelace</dc:creator><dc:date>1843-08</dc:date>"
PROSE = "Ada Lovelace wrote to Charles Babbage about the mill and what it would compute one day. " * 4


def page(body: str, title: str = "<title/>") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head>{title}<script src="a.js"/></head><body>{body}</body></html>'
    )


def book(
    pages: dict[str, str],
    *,
    about: str = ABOUT,
    items: str = "",
    spine: list[str] | None = None,
    attributes: dict[str, str] | None = None,
    after: str = "",
    parts: dict[str, str | bytes] | None = None,
    place: str = "OEBPS/book.opf",
) -> bytes:
    """Return a book of pages by their hrefs; ``spine`` gives their order, ``attributes`` more for a page's item."""
    attributes = attributes or {}
    manifest = "".join(
        f'<item id="{number}" href="{href}" media-type="application/xhtml+xml" {attributes.get(href, "")}/>'
        for number, href in enumerate(pages)
    )
    number_of = {href: str(number) for number, href in enumerate(pages)}
    order = "".join(f'<itemref idref="{number_of.get(href, href)}"/>' for href in spine or pages)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{about}</metadata><manifest>{manifest}{items}</manifest><spine>{order}</spine>{after}</package>"
    )
    folder = place.rpartition("/")[0]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER.format(place))
        archive.writestr(place, package)
        for href, markup in pages.items():
            if markup:
                archive.writestr(f"{folder}/{href}".lstrip("/").replace("%20", " "), markup)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def read_book(reader: DocumentReader, folder: Path, content: bytes) -> ReadResult:
    (folder / "a.epub").write_bytes(content)
    return reader.read(Source("a.epub", str(folder / "a.epub")))


def chapters(reader: DocumentReader, folder: Path, content: bytes) -> list[Document]:
    result = read_book(reader, folder, content)
    assert result.failures == ()
    return list(result.documents)


def test_each_chapter_is_a_document_in_the_order_of_the_spine(reader: DocumentReader, tmp_path: Path) -> None:
    pages = {"b.xhtml": page("<h1>Second</h1><p>Two."), "a%20one.xhtml": page("<h1>First</h1><p>One.</p>")}
    first, second = chapters(reader, tmp_path, book(pages, spine=["a%20one.xhtml", "b.xhtml"]))
    assert (first.uri, first.title, first.text) == ("a.epub#a one.xhtml", "First", "First\n\nOne.")
    assert (second.uri, second.title, second.text) == ("a.epub#b.xhtml", "Second", "Second\n\nTwo.")
    assert (first.date, first.date_from) == ("1843-08", "EPUB dc:date")
    assert first.media_type == "application/epub+zip"
    assert first.source_hash != second.source_hash
    assert dict(first.metadata) == {
        "book": "The Mill",
        "author": "Ada Lovelace",
        "date": "1843-08",
        "encoding": "utf-8",
        "encoding_guessed": "false",
    }


@pytest.mark.parametrize("place", ["content.opf", "a/b/book.opf"])
def test_the_package_is_where_the_container_says(reader: DocumentReader, tmp_path: Path, place: str) -> None:
    (chapter,) = chapters(reader, tmp_path, book({"text/a.xhtml": page("<p>One.</p>")}, place=place))
    assert (chapter.uri, chapter.text) == ("a.epub#text/a.xhtml", "One.")


NAV = page(
    '<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="a.xhtml">I. The <b>Mill</b></a></li>'
    '<li><a href="b.xhtml#x">II. The Store</a></li></ol></nav>'
    '<nav epub:type="landmarks"><a epub:type="index" href="c.xhtml">Index</a></nav>'
)
NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>I. The Mill</text></navLabel>'
    '<content src="a.xhtml"/></navPoint><navPoint><navLabel><text>II. The Store</text></navLabel>'
    '<content src="b.xhtml#x"/></navPoint></navMap></ncx>'
)
INDEX = page("<h1>Index</h1>" + "".join(f"<p>Babbage, Charles, {n}</p>" for n in range(50)))


def left_out(document: Document) -> list[str]:
    return list(json.loads(document.metadata.get("left_out", "[]")))


def test_contents_and_index_are_left_out_and_named_and_give_the_chapters_titles(
    reader: DocumentReader, tmp_path: Path
) -> None:
    pages = {
        "nav.xhtml": NAV,
        "a.xhtml": page("<h2>1</h2><p>One."),
        "b.xhtml": page("<p>Two."),
        "c.xhtml": INDEX,
    }
    content = book(pages, attributes={"nav.xhtml": 'properties="nav"'})
    found = chapters(reader, tmp_path, content)
    assert [(each.title, each.text) for each in found] == [
        ("I. The Mill", "1\n\nOne."),
        ("II. The Store", "Two."),
    ]
    assert [left_out(each) for each in found] == [["nav.xhtml", "c.xhtml"]] * 2


def test_the_guide_and_the_contents_of_older_books_do_the_same(
    reader: DocumentReader, tmp_path: Path
) -> None:
    pages = {
        "cover.xhtml": page("<h1>The Mill</h1>"),
        "a.xhtml": page("<p>One."),
        "b.xhtml": page("<p>Two."),
        "c.xhtml": INDEX,
    }
    guide = '<guide><reference type="cover" href="cover.xhtml"/><reference type="index" href="c.xhtml#top"/></guide>'
    ncx = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    found = chapters(reader, tmp_path, book(pages, items=ncx, after=guide, parts={"OEBPS/toc.ncx": NCX}))
    assert [each.title for each in found] == ["I. The Mill", "II. The Store"]
    assert left_out(found[0]) == ["cover.xhtml", "c.xhtml"]


@pytest.mark.parametrize(
    "body",
    [
        '<section epub:type="index"><p>Babbage, 1</p></section>',
        '<div role="doc-index"><p>Babbage, 1</p></div>',
        '<img src="a.png" alt=""/>',
    ],
)
def test_a_page_may_say_itself_that_it_is_no_text(reader: DocumentReader, tmp_path: Path, body: str) -> None:
    found = chapters(reader, tmp_path, book({"a.xhtml": page("<p>One."), "b.xhtml": page(body)}))
    assert [each.text for each in found] == ["One."]
    assert left_out(found[0]) == ["b.xhtml"]


@pytest.mark.parametrize("kind", ["toc", "index", "cover"])
def test_a_chapter_that_also_holds_a_list_stays(reader: DocumentReader, tmp_path: Path, kind: str) -> None:
    pages = {"a.xhtml": page("<p>One."), "b.xhtml": page(f"<p>{PROSE}</p><p id='l'>Babbage, 1</p>")}
    guide = f'<guide><reference type="{kind}" href="b.xhtml#l"/></guide>'
    assert len(chapters(reader, tmp_path, book(pages, after=guide))) == 2


def test_where_nothing_but_a_list_is_there_it_is_read(reader: DocumentReader, tmp_path: Path) -> None:
    (only,) = chapters(
        reader, tmp_path, book({"a.xhtml": page('<section role="doc-index">Babbage, 1</section>')})
    )
    assert (only.text, left_out(only)) == ("Babbage, 1", [])


def test_pages_out_of_line_are_read_and_a_page_is_read_once(reader: DocumentReader, tmp_path: Path) -> None:
    content = book(
        {"a.xhtml": page("<p>One."), "b.xhtml": page("<p>Two.")}, spine=["a.xhtml", "b.xhtml", "a.xhtml"]
    )
    out_of_line = content_with(content, "OEBPS/book.opf", b"<itemref ", b'<itemref linear="no" ')
    assert [each.text for each in chapters(reader, tmp_path, out_of_line)] == ["One.", "Two."]


def test_a_page_that_is_listed_again_for_a_place_within_it_is_read_once(
    reader: DocumentReader, tmp_path: Path
) -> None:
    again = '<item id="again" href="a.xhtml#x" media-type="application/xhtml+xml"/>'
    content = book({"a.xhtml": page("<p>One.")}, items=again, spine=["again", "a.xhtml"])
    assert [each.uri for each in chapters(reader, tmp_path, content)] == ["a.epub#a.xhtml"]


def content_with(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w") as after:
        for entry in before.namelist():
            data = before.read(entry)
            after.writestr(entry, data.replace(old, new) if entry == name else data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            '<p>Ada Lovelace<a epub:type="noteref" href="#n"><sup>1</sup></a> wrote.</p>'
            '<aside epub:type="footnote" id="n"><p>A countess.</p></aside>',
            "Ada Lovelace wrote.\n\nA countess.",
        ),
        (
            '<p>Ada<a epub:type="noteref" href="#n">2</a> wrote.</p>'
            '<aside hidden="hidden" epub:type="footnote" id="n">A countess.</aside>',
            "Ada wrote.\n\nA countess.",
        ),
        ("<p><ruby>東京<rt>とうきょう</rt></ruby>へ</p>", "東京へ"),
        ("<header><p>Part I</p></header><p>One.</p><footer>The End</footer>", "Part I\n\nOne.\n\nThe End"),
        ("<p>Caf&#233; &amp; mill<a id='p1'/> of Ada</p>", "Café & mill of Ada"),
        ("<p>caf&eacute;&nbsp;one", "café\xa0one"),
    ],
)
def test_a_page_is_read_as_a_page_of_a_book(
    reader: DocumentReader, tmp_path: Path, body: str, text: str
) -> None:
    (chapter,) = chapters(reader, tmp_path, book({"a.xhtml": page(body)}))
    assert chapter.text == text


@pytest.mark.parametrize(
    ("about", "date", "place"),
    [
        ("<dc:date>2024-04-07T12:00:00Z</dc:date>", "2024-04-07", "EPUB dc:date"),
        (
            '<dc:date opf:event="modification">2020</dc:date><dc:date opf:event="publication">1843</dc:date>',
            "1843",
            "EPUB dc:date",
        ),
        (
            '<dc:date opf:event="creation">1900</dc:date><dc:date opf:event="original-publication">1843</dc:date>',
            "1843",
            "EPUB dc:date",
        ),
        ('<dc:date opf:event="modification">2020</dc:date>', "2020", "EPUB dcterms:modified (guessed)"),
        (
            '<dc:date>long ago</dc:date><meta property="dcterms:modified">2024-04-07T12:00:00Z</meta>',
            "2024-04-07",
            "EPUB dcterms:modified (guessed)",
        ),
        ("<dc:date>0101-01-01T00:00:00+00:00</dc:date>", "", ""),
        ("", "", ""),
    ],
)
def test_the_date_is_that_of_the_book(
    reader: DocumentReader, tmp_path: Path, about: str, date: str, place: str
) -> None:
    (chapter,) = chapters(reader, tmp_path, book({"a.xhtml": page("<p>One.")}, about=about))
    assert (chapter.date, chapter.date_from) == (date, place)


def encryption(
    *names: str, algorithm: str = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
) -> dict[str, str | bytes]:
    data = "".join(
        f'<e:EncryptedData xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptionMethod Algorithm="{algorithm}"/>'
        f'<e:CipherData><e:CipherReference URI="{name}"/></e:CipherData></e:EncryptedData>'
        for name in names
    )
    root = "urn:oasis:names:tc:opendocument:xmlns:container"
    return {"META-INF/encryption.xml": f'<encryption xmlns="{root}">{data}</encryption>'}


TWO = {"a.xhtml": page("<p>One."), "b.xhtml": page("<p>Two.")}


def test_a_book_whose_pages_are_encrypted_says_so(reader: DocumentReader, tmp_path: Path) -> None:
    (failure,) = read_book(
        reader, tmp_path, book(TWO, parts=encryption("OEBPS/a.xhtml", "OEBPS/b.xhtml"))
    ).failures
    assert (failure.uri, failure.outcome) == ("a.epub", Outcome.ENCRYPTED)


@pytest.mark.parametrize(
    "algorithm", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"]
)
def test_fonts_that_are_encrypted_do_not_matter(
    reader: DocumentReader, tmp_path: Path, algorithm: str
) -> None:
    content = book(TWO, parts=encryption("OEBPS/font.otf", algorithm=algorithm) | {"OEBPS/font.otf": "x"})
    assert len(chapters(reader, tmp_path, content)) == 2


@pytest.mark.parametrize(
    ("content", "outcome", "said"),
    [
        (book(TWO, parts=encryption("OEBPS/b.xhtml")), Outcome.ENCRYPTED, "b.xhtml"),
        (book(TWO | {"b.xhtml": ""}), Outcome.CORRUPT, "does not hold it"),
        (book(TWO | {"b.xhtml": "\0\1\2\0\3"}), Outcome.CORRUPT, "not text"),
        (book(TWO | {"b.xhtml": page("<p>" + "x" * 101)}), Outcome.TOO_LARGE, "limit of 100"),
    ],
)
def test_a_page_that_cannot_be_read_is_named_and_the_others_are_read(
    tmp_path: Path, content: bytes, outcome: Outcome, said: str
) -> None:
    with DocumentReader(ReaderSettings(max_characters=100)) as reader:
        result = read_book(reader, tmp_path, content)
    assert [document.text for document in result.documents] == ["One."]
    (failure,) = result.failures
    assert (failure.uri, failure.outcome) == ("a.epub#b.xhtml", outcome)
    assert said in failure.reason
    assert failure.remedy


def zipped(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "outcome", "said"),
    [
        (zipped({"a": "b"}), Outcome.CORRUPT, "META-INF/container.xml"),
        (zipped({"META-INF/container.xml": "<container/>"}), Outcome.CORRUPT, "names no package"),
        (zipped({"META-INF/container.xml": ""}), Outcome.CORRUPT, "no XML"),
        (zipped({"META-INF/container.xml": CONTAINER.format("a.opf")}), Outcome.CORRUPT, "names no package"),
        (book({}), Outcome.CORRUPT, "names no pages"),
        (book({"a.xhtml": page("<img src='a.png'/>")}), Outcome.EMPTY, "holds no text"),
        (book(TWO)[:-40], Outcome.CORRUPT, "no complete EPUB book"),
    ],
)
def test_what_is_no_book_is_told_with_its_reason(
    reader: DocumentReader, tmp_path: Path, content: bytes, outcome: Outcome, said: str
) -> None:
    (failure,) = read_book(reader, tmp_path, content).failures
    assert (failure.uri, failure.outcome) == ("a.epub", outcome)
    assert said in failure.reason
    assert failure.remedy


def test_a_page_that_is_damaged_costs_only_itself(reader: DocumentReader, tmp_path: Path) -> None:
    content = bytearray(book({"a.xhtml": page(f"<p>{PROSE}"), "b.xhtml": page("<p>Two.")}))
    content[content.index(b"OEBPS/a.xhtml") + 60] ^= 0xFF
    result = read_book(reader, tmp_path, bytes(content))
    assert [document.text for document in result.documents] == ["Two."]
    (failure,) = result.failures
    assert (failure.uri, failure.outcome) == ("a.epub#a.xhtml", Outcome.CORRUPT)


@pytest.mark.parametrize("ncx", ["", "<ncx><navMap>", "\0\1\2"])
def test_a_damaged_table_of_contents_costs_only_its_titles(
    reader: DocumentReader, tmp_path: Path, ncx: str
) -> None:
    items = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    content = book({"a.xhtml": page("<h1>One</h1>")}, items=items, parts={"OEBPS/toc.ncx": ncx})
    assert [each.title for each in chapters(reader, tmp_path, content)] == ["One"]


def test_a_book_whose_table_of_contents_is_encrypted_too_says_that_it_is_encrypted(
    reader: DocumentReader, tmp_path: Path
) -> None:
    pages = {"nav.xhtml": "\0\1\2", "a.xhtml": "\0\1\2"}
    names = encryption("OEBPS/nav.xhtml", "OEBPS/a.xhtml")
    content = book(pages, attributes={"nav.xhtml": 'properties="nav"'}, parts=names)
    (failure,) = read_book(reader, tmp_path, content).failures
    assert (failure.uri, failure.outcome) == ("a.epub", Outcome.ENCRYPTED)


def test_entities_of_the_document_type_are_not_followed(reader: DocumentReader, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    content = content_with(
        book(TWO),
        "OEBPS/book.opf",
        b"<package ",
        f'<!DOCTYPE package [<!ENTITY x SYSTEM "{secret.as_uri()}">]><package '.encode(),
    )
    content = content_with(content, "OEBPS/book.opf", b"The Mill", b"The &x; Mill")
    assert "secret" not in chapters(reader, tmp_path, content)[0].metadata["book"]


LINES = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1)


@given(st.lists(LINES, min_size=1, max_size=5), st.randoms())
@settings(max_examples=40)
def test_whatever_pages_are_written_they_are_read_in_the_order_of_the_spine(
    texts: list[str], at_random: object
) -> None:
    pages = {f"p{number}.xhtml": page(f"<p>{text}</p>") for number, text in enumerate(texts)}
    order = list(pages)
    at_random.shuffle(order)  # type: ignore[attr-defined]
    found = list(convert(book(pages, spine=order), ReaderSettings()))
    assert [each.record for each in found] == order
    assert [each.text for each in found if isinstance(each, Converted)] == [
        texts[int(name[1:-6])] for name in order
    ]


@given(st.binary(max_size=200), st.integers(0, 2000))
@settings(max_examples=60)
def test_any_bytes_in_a_book_give_documents_or_a_refusal(content: bytes, where: int) -> None:
    whole = book(TWO)
    try:
        found = list(convert(whole[:where] + content + whole[where + len(content) :], ReaderSettings()))
    except ReadError as error:
        assert error.remedy  # noqa: PT017 - either is right, and both are looked at
    else:
        assert found
