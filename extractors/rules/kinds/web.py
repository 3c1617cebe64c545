"""Addresses of the web and of the internet: URLs, and IP addresses checked by Python's ipaddress."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from extractors.rules.kinds.kind import Found, Kind, Regions, in_order
from extractors.rules.kinds.surroundings import keywords

_URL_ANCHOR = re.compile(r"://|[wW](?<![\w@.-][wW])[wW]{2}[0-9]?\.")
_SCHEME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+]{1,15}\Z")
_BODY = re.compile(r"[^\s<>\"|\\^`{}«»„“”‘\u3000-\u303f\uff00-\uffef]+")
_HOST = re.compile(
    r"(?:[^\s/?#@]{0,200}@)?(?:\[[0-9a-f:.]{2,45}\]|[^\W_](?:[\w.-]{0,252}[^\W_])?)(?::[0-9]{1,5})?(?=[/?#]|\Z|[^\w.-])",
    re.IGNORECASE,
)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_ENDS = ".,;:!?'’*_~…"


def urls(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the addresses of a text that name their scheme or begin with www."""
    del regions
    last = 0
    for anchor in _URL_ANCHOR.finditer(text):
        start = anchor.start()
        if anchor[0] == "://":
            scheme = _SCHEME.search(text, max(0, start - 17), start)
            if not scheme:
                continue
            start, rest = scheme.start(), anchor.end()
        else:
            rest = start
        if start < last:
            continue
        is_local = text[start:rest].lower() == "file://" and text.startswith("/", rest)
        host = _HOST.match(text, rest)
        if not is_local and not (host and (rest > start or "." in host[0][4:])):
            continue
        body = _BODY.match(text, rest)
        end = _trimmed(text, rest, body.end() if body else rest)
        if end > rest + 1:
            last = end
            yield Found(start, end, "web address")


def _trimmed(text: str, start: int, end: int) -> int:
    """Return where an address ends: without the sentence's punctuation, and without a bracket that opened before it."""
    counts = {sign: text.count(sign, start, end) for pair in _PAIRS.items() for sign in pair}
    while end > start:
        sign = text[end - 1]
        opened = _PAIRS.get(sign)
        if sign not in _ENDS and not (opened and counts[sign] > counts[opened]):
            break
        if opened:
            counts[sign] -= 1
        end -= 1
    return end


_IP4 = re.compile(
    r"[0-9](?<![\w./@-][0-9])(?<![0-9:]:[0-9])(?<!==[0-9])[0-9]{0,2}\.(?:[0-9]{1,3}\.){2}[0-9]{1,3}(?:/[0-9]{1,2}(?![\w/.]))?(?![\w/-]|\.[0-9*])"
)
_TWO_COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
_HEX_BEFORE = re.compile(r"(?<![\w.:@/-])[0-9A-Fa-f]{0,4}\Z")
_IP6 = re.compile(
    r"(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{0,4})(?:/[0-9]{1,3})?(?![\w:]|\.[0-9])"
)
_VERSION = re.compile(
    r"(?:\b(?:version(?:s|en|e)?|vers?|v|release[sd]?|build|firmware|driver|treiber|patch|revision|rev|update[sd]?|upgrade[sd]?|§{1,2}|"
    r"sections?|sec|chapters?|abschnitte?|kapitel|ziff(?:er)?|nr|no|clauses?|paragraphs?|art(?:icle|ikel)?|figures?|fig|abb|tab(?:le|elle)?|"
    r"oid|step|schritt)|§)[.:]?[ \u00a0\n]{0,2}(?:(?:to|auf|from|von|no\.?|nr\.?)[ \u00a0])?\Z",
    re.IGNORECASE,
)
_LARGEST_OF_A_VERSION = 30
# Small in all parts and addresses all the same: of a house, and of well-known servers.
_SMALL_ADDRESSES = re.compile(r"10\.|1\.1\.1\.|1\.0\.0\.|8\.8\.[48]\.|9\.9\.9\.|0\.0\.0\.0")
_near_address = keywords(
    r"ips?|ipv4|ip[- ]?adress\w*|address(?:es)?|adress\w*|hosts?|servers?|router|gateway|subnet|netmask|dns|ping\w*|proxy|firewall|nameserver|client|rechner|netz\w*|network|whois"
)


