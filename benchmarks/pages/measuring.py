"""What a person waits for on a page, measured in a real browser: the first view, frames while the picture is moved, memory."""

from __future__ import annotations

import io
import multiprocessing
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import FloatRect, Page, Route, sync_playwright

from benchmarks.pages.contestants.page import Contestant, Place

ARGUMENTS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""Drawn by the processor: the machine has no graphics card, and so have none many that people look at pages with."""
WIDTH, HEIGHT = 1280, 800
LEAST_DRAWN = 0.01
"""The share of the area's pixels that are not its background from which on it shows something."""
PATIENCE_SECONDS = 180.0
PAN_SECONDS = 4.0
_START_SECONDS = 30.0
_FRAMES = """
() => new Promise((done) => {
  const times = []; let going = true;
  window.__stopFrames = () => { going = false; };
  const frame = (now) => { times.push(now); going ? requestAnimationFrame(frame) : done(times); };
  requestAnimationFrame(frame);
})
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one page: seconds to the first view, frames a second and the longest frame in milliseconds while it was dragged, megabytes.

    ``first_view`` is None where nothing was drawn within the patience.
    """

    first_view: float | None
    frames_a_second: float
    longest_frame: float
    heap: float
    processes: float


def measured_in_time(browser_path: str, url: str, page_of: Contestant, place: Place) -> Measured:
    """Measure a page in a process of its own, which is ended where the page answers nothing any more."""
    spawn = multiprocessing.get_context("spawn")
    found: multiprocessing.Queue[Measured] = spawn.Queue()
    about = (page_of.area, page_of.ready, page_of.before, dict(page_of.fetched))
    work = spawn.Process(
        target=_put_measured, args=(found, browser_path, url, about, place.npm, place.folder / "picture.png")
    )
    work.start()
    try:
        return found.get(timeout=PATIENCE_SECONDS + 2 * PAN_SECONDS + _START_SECONDS)
    except queue.Empty:
        children = psutil.Process(work.pid).children(recursive=True)
        memory = _resident(psutil.Process(work.pid))
        for each in children:
            each.kill()
        work.kill()
        return Measured(None, 0.0, 0.0, 0.0, memory)
    finally:
        work.join()


def _put_measured(
    found: multiprocessing.Queue[Measured],
    browser_path: str,
    url: str,
    about: tuple[str, str, tuple[str, ...], dict[str, str]],
    npm: Path,
    picture: Path,
) -> None:
    found.put(measure(browser_path, url, about, npm, picture))


def measure(
    browser_path: str,
    url: str,
    about: tuple[str, str, tuple[str, ...], dict[str, str]],
    npm: Path,
    picture: Path,
) -> Measured:
    """Open a page in a browser of its own and measure it; a picture of what it showed at the end is kept.

    ``about`` are a contestant's ``area``, ``ready``, ``before`` and ``fetched``.
    """
    area, ready, before, fetched = about
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(ARGUMENTS))
        try:
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.set_default_timeout(PATIENCE_SECONDS * 1000)
            # The last that fits is asked first.
            page.route(
                "**", lambda route: route.continue_() if _is_here(route.request.url) else route.abort()
            )
            for end, file in fetched.items():
                page.route(f"**{end}*", _given(npm / file))
            started = time.monotonic()
            page.goto(url, wait_until="commit")
            for selector in before:
                page.click(selector)
            first = _first_view(page, area, ready, started)
            frames, longest = _panned(page, area) if first is not None else (0.0, 0.0)
            heap = page.evaluate("performance.memory ? performance.memory.usedJSHeapSize / 1e6 : 0")
            page.screenshot(path=picture, timeout=PATIENCE_SECONDS * 1000)
            return Measured(first, frames, longest, heap, _resident(psutil.Process()))
        finally:
            browser.close()


def _given(file: Path) -> Callable[[Route], None]:
    return lambda route: route.fulfill(path=file)


def _is_here(url: str) -> bool:
    return url.startswith(
        ("file:", "data:", "blob:", "http://127.0.0.1:", "http://localhost:", "ws://127.0.0.1:")
    )


def _first_view(page: Page, area: str, ready: str, started: float) -> float | None:
    while time.monotonic() - started < PATIENCE_SECONDS:
        place = page.query_selector(area)
        if place is not None and page.evaluate(f"Boolean({ready})") and (box := place.bounding_box()):
            shot = page.screenshot(clip=_within(box))
            now = time.monotonic()
            if _drawn(shot) >= LEAST_DRAWN:
                return now - started
        page.wait_for_timeout(50)
    return None


def _within(box: FloatRect) -> FloatRect:
    """Return the inner part of an area, where neither bars nor frames lie."""
    left, top = max(box["x"], 0.0), max(box["y"], 0.0)
    right, bottom = min(box["x"] + box["width"], WIDTH), min(box["y"] + box["height"], HEIGHT)
    width, height = max(right - left, 10.0), max(bottom - top, 10.0)
    return {"x": left + width / 6, "y": top + height / 6, "width": width * 2 / 3, "height": height * 2 / 3}


def _drawn(shot: bytes) -> float:
    pixels = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)
    flat = pixels.reshape(-1, 3)
    colours, counts = np.unique(flat, axis=0, return_counts=True)
    background = colours[counts.argmax()]
    return float((np.abs(flat - background).sum(axis=1) > 24).mean())


def _panned(page: Page, area: str) -> tuple[float, float]:
    """Drag the picture about for some seconds and return the frames a second and the longest frame in milliseconds."""
    place = page.query_selector(area)
    box = place.bounding_box() if place else None
    assert box is not None
    x, y = _empty_place(box)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(f"() => {{ window.__frames = ({_FRAMES})(); }}")
    started, step = time.monotonic(), 0
    while time.monotonic() - started < PAN_SECONDS:
        step += 1
        page.mouse.move(x + 120 * np.sin(step / 10), y + 80 * np.cos(step / 10))
    page.mouse.up()
    times = page.evaluate("() => { window.__stopFrames(); return window.__frames; }")
    gaps = np.diff(np.asarray(times))
    return (float(len(gaps) / (gaps.sum() / 1000)), float(gaps.max())) if len(gaps) else (0.0, 0.0)


def _empty_place(box: FloatRect) -> tuple[float, float]:
    """Return a place near the area's lower left corner, where a drag takes hold of the background rather than of a node."""
    return box["x"] + box["width"] * 0.12, min(box["y"] + box["height"], HEIGHT) - 60


def _resident(of: psutil.Process) -> float:
    """Return the memory that the processes of the browser hold of their own, in megabytes."""
    return sum(
        float(each.memory_full_info().uss) / 1e6
        for each in of.children(recursive=True)
        if "chrom" in each.name()
    )
