"""Looks at sitemaps that a real server gives: which pages they lead to, and which of them are fetched."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import Outcome
from extractors.readers.reader import DocumentReader
from extractors.sources import pages
from extractors.sources.polling import Cursor, Poll, SourceUnreachableError, Spool
from extractors.sources.settings import SitemapSource
from extractors.sources.sitemap import poll
from tests.support.web_server import Site, serving

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


class _Sitemap:
    """The sitemap of a site, looked at as a run does: pages in the graph are known by their versions."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.cursor: Cursor = {}
        self.held: dict[str, str] = {}

    def put(self, path: str = "/sitemap.xml", **changed: str) -> None:
        """List pages by their names with the days of their last change, empty for none."""
        urls = "".join(
            f"<url><loc>{self.site.address}/{name}</loc>"
            + (f"<lastmod>{day}</lastmod>" if day else "")
            + "</url>"
            for name, day in changed.items()
        )
        self.site.put(path, f"<urlset {_NAMESPACE}>{urls}</urlset>", "application/xml")

    def look(self, **settings: Any) -> Poll:
        given = {"kind": "sitemap", "name": "harbour", "url": f"{self.site.address}/sitemap.xml"} | settings
        self.site.asked.clear()
        found = poll(
            SitemapSource(**given), self.cursor, Spool(self.folder / "spool", self.held), self.folder
        )
        self.cursor = found.cursor
        self.held |= {item.key: item.version for item in found.items}
        return found

    def names(self, found: Poll) -> list[str]:
        return [item.source.uri.removeprefix(f"{self.site.address}/") for item in found.items]

    @property
    def fetched(self) -> list[str]:
        return [path for path, status in self.site.asked if status == 200 and "sitemap" not in path]


@pytest.fixture
def sitemap(site: Site, tmp_path: Path) -> _Sitemap:
    return _Sitemap(site, tmp_path)


def test_pages_become_documents_by_their_addresses_as_what_their_server_says_they_are(
    sitemap: _Sitemap,
) -> None:
    sitemap.put(harbour="2026-01-01", notes="2026-01-01")
    sitemap.site.put("/harbour", "<title>The harbour</title><main><p>Port Ellen has a pier.</p></main>")
    sitemap.site.put("/notes", "# Notes\n\nOf Ada.", "text/markdown")

    found = sitemap.look()

    with DocumentReader() as reader:
        documents = [document for item in found.items for document in reader.read(item.source).documents]
    here = sitemap.site.address
    assert [(each.uri, each.title, each.media_type) for each in documents] == [
        (f"{here}/harbour", "The harbour", "text/html"),
        (f"{here}/notes", "Notes", "text/markdown"),
    ]
    assert found.is_whole


def test_only_pages_whose_day_of_change_is_another_are_fetched_again(sitemap: _Sitemap) -> None:
    sitemap.put(a="2026-01-01", b="2026-01-01")
    sitemap.site.put("/a", "<p>A</p>")
    sitemap.site.put("/b", "<p>B</p>")
    sitemap.look()

    sitemap.put(a="2026-01-01", b="2026-02-02")
    found = sitemap.look()

    assert sitemap.fetched == ["/b"]
    assert sitemap.names(found) == ["a", "b"]


def test_a_page_without_a_day_of_change_is_asked_for_and_sent_only_if_it_changed(sitemap: _Sitemap) -> None:
    sitemap.put(a="")
    sitemap.site.put("/a", "<p>Before</p>", etag=True)
    [first] = sitemap.look().items
    [same] = sitemap.look().items
    assert sitemap.site.asked[-1] == ("/a", 304)
    assert first.version == same.version

    sitemap.site.put("/a", "<p>After</p>", etag=True)
    [changed] = sitemap.look().items

    assert b"After" in Path(changed.source.location).read_bytes()
    assert changed.version != first.version


def test_an_index_leads_to_all_its_sitemaps_packed_or_not(sitemap: _Sitemap) -> None:
    here = sitemap.site.address
    listed = "".join(
        f"<sitemap><loc>{here}/{name}</loc></sitemap>" for name in ("one-sitemap.xml", "two-sitemap.gz")
    )
    sitemap.site.put("/sitemap.xml", f"<sitemapindex {_NAMESPACE}>{listed}</sitemapindex>")
    sitemap.put("/one-sitemap.xml", a="2026-01-01")
    sitemap.put("/two", b="2026-01-01")
    sitemap.site.put(
        "/two-sitemap.gz", gzip.compress(sitemap.site.pages["/two"].content), "application/x-gzip"
    )
    for name in "ab":
        sitemap.site.put(f"/{name}", "<p>Text</p>")

    found = sitemap.look()

    assert (sitemap.names(found), found.is_whole) == (["a", "b"], True)