def ip_addresses(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the IP addresses and networks of a text, of both versions."""
    del regions
    yield from in_order([*_ip4(text), *_ip6(text)])


def _ip4(text: str) -> Iterator[Found]:
    for match in _IP4.finditer(text):
        if not _is_address(match[0]):
            continue
        if _VERSION.search(text, max(0, match.start() - 25), match.start()) or _is_version(text, match):
            continue
        yield Found(match.start(), match.end(), "IPv4 network" if "/" in match[0] else "IPv4 address")


def _ip6(text: str) -> Iterator[Found]:
    for colons in _TWO_COLONS.finditer(text):
        first = _HEX_BEFORE.search(text, max(0, colons.start() - 5), colons.start())
        match = first and _IP6.match(text, first.start())
        if not match:
            continue
        value = match[0]
        group = value.partition(":")[0]
        # A name of C++ or Perl may have the form of an address: ab::cd.
        if not (len(value) > 11 or any(map(str.isdigit, value))) or (
            value.count(":") < 4 and len(group) not in (0, 3, 4)
        ):
            continue
        if value.endswith(":") and not value.endswith("::"):
            continue
        if _is_address(value):
            yield Found(match.start(), match.end(), "IPv6 network" if "/" in value else "IPv6 address")


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_interface(value)
    except ValueError:
        return False
    return True


def _is_version(text: str, match: re.Match[str]) -> bool:
    """Return whether these are rather the numbers of a version or a heading: all small, and nothing near speaks of addresses."""
    parts = match[0].partition("/")[0].split(".")
    if any(int(part) > _LARGEST_OF_A_VERSION for part in parts) or _SMALL_ADDRESSES.match(match[0]):
        return False
    return "/" not in match[0] and not _near_address(text, match.start(), match.end())


_ORCID = re.compile(r"000(?<![\w-]000)[09]-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X](?![\w-])")
_DOI = re.compile(r"10\.(?<![\w.]10\.)[0-9]{4,9}(?:\.[0-9]+)*/[^\s<>\"|\\^`{}«»„“”]+")
_CVE = re.compile(
    r"[Cc](?<![\w-][Cc])[Vv][Ee][-\u2010\u2011]((?:19|20)[0-9]{2})[-\u2010\u2011][0-9]{4,7}(?![\w-])"
)
_ISBN = re.compile(
    r"[0-9](?<![\w-][0-9])(?:(?<=9)7[89][- \u2010\u2011]?[0-9])?(?:[- \u2010\u2011]?[0-9]){8}[- \u2010\u2011]?[0-9X](?![\w]|-[0-9])"
)
_near_isbn = keywords(r"ISBN(?:-1[03])?")


def orcids(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the ids of researchers whose check digit is right."""
    del regions
    from stdnum import isni

    for match in _ORCID.finditer(text):
        if isni.is_valid(match[0]):
            yield Found(match.start(), match.end(), "ORCID iD, check digit right")


def dois(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the digital object identifiers of a text."""
    del regions
    for match in _DOI.finditer(text):
        end = _trimmed(text, match.start(), match.end())
        if text[match.start() : end].partition("/")[2]:
            yield Found(match.start(), end, "DOI")


def cves(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the numbers of known vulnerabilities."""
    del regions
    for match in _CVE.finditer(text):
        yield Found(match.start(), match.end(), "CVE number")


def isbns(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the numbers of books whose check digit is right; those of ten digits only where it says ISBN near them."""
    del regions
    from stdnum import isbn

    for match in _ISBN.finditer(text):
        is_long = match[0].startswith(("978", "979")) and sum(map(str.isdigit, match[0])) == 13
        if not isbn.is_valid(match[0].replace("\u2010", "-").replace("\u2011", "-")):
            continue
        if is_long or _near_isbn(text, match.start(), match.end()):
            yield Found(match.start(), match.end(), "ISBN, check digit right")


KINDS = (
    Kind("url", "web addresses with a scheme or www.", "https://example.org/list?page=2", urls),
    Kind(
        "ip",
        "IP addresses and networks, versions 4 and 6",
        "192.0.2.14, 2001:db8::/32",
        ip_addresses,
        (),
        ("url",),
    ),
    Kind("doi", "digital object identifiers", "10.1000/182", dois),
    Kind(
        "orcid",
        "ids of researchers, with their check digit",
        "0000-0002-1825-0097",
        orcids,
        ("python-stdnum",),
    ),
    Kind("isbn", "numbers of books, with their check digit", "978-3-16-148410-0", isbns, ("python-stdnum",)),
    Kind("cve", "numbers of known vulnerabilities", "CVE-2021-44228", cves),
)
