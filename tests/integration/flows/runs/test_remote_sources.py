"""Whole runs over feeds, sitemaps, mails and tables: what arrives in the graph, that twice is once, and what a deletion does."""

from __future__ import annotations

import json
import mailbox
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from extractors.sources import pages, table
from flows.cli import run as command_line
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import ingest_paths
from flows.runs.report import RunReport
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import KnownDocument, known_documents
from graph.contents.sources import read_ledger
from tests.support import imap_server
from tests.support.web_server import Site, serving

_TYPES = [{"name": "city", "pattern": "Berlin|London|Port Ellen"}]


@pytest.fixture(scope="module")
def mailboxes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[imap_server.Mailboxes]:
    with imap_server.serving(tmp_path_factory.mktemp("server")) as mailboxes:
        yield mailboxes


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


class _Project:
    """A project whose sources are those that a test names, and which finds cities by a rule."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(base=folder)

    def sources(self, *sources: dict[str, Any]) -> None:
        given = {"base": self.folder, "types": _TYPES, "extractor": {"model": "nowhere/at-all"}}
        self.settings = Settings.model_validate({**given, "flow": {"retries": 0}, "sources": sources})

    def run(self, **asked: Any) -> RunReport:
        return ingest_paths([], self.settings, **asked)

    def documents(self) -> dict[str, KnownDocument]:
        with open_project_store(self.settings) as store:
            assert audit(store).differences == ()
            return {each.uri: each for each in known_documents(store).values()}

    def graph(self) -> object:
        with open_project_store(self.settings) as store:
            return snapshot(store)

    def cursor(self, name: str) -> dict[str, Any]:
        with open_project_store(self.settings) as store:
            return dict(read_ledger(store).sources[name].cursor)

    def spooled(self) -> list[str]:
        return [path.name for path in self.settings.state_folder.glob("spool/*/*")]


@pytest.fixture
def project(tmp_path: Path) -> _Project:
    return _Project(tmp_path)


def _mail(name: str, text: str) -> bytes:
    return (
        f"From: Ada Byron <ada@harbour.example>\r\nSubject: About {name}\r\nDate: Tue, 6 Jan 2026 23:10:00 -0500\r\n"
        f"Message-ID: <{name}@harbour.example>\r\n\r\n{text}\r\n"
    ).encode()


def _feed(project: _Project, site: Site, request: pytest.FixtureRequest) -> Callable[[], None]:
    def put(*texts: str) -> None:
        items = "".join(
            f"<item><title>News {number}</title><link>{site.address}/{number}</link><author>eve@x.example (Eve Holt)</author>"
            f"<pubDate>Tue, 06 Jan 2026 23:10:00 -0500</pubDate><description>{text}</description></item>"
            for number, text in enumerate(texts, start=1)
        )
        site.put(
            "/feed", f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>", etag=True
        )

    project.sources({"kind": "feed", "name": "it", "url": f"{site.address}/feed"})
    put("In Berlin.", "In London.")
    return lambda: put("In Berlin.", "In Port Ellen.")


def _sitemap(project: _Project, site: Site, request: pytest.FixtureRequest) -> Callable[[], None]:
    def put(number: int, text: str, day: str) -> str:
        site.put(
            f"/{number}",
            f"<title>News {number}</title><meta name='date' content='2026-01-06'><main><p>{text}</p></main>",
        )
        return f"<url><loc>{site.address}/{number}</loc><lastmod>{day}</lastmod></url>"

    def put_all(text: str, day: str) -> None:
        urls = put(1, "In Berlin.", "2026-01-06") + put(2, text, day)
        site.put("/sitemap.xml", f"<urlset>{urls}</urlset>")

    project.sources({"kind": "sitemap", "name": "it", "url": f"{site.address}/sitemap.xml"})
    put_all("In London.", "2026-01-06")
    return lambda: put_all("In Port Ellen.", "2026-01-07")


def _imap(project: _Project, site: Site, request: pytest.FixtureRequest) -> Callable[[], None]:
    server: imap_server.Mailboxes = request.getfixturevalue("mailboxes")
    request.getfixturevalue("monkeypatch").setenv("IMAP_PASSWORD", imap_server.PASSWORD)
    given = {
        "host": "127.0.0.1",
        "port": server.port,
        "tls": False,
        "user": imap_server.USER,
        "folder": "Runs",
    }
    project.sources({"kind": "imap", "name": "it", **given})
    server.put("Runs", _mail("news-1", "In Berlin."), _mail("news-2", "In London."))
    return lambda: server.put("Runs", _mail("news-2", "In Port Ellen."))


def _maildir(project: _Project, site: Site, request: pytest.FixtureRequest) -> Callable[[], None]:
    box = mailbox.Maildir(project.folder / "box")
    project.sources({"kind": "maildir", "name": "it", "path": "box"})
    box.add(_mail("news-1", "In Berlin."))
    box.add(_mail("news-2", "In London."))
    return partial(_add, box, _mail("news-2", "In Port Ellen."))


def _add(box: mailbox.Maildir, mail: bytes) -> None:
    box.add(mail)


def _table(project: _Project, site: Site, request: pytest.FixtureRequest) -> Callable[[], None]:
    def put(text: str) -> None:
        head = "number,body,headline,day,author\n1,In Berlin.,News 1,2026-01-06,Eve Holt\n"
        (project.folder / "notes.csv").write_text(
            f"{head}2,{text},News 2,2026-01-06,Eve Holt\n", encoding="utf-8"
        )

    columns = {"id": "number", "text": "body", "title": "headline", "date": "day", "metadata": ["author"]}
    project.sources({"kind": "table", "name": "it", "path": "notes.csv", **columns})
    put("In London.")
    return lambda: put("In Port Ellen.")


@pytest.mark.parametrize(
    ("kind", "uris", "metadata"),
    [
        (_feed, ["{site}/1", "{site}/2"], {"feed": "Harbour", "author": "Eve Holt"}),
        (_sitemap, ["{site}/1", "{site}/2"], {}),
        (_imap, ["message://news-1@harbour.example", "message://news-2@harbour.example"], {}),
        (_maildir, ["message://news-1@harbour.example", "message://news-2@harbour.example"], {}),
        (_table, ["table://it/1", "table://it/2"], {"author": "Eve Holt"}),
    ],
    ids=["feed", "sitemap", "imap", "maildir", "table"],
)
def test_what_a_source_holds_is_brought_in_once_and_again_only_when_it_changed(
    project: _Project,
    site: Site,
    request: pytest.FixtureRequest,
    kind: Callable[[_Project, Site, pytest.FixtureRequest], Callable[[], None]],
    uris: list[str],
    metadata: dict[str, str],
) -> None:
    change = kind(project, site, request)
    expected = [uri.format(site=site.address) for uri in uris]

    first = project.run()

    assert (first.documents_added, first.rejected) == (2, [])
    documents = project.documents()
    assert sorted(documents) == expected
    one = min(documents.values(), key=lambda each: each.uri)
    assert (one.title, one.date) in (("News 1", "2026-01-06"), ("About news-1", "2026-01-06"))
    assert metadata.items() <= json.loads(one.metadata).items()
    assert project.spooled() == []

    before = project.graph()
    second = project.run()
    assert (second.documents_added, second.documents_replaced, second.characters) == (0, 0, 0)
    assert project.graph() == before
    assert [each.items for each in second.looked_at] == [2]

    change()
    third = project.run()
    assert (third.documents_added, third.documents_replaced, third.rejected) == (0, 1, [])
    assert project.run().documents_replaced == 0


def test_a_page_in_a_feed_and_in_a_sitemap_is_one_document(project: _Project, site: Site) -> None:
    site.put("/1", "<title>Pier</title><main><p>In Berlin.</p></main>")
    site.put(
        "/feed",
        f"<rss><channel><item><title>Pier</title><link>{site.address}/1</link></item></channel></rss>",
    )
    site.put(
        "/sitemap.xml",
        f"<urlset><url><loc>{site.address}/1</loc><lastmod>2026-01-06</lastmod></url></urlset>",
    )
    project.sources(
        {"kind": "feed", "name": "news", "url": f"{site.address}/feed", "follow": True},
        {"kind": "sitemap", "name": "pages", "url": f"{site.address}/sitemap.xml"},
    )

    assert project.run().documents_added == 1
    again = project.run()

    assert list(project.documents()) == [f"{site.address}/1"]
    assert (again.documents_added, again.documents_replaced) == (0, 0)


@pytest.mark.parametrize("follow", [False, True])
@pytest.mark.parametrize("text", ["In Berlin.", "In Berlin and London."])
def test_an_item_whose_link_is_another_goes_on_as_the_same_document(
    project: _Project, site: Site, text: str, follow: bool
) -> None:
    def put(place: str, text: str) -> None:
        link = f"{site.address}/{place}"
        item = f"<guid isPermaLink='false'>g</guid><title>Pier</title><link>{link}</link><description>{text}</description>"
        site.put("/feed", f"<rss><channel><item>{item}</item></channel></rss>")
        site.put(f"/{place}", f"<p>{text}</p>")

    project.sources({"kind": "feed", "name": "news", "url": f"{site.address}/feed", "follow": follow})
    put("old", "In Berlin.")
    project.run()
    before = project.documents()[f"{site.address}/old"]
    put("new", text)

    report = project.run()

    assert report.rejected == []
    assert list(project.documents()) == [f"{site.address}/new"]
    assert project.documents()[f"{site.address}/new"].id == before.id
    assert project.run().documents_unchanged == 1


def test_rows_that_are_gone_are_forgotten_where_the_settings_say_so_and_feed_items_never(
    project: _Project, site: Site
) -> None:
    rows = project.folder / "notes.csv"
    rows.write_text("id,body\n" + "".join(f"{n},In Berlin {n}.\n" for n in range(4)), encoding="utf-8")
    item = f"<item><link>{site.address}/{{0}}</link><title>In London {{0}}</title></item>"
    site.put("/feed", f"<rss><channel>{item.format(1)}{item.format(2)}</channel></rss>")
    project.sources(
        {
            "kind": "table",
            "name": "notes",
            "path": "notes.csv",
            "id": "id",
            "text": "body",
            "deleted": "forget",
        },
        {"kind": "feed", "name": "news", "url": f"{site.address}/feed", "deleted": "forget"},
    )
    project.run()
    rows.write_text("id,body\n" + "".join(f"{n},In Berlin {n}.\n" for n in (1, 2, 3)), encoding="utf-8")
    site.put("/feed", f"<rss><channel>{item.format(2)}</channel></rss>")

    report = project.run()

    assert report.forgotten == ["table://notes/0"]
    assert {f"{site.address}/1", f"{site.address}/2"} <= project.documents().keys()


def test_more_than_one_look_brings_all_in_one_run(
    project: _Project, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    connection = sqlite3.connect(project.folder / "notes.db")
    with connection:
        connection.execute("CREATE TABLE notes (id INTEGER, body TEXT)")
        connection.executemany("INSERT INTO notes VALUES (?, ?)", [(n, f"In Berlin {n}.") for n in range(5)])
    connection.close()
    monkeypatch.setenv("NOTES", "sqlite:///notes.db")
    urls = ""
    for number in range(5):
        # The first three can never be had, nor do they keep the others from being had.
        site.put(f"/{number}", f"<p>In London {number}.</p>", status=200 if number > 2 else 500)
        urls += f"<url><loc>{site.address}/{number}</loc><lastmod>2026-01-06</lastmod></url>"
    site.put("/sitemap.xml", f"<urlset>{urls}</urlset>")
    project.sources(
        {
            "kind": "table",
            "name": "notes",
            "url_variable": "NOTES",
            "query": "SELECT * FROM notes",
            "id": "id",
            "text": "body",
        },
        {"kind": "sitemap", "name": "pages", "url": f"{site.address}/sitemap.xml"},
    )

    report = project.run()

    assert report.documents_added == 7
    assert len(report.rejected) == 3
    assert project.run().documents_added == 0


def test_everything_is_read_from_the_beginning_where_it_would_be_read_otherwise(
    project: _Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    rows = project.folder / "notes.csv"
    rows.write_text(
        "id,body,number,author\n" + "".join(f"{n},In Berlin {n}.,{n},Ada\n" for n in range(5)), "utf-8"
    )
    source = {
        "kind": "table",
        "name": "notes",
        "path": "notes.csv",
        "id": "id",
        "text": "body",
        "cursor": "number",
    }
    project.sources(source | {"lookback": 0})
    assert project.run().documents_added == 5
    assert project.run().sources == 1

    project.sources(source | {"lookback": 0, "metadata": ["author"]})
    assert project.run().documents_described == 5
    assert {json.loads(each.metadata)["author"] for each in project.documents().values()} == {"Ada"}

    assert project.run(reread=True).sources == 5
    project.settings = project.settings.model_copy(
        update={
            "types": Settings.model_validate({"types": [{"name": "city", "pattern": "Berlin [0-9]"}]}).types
        }
    )
    assert project.run().documents_replaced == 5
    assert project.run().sources == 1


def test_what_was_rejected_of_a_source_is_tried_again_and_told_as_long_as_the_source_has_it(
    project: _Project, site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def put(rows: str, *items: str) -> None:
        (project.folder / "notes.csv").write_text("id,body\n" + rows, encoding="utf-8")
        site.put("/feed", f"<rss><channel>{''.join(items)}</channel></rss>", etag=True)

    (project.folder / "graphmill.toml").write_text(
        f"""types = [{{name = "city", pattern = "Berlin|London"}}]
