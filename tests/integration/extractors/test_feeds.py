"""Looks at feeds that a real server gives: what their items become, and what is not asked for twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import Document, Outcome
from extractors.readers.reader import DocumentReader
from extractors.sources.feed import poll
from extractors.sources.polling import Cursor, Item, Poll, SourceUnreachableError, Spool
from extractors.sources.settings import FeedSource
from tests.support.web_server import Site, serving

_RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour &amp; Sea</title><link>{site}/</link>{items}</channel></rss>"""
_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title><id>urn:notes</id>{items}</feed>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as reader:
        yield reader


class _Feed:
    """A feed at ``/feed.xml`` that is looked at as a run does: items in the graph are known by their versions."""

    def __init__(self, site: Site, folder: Path, reader: DocumentReader) -> None:
        self.site, self.folder, self.reader = site, folder, reader
        self.cursor: Cursor = {}
        self.held: dict[str, str] = {}

    def rss(self, *items: str, **said: Any) -> None:
        self.site.put(
            "/feed.xml",
            _RSS.format(site=self.site.address, items="".join(items)),
            "application/rss+xml",
            **said,
        )

    def atom(self, *items: str) -> None:
        self.site.put("/feed.xml", _ATOM.format(items="".join(items)), "application/atom+xml")

    def look(self, **settings: Any) -> Poll:
        given = {"kind": "feed", "name": "harbour", "url": f"{self.site.address}/feed.xml"} | settings
        found = poll(FeedSource(**given), self.cursor, Spool(self.folder / "spool", self.held), self.folder)
        self.cursor = found.cursor
        self.held |= {item.key: item.version for item in found.items}
        return found

    def read(self, item: Item) -> Document:
        [document] = self.reader.read(item.source).documents
        return document

    def documents(self, **settings: Any) -> list[Document]:
        return [self.read(item) for item in self.look(**settings).items]


@pytest.fixture
def feed(site: Site, tmp_path: Path, reader: DocumentReader) -> _Feed:
    return _Feed(site, tmp_path, reader)


def test_an_item_brings_its_title_date_author_and_article_rather_than_the_teaser(feed: _Feed) -> None:
    feed.rss(
        """<item><title>AT&amp;amp;T &lt;i&gt;buys&lt;/i&gt; a pier</title><link>/news/1</link><guid isPermaLink="false">n1</guid>
        <pubDate>Mon, 06 Sep 2010 23:01:00 -0500</pubDate><author>ada@example.org (Ada Byron)</author><dc:creator>Eve Holt</dc:creator>
        <category>ports</category><category>money</category><description>Teaser.</description>
        <content:encoded><![CDATA[<p>The pier of <b>Port Ellen</b> is sold.</p><p>AT&amp;T paid.</p>]]></content:encoded></item>"""
    )

    [document] = feed.documents()

    assert document.uri == f"{feed.site.address}/news/1"
    assert document.title == "AT&T buys a pier"
    assert document.text == "The pier of Port Ellen is sold.\n\nAT&T paid."
    assert (document.date, document.date_from) == ("2010-09-06", "feed published")
    said = {name: document.metadata[name] for name in ("feed", "author", "categories")}
    assert said == {
        "feed": "Harbour & Sea",
        "author": "Ada Byron, Eve Holt",
        "categories": '["ports", "money"]',
    }


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("<author>ada@harbour.museum (Ada Byron)</author>", "Ada Byron"),
        ("<author>Ada Byron &lt;ada@harbour.museum&gt;</author>", "Ada Byron"),
        ("<author>ada@harbour.museum</author>", "ada@harbour.museum"),
        ("<author>Ada Byron</author>", "Ada Byron"),
    ],
)
def test_an_author_of_rss_is_named_whatever_the_address_ends_in(feed: _Feed, written: str, name: str) -> None:
    feed.rss(f"<item><title>T</title>{written}</item>")

    [document] = feed.documents()

    assert document.metadata["author"] == name


def test_all_authors_of_an_atom_entry_are_named(feed: _Feed) -> None:
    people = "".join(
        f"<author><name>{name}</name><email>x@y.museum</email></author>" for name in ("Ada", "Eve")
    )
    feed.atom(f"<entry><title>T</title><id>urn:1</id>{people}</entry>")

    [document] = feed.documents()

    assert document.metadata["author"] == "Ada, Eve"


def test_text_that_a_feed_calls_plain_stays_as_it_is(feed: _Feed) -> None:
    feed.atom(
        """<entry><title type="text">Use &amp;lt;b&amp;gt; with care</title><id>urn:1</id><link href="/one"/>
        <updated>2025-01-01T00:00:00Z</updated><content type="text">5 &lt; 6 &amp;amp; so on</content></entry>"""
    )

    [document] = feed.documents()

    assert (document.title, document.text) == ("Use &lt;b&gt; with care", "5 < 6 &amp; so on")
    assert (document.date, document.date_from) == ("2025-01-01", "feed updated (modified)")


def test_an_item_without_id_and_link_is_told_by_what_it_says_and_one_of_a_headline_alone_is_read(
    feed: _Feed,
) -> None:
    feed.rss("<item><title>Gale warning</title></item>", "<item><description>Calm seas</description></item>")

    gale, calm = feed.documents()

    assert (gale.title, gale.text) == ("Gale warning", "Gale warning")
    assert calm.text == "Calm seas"
    assert gale.uri.startswith(f"{feed.site.address}/feed.xml#")
    assert gale.uri != calm.uri
    assert not {item.version for item in feed.look().items} - set(feed.held.values())


