"""The page as one file: what is in it, what is left out of it, and when it is refused."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from extractors.mentions import Extraction
from graph.errors import GraphFileError, NotEmptyError
from graph.explorer.offline import file as offline
from graph.explorer.offline.file import html_format
from graph.explorer.project import ExplorerProject
from graph.export.formats import export_graph
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from linking.guidance import NO_GUIDANCE
from tests.support.explored_graph import small_corpus

CORPUS: list[Extraction] = small_corpus()


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    apply_changes(store, CORPUS)
    return store


@pytest.fixture
def project(tmp_path: Path) -> ExplorerProject:
    """Give a project of which an export takes its name and guidance."""

    def never(_: object) -> Any:
        raise AssertionError("an export opens no store of its own")

    return ExplorerProject(
        name="</title><b>letters", store_name="embedded", store=StoreSettings(path=tmp_path / "none.kgl"), open_store=never,
        guidance=lambda: NO_GUIDANCE, decisions_path=tmp_path / "decisions.jsonl", user="ann", types=(), batch_size=10, read_only=True,
    )  # fmt: skip


def data_of(text: str, element: str) -> Any:
    """Return what an element of the page holds."""
    (packed,) = re.findall(
        rf'<script type="application/octet-stream" id="{element}">([A-Za-z0-9+/=]+)</script>', text
    )
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def test_a_file_holds_the_whole_graph(
    filled: GraphStore, project: ExplorerProject, tmp_path: Path, bundle: Path
) -> None:
    target = tmp_path / "graph.html"
    report = export_graph(filled, html_format(project), target)
    assert report.files == ("graph.html",)
    assert report.to_dict()["documents with their texts"] == len(CORPUS)
    text = target.read_text(encoding="utf-8")
    network, texts = data_of(text, "graphmill-data"), data_of(text, "graphmill-texts")
    assert (len(network["entities"]["id"]), len(network["edges"]["a"])) == (
        report.nodes,
        report.relationships,
    )
    written = {each.document.uri: each.document.text for each in CORPUS}
    assert dict(zip(network["documents"]["uri"], texts["texts"], strict=True)) == written
    assert sum(len(columns[0]) for columns in texts["mentions"]) == sum(len(each.mentions) for each in CORPUS)
    assert set(network["names"]) == set(network["entities"]["id"])
    assert (network["project"]["offline"], network["project"]["can_decide"]) == (True, False)


def test_only_the_page_s_own_script_may_run_and_nothing_is_asked_of_a_network(
    filled: GraphStore, project: ExplorerProject, tmp_path: Path, bundle: Path
) -> None:
    target = tmp_path / "graph.html"
    export_graph(filled, html_format(project), target)
    text = target.read_text(encoding="utf-8")
    page = LexborHTMLParser(text)
    policy = page.css_first("meta[http-equiv]").attributes["content"] or ""
    script, style = page.css("script")[-1].text(), page.css_first("style").text()
    for kind, content in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    assert "<title>&lt;/title&gt;&lt;b&gt;letters · graphmill</title>" in text
    assert [each.attributes.get("id") for each in page.css("script")] == [
        "graphmill-data",
        "graphmill-texts",
        None,
    ]


def test_the_same_graph_gives_the_same_file_but_for_its_time(
    filled: GraphStore,
    project: ExplorerProject,
    tmp_path: Path,
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = []
    for name in ("one.html", "two.html"):
        export_graph(filled, html_format(project), tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        network = data_of(text, "graphmill-data")
        assert network["project"].pop("as_of")
        found.append((network, data_of(text, "graphmill-texts")))
    assert found[0] == found[1]


def test_texts_are_left_out_of_a_file_that_would_be_too_large_and_that_is_said(
    filled: GraphStore,
    project: ExplorerProject,
    tmp_path: Path,
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "graph.html"
    export_graph(filled, html_format(project), target)
    whole = target.read_text(encoding="utf-8")
    sizes = [len(found) for found in re.findall(r">([A-Za-z0-9+/=]{200,})</script>", whole)]
    monkeypatch.setattr(offline, "MOST_BYTES", sizes[0] + sizes[1] - 200)
    report = export_graph(filled, html_format(project), target, force=True)
    text = target.read_text(encoding="utf-8")
    assert data_of(text, "graphmill-texts")["texts"] is None
    assert report.figures["documents with their texts"] == 0
    assert any("left out" in line for line in report.next_steps)
    assert (
        "texts of the documents are not in this file"
        in data_of(text, "graphmill-data")["project"]["left_out"]
    )


def test_a_graph_that_no_page_holds_is_refused_with_its_figures_and_the_remedy(
    filled: GraphStore,
    project: ExplorerProject,
    tmp_path: Path,
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "graph.html"
    for name, limit in (("MOST_BYTES", 100), ("MOST_ENTITIES", 5), ("MOST_EDGES", 5), ("MOST_MENTIONS", 5)):
        with monkeypatch.context() as patch:
            patch.setattr(offline, name, limit)
            with pytest.raises(
                GraphFileError, match=r"20 entities, 28 edges and 53 mentions.*graphmill explore"
            ):
                export_graph(filled, html_format(project), target)
    assert list(tmp_path.glob("*.html")) == []


def test_a_file_that_is_there_is_replaced_only_when_that_is_asked_for(
    filled: GraphStore, project: ExplorerProject, tmp_path: Path, bundle: Path
) -> None:
    target = tmp_path / "graph.html"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(NotEmptyError):
        export_graph(filled, html_format(project), target)
    assert target.read_text(encoding="utf-8") == "mine"
    export_graph(filled, html_format(project), target, force=True)
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_checkout_without_the_page_says_how_it_is_built(
    filled: GraphStore, project: ExplorerProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.explorer.built.BUNDLE", tmp_path)
    with pytest.raises(GraphFileError, match="make explorer"):
        export_graph(filled, html_format(project), tmp_path / "graph.html")
