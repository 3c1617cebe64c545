"""Twenty short news texts, made up, that say days of the week and dates more often than any name."""

from __future__ import annotations

from extractors.mentions import Extraction
from tests.support.explored_graph import Words, written

MAYOR, RAIL = ("Odile Marchetti", "person"), ("Tarn Valley Rail", "organization")
PORT, HARWICK = ("Harwick Port Authority", "organization"), ("Harwick", "location")
WRITINGS = ("3 February 2019", "Feb. 3, 2019")
"""One day in the texts 0 and 1, and as ``3/2/2019`` in the German one."""
GERMAN = 19
FIRST_UNDATED = 16
"""From this number on texts have no date, but for the German one."""


def day(words: str) -> Words:
    """Return a mention of a date."""
    return words, "date"


def news() -> list[Extraction]:
    """Return the texts, in the order of their numbers."""
    return [_german() if number == GERMAN else _text(number) for number in range(20)]


def _text(number: int) -> Extraction:
    sentences: list[tuple[Words, ...]] = [
        (day("Wednesday"), "'s vote was put off, the council of the town said on ", day("Tuesday"), "."),
        ("The talks had been set for ", day("Wednesday"), ", and a second round began ", day("yesterday"), "."),
        ("A fund of ", ("€1.5 million" if number % 2 else "EUR 1,500,000", "money"), " was agreed on ", day("Wednesday"), "."),
        (MAYOR, " and ", (PORT, RAIL)[number % 2], " spoke of it in ", HARWICK, "." if number % 3 else " once more."),
        ("It rained on ", day("Sunday"), "."),
    ]  # fmt: skip
    if number < len(WRITINGS):
        sentences.append(("The bridge was closed on ", day(WRITINGS[number]), ", ", RAIL, " recalled."))
    date = f"2019-03-{number + 1:02}" if number < FIRST_UNDATED else ""
    return written(f"news/{number:02}.txt", *sentences, date=date)


def _german() -> Extraction:
    return written(
        f"news/{GERMAN}.txt",
        ("Die Brücke über den Fluss wurde am ", day("3/2/2019"), " wegen des Sturms für den Verkehr gesperrt."),
        ("Der Stadtrat hat darüber lange gesprochen, wie ", MAYOR, " in ", HARWICK, " den Zeitungen sagte."),
        date="2019-03-20",
    )  # fmt: skip
