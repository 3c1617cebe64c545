"""The page in the package is what its sources give, and holds nothing whose licence asks for more than to be told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support import page_build
from tests.support.scheduled_project import free_port

PERMISSIVE = {"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC"}
HEAD = re.compile(
    r"^={80}\n(?P<name>\S+) (?P<version>\S+) \((?P<licence>[^)]+)\)\n\n(?P<text>.+)", re.MULTILINE
)
LOCKED = json.loads((page_build.WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
WANTED = json.loads((page_build.WEB / "package.json").read_text(encoding="utf-8"))


def test_the_page_in_the_package_says_that_it_is_of_the_sources_as_they_are(bundle: Path) -> None:
    assert page_build.stamp_of_bundle(bundle / "explorer.js") == page_build.stamp_of_sources()
    assert page_build.stamp_of_bundle(bundle / "explorer.css") == page_build.stamp_of_sources()


def test_a_change_of_any_source_changes_the_stamp(tmp_path: Path) -> None:
    copy = page_build.copy_of_sources(tmp_path)
    before = page_build.stamp_of_sources(copy)
    assert before == page_build.stamp_of_sources()
    for path in (copy / "src" / "main.tsx", copy / "build.mjs", copy / "package-lock.json"):
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        assert page_build.stamp_of_sources(copy) != before
        path.write_bytes(kept)
    (copy / "src" / "main.tsx").rename(copy / "src" / "first.tsx")
    assert page_build.stamp_of_sources(copy) != before


def test_every_package_in_the_page_is_listed_with_its_licence_which_is_permissive(bundle: Path) -> None:
    listed = list(HEAD.finditer((bundle / "LICENSES.txt").read_text(encoding="utf-8")))
    assert "preact" in {each["name"] for each in listed}
    for each in listed:
        assert each["licence"] in PERMISSIVE, each["name"]
        locked = LOCKED[f"node_modules/{each['name']}"]
        assert (locked["version"], locked["license"]) == (each["version"], each["licence"])
    needed = {
        name.removeprefix("node_modules/") for name, each in LOCKED.items() if name and not each.get("dev")
    }
    assert {each["name"] for each in listed} <= needed


def test_every_package_that_is_asked_for_is_pinned_exactly() -> None:
    asked = WANTED["dependencies"] | WANTED["devDependencies"]
    assert [name for name, version in asked.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    assert {name: LOCKED[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert all(each.get("integrity") for name, each in LOCKED.items() if name)
    assert all("resolved" not in each for each in LOCKED.values())


def test_the_sources_give_the_page_byte_for_byte_and_pass_their_own_checks(
    bundle: Path, web_copy: Path, tmp_path: Path
) -> None:
    page_build.check(web_copy)
    page_build.build(web_copy, tmp_path / "built")
    built = sorted((tmp_path / "built").iterdir())
    assert [path.name for path in built] == sorted(page_build.FILES)
    for path in built:
        assert path.read_bytes() == (bundle / path.name).read_bytes(), path.name


def test_a_registry_that_does_not_answer_is_told_from_a_build_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = page_build.copy_of_sources(tmp_path)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(page_build.RegistryUnreachableError, match="ECONNREFUSED"):
        page_build.install(copied)
    (copied / "package-lock.json").unlink()
    with pytest.raises(page_build.BuildError) as failure:
        page_build.install(copied)
    assert not isinstance(failure.value, page_build.RegistryUnreachableError)
