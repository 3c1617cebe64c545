"""The server of the page at a port: bound before anything is promised, ended by a signal with nothing left behind."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from extractors.errors import UsageError

_BACKLOG = 128
_CONNECTIONS = 256
_HEADER_BYTES = 64_000
_IDLE_SECONDS = 15
_LAST_SECONDS = 3
"""How long a request at work holds up the end."""
Handler = Callable[[int, FrameType | None], object] | int | None


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket that listens at a host, by name or number, and a port, 0 for any that is free.

    Raises:
        UsageError: The port is taken or may not be used, or the host is none of this machine's; the message has the remedy.

    """
    name = host.strip("[]")
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError, OverflowError) as error:
        raise UsageError(f"--host {host}: no such address: {error}.") from error
    # A name may stand for both kinds of numbers; the older one is what everything speaks.
    family, kind, protocol, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(_BACKLOG)
        except (OSError, OverflowError) as error:
            raise _unbound(host, port, error) from error
        yield listener
    finally:
        listener.close()


def serve(app: ASGIApp, listener: socket.socket, *, ready: Callable[[], None]) -> None:
    """Answer at a socket until the process is interrupted or asked to end; ``ready`` is called when that begins.

    Of requests nothing is logged: their addresses may hold a token, or what somebody looks for.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        http="h11",
        ws="none",
        lifespan="on",
        h11_max_incomplete_event_size=_HEADER_BYTES,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_LAST_SECONDS,
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS,
    )
    with _ended_by_signal():
        ready()
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Take a signal to end for what it is, and no failure: the server hands on what it was ended by."""
    held: dict[signal.Signals, Handler] = {
        each: signal.signal(each, lambda *_: None) for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for each, handler in held.items():
            signal.signal(each, handler)


def address(host: str, port: int) -> str:
    """Return the address of the page as a browser takes it."""
    name = host.strip("[]")
    name = {"": "localhost", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(name, name)  # noqa: S104 - read, not bound
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def _unbound(host: str, port: int, error: Exception) -> UsageError:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return UsageError(
            f"Port {port} is taken, perhaps by another `graphmill explore`: end that one, name another port with --port, or take "
            "any free one with --port 0."
        )
    if number in (errno.EACCES, errno.EPERM):
        return UsageError(f"Port {port} may not be used by this user: name one of 1024 or more with --port.")
    if number == errno.EADDRNOTAVAIL:
        return UsageError(
            f"--host {host} is no address of this machine: leave it out for this machine alone, or name one of its own."
        )
    return UsageError(f"The server cannot listen at {host}, port {port}: {error}.")
