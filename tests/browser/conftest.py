"""The page as a person has it: `graphmill explore` as a process of its own over a real graph, and a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from extractors.mentions import Extraction
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support import browser as browsers
from tests.support.explored_graph import small_corpus
from tests.support.left_out import Needed, leave_out
from tests.support.root import ROOT
from tests.support.scheduled_project import free_port

PATIENCE = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Served:
    """A page that is served: its address, and the folder of its project."""

    address: str
    folder: Path


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Give the browser; for this folder alone, for Playwright keeps an event loop in this thread while it runs."""
    with sync_playwright() as playwright:
        try:
            running = browsers.launch(playwright)
        except browsers.NoBrowserError as error:
            leave_out(Needed.BROWSER, error)
        expect.set_options(timeout=browsers.SECONDS * 1000)
        yield running
        running.close()


def make_project(folder: Path, documents: Sequence[Extraction]) -> Path:
    """Make a project with a graph of these documents."""
    (folder / "graphmill.toml").write_text('project = "letters"\n', encoding="utf-8")
    (folder / ".graphmill").mkdir()
    with open_store(StoreSettings(path=folder / ".graphmill" / "graph.kgl")) as store:
        apply_changes(store, documents)
    return folder


@contextmanager
def explore(folder: Path, *options: str) -> Iterator[Served]:
    """Serve the page of a project while the ``with`` lasts."""
    port = free_port()
    log = folder / "explore.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "explore", "--port", str(port), *options],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            end = time.monotonic() + PATIENCE
            while not _answers(address):
                assert process.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < end, log.read_text(encoding="utf-8")
                time.sleep(0.1)
            yield Served(address, folder)
        finally:
            process.terminate()
            process.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, bundle: Path, browser: Browser) -> Iterator[Served]:
    """Serve the small graph, for tests that only look."""
    with explore(make_project(tmp_path_factory.mktemp("served"), small_corpus())) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path, bundle: Path, browser: Browser) -> Iterator[Served]:
    """Serve a small graph of the test's own, to decide in."""
    with explore(make_project(tmp_path, small_corpus())) as found:
        yield found


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Open pages of addresses, each in a browser of its own as it were; the test fails for whatever goes wrong in one.

    Keywords are options of a Playwright context, ``allow``, parts of messages that the test brings about, and ``allow_status``, where
    it asks for what is refused.
    """
    with ExitStack() as stack:

        def open_page(
            address: str, *, allow: Sequence[str] = (), allow_status: bool = False, **options: object
        ) -> Page:
            origin = "/".join(address.split("/")[:3])
            context, faults = stack.enter_context(browsers.watched(browser, origin, **options))
            faults.allowed.extend(allow)
            faults.allows_status = allow_status
            page = context.new_page()
            page.goto(address)
            return page

        yield open_page


def environment() -> dict[str, str]:
    """Return the variables of a command in a folder of its own."""
    keep = {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name in keep}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=10) as response:  # noqa: S310 - an address of this machine
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
