"""The same questions to two builds: where an earlier one has what is asked, and what is said of a folder that is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.cypher.guard_asking import PLACES, found
from benchmarks.cypher.guard_interactive import measure_interactive
from tests.support.root import ROOT


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a build of one's own, whose packages are found and that is the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "millhouse"]:
        monkeypatch.delitem(sys.modules, name)
    (tmp_path / "millhouse").mkdir()
    (tmp_path / "millhouse" / "__init__.py").touch()
    return tmp_path / "millhouse"


def test_today_s_build_and_itself_give_the_same_answers() -> None:
    measured = measure_interactive(60, ROOT, 1)
    assert len(measured["questions"]) > 20
    assert [name for name, each in measured["questions"].items() if not each["same"]] == []


def test_everything_asked_is_in_its_first_place_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name, (today, _) in PLACES.items():
        assert callable(found(name, [today]))


def test_an_earlier_place_is_looked_in_where_there_is_no_later_one(build: Path) -> None:
    (build / "store.py").write_text("opened = 'earlier'\n", encoding="utf-8")
    assert found("opened", ["millhouse.stores.opening", "millhouse.store"]) == "earlier"
    with pytest.raises(
        SystemExit, match=r"no build that can be asked: it has no millhouse\.stores\.opening or"
    ):
        found("opened", ["millhouse.stores.opening", "millhouse.opening"])


def test_a_module_that_lacks_what_it_needs_is_not_passed_over(build: Path) -> None:
    (build / "opening.py").write_text("import a_library_that_nobody_has\n", encoding="utf-8")
    (build / "store.py").write_text("opened = 'earlier'\n", encoding="utf-8")
    with pytest.raises(ModuleNotFoundError, match="a_library_that_nobody_has"):
        found("opened", ["millhouse.opening", "millhouse.store"])


def test_a_folder_without_a_build_is_refused_though_one_is_installed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="A build ended while it was asked"):
        measure_interactive(60, tmp_path, 1)
    assert f"{tmp_path} is no build that can be asked" in capfd.readouterr().err
