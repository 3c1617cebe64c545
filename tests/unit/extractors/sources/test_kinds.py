"""Kinds of sources in the settings: those of this package, and those that other packages add."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from flows.project.settings import Settings
from tests.support.installed_plugin import install_plugin
from tests.support.root import ROOT

_KIND = """
from typing import Literal
from extractors.readers.source import Source
from extractors.sources.any_source import AnySource
from extractors.sources.kinds import SourceKind
from extractors.sources.polling import Item, Poll

class Diary(AnySource):
    kind: Literal["diary"]
    pages: int

def look(settings, cursor, spool, base):
    items = []
    for number in range(settings.pages):
        path = spool.keep(str(number), ".txt", f"Page {number}: Ada met Eve Holt in Port Ellen.".encode())
        items.append(Item(str(number), Source(f"diary://{settings.name}/{number}", str(path), file_name="page.txt"), "1"))
    return Poll(tuple(items), {"pages": settings.pages})

KIND = SourceKind("diary", Diary, look)
TAKEN = SourceKind("feed", Diary, look)
"""
_SCRIPT = """
import json, sys
from pathlib import Path
from extractors.sources.kinds import faults, look_of
from extractors.sources.polling import Spool
from flows.project.settings import Settings

settings = Settings(sources=[{"kind": "diary", "name": "ada", "pages": 2}])
again = Settings.model_validate_json(settings.model_dump_json())
[source] = again.sources
found = look_of(source.kind)(source, {}, Spool(Path(sys.argv[1])), Path())
try:
    Settings(sources=[{"kind": "diary", "name": "ada", "pages": "many"}])
except ValueError as error:
    refusal = str(error)
print(json.dumps([refusal, [item.source.uri for item in found.items], again == settings, list(faults())]))
"""


def _sources(*sources: dict[str, object]) -> dict[str, object]:
    return {"sources": list(sources)}


def test_another_package_adds_a_kind_and_takes_none_that_is_there(tmp_path: Path) -> None:
    places = {"diary": "diary_source:KIND", "feed": "diary_source:TAKEN", "gone": "diary_source:GONE"}
    folder = install_plugin(
        tmp_path / "installed", "diaries", {"diary_source": _KIND}, {"graphmill.sources": places}
    )

    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tmp_path / "spool")],
        env=os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    )

    refusal, uris, same, faults = json.loads(done.stdout)
    assert uris == ["diary://ada/0", "diary://ada/1"]
    assert same
    assert "diary: pages: Input should be a valid integer" in refusal
    assert ["another kind of source has the name 'feed' already" in fault for fault in faults] == [
        True,
        False,
    ]


@pytest.mark.parametrize("kind", ["nowhere", ["feed"], 7])
def test_a_kind_that_nobody_has_is_refused_with_those_that_there_are(kind: object) -> None:
    with pytest.raises(ValueError, match="choose one of files, feed, sitemap, imap, maildir, table"):
        Settings.model_validate(_sources({"kind": kind, "name": "x"}))


@pytest.mark.parametrize(
    "source",
    [
        {"kind": "feed", "url_variable": "GRAPHMILL_FEED"},
        {"kind": "imap", "host": "x", "user": "ada", "password_variable": "graphmill_password"},
    ],
)
def test_a_secret_in_a_variable_that_would_be_a_setting_is_refused(source: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="does not begin with GRAPHMILL_"):
        Settings.model_validate(_sources(source | {"name": "x"}))


def test_a_form_made_of_the_schema_takes_every_kind_once() -> None:
    schema = Settings.model_json_schema()
    for source in (
        {"kind": "files", "name": "inbox", "path": "inbox"},
        {"kind": "feed", "name": "news", "url": "https://news.example/feed"},
        {"kind": "table", "name": "notes", "path": "notes.csv", "id": "id", "text": ["body"]},
        {"kind": "diary", "name": "ada", "pages": 2},
    ):
        jsonschema.validate(_sources(source), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_sources({"kind": "feed", "name": "news", "follow": "perhaps"}), schema)
