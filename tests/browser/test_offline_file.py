"""The offline file answers every question as the server does of the same graph, and asks nobody for anything."""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened, Served, environment
from tests.support import explored_graph as graph

ASK = "([name, ...given]) => graphmill[name](...given).then((value) => ({value}), (error) => ({error: error.message, status: error.status}))"
SEARCHES = (
    "Ada", "ada lovelace", "Lovelace", "lovelce", "Hopper Grace", "osak", "Globex", "corporation", "navy states", "smiled", "wrote to",
    "نجيب", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "img", "O'Brien", "HYPERLINK", "Binnenschiff", "zzyzx", "", "  ", "Globex & Acme", "letters/", "A", "merged", "x" * 300,
)  # fmt: skip


@pytest.fixture(scope="module")
def file(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the offline file of the graph that is served."""
    target = tmp_path_factory.mktemp("offline") / "graph.html"
    export(served.folder, target)
    return target


@pytest.fixture
def both(served: Served, file: Path, opened: Opened) -> tuple[Page, Page]:
    """Give the page of the server and that of the file, in which questions are asked by script."""
    pages = (
        opened(served.address, allow=["Failed to load resource"], allow_status=True),
        opened(file.as_uri()),
    )
    for page in pages:
        page.wait_for_function("globalThis.graphmill !== undefined")
    return pages


def export(folder: Path, target: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "export", "html", str(target), "--json"],
        cwd=folder, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["target"] == str(target)


def asked(page: Page, *question: Any) -> Any:
    return rounded(page.evaluate(ASK, list(question)))


def rounded(value: Any) -> Any:
    """Return data with its floats to nine digits."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def same(both: tuple[Page, Page], *question: Any) -> Any:
    """Ask both, and return their answer, which must be one."""
    served, filed = (asked(page, *question) for page in both)
    assert filed == served, question
    return served


def entities_of(page: Page) -> dict[str, str]:
    """Return the id of every entity by its name."""
    page.wait_for_function("globalThis.graphmill !== undefined")
    found = page.evaluate("graphmill.map(10000)")
    return dict(zip(found["names"], found["ids"], strict=True))


def test_what_there_is_is_told_alike(both: tuple[Page, Page]) -> None:
    assert same(both, "overview")["value"]["counts"]["documents"] == len(graph.small_corpus())
    assert same(both, "communities")["value"]["state"] == "ready"
    assert len(same(both, "map", 10_000)["value"]["ids"]) > 15
    same(both, "map", 5)
    same(both, "decisions", 0, 50)


@pytest.mark.parametrize("kind", ["", "person"])
def test_a_search_finds_the_same(both: tuple[Page, Page], kind: str) -> None:
    found = {
        text: same(both, "search", text, {"limit": limit, "type": kind, "deep": deep})
        for text in SEARCHES
        for limit, deep in ((3, False), (20, True))
    }
    assert [each["name"] for each in found["lovelce"]["value"]["entities"]][:1] == ["Ada Lovelace"]
    assert found["smiled"]["value"]["sentences"][0]["text"] == "Ada Byron smiled."
    assert found["zzyzx"]["value"]["entities"] == []


def test_every_id_is_found_and_told_alike(both: tuple[Page, Page]) -> None:
    ids = entities_of(both[0])
    for each in [*ids.values(), "ent_0000000000000000", "people:ada"]:
        same(both, "search", each, {"limit": 5, "type": "", "deep": False})
        same(both, "entity", each)
        same(both, "names", each)
        for order in ("newest", "strongest"):
            same(both, "evidence", [each], {"order": order, "offset": 0, "limit": 2})
            same(both, "evidence", [each], {"order": order, "offset": 1, "limit": 100})
            same(both, "evidence", [each], {"order": order, "offset": 0, "limit": 50, "period": "2024-02"})
        same(both, "timeline", [each])
        same(both, "documents", {"text": "", "entity": each, "offset": 0, "limit": 3})


FILTERS: dict[str, Any] = {
    "by": "npmi", "least": 0, "types": [], "communities": [], "from": "", "until": "", "source": "", "without": [],
}  # fmt: skip


def query(*roots: tuple[str, int], **given: Any) -> dict[str, Any]:
    return {"roots": [{"id": root, "limit": limit} for root, limit in roots], **FILTERS, **given}


def test_a_view_shows_the_same_by_every_measure_and_filter(both: tuple[Page, Page]) -> None:
    ids = entities_of(both[0])
    ada, grace, globex = ids["Ada Lovelace"], ids["Grace Hopper"], ids["Globex Corporation"]
    communities = [each["id"] for each in same(both, "communities")["value"]["communities"]]
    for by in ("npmi", "g2", "count"):
        for root in ids.values():
            same(both, "view", query((root, 40), by=by))
        for given in (
            {"least": 0.3},
            {"types": ["location"]},
            {"types": ["person", "organization"], "without": [globex]},
            {"communities": communities[:1]},
            {"from": "2024"},
            {"from": "2024-02-10", "until": "2024-03"},
            {"until": "2023"},
            {"source": "letters"},
            {"source": "example.org", "from": "2024-03"},
            {"source": "nowhere"},
        ):
            same(both, "view", query((ada, 40), (grace, 3), by=by, **given))
            same(both, "view", query((f"community:{communities[0]}", 10), by=by, **given))
    shown = same(both, "view", query((grace, 2)))["value"]
    assert (shown["roots"][0]["shown"], shown["roots"][0]["total"] > 2) == (2, True)
    for wrong in ("ent_0000000000000000", "community:999", "community:x"):
        assert same(both, "view", query((wrong, 40)))["status"] == 404


def test_paths_and_bridges_are_the_same(both: tuple[Page, Page]) -> None:
    ids = entities_of(both[0])
    names = list(ids)
    for place, one in enumerate(names):
        for other in names[place::3]:
            same(both, "path", ids[one], ids[other], [])
    ada, acme, grace = ids["Ada Lovelace"], ids["Acme Corporation"], ids["Grace Hopper"]
    assert len(same(both, "path", ada, acme, [])["value"]["steps"]) > 1
    same(both, "path", ada, acme, ["location"])
    same(both, "path", ada, acme, [grace, ids["Osaka"]])
    assert same(both, "bridges", [ada], [acme])["value"]["rows"]
    same(both, "bridges", [ada, ids["Ada Byron"]], [acme, ids["United States Navy"]])
    assert same(both, "bridges", ["ent_0000000000000000"], [acme])["status"] == 404


def test_pairs_have_the_same_evidence_and_dates(both: tuple[Page, Page]) -> None:
    ids = entities_of(both[0])
    names = list(ids)
    for one, other in zip(names, [*names[1:], "Grace Hopper"], strict=True):
        ends = [ids[one], ids[other]]
        same(both, "timeline", ends)
        for order in ("newest", "strongest"):
            same(both, "evidence", ends, {"order": order, "offset": 0, "limit": 20})
    ada, babbage = ids["Ada Lovelace"], ids["Charles Babbage"]
    assert (
        same(both, "evidence", [ada, babbage], {"order": "newest", "offset": 0, "limit": 20})["value"][
            "total"
        ]
        == 3
    )
    assert same(both, "pair", ada, babbage)["value"]["together"] is False


def test_documents_are_listed_and_read_alike(both: tuple[Page, Page]) -> None:
    every = same(both, "documents", {"text": "", "entity": "", "offset": 0, "limit": 50})["value"]
    assert every["total"] == len(graph.small_corpus())
    for text in ("letters", "NAVY", "<i>", "zzz"):
        same(both, "documents", {"text": text, "entity": "", "offset": 0, "limit": 2})
    same(both, "documents", {"text": "", "entity": "", "offset": 3, "limit": 4})
    for row in every["rows"]:
        same(both, "document", row["id"], 0)
    assert same(both, "document", "doc_none", 0)["status"] == 404


def test_the_file_opens_without_a_network_and_says_what_it_is(file: Path, opened: Opened) -> None:
    page = opened(file.as_uri(), offline=True)
    expect(page).to_have_title(re.compile("letters"))
    project = page.evaluate("graphmill.project()")
    assert (project["name"], project["offline"], project["can_decide"]) == ("letters", True, False)
    expect(page.get_by_role("main")).to_contain_text(
        f"A copy of the graph of letters as of {project['as_of'][:10]}"
    )
    expect(page.get_by_role("main")).to_contain_text(f"by graphmill {project['version']}")
    assert "graphmill explore" in project["why_not"]
    refused = asked(page, "decide", {"act": "hide", "a": "ent_1", "by": "", "why": ""})
    assert (refused["status"], refused["error"]) == (403, project["why_not"])


def test_nothing_in_the_file_is_taken_for_markup(file: Path, opened: Opened) -> None:
    text = file.read_text(encoding="utf-8")
    assert (
        "onerror"
        not in text.replace("onerror=", "onerror ")[text.index('id="graphmill-data"') :].split("<script>")[0]
    )
    page = opened(file.as_uri())
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 3


def test_a_file_that_was_cut_short_says_so(file: Path, tmp_path: Path, opened: Opened) -> None:
    cut = tmp_path / "cut.html"
    text = file.read_text(encoding="utf-8")
    start = text.index('id="graphmill-data">') + 200
    cut.write_text(text[:start] + text[text.index("</script>", start) :], encoding="utf-8")
    page = opened(cut.as_uri())
    expect(page.get_by_role("alert")).to_contain_text("export it again")


def test_a_file_without_texts_says_so_and_answers_all_else(
    served: Served, file: Path, tmp_path: Path, opened: Opened
) -> None:
    text = file.read_text(encoding="utf-8")
    start = text.index('id="graphmill-texts">') + len('id="graphmill-texts">')
    end = text.index("</script>", start)
    held = json.loads(gzip.decompress(base64.b64decode(text[start:end])))
    packed = base64.b64encode(gzip.compress(json.dumps({**held, "texts": None}).encode())).decode()
    (tmp_path / "short.html").write_text(text[:start] + packed + text[end:], encoding="utf-8")
    page = opened((tmp_path / "short.html").as_uri())
    ids = entities_of(page)
    told = page.evaluate(
        "(id) => graphmill.evidence([id], {order: 'newest', offset: 0, limit: 5})", ids["Ada Lovelace"]
    )
    assert told["total"] == 5
    assert {each["text"] for each in told["sentences"]} == {"(The text is not in this file.)"}
    document = told["sentences"][0]["document_id"]
    page.goto(f"{page.url.split('#')[0]}#/document?id={document}")
    expect(page.get_by_role("article")).to_contain_text("The text is not in this file.")
    found = page.evaluate("graphmill.search('smiled', {limit: 5, type: '', deep: true})")
    assert "without the texts" in found["note"]
    query = {**FILTERS, "roots": [{"id": ids["Ada Lovelace"], "limit": 9}], "from": "2024-02"}
    assert page.evaluate("(query) => graphmill.view(query)", query)["notes"]
