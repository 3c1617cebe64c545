"""The doctor names what other packages add and cannot be used, with the remedy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.engines import precision as precision_module
from flows.cli import run
from tests.support.installed_plugin import install_plugin
from tests.support.root import ROOT


@pytest.mark.parametrize(
    "group", ["graphmill.readers", "graphmill.engines", "graphmill.sources", "graphmill.exports"]
)
def test_a_plug_in_that_cannot_be_used_is_named(tmp_path: Path, group: str) -> None:
    installed = install_plugin(
        tmp_path / "installed", "made-up", {"made_up": "THING = 1\n"}, {group: {"odd": "made_up:THING"}}
    )
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "doctor", "--json"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{installed}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (check,) = [check for check in json.loads(done.stdout)["checks"] if check["name"] == "plug-in"]
    assert not check["ok"]
    assert check["found"] == f"The plug-in 'odd' of the package made-up ({group}) is left out"
    assert check["remedy"].startswith("made_up:THING is no ")
    assert check["remedy"].endswith("Upgrade the package, or uninstall it.")


def test_the_rules_in_use_are_named_and_no_model_is_needed_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("drugs.csv").write_text("id,name,type\nd1,Aspirin,drug\n", encoding="utf-8")
    Path("graphmill.toml").write_text(
        """
knowledge_base.files = [{path = "drugs.csv", find = true}]
types = [{name = "mail", kind = "email"}, {name = "train", pattern = "ICE"}, {name = "drug", pattern = "pill"}]
extractor.model = "nowhere/at-all"
""",
        encoding="utf-8",
    )
    assert run(["doctor", "--json"]) == 0
    found = {check["name"]: check["found"] for check in json.loads(capsys.readouterr().out)["checks"]}
    assert found["rules"] == (
        "patterns: mail by kind email, train by pattern, drug by pattern; 1 names of 1 entries of drugs"
    )
    assert found["model"] == "none is needed: rules find every type"


@pytest.mark.skipif(
    not precision_module.runs_short_formats(),
    reason="OpenVINO is a dependency on x86 only; elsewhere f32 is all there is",
)
@pytest.mark.model
@pytest.mark.parametrize(
    ("precision", "found"),
    [("f32", "f32: asked for"), ("bf16", "bf16: asked for"), ("auto", "f32: the processor has neither ")],
)
def test_the_precision_is_named_with_the_reason(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    precision: str,
    found: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(precision_module, "processor_flags", lambda: frozenset({"avx2"}))
    monkeypatch.setenv("GRAPHMILL_EXTRACTOR__PRECISION", precision)
    assert run(["doctor", "--json"]) == 0
    checks = {check["name"]: check["found"] for check in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["precision"].startswith(found)


def test_who_extracts_elsewhere_is_asked_and_staging_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rules = 'types = [{name = "mail", kind = "email"}]\n'

    def scale(section: str) -> dict[str, object]:
        Path("graphmill.toml").write_text(f"{rules}{section}", encoding="utf-8")
        run(["doctor", "--json"])
        checks = json.loads(capsys.readouterr().out)["checks"]
        return next((check for check in checks if check["name"] == "scale"), {})

    assert scale("") == {}
    asked = scale(f'[scale]\nrunner = "processes"\nstaging = "file://{tmp_path}/shared"\n')
    assert asked["ok"], asked
    assert str(asked["found"]).startswith("processes: a worker on ")
    assert str(asked["found"]).endswith(f"staged work is written to {tmp_path}/shared")
    assert list((tmp_path / "shared" / "batches").iterdir()) == []
    refused = scale('[scale]\nstaging = "nosuch://bucket"\n')
    assert not refused["ok"]
    assert "nosuch://bucket/batches: no driver for such a URL is installed" in str(refused["found"])