def test_a_look_is_not_whole_while_one_sitemap_of_an_index_cannot_be_read(sitemap: _Sitemap) -> None:
    here = sitemap.site.address
    listed = "".join(
        f"<sitemap><loc>{here}/{name}</loc></sitemap>" for name in ("one-sitemap.xml", "gone.xml")
    )
    sitemap.site.put("/sitemap.xml", f"<sitemapindex {_NAMESPACE}>{listed}</sitemapindex>")
    sitemap.put("/one-sitemap.xml", a="2026-01-01")
    sitemap.site.put("/a", "<p>A</p>")

    found = sitemap.look()

    assert (sitemap.names(found), found.is_whole) == (["a"], False)
    assert [failure.uri for failure in found.failures] == [f"{here}/gone.xml"]


def test_pages_of_other_sites_and_those_that_do_not_contain_what_is_asked_are_left_out(
    sitemap: _Sitemap,
) -> None:
    urls = "".join(
        f"<url><loc>{address}</loc></url>"
        for address in (
            f"{sitemap.site.address}/news/1",
            f"{sitemap.site.address}/shop/1",
            "file:///etc/hostname",
            "http://elsewhere.example/news/2",
        )
    )
    sitemap.site.put("/sitemap.xml", f"<urlset {_NAMESPACE}>{urls}</urlset>")
    sitemap.site.put("/news/1", "<p>News</p>")

    found = sitemap.look(contains="/news/")

    assert sitemap.names(found) == ["news/1"]
    assert [failure.reason for failure in found.failures] == [
        "2 page(s) of other sites than the sitemap's were passed over."
    ]


def test_a_page_that_cannot_be_had_is_a_failure_and_one_that_the_graph_has_stays(sitemap: _Sitemap) -> None:
    sitemap.put(a="2026-01-01", b="2026-01-01")
    sitemap.site.put("/a", "<p>A</p>")
    sitemap.site.put("/b", "<p>B</p>")
    sitemap.look()
    sitemap.put(a="2026-02-02", b="2026-01-01", c="2026-01-01")
    sitemap.site.put("/a", "", status=503)
    sitemap.site.put("/c", b"\x89PNG", "image/png")

    found = sitemap.look()

    assert (sitemap.names(found), found.is_whole) == (["a", "b"], True)
    assert {failure.uri.rpartition("/")[2]: failure.outcome for failure in found.failures} == {
        "a": Outcome.UNREADABLE,
        "c": Outcome.UNSUPPORTED,
    }
    sitemap.site.put("/a", "<p>A again</p>")
    sitemap.look()
    assert "/a" in sitemap.fetched


def test_many_pages_come_look_by_look_and_none_twice(
    sitemap: _Sitemap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    names = [f"p{number}" for number in range(5)]
    sitemap.put(**dict.fromkeys(names, "2026-01-01"))
    for name in names[1:]:
        sitemap.site.put(f"/{name}", f"<p>{name}</p>")

    looks = []
    while True:
        found = sitemap.look()
        looks.append(sitemap.fetched)
        if not found.has_more:
            break

    assert looks == [["/p1"], ["/p2", "/p3"], ["/p4"]]
    assert set(sitemap.held) == {f"{sitemap.site.address}/{name}" for name in names[1:]}
    assert sitemap.look().is_whole


def test_entities_of_a_document_type_are_not_put_in_their_place(sitemap: _Sitemap, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hush-hush")
    sitemap.site.put(
        "/sitemap.xml",
        f"""<!DOCTYPE urlset [<!ENTITY secret SYSTEM "file://{secret}">]>
        <urlset {_NAMESPACE}><url><loc>{sitemap.site.address}/&secret;</loc></url></urlset>""",
    )

    sitemap.look()

    assert not any("hush" in path for path, _ in sitemap.site.asked)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<urlset><url>", "no XML"),
        ("<html><body>Log in</body></html>", "outermost element is html"),
        ("not a list", "neither XML nor a list"),
        (gzip.compress(b"<urlset/>", mtime=0)[:-4], "cut off"),
        (gzip.compress(b"<urlset>" + b" " * 100_000, mtime=0), "unpacks to more than"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_what_is_wrong(
    sitemap: _Sitemap, content: str | bytes, message: str
) -> None:
    sitemap.site.put("/sitemap.xml", content)

    with pytest.raises(SourceUnreachableError, match=message):
        sitemap.look(most_bytes=10_000)


def test_a_password_of_the_sitemap_goes_to_its_own_server_and_into_no_uri(sitemap: _Sitemap) -> None:
    sitemap.site.password = "hush-hush"  # noqa: S105 - made up
    sitemap.put(a="2026-01-01")
    sitemap.site.put("/a", "<p>A</p>")

    found = sitemap.look(url=sitemap.site.with_password("/sitemap.xml"))

    assert sitemap.names(found) == ["a"]
    assert "hush" not in f"{found}"


def test_a_list_of_addresses_as_text_is_a_sitemap_too(sitemap: _Sitemap) -> None:
    sitemap.site.put(
        "/sitemap.xml", f"{sitemap.site.address}/a\n{sitemap.site.address}/a#part\n", "text/plain"
    )
    sitemap.site.put("/a", "<p>A</p>")

    assert sitemap.names(sitemap.look()) == ["a"]
