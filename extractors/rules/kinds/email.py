"""E-mail addresses, checked by email-validator and idna; no server is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extractors.rules.kinds.kind import Found, Kind, Regions

_LONGEST_LOCAL = 64
# What may stand before the @ without quotes, RFC 5322; signs of East Asian scripts stand beside an address without a blank.
_LOCAL = re.compile(r"(?:[^\W\u2e80-\U0010ffff]|[.!#$%&'*+=?^`{}~/-])+\Z")
_DOMAIN = re.compile(
    r"@((?:[^\W_\u2e80-\U0010ffff](?:[^\W_\u2e80-\U0010ffff]|-){0,62}\.)+(?:[Xx][Nn]--[A-Za-z0-9-]{2,59}|[^\W\d_\u2e80-\U0010ffff]{2,63}))"
    r"(?![^\W\u2e80-\U0010ffff]|-[^\W_]|@)"
)
_WEB_ADDRESS = re.compile(r"://[^\s/?#@]*\Z")  # what follows is the name of a user in a web address
_PATH = re.compile(r":[\w~/.]")  # git@host:project/name
_VERSION = re.compile(r"\d+\.\d")  # package@1.2.3-rc.next


def find(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the e-mail addresses of a text."""
    del regions
    for at in re.finditer("@", text):
        local = _LOCAL.search(text, max(0, at.start() - _LONGEST_LOCAL), at.start())
        domain = _DOMAIN.match(text, at.start())
        if not local or not domain:
            continue
        start = _start_of_local(text, local.start(), at.start())
        before = text[max(0, start - 100) : start]
        if start == at.start() or _WEB_ADDRESS.search(before) or before.endswith("@"):
            continue
        if _PATH.match(text, domain.end()) or _VERSION.match(domain[1]):
            continue
        if _is_local_part(text[start : at.start()]) and _is_domain(domain[1]):
            yield Found(start, domain.end(), "e-mail address, rightly written")


def _start_of_local(text: str, start: int, at: int) -> int:
    """Return where the part before the @ starts: behind what ends a part of a web address, and behind quotes and marks."""
    start = max(start, max(text.rfind(sign, start, at) for sign in "=?/") + 1)
    while start < at and not text[start].isalnum() and text[start] != "_":
        start += 1
    return start


@lru_cache(maxsize=10_000)  # mails name the same few people again and again
def _is_local_part(local: str) -> bool:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(f"{local}@example.com", check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


@lru_cache(maxsize=10_000)
def _is_domain(domain: str) -> bool:
    """Return whether a domain can be one. Asked of idna: email-validator refuses names within a house (.local) and for tests."""
    import idna

    try:
        idna.encode(domain, uts46=True)
    except idna.IDNAError:
        return False
    return True


KINDS = (Kind("email", "e-mail addresses", "anna.kern@example.com", find, ("email-validator", "idna")),)