def test_items_that_share_an_id_or_a_link_stay_apart(feed: _Feed) -> None:
    home = f"<link>{feed.site.address}/</link>"
    feed.rss(
        "<item><guid>same</guid><title>A</title><link>/a</link></item>",
        "<item><guid>same</guid><title>B</title><link>/b</link></item>",
        f"<item><guid isPermaLink='false'>c</guid><title>C</title>{home}</item>",
        f"<item><guid isPermaLink='false'>d</guid><title>D</title>{home}</item>",
    )

    documents = feed.documents()

    here = feed.site.address
    assert {document.title: document.uri for document in documents} == {
        "A": f"{here}/a",
        "B": f"{here}/b",
        "C": f"{here}/feed.xml#c",
        "D": f"{here}/feed.xml#d",
    }


def test_a_bare_ampersand_spoils_nothing(feed: _Feed) -> None:
    feed.rss("<item><title>Fish & chips</title><guid>f</guid><description>Both.</description></item>")

    [document] = feed.documents()

    assert document.title == "Fish & chips"


def test_an_unchanged_feed_is_not_sent_again_and_an_item_that_dropped_out_is_not_gone(feed: _Feed) -> None:
    one, two = (f"<item><guid isPermaLink='false'>g{n}</guid><title>T{n}</title></item>" for n in (1, 2))
    feed.rss(one, two, etag=True)
    assert len(feed.look().items) == 2

    assert feed.look().items == ()
    feed.rss(two, etag=True)
    later = feed.look()

    assert [status for _, status in feed.site.asked] == [200, 304, 200]
    assert [item.key for item in later.items] == ["g2"]
    assert not later.is_whole


def test_an_item_is_in_another_version_only_once_it_says_something_else(feed: _Feed) -> None:
    item = "<item><guid>g</guid><title>T</title><description>{}</description></item>"
    feed.rss(item.format("Before"))
    [before] = feed.look().items
    feed.rss(item.format("Before"), "<!-- built anew -->")
    [same] = feed.look().items
    feed.rss(item.format("After"))
    [after] = feed.look().items

    assert before.version == same.version != after.version
    assert feed.read(after).text == "After"


def test_followed_links_give_the_pages_with_what_the_feed_says_of_them(feed: _Feed) -> None:
    feed.rss(
        "<item><guid>1</guid><title>Pier sold</title><link>/1</link><pubDate>Mon, 06 Sep 2010 23:01:00 GMT</pubDate></item>",
        "<item><guid>2</guid><title>Gone</title><link>/2</link></item>",
    )
    feed.site.put("/1", "<title>Pier sold | Harbour</title><main><p>The whole story.</p></main>")

    found = feed.look(follow=True)

    [document] = map(feed.read, found.items)
    assert (document.uri, document.title, document.text) == (
        f"{feed.site.address}/1",
        "Pier sold",
        "The whole story.",
    )
    assert document.date == "2010-09-06"
    [failure] = found.failures
    assert (failure.uri, failure.outcome) == (f"{feed.site.address}/2", Outcome.UNREADABLE)

    feed.site.put("/2", "<p>Back again.</p>")
    feed.site.asked.clear()
    again = feed.look(follow=True)
    assert [path for path, _ in feed.site.asked] == ["/feed.xml", "/2"]
    assert len(again.items) == 2


def test_what_is_no_feed_is_refused_with_what_it_is(feed: _Feed) -> None:
    feed.site.put("/feed.xml", "<html><body>Please log in</body></html>")

    with pytest.raises(SourceUnreachableError, match="no RSS or Atom feed"):
        feed.look()


def test_a_password_is_used_and_told_nowhere(
    feed: _Feed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    feed.site.password = "hush-hush"  # noqa: S105 - made up
    feed.rss("<item><guid isPermaLink='false'>g</guid><title>T</title></item>")
    monkeypatch.setenv("HARBOUR_FEED", feed.site.with_password("/feed.xml"))

    [item] = feed.look(url="", url_variable="HARBOUR_FEED").items
    assert item.source.uri == "feed://harbour#g"
    [named] = feed.look(url=feed.site.with_password("/feed.xml")).items
    assert named.source.uri == f"{feed.site.address}/feed.xml#g"
    feed.site.password = "changed"  # noqa: S105 - made up
    with pytest.raises(SourceUnreachableError, match="refuses access") as refusal:
        feed.look(url="", url_variable="HARBOUR_FEED")

    told = f"{item} {named} {refusal.value} {caplog.text}"
    assert "hush-hush" not in told


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"status": 500}, "cannot answer just now"),
        ({"status": 404}, "nothing at this address"),
        ({"hangs": True}, "did not give it in time"),
        ({"content": b"x" * 5000}, "more than"),
        ({"status": 302, "headers": {"Location": "/feed.xml"}}, "leads on more than 5 times"),
        ({"status": 302, "headers": {"Location": "file:///etc/hostname"}}, "cannot be reached"),
    ],
)
def test_a_server_that_does_not_give_the_feed_makes_a_clear_end(
    feed: _Feed, said: dict[str, Any], message: str
) -> None:
    feed.site.put("/feed.xml", said.pop("content", b""), **said)

    with pytest.raises(SourceUnreachableError, match=message):
        feed.look(timeout_seconds=1, most_bytes=1000)


def test_an_address_is_given_once_and_as_one(feed: _Feed) -> None:
    with pytest.raises(ValueError, match="url_variable"):
        feed.look(url="")
    with pytest.raises(ValueError, match="url_variable"):
        feed.look(url_variable="HARBOUR_FEED")
    with pytest.raises(SourceUnreachableError, match="no HARBOUR_FEED"):
        feed.look(url="", url_variable="HARBOUR_FEED")
    with pytest.raises(SourceUnreachableError, match="no address of http"):
        feed.look(url="feed.xml")
