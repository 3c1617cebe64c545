"""The pictures of the page to explore in the documents: each view of the example corpus as Chromium shows it.

    make demo
    python -m tests.support.page_pictures                          # writes the pictures that docs/explore.md names
    python -m tests.support.page_pictures --every --folder FOLDER  # every view, wide and narrow, light and dark

Run it when a view looks different, and look at what it wrote. The graph is copied first, so that nothing is decided in it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from graph.questions.choosing import choose
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from tests.support.root import ROOT

FOLDER = ROOT / "docs" / "explore"
PAGE = ROOT / "docs" / "explore.md"
DEMO = ROOT / ".graphmill" / "demo"
WIDE, NARROW = (1280, 800), (390, 844)
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
NAMES = ("Mara Lindqvist", "Jack Tull", "Sundvåg", "Thomas Farrier")
_SETTLED_MS = 2_500


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its name, the address that it shows, how wide and in which light, and what is done before it is taken."""

    name: str
    address: str
    size: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"
    before: Callable[[Page], None] = lambda _: None


def pictures(state: Path) -> Iterator[Picture]:
    """Yield the pictures of the graph in a state folder."""
    with open_store(StoreSettings(path=state / "graph.kgl"), create=False) as store:
        mara, jack, place, thomas = (choose(store, name).id for name in NAMES)
        document = next(
            iter(
                store.stream(
                    "MATCH (d:Document) WHERE d.uri ENDS WITH 'inquiry-2021-opening.txt' RETURN d.id AS id"
                )
            )
        )["id"]
    ego = f"#/graph?root=40%3A{mara}"
    yield Picture("overview", "#/")
    yield Picture("search", "#/", before=lambda page: _search(page, "lindqvst"))
    yield Picture("graph", f"{ego}&pick={mara}")
    yield Picture("map", "#/map")
    yield Picture("map-all", "#/map?all=1")
    yield Picture("path", f"#/path?a={jack}&b={place}")
    yield Picture("entity", f"#/entity?id={mara}")
    yield Picture("pair", f"#/pair?a={mara}&b={thomas}")
    yield Picture("bridges", f"#/bridges?left={mara}&right={jack}")
    yield Picture("found", "#/found?q=kessler")
    yield Picture("documents", "#/documents")
    yield Picture("help", "#/help")
    yield Picture("document", f"#/document?id={document}")
    yield Picture("review", "#/review")
    yield Picture("review-narrow", "#/review", NARROW, "dark")
    yield Picture("decisions", "#/decisions")


def in_all_lights(picture: Picture) -> Iterator[Picture]:
    """Yield a picture wide and narrow, light and dark."""
    for size, width in ((WIDE, "wide"), (NARROW, "narrow")):
        for scheme in SCHEMES:
            yield replace(picture, name=f"{picture.name}-{width}-{scheme}", size=size, scheme=scheme)


def _search(page: Page, text: str) -> None:
    page.get_by_role("combobox").first.fill(text)


@contextmanager
def _served(state: Path) -> Iterator[str]:
    # The project of the examples, whose graph the demo made.
    program = [sys.executable, "-m", "flows.cli", "explore", "--state", str(state), "--port", "0", "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        program, cwd=ROOT / "examples", env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            yield line.split('"url": "', 1)[1].split('"', 1)[0]
        finally:
            server.terminate()


def take(browser: Browser, url: str, picture: Picture, folder: Path) -> Path:
    """Take a picture and return its file."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=picture.scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url + picture.address)
    page.wait_for_timeout(_SETTLED_MS)
    picture.before(page)
    page.wait_for_timeout(_SETTLED_MS)
    file = folder / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    return file


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--state", type=Path, default=DEMO, help="the state folder that `make demo` left")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--every", action="store_true", help="take every picture in two sizes and two lights")
    given = parser.parse_args()
    chromium = (
        os.environ.get("GRAPHMILL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    if chromium is None:
        sys.exit("No Chromium: install it, or name it with GRAPHMILL_CHROMIUM.")
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        shutil.copytree(given.state, state)
        wanted = list(pictures(state))
        if given.every:
            wanted = [each for picture in wanted if picture.size == WIDE for each in in_all_lights(picture)]
        else:
            named = set(re.findall(r"explore/([\w-]+)\.png", PAGE.read_text(encoding="utf-8")))
            wanted = [picture for picture in wanted if picture.name in named]
        with _served(state) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            for picture in wanted:
                sys.stdout.write(f"{take(browser, url, picture, given.folder)}\n")
            browser.close()


if __name__ == "__main__":
    main()
