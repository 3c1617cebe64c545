"""Symbols of shares: behind the name of an exchange, or with a dollar sign before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.rules.kinds.kind import BLANK, Found, Kind, Regions, in_order
from extractors.rules.kinds.surroundings import keywords

_EXCHANGES = (
    r"NYSE(?: American| Arca)?|NASDAQ(?:GS|GM|CM)?|Nasdaq|AMEX|OTC(?:QX|QB|MKTS)?|OTC Markets|LSE|LON|AIM|XETRA|Xetra|ETR|FRA|FWB|TSXV?|TSX-V|CSE|"
    r"NEO|TSE|TYO|JPX|HKEX|HKG|SEHK|SSE|SHA|SZSE|SHE|SIX|SWX|VTX|ASX|NZX|BSE|NSE|SGX|KRX|KOSDAQ|TWSE|TPE|JSE|BVMF|B3|BMV|BME|BIT|MIL|Euronext(?: \w+)?|"
    r"EPA|AMS|EBR|OSE|OSL|STO|OMX|CPH|HEL|WSE|VIE|MOEX|TASE|TADAWUL|IDX|SET|PSE"
)
_EXCHANGE = re.compile(rf"(?<![\w.])(?:{_EXCHANGES}){BLANK}?\Z")
_BEHIND_COLON = re.compile(
    rf":{BLANK}?\$?([A-Z][A-Z0-9]{{0,5}}(?:[.-][A-Z]{{1,2}})?|[0-9]{{4,6}})(?![\w$]|\.[A-Z0-9])"
)
_CASHTAG = re.compile(r"\$(?<![\w$\\{]\$)([A-Z]{2,5}(?:\.[A-Z])?)(?![\w$/:={}(\[-])")
# Variables of programs are written the same way: a word of the market must stand near.
_near_market = keywords(
    r"shares?|stocks?|\w*aktien?|\w*kurs\w*|tickers?|earnings|bull\w*|bear\w*|buy(?:ing)?|sell(?:ing)?|bought|sold|rose|fell|rall\w+|gain\w*|los(?:t|es|ing)|"
    r"closed|dropp\w+|jump\w*|market|nasdaq|nyse|dividend\w*|investors?|traders?|price target|upgrade[ds]?|downgrade[ds]?|bourse|guidance|surge[ds]?",
    behind=60,
)


def tickers(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the symbols of shares, without their exchange."""
    del regions
    found = [
        Found(match.start(1), match.end(1), "symbol behind the name of an exchange")
        for match in _BEHIND_COLON.finditer(text)
        if _EXCHANGE.search(text, max(0, match.start() - 22), match.start())
    ]
    found += [
        Found(match.start(1), match.end(1), "symbol behind a dollar sign")
        for match in _CASHTAG.finditer(text)
        if _near_market(text, match.start(), match.end())
    ]
    yield from in_order(found)


KINDS = (Kind("ticker", "symbols of shares behind an exchange or a dollar sign", "NASDAQ: AAPL", tickers),)
