"""A kind of store is its class and one line: nothing else of the program tells stores apart by their names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flows.project.settings import SettingsError
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store, require_project_graph, store_place
from graph.checks.audit import audit
from graph.errors import NoGraphError
from graph.questions.search import search
from graph.stores.embedded.store import EmbeddedStore
from graph.stores.kinds import STORES
from graph.stores.neo4j.store import Neo4jStore
from graph.stores.opening import open_store, store_class
from graph.stores.protocol import StoreClass
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.root import ROOT
from tests.support.synthetic import extraction

KNOW_KINDS = ("graph/stores/", "flows/project/")
"""Where stores may be told apart by their kind."""


class MadeUpStore(EmbeddedStore):
    """A store of another name, as somebody might add one."""


@pytest.fixture
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STORES, "made-up", f"{__name__}:MadeUpStore")


@pytest.mark.usefixtures("_made_up")
def test_a_store_that_is_registered_is_opened_by_its_name(tmp_path: Path) -> None:
    settings = StoreSettings(kind="made-up", path=tmp_path / "graph.kgl")
    with pytest.raises(NoGraphError, match="no graph yet at"):
        open_store(settings, create=False)
    with open_store(settings) as store:
        assert type(store) is MadeUpStore
        apply_changes(store, [extraction("a.txt", [[("Ada Lovelace", "person"), ("Acme", "organization")]])])
        assert audit(store).is_clean
        assert [hit.name for hit in search(store, "lovelace")] == ["Ada Lovelace"]


@pytest.mark.usefixtures("_made_up")
def test_a_project_can_name_a_store_that_is_registered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "graphmill.toml").write_text('[store]\nkind = "made-up"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    with pytest.raises(NoGraphError):
        require_project_graph(settings)
    with open_project_store(settings, "create") as store:
        assert type(store) is MadeUpStore
        assert store.settings.within_project
    require_project_graph(settings)
    assert store_place(settings) == f"made-up at {settings.state_folder}"


def test_a_kind_that_nobody_registered_is_refused_with_those_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "graphmill.toml").write_text('[store]\nkind = "made-up"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"store\.kind.*'made-up'.*embedded, neo4j"):
        load_settings()


@pytest.mark.parametrize("kind", STORES)
def test_every_registered_class_is_there_and_says_its_place(kind: str, tmp_path: Path) -> None:
    known: dict[str, StoreClass] = {"embedded": EmbeddedStore, "neo4j": Neo4jStore}
    found = store_class(kind)
    assert found is known.get(kind, found)
    place = found.place_of(StoreSettings(kind=kind, path=tmp_path / "graph.kgl"))
    assert str(place) in (place.name, place.at)
    assert place.of_its_own.startswith("a ")


def branches_on_kinds(source: str) -> list[int]:
    """Return the lines that read the kind of a store off settings, or compare with the name of one."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "kind":
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name in {"settings", "store", "choice", "store_settings"}:
                found.append(node.lineno)
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            sides += [
                each
                for side in sides
                if isinstance(side, (ast.Tuple, ast.Set, ast.List))
                for each in side.elts
            ]
            if any(isinstance(side, ast.Constant) and side.value in STORES for side in sides):
                found.append(node.lineno)
    return found


@pytest.mark.parametrize(
    "source",
    [
        'store.settings.kind != "x"',
        "settings.store.kind",
        "name = settings.kind",
        'a.kind == "embedded"',
        'kind in ("neo4j",)',
    ],
)
def test_telling_stores_apart_is_seen(source: str) -> None:
    assert branches_on_kinds(source)


def test_only_the_stores_and_the_settings_of_a_project_tell_stores_apart() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("flows", "graph", "linking", "extractors")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not str(path.relative_to(ROOT)).startswith(KNOW_KINDS)
        for line in branches_on_kinds(path.read_text(encoding="utf-8"))
    ]
    # The class of the store at hand says what sets it apart: its traits, and its place.
    assert found == []
