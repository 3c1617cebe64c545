"""Every benchmark is listed, says how it is called, and knows the options that the documents give it."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import benchmarks, main
from tests.support.root import ROOT

FOUND = list(benchmarks())
STARTED_BY_ANOTHER = {"benchmarks.cypher.guard_asking", "benchmarks.graph.change_measuring"}
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")]
CALL = re.compile(r"python -m (benchmarks(?:\.\w+)+)([^`#\n]*)")
OPTION = re.compile(r"--[a-z][\w-]*")


def help_of(module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what ``python -m MODULE --help`` prints."""
    if (ROOT / module.replace(".", "/") / "__main__.py").is_file():
        module += ".__main__"
    program = importlib.import_module(module)
    monkeypatch.setattr(sys, "argv", [module, "--help"])
    with pytest.raises(SystemExit) as ended:
        program.main()
    assert ended.value.code == 0
    return capsys.readouterr().out


def modules_of(folder: Path) -> dict[str, str]:
    """Return the source of every module below a folder, by the name that ``python -m`` takes."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__main__"): path.read_text(
            encoding="utf-8"
        )
        for path in folder.rglob("*.py")
    }


def test_every_program_among_the_benchmarks_is_listed() -> None:
    programs = {
        module
        for module, source in modules_of(ROOT / "benchmarks").items()
        if '\nif __name__ == "__main__":' in source
    }
    assert {each.module for each in FOUND} == programs - STARTED_BY_ANOTHER - {"benchmarks"}


def test_the_list_has_the_command_of_each_and_what_it_measures(capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 * len(FOUND)
    place = lines.index("    How much of the openCypher TCK a store passes, in the scenarios that only read.")
    assert lines[place - 1] == (
        "python -m benchmarks.cypher.tck FOLDER [--store embedded|neo4j] [--only TEXT] [--json FILE]"
    )
    assert all(line.startswith("    ") and line.endswith(".") for line in lines[1::2])


@pytest.mark.parametrize("module", [each.module for each in FOUND])
def test_a_benchmark_tells_its_options_and_the_documents_name_no_others(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = help_of(module, monkeypatch, capsys)
    command = next(each.command for each in FOUND if each.module == module)
    named = set(OPTION.findall(command))
    for page in PAGES:
        for name, arguments in CALL.findall(page.read_text(encoding="utf-8")):
            if name == module:
                named.update(OPTION.findall(arguments))
    assert named - set(OPTION.findall(told)) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_calls_no_benchmark_that_is_not_listed(page: Path) -> None:
    called = {name for name, _ in CALL.findall(page.read_text(encoding="utf-8"))}
    assert called <= {each.module for each in FOUND}
