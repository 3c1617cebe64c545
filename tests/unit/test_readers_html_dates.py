"""The dates of web pages: which of them is the page's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader
from extractors.readers.source import Source


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def date_of(reader: DocumentReader, folder: Path, html: str) -> tuple[str, str]:
    (folder / "page.html").write_text(html, encoding="utf-8")
    result = reader.read(Source("page.html", str(folder / "page.html")))
    assert result.failures == ()
    (document,) = result.documents
    return document.date, document.date_from


def json_ld(content: str) -> str:
    return f'<script type="application/ld+json">{content}</script><p>Ada'


PUBLISHED = '"datePublished": "2024-04-07T12:00:00Z"'
TIME = "<time datetime=2024-04-07>7 April</time>"
OTHER_TIME = "<time datetime=2020-01-01>1 January</time>"


@pytest.mark.parametrize(
    ("html", "date", "date_from"),
    [
        (
            '<meta property="article:published_time" content="2024-04-07T23:30:00-05:00"><p>Ada',
            "2024-04-07",
            "meta article:published_time",
        ),
        ('<meta name="Date" content="April 7, 2024"><p>Ada', "2024-04-07", "meta date"),
        ('<meta name="DC.date.issued" content="2024-04"><p>Ada', "2024-04", "meta dc.date.issued"),
        ('<meta name="dc:date" content="1066"><p>Ada', "1066", "meta dc.date"),
        ('<meta name="DCTERMS.created" content="2024"><p>Ada', "2024", "meta dcterms.created"),
        (
            '<meta name="citation_publication_date" content="2024/4/7"><p>Ada',
            "2024-04-07",
            "meta citation_publication_date",
        ),
        ('<meta name="parsely-pub-date" content="2024-04-07"><p>Ada', "2024-04-07", "meta parsely-pub-date"),
        (
            '<meta itemprop="datePublished" content="2024-04-07"><p>Ada',
            "2024-04-07",
            "itemprop datePublished",
        ),
        (
            '<span itemprop="dateCreated datePublished" content="2024-04-07">x</span>',
            "2024-04-07",
            "itemprop datePublished",
        ),
        ('<time itemprop="datePublished" datetime="2024-04">x</time>', "2024-04", "itemprop datePublished"),
        ('<b itemprop="datePublished">7 April 2024</b>', "2024-04-07", "itemprop datePublished"),
        (json_ld("{" + PUBLISHED + "}"), "2024-04-07", "JSON-LD datePublished"),
        (json_ld('{"@type": "Article", "datePublished": 2024}'), "2024", "JSON-LD datePublished"),
        (json_ld('{"datePublished": {"@type": "Date", "@value": "2024"}}'), "2024", "JSON-LD datePublished"),
        (json_ld('[{"@type": "Person"}, {' + PUBLISHED + "}]"), "2024-04-07", "JSON-LD datePublished"),
        (
            json_ld('{"@graph": [{"@type": "NewsArticle", ' + PUBLISHED + "}]}"),
            "2024-04-07",
            "JSON-LD datePublished",
        ),
        (json_ld('{"mainEntity": {' + PUBLISHED + "}}"), "2024-04-07", "JSON-LD datePublished"),
        (json_ld("//<![CDATA[\n{" + PUBLISHED + "}\n//]]>"), "2024-04-07", "JSON-LD datePublished"),
        (json_ld('{"headline": "two\nlines", ' + PUBLISHED + "}"), "2024-04-07", "JSON-LD datePublished"),
        (
            f"<article><header><h1>Ada</h1>{TIME}</header><p>Text</article>{OTHER_TIME}",
            "2024-04-07",
            "time element",
        ),
        (
            f"<article><p>Ada</p><time pubdate datetime=2024-04-07>x</time>{OTHER_TIME}",
            "2024-04-07",
            "time element",
        ),
        (f'<article>{OTHER_TIME}<time class="dt-published" datetime=2024>x</time>', "2024", "time element"),
        (
            "<article><header><time class='entry-date published' datetime=2024-04-07>x</time>"
            "<time class=updated datetime=2025-01-02>y</time></header><p>Ada",
            "2024-04-07",
            "time element",
        ),
        (f"<h1>Ada</h1><p>{TIME}</p><p>She wrote.", "2024-04-07", "time element"),
        (f"<h1>Ada</h1><p>Published on: {TIME}</p><p>She wrote.", "2024-04-07", "time element"),
        (
            '<meta property="article:modified_time" content="2025-01-02"><p>Ada',
            "2025-01-02",
            "meta article:modified_time (modified)",
        ),
        (json_ld('{"dateModified": "2025-01-02"}'), "2025-01-02", "JSON-LD dateModified (modified)"),
        ('<i itemprop="dateModified" content="2025-01">x</i>', "2025-01", "itemprop dateModified (modified)"),
    ],
)
def test_a_page_has_the_date_that_it_gives_for_itself(
    reader: DocumentReader, tmp_path: Path, html: str, date: str, date_from: str
) -> None:
    assert date_of(reader, tmp_path, html) == (date, date_from)


def test_the_places_are_looked_at_in_their_order_and_a_change_comes_last(
    reader: DocumentReader, tmp_path: Path
) -> None:
    places = [
        ('<meta property="article:published_time" content="2001">', "2001", "meta article:published_time"),
        ('<meta name="dc.date" content="2002">', "2002", "meta dc.date"),
        ('<meta name="date" content="2003">', "2003", "meta date"),
        (json_ld('{"datePublished": "2004"}'), "2004", "JSON-LD datePublished"),
        ('<b itemprop="datePublished" content="2005">x</b>', "2005", "itemprop datePublished"),
        ("<time pubdate datetime=2006>x</time>", "2006", "time element"),
        ('<meta property="og:updated_time" content="2007">', "2007", "meta og:updated_time (modified)"),
        (json_ld('{"dateModified": "2008"}'), "2008", "JSON-LD dateModified (modified)"),
    ]
    for first in range(len(places)):
        html = "".join(place for place, _, _ in reversed(places[first:]))
        assert date_of(reader, tmp_path, html) == places[first][1:]


def test_a_place_without_a_date_leads_to_the_next(reader: DocumentReader, tmp_path: Path) -> None:
    html = '<meta name="date" content="04/07/2024">' + json_ld("{broken") + json_ld("{" + PUBLISHED + "}")
    assert date_of(reader, tmp_path, html) == ("2024-04-07", "JSON-LD datePublished")


@pytest.mark.parametrize(
    "html",
    [
        "<p>On 7 April 2024 Ada wrote.",
        '<meta name="date" content="04/07/2024"><p>Ada',
        '<meta name="date"><meta content><meta name content=2024><p>Ada',
        '<meta name="dc.date" content="2019"><meta name="dc.date" content="2020"><p>Ada',
        json_ld(
            '[{"@type": "Article", "datePublished": "2019"}, {"@type": "Article", "datePublished": "2020"}]'
        ),
        json_ld('{"@type": "Comment", "datePublished": "2019"}'),
        json_ld('{"@type": "Product", "review": {"datePublished": "2019"}}'),
        json_ld('{"@type": "Article", "comment": [{"datePublished": "2019"}]}'),
        json_ld("[" * 100_000),
        json_ld('{"datePublished": ["2019", "2020"]}'),
        json_ld('{"@type": [["x"]], "@graph": null, "datePublished": null}'),
        '<div itemscope itemtype="https://schema.org/Comment"><b itemprop="datePublished" content="2019">x</b></div>',
        '<div itemscope itemprop="review"><b itemprop="datePublished">2019</b></div>',
        '<b itemprop="datePublished">2019</b><b itemprop="datePublished">2020</b>',
        f"<h1>Ada</h1><p>Text</p><ol><li>{TIME} first<li>{OTHER_TIME} second</ol>",
        f"<article><h1>Ada</h1>Text<article><header>{TIME}</header>A comment</article></article>",
        f"<article><header>{TIME}</header>One</article><article><header>{OTHER_TIME}</header>Two</article>",
        f"<article><header>{TIME}</header>One</article><article>Two</article>",
        f"<article><header>{TIME} to {OTHER_TIME}</header>One</article>",
        f"<p>The war ended on {TIME} in Paris.",
        f"<p>Ada</p><aside>{TIME}</aside>",
        f"<p>Ada</p><footer>{TIME}</footer>",
        f"<p>Ada</p><nav>{TIME}</nav>",
        "<p>Ada</p><p><time class=updated datetime=2024>x</time>",
        f"<p>Ada</p><div id=comments><p>{TIME}</p><p>Well said</div>",
        "<p>Ada</p><p><time>14:30</time>",
        "<p>Ada</p><p><time datetime=PT4H>four hours</time>",
    ],
)
def test_what_may_not_be_the_date_of_the_page_is_not_taken(
    reader: DocumentReader, tmp_path: Path, html: str
) -> None:
    assert date_of(reader, tmp_path, html) == ("", "")


def test_a_page_of_very_many_dates_is_read_within_its_time(tmp_path: Path) -> None:
    many = "<div>" * 3000 + TIME * 20_000 + '<b itemprop="datePublished" content="2024">x</b>' * 20_000
    with DocumentReader(ReaderSettings(timeout_seconds=20)) as reader:
        assert date_of(reader, tmp_path, many) == ("2024", "itemprop datePublished")
