"""What contestants need of the machine: a graph as a file, a program of theirs run, a folder served."""

from __future__ import annotations

import functools
import http.server
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.pages.contestants.page import Place


def run(place: Place, program: str, *arguments: Path) -> None:
    """Run a program with the packages of a contestant.

    Raises:
        subprocess.CalledProcessError: It failed.

    """
    subprocess.run([place.python, "-c", program, *map(str, arguments)], check=True, cwd=place.folder)


@contextmanager
def served_folder(folder: Path) -> Iterator[str]:
    """Serve the files of a folder and give the address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(url: str) -> None:
    """Wait until a server of this machine answers.

    Raises:
        TimeoutError: It does not.

    """
    for _ in range(240):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - an address of this machine
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(url)
