"""A real IMAP server (pymap) on this machine, with one user and nothing on disk."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

USER = "ada"
PASSWORD = "hush-hush"  # noqa: S105 - of a server that a test starts
_STARTS_WITHIN = 30.0


@dataclass(frozen=True)
class Mailboxes:
    """The server's port, and what a mail program would do to its folders."""

    port: int

    @contextmanager
    def program(self) -> Iterator[IMAPClient]:
        """Yield a mail program that is logged in."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20) as client:
            client.login(USER, PASSWORD)
            yield client

    def put(self, folder: str, *mails: bytes) -> None:
        """Put mails into a folder, which is made if it is not there."""
        with self.program() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for mail in mails:
                client.append(folder, mail)


@contextmanager
def serving() -> Iterator[Mailboxes]:
    """Start the server on a free port of the loopback interface, and end it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    program = Path(sys.executable).with_name("pymap")
    named = ["--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    process = subprocess.Popen(
        [program, *named, "dict", "--demo-user", USER, "--demo-password", PASSWORD],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield Mailboxes(port)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
