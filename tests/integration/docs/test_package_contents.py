"""The package holds the built page and none of what it is built from."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.page_build import FILES
from tests.support.root import ROOT

PACKAGES = ("graphmill", "extractors", "linking", "graph", "flows")
LARGE = 200_000


@pytest.fixture(scope="module")
def names(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Give the names of the files of a wheel that is built from a copy of the repository, its large files left out."""
    copied = tmp_path_factory.mktemp("wheel") / "checkout"
    copied.mkdir()

    def large(folder: str, files: list[str]) -> set[str]:
        return {
            name
            for name in files
            if name in {"node_modules", "__pycache__"}
            or ((Path(folder) / name).is_file() and (Path(folder) / name).stat().st_size > 5 * LARGE)
        }

    for package in PACKAGES:
        shutil.copytree(ROOT / package, copied / package, ignore=large)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copied / name)
    (copied / "graph" / "explorer" / "web" / "node_modules" / "left").mkdir(parents=True)
    (copied / "graph" / "explorer" / "web" / "node_modules" / "left" / "package.json").write_text("{}")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(copied / "out"), "."],
        cwd=copied, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (copied / "out").glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def test_the_built_page_is_in_the_package_with_its_licences(names: set[str]) -> None:
    assert {f"graph/explorer/bundle/{name}" for name in FILES} <= names
    assert "graph/explorer/page.html" in names


def test_its_sources_and_what_npm_installs_are_not(names: set[str]) -> None:
    assert [name for name in names if "node_modules" in name or name.startswith("graph/explorer/web")] == []
    assert [name for name in names if name.endswith((".ts", ".tsx", ".mjs"))] == []
