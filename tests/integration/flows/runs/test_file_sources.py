"""Files in S3, in Google Cloud Storage and on a web server as sources: listed by real servers, opened only where they changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import pytest

from flows.errors import EXIT_OK, EXIT_PARTIAL
from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import NothingIngestedError, ingest_paths
from flows.runs.report import Renamed, RunReport
from graph.checks.audit import audit
from graph.contents.loading import known_documents
from tests.support import gcs_server, s3_server
from tests.support.ruled_project import make_ruled_project
from tests.support.web_server import serving


@dataclass
class Place:
    """A remote folder: its url, and how files get there and go."""

    url: str
    put: Callable[[str, str], None]
    remove: Callable[[str], None]


@pytest.fixture(scope="module", params=["s3", "gs", "memory", "http"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with ExitStack() as stack:
        if request.param == "http":
            yield _web(stack)
            return
        if request.param == "s3":
            stack.enter_context(s3_server.s3_server())
        elif request.param == "gs":
            stack.enter_context(gcs_server.gcs_server())
        bucket = gcs_server.BUCKET if request.param == "gs" else s3_server.BUCKET
        url = f"{request.param}://{bucket}/letters"
        # Somebody else's: what is written by the driver that also reads would be known to it at once.
        files = fsspec.filesystem(request.param, skip_instance_cache=True)
        yield Place(
            url,
            lambda name, text: files.pipe_file(f"{url}/{name}", text.encode()),
            lambda name: files.rm_file(f"{url}/{name}"),
        )


def _web(stack: ExitStack) -> Place:
    site = stack.enter_context(serving())
    held: dict[str, str] = {}

    def show() -> None:
        site.put("/letters/", "".join(f'<a href="{site.address}/letters/{name}">{name}</a>' for name in held))
        for name, text in held.items():
            site.put(f"/letters/{name}", text, "text/plain", etag=True)

    def put(name: str, text: str) -> None:
        held[name] = text
        show()

    def remove(name: str) -> None:
        del held[name], site.pages[f"/letters/{name}"]
        show()

    # A page is itself a file; what it links to is asked for by a glob.
    return Place(f"{site.address}/letters/*", put, remove)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the names of the remote files that were opened so far."""
    names: list[str] = []
    really = fsspec.open

    def noted(url: str, *arguments: Any, **given: Any) -> Any:
        names.append(url.rpartition("/")[2])
        return really(url, *arguments, **given)

    monkeypatch.setattr(fsspec, "open", noted)
    return names


def run(settings: Settings, **given: Any) -> RunReport:
    try:
        return ingest_paths((), settings, **given)
    except NothingIngestedError as error:
        return error.report


def ids(settings: Settings) -> dict[str, str]:
    with open_project_store(settings) as store:
        assert audit(store).differences == ()
        return {each.uri.rpartition("/")[2]: each.id for each in known_documents(store).values()}


def test_remote_files_are_opened_once_and_again_only_when_they_changed(
    place: Place, tmp_path: Path, opened: list[str]
) -> None:
    sources = f'[[sources]]\nname = "letters"\npath = "{place.url}"\ndeleted = "forget"\n'
    settings = load_settings(make_ruled_project(tmp_path, sources))
    place.put("a.txt", "The Argo saw Riga.")
    place.put("b.txt", "The Petrel saw Genoa.")
    place.put("c.jsonl", '{"id": "1", "text": "The Aurora saw Kiel."}\n')
    assert run(settings).documents_added == 3
    says_versions = not place.url.startswith("memory")
    opened.clear()
    again = run(settings)
    assert (again.documents_committed, again.sources) == (0, 3)
    assert (opened == []) == says_versions

    place.put("b.txt", "The Petrel saw Odess.")
    opened.clear()
    assert run(settings).documents_replaced == 1
    if says_versions:
        assert set(opened) == {"b.txt"}

    before = ids(settings)["a.txt"]
    place.remove("a.txt")
    place.put("z.txt", "The Argo saw Riga.")
    report = run(settings)
    assert [(each.old[-5:], each.new[-5:]) for each in report.renamed] == [("a.txt", "z.txt")]
    assert (report.forgotten, ids(settings)["z.txt"]) == ([], before)
    assert all(isinstance(each, Renamed) for each in report.renamed)

    place.remove("b.txt")
    report = run(settings)
    assert ([each[-5:] for each in report.forgotten], report.exit_code) == (["b.txt"], EXIT_OK)

    for name in ("z.txt", "c.jsonl"):
        place.remove(name)
    report = run(settings)
    assert report.forgotten == []
    assert [each.uri for each in report.rejected] == ["source://letters"]
    assert sorted(ids(settings)) == ["c.jsonl#1", "z.txt"]


def test_a_remote_file_that_is_gone_and_kept_is_named(place: Place, tmp_path: Path) -> None:
    sources = f'[[sources]]\nname = "letters"\npath = "{place.url}"\n'
    settings = load_settings(make_ruled_project(tmp_path, sources))
    for name in ("d.txt", "e.txt", "f.txt"):
        place.put(name, f"The Argo saw Riga {name}.")
    run(settings)
    place.remove("d.txt")
    report = run(settings)
    assert [each[-5:] for each in report.gone] == ["d.txt"]
    assert "d.txt" in ids(settings)


def test_a_server_that_is_not_there_keeps_no_other_source_waiting(tmp_path: Path) -> None:
    with serving() as site:
        address = site.address
    sources = f'[[sources]]\nname = "web"\npath = "{address}/"\n[[sources]]\nname = "inbox"\npath = "inbox"\n'
    report = run(load_settings(make_ruled_project(tmp_path, sources)))
    assert (report.documents_added, report.exit_code) == (3, EXIT_PARTIAL)
    assert [each.uri for each in report.rejected] == ["source://web"]
