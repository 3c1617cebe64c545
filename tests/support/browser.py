"""A real browser for the tests of the page: the system's Chromium, driven by Playwright, and pages that bear no fault in silence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response

from tests.support.left_out import VARIABLE

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Drawing by software, for a machine without a graphics card; no sandbox, for a container's root has none.
OPTIONS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
SECONDS = 30
"""How long a page may take for what a test waits for: long, for a machine that does much else."""


class NoBrowserError(Exception):
    """There is no Chromium here that starts."""


def find_chromium() -> str:
    """Return the path of the browser: what ``GRAPHMILL_CHROMIUM`` names, else the first of the programs on the path.

    Raises:
        NoBrowserError: There is none.

    """
    named = os.environ.get(VARIABLE, "")
    path = shutil.which(named) if named else next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        told = (
            f"{VARIABLE} names {named}, which is no program"
            if named
            else f"none of {', '.join(PROGRAMS)} is on the path"
        )
        raise NoBrowserError(
            f"{told}: install Chromium (Debian: apt install chromium), or name one in {VARIABLE}"
        )
    return path


def launch(playwright: Playwright) -> Browser:
    """Start the browser.

    Raises:
        NoBrowserError: There is none.

    """
    return playwright.chromium.launch(executable_path=find_chromium(), args=list(OPTIONS))


@dataclass
class Faults:
    """What went wrong in a page, as it happens; ``allowed`` are parts of messages that a test brings about itself."""

    origin: str
    seen: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    allows_status: bool = False

    def watch(self, page: Page) -> None:
        """Note, from now on, what goes wrong in a page."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self._add(f"uncaught: {error}"))
        page.on("crash", lambda _: self._add("the page crashed"))
        page.on("requestfailed", self._failed)
        page.on("request", self._asked)
        page.on("response", self._answered)

    def unexpected(self) -> list[str]:
        """Return what went wrong without being allowed."""
        return [each for each in self.seen if not any(part in each for part in self.allowed)]

    def _add(self, fault: str) -> None:
        self.seen.append(fault)

    def _said(self, message: ConsoleMessage) -> None:
        # For an icon a browser asks by itself.
        if message.type in {"error", "warning"} and not message.location["url"].endswith("/favicon.ico"):
            self._add(f"console: {message.text} ({message.location['url']})")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not self.allows_status:
            self._add(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        # A question that the page takes back, for the person has gone on, is no fault.
        if request.failure != "net::ERR_ABORTED":
            self._add(f"failed: {request.url}: {request.failure}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and not request.url.startswith(f"{self.origin}/"):
            self._add(f"asked another host: {request.url}")


@contextmanager
def watched(browser: Browser, origin: str, **options: object) -> Iterator[tuple[BrowserContext, Faults]]:
    """Give a context of its own in which every page is watched; on the way out, fail for what went wrong in them.

    Raises:
        AssertionError: Something went wrong that the test did not allow.

    """
    faults = Faults(origin)
    context = browser.new_context(
        **{"locale": "en-GB", "timezone_id": "UTC", "accept_downloads": True, **options}
    )  # type: ignore[arg-type]
    context.set_default_timeout(SECONDS * 1000)
    context.set_default_navigation_timeout(SECONDS * 1000)
    context.on("page", faults.watch)
    try:
        yield context, faults
    finally:
        context.close()
    if faults.unexpected():
        raise AssertionError("In the page went wrong:\n" + "\n".join(faults.unexpected()))
