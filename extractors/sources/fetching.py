"""Getting a page from a server within bounds: of time, of size, of redirects; and never telling credentials."""

from __future__ import annotations

import ipaddress
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit, urlunsplit

from extractors.documents import Outcome
from extractors.readers.conversion import ReadError, megabytes
from extractors.sources.discovery import without_credentials
from extractors.sources.polling import SourceUnreachableError
from extractors.sources.settings import Fetched as FetchedSource

if TYPE_CHECKING:
    import httpx

_MOST_REDIRECTS = 5
_SILENCE_SECONDS = 30.0
_SHARE_OF_TIME = 0.9
_CHECK = "Check that the address is right and the server runs."


@dataclass(frozen=True, slots=True)
class Address:
    """Where a source is: the ``url`` to ask, and how it is ``shown``, in uris and messages, without credentials."""

    url: str
    shown: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server gave: the content, empty where it ``is_unchanged``, its headers, and the address it came from in the end."""

    content: bytes
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    is_unchanged: bool = False

    @property
    def media_type(self) -> str:
        """What the server says it is, without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def validators(self) -> dict[str, str]:
        """What to ask with next time, so that only what changed is sent: the ``etag`` and the time of change (``modified``)."""
        named = {"etag": self.headers.get("etag", ""), "modified": self.headers.get("last-modified", "")}
        return {name: value for name, value in named.items() if value}


def address_of(source: FetchedSource) -> Address:
    """Return where a source is: its ``url``, or what the environment has under its ``url_variable``.

    Raises:
        SourceUnreachableError: the variable is not set, or the address is none of http or https.

    """
    url = os.environ.get(source.url_variable, "").strip() if source.url_variable else source.url.strip()
    shown = f"{source.kind}://{source.name}" if source.url_variable else without_credentials(url)
    if not url:
        raise SourceUnreachableError(
            f"the environment has no {source.url_variable}. Set it to the address of the {source.kind}."
        )
    if not is_web_address(url):
        raise SourceUnreachableError(
            f"{shown} is no address of http:// or https://. Give the {source.kind}'s address as a browser has it."
        )
    return Address(url, shown)


def is_web_address(url: str) -> bool:
    """Tell whether a text is an address of http or https with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def host_of(url: str) -> str:
    """Return the host of an address in lower case, without ``www.``."""
    return (urlsplit(url).hostname or "").lower().removeprefix("www.")


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))


class Fetcher:
    """Fetches for a source, within its time for all together and its most bytes for each; a context manager, since it keeps connections.

    A server outside of this network cannot make it ask one inside, by what it lists or where it leads on.
    """

    def __init__(self, source: FetchedSource, address: Address) -> None:
        import httpx

        # It would write every address into the log, whatever secret stands in it.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        # A little less than the look has, so that the look can say what came in time.
        self._seconds = source.timeout_seconds * _SHARE_OF_TIME
        self._deadline = time.monotonic() + self._seconds
        self._most_bytes = source.most_bytes
        self._is_inside = _is_inside(urlsplit(address.url).hostname or "")
        self._client = httpx.Client(
            follow_redirects=True,
            max_redirects=_MOST_REDIRECTS,
            headers={"User-Agent": "graphmill (feeds and sitemaps)"},
            event_hooks={"request": [self._check]},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def share_left(self) -> float:
        """Return how much of the time is left, from 1 to 0."""
        return max(0.0, (self._deadline - time.monotonic()) / self._seconds)

    def get(self, url: str, *, known: Mapping[str, str] | None = None, share: float = 1.0) -> Answer:
        """Return what is at an address; ``known`` are the validators of what was there before, ``share`` is that of the time it may take.

        Raises:
            ReadError: with TIMEOUT, TOO_LARGE, or UNREADABLE where the server cannot be reached or has no such page.

        """
        import httpx

        if not is_web_address(url):
            raise ReadError(Outcome.UNREADABLE, "It is no address of a web page.", "Ask who writes the list.")
        parts = urlsplit(url)
        bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        asked = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
        headers = {asked[name]: value for name, value in (known or {}).items() if name in asked}
        auth = httpx.URL(url)
        deadline = min(self._deadline, time.monotonic() + self._seconds * share)
        left = deadline - time.monotonic()
        if left <= 0:
            raise self._too_late()
        try:
            with self._client.stream(
                "GET",
                bare,
                headers=headers,
                auth=(auth.username, auth.password) if auth.username else None,
                timeout=min(left, _SILENCE_SECONDS),
            ) as response:
                if response.status_code == httpx.codes.NOT_MODIFIED:
                    return Answer(b"", str(response.url), dict(response.headers), is_unchanged=True)
                if not response.is_success:
                    raise _refused(response)
                return Answer(self._content(response, deadline), str(response.url), dict(response.headers))
        except httpx.TimeoutException:
            raise self._too_late() from None
        except httpx.TooManyRedirects:
            raise ReadError(
                Outcome.UNREADABLE, f"It leads on more than {_MOST_REDIRECTS} times.", _CHECK
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # What the library says may hold the address with its credentials, so only the kind is told.
            raise ReadError(
                Outcome.UNREADABLE, f"The server cannot be reached ({type(error).__name__}).", _CHECK
            ) from None

    def _check(self, request: httpx.Request) -> None:
        if _is_inside(request.url.host) and not self._is_inside:
            raise ReadError(
                Outcome.UNREADABLE,
                "It leads to an address inside this network, and comes from a server outside of it.",
                "Name that address as a source of its own, if it is meant.",
            )

    def _content(self, response: httpx.Response, deadline: float) -> bytes:
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._most_bytes:
            raise self._too_large()
        content = bytearray()
        for part in response.iter_bytes(1 << 16):
            content += part
            if len(content) > self._most_bytes:
                raise self._too_large()
            if time.monotonic() > deadline:
                raise self._too_late()
        return bytes(content)

    def _too_late(self) -> ReadError:
        return ReadError(
            Outcome.TIMEOUT,
            f"The server did not give it in time (the whole look has {self._seconds / _SHARE_OF_TIME:g} seconds).",
            "Try again later, or raise the source's timeout_seconds.",
        )

    def _too_large(self) -> ReadError:
        return ReadError(
            Outcome.TOO_LARGE,
            f"It has more than {megabytes(self._most_bytes)}.",
            "Raise the source's most_bytes, or leave it out.",
        )


def _refused(response: httpx.Response) -> ReadError:
    code = response.status_code
    if code in (401, 403, 407):
        return ReadError(
            Outcome.UNREADABLE,
            f"The server refuses access ({code}).",
            "Give the address with user and password in an environment variable (url_variable), or ask who runs it.",
        )
    if code in (404, 410):
        return ReadError(Outcome.UNREADABLE, f"There is nothing at this address ({code}).", _CHECK)
    if code == 429 or code >= 500:
        return ReadError(
            Outcome.UNREADABLE, f"The server cannot answer just now ({code}).", "Try again later."
        )
    return ReadError(Outcome.UNREADABLE, f"The server answers {code}.", _CHECK)


def unreachable(address: Address, error: ReadError) -> SourceUnreachableError:
    """Return what is said of a source whose own address gives nothing."""
    return SourceUnreachableError(f"{address.shown}: {error.reason} {error.remedy}")
