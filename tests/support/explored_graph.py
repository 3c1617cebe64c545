"""A graph for the tests of the page, made without a model: names that tell, hostile ones, long ones, and such of other scripts."""

from __future__ import annotations

import random
from dataclasses import replace
from types import MappingProxyType

from extractors.documents import Document
from extractors.mentions import GAZETTEER, MODEL, Extraction, Mention, Sentence

Name = tuple[str, str]
Words = str | Name

ADA, BYRON, GRACE = ("Ada Lovelace", "person"), ("Ada Byron", "person"), ("Grace Hopper", "person")
BABBAGE, OSAKA = ("Charles Babbage", "person"), ("Osaka", "location")
GLOBEX, NAVY = ("Globex Corporation", "organization"), ("United States Navy", "organization")
HANSEN, HANSON = ("Ole Hansen", "person"), ("Ole Hanson", "person")
MARTA, MARTHA = ("Marta Lindholm", "person"), ("Martha Lindholm", "person")
LISBON, ACME = ("Lisbon", "location"), ("Acme Corporation", "organization")
MARKUP = ('<img src=x onerror="alert(1)">', "organization")
"""A name that is an element, for whoever takes it for markup."""
SCRIPT = ("</script><script>alert(2)</script>", "organization")
FORMULA = ("=HYPERLINK(1;2)", "organization")
QUOTES = ('O\'Brien "&" Sons \\ {x: 1}', "organization")
MAHFOUZ = ("نجيب محفوظ", "person")
FRAKTUR = ("𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝔚𝔢𝔯𝔨𝔢", "organization")
LONG = ("Ministerium für " + "Binnenschifffahrtsangelegenheiten" * 6, "organization")
HOSTILE = (MARKUP, SCRIPT, FORMULA, QUOTES, MAHFOUZ, FRAKTUR, LONG)


def written(
    uri: str,
    *sentences: tuple[Words, ...],
    title: str = "",
    date: str = "",
    metadata: dict[str, str] | None = None,
) -> Extraction:
    """Return a document of sentences, each of texts and of names with their types."""
    text = ""
    spans: list[Sentence] = []
    mentions: list[Mention] = []
    for parts in sentences:
        text += "\n" if spans and len(spans) % 3 == 0 else " " if spans else ""
        start = len(text)
        for part in parts:
            if isinstance(part, str):
                text += part
            else:
                source = GAZETTEER if part[1] == "location" else MODEL
                mentions.append(Mention(len(text), len(text) + len(part[0]), *part, 0.875, source))
                text += part[0]
        spans.append(Sentence(start, len(text)))
    document = Document(
        uri, title or uri, text, "text/plain", f"source of {uri} {len(text)}",
        metadata=MappingProxyType(metadata or {}), date=date, date_from="front matter" if date else "",
    )  # fmt: skip
    return Extraction(document, "written", tuple(spans), tuple(mentions))


def small_corpus() -> list[Extraction]:
    """Return a dozen documents in which two groups of people are bridged by one, with names of every hostile kind."""
    return [
        written(
            "letters/a.txt",
            (ADA, " wrote to ", BABBAGE, " from ", LISBON, "."),
            (ADA, " and ", BABBAGE, " met again."),
            (("Lovelace", "person"), " answered ", GRACE, "."),
            title="First letter",
            date="2024-01-05",
            metadata={"author": "A. <b>Writer</b>"},
        ),
        written("letters/b.txt", (BABBAGE, " thanked ", ADA, "."), (ADA, " never saw ", OSAKA, "."), date="2024-02"),
        written("letters/c.txt", (BYRON, " is what ", BABBAGE, " calls her."), (BYRON, " smiled."), (HANSEN, " came."), date="2024-02-20"),
        written("letters/d.txt", (HANSON, " left ", LISBON, " with ", BYRON, "."), ("Nothing happened. ",)),
        written("reports/navy.md", (GRACE, " served in the ", NAVY, "."), (GRACE, " taught in ", OSAKA, "."), (NAVY, " and ", GLOBEX, " signed."), title="Navy", date="2023"),
        written("reports/globex.md", (GLOBEX, " bought ", ACME, "."), (GRACE, " advised ", GLOBEX, " in ", OSAKA, "."), (ACME, " and ", GLOBEX, " merged."), title="Globex & Acme", date="2024-03-01"),
        written("https://example.org/acme?x=<1>&y=2", (ACME, " is in ", OSAKA, "."), (ACME, " hired ", HANSEN, "."), title="Acme <i>on the web</i>", date="2024-03-02"),
        written("javascript:alert(1)", (ACME, " wrote ", MARKUP, "."), (MARKUP, " met ", SCRIPT, "."), title="</title><script>alert(3)</script>"),
        written("odd/names.txt", (SCRIPT, " and ", FORMULA, " and ", QUOTES, "."), (MAHFOUZ, " met ", GRACE, " in ", LISBON, "."), (FRAKTUR, " printed ", MAHFOUZ, "."), title="Odd names", date="2024-04-01"),
        written("odd/long.txt", (LONG, " wrote to ", GLOBEX, "."), ("𝔄 line before: ", FRAKTUR, " and ", LONG, "."), title="Long " + "title " * 40),
        written("visits/1.txt", (MARTA, " came."), date="2022-06-01"),
        written("visits/2.txt", (MARTHA, " left."), date="2022-07-01"),
        written("empty.txt", ("Nobody is named here.",), title="Nobody", date="2020-01-01"),
    ]  # fmt: skip


def large_corpus(entities: int, *, seed: int = 0, groups: int = 20, documents: int = 500) -> list[Extraction]:
    """Return documents that name so many entities in groups that rarely meet: each sentence holds three of one group."""
    chance = random.Random(seed)  # noqa: S311 - repeatable names, no secret
    letters = [
        first + second for first in "BDFGKLMNPRSTVZ" for second in ("al", "er", "im", "on", "ur", "ab", "es")
    ]
    kinds = ("person", "organization", "location", "product")
    members: list[list[Name]] = [[] for _ in range(groups)]
    for number in range(entities):
        first, second = divmod(number, len(letters))
        name = f"{letters[second]}{letters[first % len(letters)].lower()}{number} {letters[(number * 7) % len(letters)]}en{number}"
        members[number % groups].append((name, kinds[number % len(kinds)]))
    sentences: list[tuple[Words, ...]] = []
    for group, names in enumerate(members):
        for place, name in enumerate(names):
            strong = names[int(len(names) * chance.random() ** 3)]
            other = (
                names[place - 1] if chance.random() < 0.97 else chance.choice(members[(group + 1) % groups])
            )
            held = list(dict.fromkeys((name, strong, other)))
            joined = [part for each in held for part in (" and ", each)][1:]
            sentences.append((*joined, " met."))
    chance.shuffle(sentences)
    size = -(-len(sentences) // documents)
    return [
        replace_date(written(f"made/{number:04}.txt", *sentences[start : start + size]), number)
        for number, start in enumerate(range(0, len(sentences), size))
    ]


def replace_date(extraction: Extraction, number: int) -> Extraction:
    """Return the document with a date that follows from its number."""
    dated = replace(
        extraction.document, date=f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}", date_from="front matter"
    )
    return replace(extraction, document=dated)
