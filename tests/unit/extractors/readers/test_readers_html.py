"""Web pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.documents import Document, Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def read_page(reader: DocumentReader, folder: Path, page: str | bytes) -> ReadResult:
    path = folder / "page.html"
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return reader.read(Source("page.html", str(path)))


def page(reader: DocumentReader, folder: Path, html: str | bytes) -> Document:
    result = read_page(reader, folder, html)
    assert result.failures == ()
    (document,) = result.documents
    return document


def test_the_main_text_stays_and_the_frame_goes(reader: DocumentReader, tmp_path: Path) -> None:
    document = page(
        reader,
        tmp_path,
        """<!doctype html><html><head><title>
          Acme buys &amp; sells</title><style>p {color: red}</style></head><body>
        <header><a href=/>Home</a><nav><ul><li>News<li>Sport</ul></nav></header>
        <div role="banner">Subscribe!</div><noscript>Turn on scripts</noscript>
        <main><h1>Acme buys Beta</h1><script>var a = "<p>no</p>"</script>
        <p>Acme Corp. of <b>Ber</b>lin   bought
           Beta&nbsp;Ltd.</p><p>Short.</p><p>Short.</p>
        <ul><li>Jane Doe, CEO</li><li>John Roe, CFO</ul>
        <table><tr><th>Firm<th>City<tr><td>Gamma Inc<td>Paris</tr></table>
        <p>First line<br>Second line</p><aside>Beta was founded by Max Planck.</aside>
        <button>Share</button><p hidden>Invisible</p></main>
        <aside>Related: other news</aside><footer>Imprint</footer></body></html>""",
    )
    assert document.title == "Acme buys & sells"
    assert document.text.split("\n\n") == [
        "Acme buys Beta",
        "Acme Corp. of Berlin bought Beta\xa0Ltd.",
        "Short.",
        "Short.",
        "Jane Doe, CEO",
        "John Roe, CFO",
        "Firm | City",
        "Gamma Inc | Paris",
        "First line\nSecond line",
        "Beta was founded by Max Planck.",
    ]


def test_a_small_article_on_a_page_full_of_text_is_not_taken_for_all(
    reader: DocumentReader, tmp_path: Path
) -> None:
    document = page(
        reader, tmp_path, f"<article>A teaser.</article><div>{'The long story of Ada. ' * 10}</div>"
    )
    assert document.text.startswith("A teaser.\n\nThe long story of Ada.")


def test_several_articles_are_all_kept(reader: DocumentReader, tmp_path: Path) -> None:
    document = page(reader, tmp_path, "<nav>Menu</nav><article>Ada</article><article>Babbage</article>")
    assert document.text == "Ada\n\nBabbage"


def test_a_page_made_of_boilerplate_alone_keeps_its_text(reader: DocumentReader, tmp_path: Path) -> None:
    assert (
        page(reader, tmp_path, "<nav><a>Ada</a> <a>Babbage</a></nav><script>x</script>").text == "Ada Babbage"
    )


def test_a_heading_in_the_header_of_the_page_is_kept(reader: DocumentReader, tmp_path: Path) -> None:
    document = page(reader, tmp_path, "<header><h1>Ada Lovelace</h1></header><p>She wrote.</p>")
    assert (document.title, document.text) == ("Ada Lovelace", "Ada Lovelace\n\nShe wrote.")


def test_a_fragment_without_html_is_read(reader: DocumentReader, tmp_path: Path) -> None:
    assert page(reader, tmp_path, "Ada & <i>Charles</i>").text == "Ada & Charles"


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="koi8-r">', "koi8-r"),
        ("<meta content='text/html; charset=windows-1251' http-equiv=x>", "cp1251"),
    ],
)
def test_the_declared_encoding_holds(
    reader: DocumentReader, tmp_path: Path, declaration: str, encoding: str
) -> None:
    document = page(reader, tmp_path, f"{declaration}<p>Ада Лавлейс".encode(encoding))
    assert document.text == "Ада Лавлейс"
    assert dict(document.metadata) == {"encoding": encoding, "encoding_guessed": "false"}


def test_a_declared_encoding_that_looks_like_ascii_holds(reader: DocumentReader, tmp_path: Path) -> None:
    for label, text in (("iso-2022-jp", "安倍晋三"), ("iso-2022-kr", "서울"), ("hz-gb-2312", "北京")):
        written = f"<meta charset={label}><p>".encode() + text.encode(label.removesuffix("-gb-2312"))
        document = page(reader, tmp_path, written)
        assert (document.text, document.metadata["encoding_guessed"]) == (text, "false"), label


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("windows-874", "cp874", "กรุงเทพ"),
        ("iso-8859-11", "cp874", "€ กรุงเทพ"),
        ("x-mac-cyrillic", "mac-cyrillic", "Ада Лавлейс"),
        ("iso-8859-8-i", "iso8859-8", "תל אביב"),
        ("logical", "iso8859-8", "תל אביב"),
        ("x-sjis", "cp932", "髙橋"),
        ("x-x-big5", "big5hkscs", "香港"),
        ("x-cp1250", "cp1250", "Łódź"),
        ("iso88592", "iso8859-2", "Łódź"),
        ("windows-936", "gb18030", "北京"),
        ("x-mac-ce", "mac-latin2", "Łódź"),
    ],
)
def test_a_declared_encoding_has_the_names_that_browsers_and_programs_give_it(
    reader: DocumentReader, tmp_path: Path, label: str, codec: str, text: str
) -> None:
    document = page(reader, tmp_path, f"<meta charset={label}><p>{text}".encode(codec))
    assert (document.text, document.metadata["encoding"]) == (text, codec)
    assert document.metadata["encoding_guessed"] == "false"


def test_a_page_that_is_written_as_xml_declares_its_encoding_by_the_same_names(
    reader: DocumentReader, tmp_path: Path
) -> None:
    (tmp_path / "a.xhtml").write_bytes(
        '<?xml version="1.0" encoding="x-mac-cyrillic"?><p>Ада</p>'.encode("mac-cyrillic")
    )
    (document,) = reader.read(Source("a.xhtml", str(tmp_path / "a.xhtml"))).documents
    assert (document.text, document.metadata["encoding"]) == ("Ада", "mac-cyrillic")


def test_a_page_is_never_read_as_utf7(reader: DocumentReader, tmp_path: Path) -> None:
    for label in ("utf-7", "unicode-1-1-utf-7"):
        document = page(reader, tmp_path, f"<meta charset={label}><p>Ada +AGE-".encode())
        assert (document.text, document.metadata["encoding"]) == ("Ada +AGE-", "utf-8")


def test_utf8_goes_before_a_wrong_declaration(reader: DocumentReader, tmp_path: Path) -> None:
    document = page(reader, tmp_path, '<meta charset="iso-8859-1"><p>Jürgen'.encode())
    assert (document.text, document.metadata["encoding"]) == ("Jürgen", "utf-8")


def test_an_unknown_or_impossible_declaration_is_passed_over(reader: DocumentReader, tmp_path: Path) -> None:
    for label in ("no-such-code", "utf-16", "base64", "rot13", "idna", "replacement", "x-user-defined"):
        document = page(reader, tmp_path, f"<meta charset={label}><p>Jürgen".encode("cp1252"))
        assert (document.text, document.metadata["encoding"]) == ("Jürgen", "cp1252"), label


def test_a_page_without_text_is_empty(reader: DocumentReader, tmp_path: Path) -> None:
    (failure,) = read_page(reader, tmp_path, "<html><body><img src=x><script>x</script></body>").failures
    assert failure.outcome is Outcome.EMPTY


def test_deep_nesting_keeps_its_text(reader: DocumentReader, tmp_path: Path) -> None:
    depth = 3000
    document = page(reader, tmp_path, "<div>" * depth + "Ada" + "</div>" * depth)
    assert document.text == "Ada"


def test_nesting_that_takes_the_parser_minutes_ends_at_the_time_limit(tmp_path: Path) -> None:
    with DocumentReader(ReaderSettings(timeout_seconds=1.5)) as reader:
        (failure,) = read_page(reader, tmp_path, "<div>" * 400_000 + "Ada").failures
        assert failure.outcome is Outcome.TIMEOUT
        assert page(reader, tmp_path, "<p>The next page").text == "The next page"


XML_PAGE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html [<!ENTITY firm "Acme">]>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml"><head>{head}</head><body>{body}</body></html>'
)


@pytest.mark.parametrize("suffix", ["xhtml", "xht", "html"])
@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title/>", "<p>Ada wrote.</p>"),
        ('<title />\n<script src="a.js" />', "<p>Ada wrote.</p>"),
        ('<style type="text/css"/>', '<p><a id="p1"/>Ada <i/>wrote.</p>'),
        ("", "<iframe src='x'/><textarea/><p>Ada wrote.</p>"),
        ("<!-- <title> -->", "<p>Ada <![CDATA[wrote]]>.</p>"),
        ("<title></title>", "<script>//<![CDATA[\nif (a < b) '<p/>'\n//]]></script><p>Ada wrote.</p>"),
    ],
)
def test_elements_closed_in_themselves_swallow_nothing(
    reader: DocumentReader, tmp_path: Path, suffix: str, head: str, body: str
) -> None:
    path = tmp_path / f"page.{suffix}"
    path.write_text(XML_PAGE.format(head=head, body=body))
    (document,) = reader.read(Source(path.name, str(path))).documents
    assert (document.text, document.title) == ("Ada wrote.", "Ada wrote.")


def test_a_page_of_html_may_close_its_title_as_xml_does(reader: DocumentReader, tmp_path: Path) -> None:
    assert page(reader, tmp_path, "<title/><p>Ada wrote.<p><a href=/a/>a/</a>").text == "Ada wrote.\n\na/"


def test_markup_that_is_opened_and_never_closed_is_read_in_no_time(tmp_path: Path) -> None:
    with DocumentReader(ReaderSettings(timeout_seconds=30)) as reader:
        for opened in ("<!--", "<script>", "<script ", "<![CDATA[", "<!doctype x[", '<a b="', "<a b "):
            document = page(reader, tmp_path, "<p>Ada " + opened * 100_000)
            assert document.text.startswith("Ada"), opened


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Ada said <q>It works</q>.", "Ada said “It works”."),
        ("<p><q>He wrote <q>Come</q> again</q>", "“He wrote ‘Come’ again”"),
        ("<table><tr><td><q>Ada</q><td>Kiel</table>", "“Ada” | Kiel"),
        ("<p>Ada <q style='display:none'>never</q> said", "Ada said"),
    ],
)
def test_a_quotation_has_the_marks_that_browsers_show(
    reader: DocumentReader, tmp_path: Path, body: str, text: str
) -> None:
    assert page(reader, tmp_path, body).text == text
