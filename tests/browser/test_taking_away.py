"""What is taken away from the page is what it showed, in files that other programs read, whatever the names in it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from playwright.sync_api import Page, expect

from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from tests.browser.conftest import Opened, Served
from tests.browser.steps import drawn, go, graph_of, id_of, taken_away
from tests.support.explored_graph import FORMULA, MARKUP, QUOTES, SCRIPT

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def page(served: Served, opened: Opened) -> Page:
    """Give a page that shows a graph with hostile names in it."""
    found = opened(
        served.address,
        permissions=["clipboard-read", "clipboard-write"],
        viewport={"width": 1280, "height": 900},
    )
    graph_of(found, "</script>")
    drawn(found)
    return found


def shown(page: Page) -> dict[str, list[dict[str, str]]]:
    """Return what the view shows, as the page asked for it."""
    return page.evaluate(  # type: ignore[no-any-return]
        "(root) => graphmill.view({roots: [{id: root, limit: 40}], by: 'npmi', least: 0, types: [], communities: [], from: '', until: '', "
        "source: '', without: []})",
        id_of(page, "</script>"),
    )


def copied(page: Page, what: str) -> str:
    """Copy what is shown, and return what is on the clipboard."""
    page.get_by_role("button", name="Take away").click()
    page.get_by_role("button", name=what).click()
    expect(page.get_by_role("status", name="Messages")).to_contain_text("copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_gexf_is_read_by_networkx(page: Page, tmp_path: Path) -> None:
    found = networkx.read_gexf(taken_away(page, "GEXF", tmp_path))
    view = shown(page)
    assert {data["label"] for _, data in found.nodes(data=True)} == {each["name"] for each in view["nodes"]}
    assert {frozenset(ends) for ends in found.edges()} == {
        frozenset((each["a"], each["b"])) for each in view["edges"]
    }


def test_csv_and_json_hold_every_name_as_it_is(page: Page, tmp_path: Path) -> None:
    view = shown(page)
    names = {each["name"] for each in view["nodes"]}
    assert {SCRIPT[0], MARKUP[0], FORMULA[0], QUOTES[0]} <= names
    text = taken_away(page, "CSV of the entities", tmp_path).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(names)
    # A spreadsheet must not compute a name: it is written with a mark that says so.
    assert {row["name"].removeprefix("'") for row in rows} == names
    assert not [value for row in rows for value in row.values() if value.startswith(("=", "+", "@"))]
    edges = list(
        csv.DictReader(
            io.StringIO(taken_away(page, "CSV of the edges", tmp_path).read_text(encoding="utf-8-sig"))
        )
    )
    assert len(edges) == len(view["edges"])
    data = json.loads(taken_away(page, "JSON", tmp_path).read_text(encoding="utf-8"))
    assert {each["name"] for each in data["nodes"]} == names


def test_pictures_are_what_they_say_and_hold_no_markup_of_names(page: Page, tmp_path: Path) -> None:
    assert taken_away(page, "PNG", tmp_path).read_bytes().startswith(PNG)
    path = taken_away(page, "SVG", tmp_path)
    tags = {each.tag.rpartition("}")[2] for each in ElementTree.parse(path).iter()}  # noqa: S314 - written by the page under test
    assert "svg" in tags
    assert not tags & {"script", "img", "image", "foreignObject"}
    assert SCRIPT[0] in "".join(ElementTree.parse(path).getroot().itertext())  # noqa: S314


def test_the_query_gives_the_same_in_a_store(page: Page, served: Served) -> None:
    text = copied(page, "Copy as Cypher")
    view = shown(page)
    # The graph is in use by the page; a copy of it is asked.
    copy = served.folder / "copy.kgl"
    copy.write_bytes((served.folder / ".graphmill" / "graph.kgl").read_bytes())
    with open_store(StoreSettings(path=copy)) as store:
        rows = list(store.stream(text.strip().removesuffix(";")))
    told = json.dumps(rows, ensure_ascii=False, default=str)
    assert [each["id"] for each in view["nodes"] if each["id"] not in told] == []


def test_a_table_is_copied_for_a_spreadsheet(page: Page) -> None:
    rows = [line.split("\t") for line in copied(page, "Copy the entities").splitlines()]
    assert len(rows) == len(shown(page)["nodes"]) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_a_link_shows_the_same(page: Page, opened: Opened) -> None:
    link = copied(page, "Copy the link")
    assert "root=40" in link
    other = opened(link)
    expect(other.get_by_role("heading", level=1)).to_have_text(
        page.get_by_role("heading", level=1).inner_text()
    )


@pytest.mark.parametrize(("kind", "ending"), [("HTML", ".html"), ("Markdown", ".md")])
def test_a_report_tells_of_an_entity_with_its_sources(
    page: Page, tmp_path: Path, opened: Opened, kind: str, ending: str
) -> None:
    go(page, f"entity?id={id_of(page, '<img')}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("onerror")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Report ({kind})").click()
    name = waiting.value.suggested_filename
    assert name.endswith(ending)
    assert not set(name) & set('<>:"/\\|?*')
    path = tmp_path / name
    waiting.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert "Acme Corporation" in text
    if kind == "HTML":
        report = opened(path.as_uri(), offline=True)
        expect(report.get_by_role("heading", level=1)).to_contain_text(MARKUP[0])
        assert report.locator("img, script").count() == 0
        assert report.locator("a[href^='javascript']").count() == 0
    else:
        assert not re.search(r"(?<!\\)<img", text)
        assert "](javascript:" not in text