extractor.model = "nowhere/at-all"
[[sources]]
kind = "table"
name = "notes"
path = "notes.csv"
id = "id"
text = "body"
[[sources]]
kind = "feed"
name = "news"
url = "{site.address}/feed"
""",
        encoding="utf-8",
    )
    monkeypatch.chdir(project.folder)

    def failures(*command: str) -> list[str]:
        capsys.readouterr()
        command_line(command)
        capsys.readouterr()
        command_line(["failures", "--json"])
        return [failure["uri"] for failure in json.loads(capsys.readouterr().out)]

    empty = "<item><guid isPermaLink='false'>empty</guid></item>"
    put("1,In Berlin.\n2,\n3,\n", "<item><title>London</title></item>", empty)
    both = [f"{site.address}/feed#empty", "table://notes/2"]
    assert failures("ingest") == both
    # The feed is as it was, and so is what was said of it.
    assert failures("ingest") == both

    put("1,In Berlin.\n2,In London.\n", "<item><title>London</title></item>", empty)
    assert failures("failures", "--retry") == both[:1]
    put("1,In Berlin.\n2,In London.\n", empty.replace("</item>", "<title>Berlin</title></item>"))
    assert failures("failures", "--retry") == []
    assert failures("failures", "--retry") == []


def test_an_unreachable_source_keeps_no_other_from_being_brought_in(project: _Project, site: Site) -> None:
    (project.folder / "notes.csv").write_text("id,body\n1,In Berlin.\n", encoding="utf-8")
    site.put("/feed", "", hangs=True)
    project.sources(
        {"kind": "feed", "name": "news", "url": f"{site.address}/feed", "timeout_seconds": 1},
        {"kind": "table", "name": "notes", "path": "notes.csv", "id": "id", "text": "body"},
    )

    report = project.run()

    assert (report.documents_added, [failure.uri for failure in report.rejected]) == (1, ["source://news"])
    assert "did not give it in time" in report.rejected[0].reason
