"""What stands around a value: the words before it, and the head of the column that it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

_ROW = r"\|(?!\S)[^\n]*(?<!\S)\|"
_TABLE = re.compile(rf"(?:\A|(?<=\n\n)){_ROW}(?:\n\n{_ROW})*+(?=\n\n|\n?\Z)")

_OTHER_NUMBER = re.compile(
    r"(?<![^\W\d_])(?:orders?|po|purchase|bestell\w*|auftrags?\w*|invoice|rechnungs?\w*|facture|factura|fattura|tracking|sendungs?\w*|parcel|"
    r"paket\w*|shipment|serial|serien\w*|s/n|imei|customer|kunden\w*|client|cliente|vertrags?\w*|contract|policy|polic\w*|ticket|"
    r"reference|ref|referenz\w*|aktenzeichen|az|part|artikel\w*|art|article|item|sku|ean|gtin|upc|isbn|issn|isrc|batch|chargen\w*|lot|"
    r"log|id|doi|case|license|z\u00e4hler\w*|meter|account|konto\w*|blz|version|build|commit|hash|record|row|line|zeile|seite|page|pages)"
    r"(?:[ \u00a0-]?(?:number|numbers|nummer|no|nr|num|n\u00b0|n\u00ba|id|code|key|line|is|was|ist|lautet|\#))*[.:#)]*[ \u00a0\n]{0,2}(?:\#|n\u00b0|n\u00ba)?[ \u00a0]?\Z",
    re.IGNORECASE,
)


def says_other_number(text: str, start: int) -> bool:
    """Return whether the words right before a number say that it is of another kind: of an order, a parcel, a customer."""
    return bool(_OTHER_NUMBER.search(text, max(0, start - 40), start))


def keywords(words: str, before: int = 60, behind: int = 25) -> Callable[[str, int, int], bool]:
    """Return a test for values that are told by a word near them: one of ``words``, a regular expression, as whole words.

    The word may stand so many characters ``before`` a value or ``behind`` it, in its block, or in the head of its column.
    """
    wanted = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W\d_])", re.IGNORECASE)

    def near(text: str, start: int, end: int) -> bool:
        left = text[max(0, start - before) : start].rpartition("\n\n")[2]
        right = text[end : end + behind].partition("\n\n")[0]
        return bool(wanted.search(left) or wanted.search(right) or wanted.search(head_of(text, start)))

    return near


def head_of(text: str, place: int) -> str:
    """Return the cell of the first row of the table whose column a place stands in; nothing where it stands in no table."""
    tables = _tables(text)
    number = bisect_right(tables, place, key=lambda table: table[0]) - 1
    if number < 0 or tables[number][1] <= place:
        return ""
    row = text.rfind("\n\n", tables[number][0], place)
    row = tables[number][0] if row < 0 else row + 2
    column = text.count("| ", row, place) - 1
    first = text[tables[number][0] : tables[number][1]].partition("\n\n")[0].strip("|").split(" | ")
    return first[column] if 0 <= column < len(first) else ""


@lru_cache(maxsize=4)  # asked for each of the values of a text
def _tables(text: str) -> list[tuple[int, int]]:
    """Return where each table of a view begins and ends: rows with an empty line between two."""
    return [match.span() for match in _TABLE.finditer(text)]
