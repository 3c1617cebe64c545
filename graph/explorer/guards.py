"""What stands before every request of the page: who asks, from where, how much, and for how long."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from graph.explorer.limits import Limits

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
UNPROVEN = (
    "This page demands its token: open the address that `graphmill explore` printed when it started, or send the token as "
    "`Authorization: Bearer`."
)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask: those that come by one of ``hosts``, or by any number of this machine where it listens at all of them.

    With a ``token`` what the project holds is for those alone that bring it, at first in the address, from then on as a cookie.
    """

    hosts: frozenset[str] = LOOPBACK
    any_number: bool = False
    token: str = ""
    cookie: str = "graphmill"
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @classmethod
    def at(cls, host: str, port: int, token: str = "") -> Access:
        """Return the access of a server that listens at a host, by name or number."""
        name = host.lower().strip("[]")
        if is_loopback(name):
            return cls(LOOPBACK | {name}, token=token, cookie=f"graphmill_{port}")
        everywhere = name in {"0.0.0.0", "::", ""}  # noqa: S104 - compared, not bound
        names = {name, socket.gethostname().lower(), socket.getfqdn().lower()} | LOOPBACK
        return cls(frozenset(names), any_number=everywhere, token=token, cookie=f"graphmill_{port}")

    def knows(self, host: str) -> bool:
        """Tell whether a Host header names this server: a page of the web that had its name changed to our number does not."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
            urlsplit(f"//{host}").port  # noqa: B018 - raises where it is no number
        except ValueError:
            return False
        if name in self.hosts:
            return True
        return self.any_number and _is_number(name)


def is_loopback(host: str) -> bool:
    """Tell whether a host, by name or number, is this machine alone."""
    name = host.lower().strip("[]")
    return name == "localhost" or (_is_number(name) and ipaddress.ip_address(name).is_loopback)


class _RefusedError(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Guards:
    """Lets through what is ours, small enough and not too much at once, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, access: Access, limits: Limits) -> None:
        self._app = app
        self._access = access
        self._limits = limits
        self._at_work = {True: 0, False: 0}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            # There is nothing here to be opened but what answers once.
            return
        send = _with_headers(scope, send)
        try:
            headers = _headers(scope)
            self._check_origin(scope, headers)
            if await self._exchanged(scope, send):
                return
            self._check_token(scope, headers)
            receive = await asyncio.wait_for(self._body(scope, headers, receive), self._limits.arriving)
        except TimeoutError:
            await _refuse(send, 504, "The request did not arrive in time.")
            return
        except _RefusedError as error:
            await _refuse(send, error.status, str(error))
            return
        await self._bounded(scope, receive, send)

    def _check_origin(self, scope: Scope, headers: Mapping[str, list[str]]) -> None:
        hosts = headers.get("host", [])
        if len(hosts) != 1 or not self._access.knows(hosts[0]):
            raise _RefusedError(
                403, "This server answers to the address only that it was started with (--host)."
            )
        for origin in headers.get("origin", []):
            if urlsplit(origin).netloc.lower() != hosts[0].lower():
                raise _RefusedError(403, "This server answers its own page only.")
        site = headers.get("sec-fetch-site", ["none"])
        # A link from elsewhere may open the page, which says nothing of the graph before it asks by itself.
        opens = (
            scope["path"] == "/"
            and scope["method"] == "GET"
            and headers.get("sec-fetch-mode") == ["navigate"]
        )
        if not opens and any(each not in {"same-origin", "none"} for each in site):
            raise _RefusedError(403, "This server answers its own page only.")

    async def _exchanged(self, scope: Scope, send: Send) -> bool:
        """Tell whether the token was in the address, and was taken out of it for a cookie."""
        if not self._access.token or scope["path"] != "/":
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        if given is None:
            return False
        if not _same(given[0], self._access.token):
            raise _RefusedError(403, UNPROVEN)
        cookie = f"{self._access.cookie}={self._access.session}; Path=/; HttpOnly; SameSite=Strict"
        headers = [(b"location", b"/"), (b"set-cookie", cookie.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return True

    def _check_token(self, scope: Scope, headers: Mapping[str, list[str]]) -> None:
        # The page itself is the same for everybody; what it asks for is not.
        if not self._access.token or not scope["path"].startswith("/api"):
            return
        for each in headers.get("authorization", []):
            kind, _, given = each.partition(" ")
            if kind.lower() == "bearer" and _same(given.strip(), self._access.token):
                return
        for each in headers.get("cookie", []):
            try:
                held = SimpleCookie(each).get(self._access.cookie)
            except CookieError:
                continue
            if held is not None and _same(held.value, self._access.session):
                return
        raise _RefusedError(403, UNPROVEN)

    async def _body(self, scope: Scope, headers: Mapping[str, list[str]], receive: Receive) -> Receive:
        """Return what gives the body of a request, read whole and small enough."""
        if len(scope["raw_path"] or b"") + len(scope["query_string"]) > self._limits.address:
            raise _RefusedError(413, "The address is too long: ask for less at once.")
        if scope["method"] in {"GET", "HEAD"}:
            return receive
        kinds = headers.get("content-type", [])
        if len(kinds) != 1 or kinds[0].partition(";")[0].strip().lower() != "application/json":
            raise _RefusedError(400, "Send application/json.")
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise _RefusedError(400, "The request was broken off.")
            body += message.get("body", b"")
            if len(body) > self._limits.body:
                raise _RefusedError(413, f"The request is larger than {self._limits.body:,} bytes.")
            if not message.get("more_body"):
                break
        given = iter([{"type": "http.request", "body": bytes(body), "more_body": False}])

        async def again() -> Message:
            message = next(given, None)
            return await receive() if message is None else message

        return again

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, but for what is too much at once or takes too long; what takes too long counts until it is done."""
        decides = scope["method"] == "POST"
        most = self._limits.deciding_at_once if decides else self._limits.at_once
        if self._at_work[decides] >= most:
            await _refuse(send, 429, "Too many questions are being answered at once: ask again in a moment.")
            return
        late = began = False

        async def sent(message: Message) -> None:
            nonlocal began
            if not late:
                began = True
                await send(message)

        self._at_work[decides] += 1
        task = asyncio.ensure_future(self._app(scope, receive, sent))
        self._tasks.add(task)
        task.add_done_callback(partial(self._done, decides))
        seconds = self._limits.deciding if decides else self._limits.seconds
        await asyncio.wait({task}, timeout=seconds)
        if task.done() or began:
            await task
            return
        late = True
        await _refuse(send, 504, f"The answer took longer than {seconds:g} s: ask for less at once.")

    def _done(self, decides: bool, task: asyncio.Task[None]) -> None:
        self._at_work[decides] -= 1
        self._tasks.discard(task)
        if not task.cancelled():
            # Asked for, so that a failure after its time is not reported as one that nobody saw: it was logged.
            task.exception()


def _with_headers(scope: Scope, send: Send) -> Send:
    api = scope["path"].startswith("/api")

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = [(name, value) for name, value in message["headers"] if name.lower() not in HEADERS]
            names = {name.lower() for name, _ in held}
            held += HEADERS.items()
            if b"cache-control" not in names:
                held.append((b"cache-control", b"no-store" if api else b"no-cache"))
            message = {**message, "headers": held}
        await send(message)

    return sent


def _headers(scope: Scope) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


async def _refuse(send: Send, status: int, text: str) -> None:
    body = json.dumps({"error": text}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode("utf-8"))


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
