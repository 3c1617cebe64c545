"""Which way tests and benchmarks import: both use tests/support, which uses neither; nothing else uses a test or a benchmark."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support.root import ROOT

PACKAGES = ("graphmill", "flows", "graph", "linking", "extractors")
ALLOWED = {
    **dict.fromkeys(PACKAGES, ()),
    "tests": ("tests",),
    "tests/support": ("tests.support",),
    "benchmarks": ("benchmarks", "tests.support"),
}
"""The tests and benchmarks that a folder may import from."""


def imported(source: str) -> Iterator[str]:
    """Yield in full whatever a module imports from the tests and the benchmarks."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{each.name}" for each in node.names]
        yield from (name for name in names if name.partition(".")[0] in {"tests", "benchmarks"})


def astray(source: str, allowed: tuple[str, ...]) -> list[str]:
    """Return what a module imports from other tests and benchmarks than those."""
    return [name for name in imported(source) if not f"{name}.".startswith(tuple(f"{e}." for e in allowed))]


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_folder_imports_from_no_other_tests_and_benchmarks(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths
    found = {
        str(path.relative_to(ROOT)): names
        for path in paths
        if (names := astray(path.read_text(encoding="utf-8"), ALLOWED[folder]))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("from benchmarks.graph.plans import profiled", "tests"),
        ("import benchmarks.graph.plans", "tests"),
        ("def later():\n    from benchmarks import charts", "tests"),
        ("from tests.conftest import start_neo4j", "benchmarks"),
        ("from tests import conftest", "benchmarks"),
        ("from tests.supported import root", "benchmarks"),
        ("from tests.conftest import start_neo4j", "tests/support"),
        ("from tests.support.root import ROOT", "flows"),
    ],
)
def test_an_import_the_other_way_is_seen(source: str, folder: str) -> None:
    assert len(astray(source, ALLOWED[folder])) == 1


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("from tests.support.root import ROOT", "benchmarks"),
        ("from tests.support import synthetic", "benchmarks"),
        ("import tests.support.root", "tests/support"),
        ("from tests.conftest import start_neo4j", "tests"),
        ("from extractors.training.recipe import benchmarks", "flows"),
    ],
)
def test_an_import_this_way_is_let_be(source: str, folder: str) -> None:
    assert astray(source, ALLOWED[folder]) == []
