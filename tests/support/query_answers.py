"""Documents whose saved queries can be answered by hand, and the answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from extractors.mentions import Extraction
from tests.support.synthetic import extraction

ADA, GRACE, HUGO, KARIN = (
    ("Ada Lovelace", "person"),
    ("Grace Hopper", "person"),
    ("Hugo Ball", "person"),
    ("Karin Haddad", "person"),
)
OSAKA, LISBON, TALLINN, QUITO = ((name, "location") for name in ("Osaka", "Lisbon", "Tallinn", "Quito"))
GLOBEX, HIDDEN, SEVEN = (("Globex", "organization"), ("Initech", "organization"), ("7", "organization"))
DAY = ("2 March 2019", "date")
SMILE = ("Smile \U0001f600", "product")  # two UTF-16 units, one code point: what follows it must be cut right
INGESTED = {"a.txt": "2026-01-01", "b.txt": "2026-01-01", "c.txt": "2026-02-01", "d.txt": "2022-07-01"}


def dated(uri: str, date: str, sentences: Sequence[Sequence[tuple[str, str]]], title: str = "") -> Extraction:
    made = extraction(uri, sentences, title=title)
    told = {"day": date.replace("-", "")[:8], "line": "1"} if date.startswith("2023") else {"line": "1"}
    document = replace(made.document, metadata=told, date=date, date_from="field date")
    return replace(made, document=document)


def documents() -> list[Extraction]:
    return [
        dated("a.txt", "2023-02-01", [[SMILE], [ADA, GRACE], [ADA, GRACE, OSAKA], [GLOBEX, ADA], [DAY]]),
        dated("b.txt", "2024-03", [[GRACE, OSAKA], [ADA, OSAKA], [OSAKA, LISBON]], title="Bee"),
        dated("c.txt", "2024-05-01", [[ADA, OSAKA], [HUGO, LISBON], [ADA, HIDDEN, HUGO]]),
        extraction("d.txt", [[SEVEN], [TALLINN], [HIDDEN, KARIN, HUGO]]),
    ]


def g2(both: int, one: int, other: int, total: int) -> float:
    """Dunning's ratio in its other form, from entropies."""
    cells = [both, one - both, other - both, total - one - other + both]
    sums = [one, total - one, other, total - other]

    def h(counts: Sequence[int]) -> float:
        return sum(n * math.log(n) for n in counts if n)

    return round(2 * (h(cells) - h(sums) + h([total])), 2)


def npmi(both: int, one: int, other: int, total: int) -> float:
    return round(math.log(both * total / (one * other)) / -math.log(both / total), 4)


COLUMNS = {
    "entity": ("name", "type", "aliases", "knowledgeBase", "sentences", "documents", "neighbours"),
    "top": ("name", "type", "documents", "sentences"),
    "neighbours": ("name", "type", "sentences", "documents", "npmi"),
    "log-likelihood": ("name", "type", "sentences", "expected", "g2"),
    "sentences": ("document", "sentence", "text"),
    "evidence": ("document", "sentence", "text"),
    "path": ("step", "source", "target", "sentences", "document", "sentence", "text"),
    "documents": ("document", "title", "sentences", "ofSentences"),
    "both": ("document", "title", "sentencesA", "sentencesB", "sentencesBoth"),
    "timeline": ("date", "by", "document", "title", "sentences"),
    "bridges": ("name", "type", "membersLeft", "membersRight", "sentencesLeft", "sentencesRight"),
    "dates": ("firstDay", "lastDay", "name", "documents", "sentences", "names"),
    "new-documents": ("ingested", "document", "title", "sentences"),
    "new-entities": ("name", "type", "since", "documents", "sentences"),
    "rising": ("name", "other", "documentsBefore", "documentsSince", "shareBefore", "shareSince", "g2"),
    "orphans": ("name", "type", "documents", "sentences"),
    "suspicious": ("name", "type", "reasons", "types", "spellings", "bestScore", "documents"),
    "neighbour-types": ("type", "neighbours", "sentences", "strongest"),
}

# Sentences: 14. Ada 6, Grace 3, Osaka 5, Lisbon 2, Hugo 3, Globex 1.
EXPECTED: list[tuple[str, Mapping[str, object], list[tuple[Any, ...]]]] = [
    (
        "entity",
        {"entity": "Ada Lovelace"},
        [("Ada Lovelace", "person", ["Ada Lovelace"], [], 6, 3, 4)],
    ),
    (
        "top",
        {"type": "location"},
        [("Osaka", "location", 3, 5), ("Lisbon", "location", 2, 2), ("Tallinn", "location", 1, 1)],
    ),
    (
        "top",
        {"limit": 3},
        [("Ada Lovelace", "person", 3, 6), ("Osaka", "location", 3, 5), ("Grace Hopper", "person", 2, 3)],
    ),
    (
        "top",
        {"type": "Date"},
        [("2 March 2019", "date", 1, 1)],
    ),
    (
        "dates",
        {"from": "2019-03-01", "until": "2019-03-31"},
        [("2019-03-02", "2019-03-02", "2 March 2019", 1, 1, [])],
    ),
    ("dates", {"until": "2019-03-01"}, []),
    (
        "neighbours",
        {"entity": "Ada Lovelace", "least": 1},
        [
            ("Globex", "organization", 1, 1, npmi(1, 6, 1, 14)),
            ("Grace Hopper", "person", 2, 1, npmi(2, 6, 3, 14)),
            ("Osaka", "location", 3, 3, npmi(3, 6, 5, 14)),
            ("Hugo Ball", "person", 1, 1, npmi(1, 6, 3, 14)),
        ],
    ),
    (
        "neighbours",
        {"entity": "Ada Lovelace", "limit": 1},
        [("Grace Hopper", "person", 2, 1, npmi(2, 6, 3, 14))],
    ),
    (
        "log-likelihood",
        {"entity": "Ada Lovelace"},
        [
            ("Globex", "organization", 1, 0.43, g2(1, 6, 1, 14)),
            ("Osaka", "location", 3, 2.14, g2(3, 6, 5, 14)),
            ("Grace Hopper", "person", 2, 1.29, g2(2, 6, 3, 14)),
            ("Hugo Ball", "person", 1, 1.29, -g2(1, 6, 3, 14)),
        ],
    ),
    (
        "sentences",
        {"entity": "Osaka", "limit": 3},
        [
            ("a.txt", 2, "Item 2 says that Ada Lovelace that Grace Hopper that Osaka was there."),
            ("b.txt", 0, "Item 0 says that Grace Hopper that Osaka was there."),
            ("b.txt", 1, "Item 1 says that Ada Lovelace that Osaka was there."),
        ],
    ),
    (
        "evidence",
        {"a": "Osaka", "b": "Ada Lovelace"},
        [
            ("a.txt", 2, "Item 2 says that Ada Lovelace that Grace Hopper that Osaka was there."),
            ("b.txt", 1, "Item 1 says that Ada Lovelace that Osaka was there."),
            ("c.txt", 0, "Item 0 says that Ada Lovelace that Osaka was there."),
        ],
    ),
    (
        "path",
        {"a": "Globex", "b": "Lisbon"},
        [
            (
                1,
                "Globex",
                "Ada Lovelace",
                1,
                "a.txt",
                3,
                "Item 3 says that Globex that Ada Lovelace was there.",
            ),
            (
                2,
                "Ada Lovelace",
                "Hugo Ball",
                1,
                "c.txt",
                2,
                "Item 2 says that Ada Lovelace that Initech that Hugo Ball was there.",
            ),
            (3, "Hugo Ball", "Lisbon", 1, "c.txt", 1, "Item 1 says that Hugo Ball that Lisbon was there."),
        ],
    ),
    (
        "path",
        {"a": "Grace Hopper", "b": "Ada Lovelace"},
        [
            (
                1,
                "Grace Hopper",
                "Ada Lovelace",
                2,
                "a.txt",
                1,
                "Item 1 says that Ada Lovelace that Grace Hopper was there.",
            )
        ],
    ),
    (
        "path",
        {"a": "Karin Haddad", "b": "Osaka"},
        [
            (
                1,
                "Karin Haddad",
                "Hugo Ball",
                1,
                "d.txt",
                2,
                "Item 2 says that Initech that Karin Haddad that Hugo Ball was there.",
            ),
            (
                2,
                "Hugo Ball",
                "Ada Lovelace",
                1,
                "c.txt",
                2,
                "Item 2 says that Ada Lovelace that Initech that Hugo Ball was there.",
            ),
            (
                3,
                "Ada Lovelace",
                "Osaka",
                3,
                "a.txt",
                2,
                "Item 2 says that Ada Lovelace that Grace Hopper that Osaka was there.",
            ),
        ],
    ),
    (
        "path",
        {"a": "Globex", "b": "Lisbon", "avoid": ["location", "person"]},
        [],
    ),
    (
        "path",
        {"a": "Tallinn", "b": "Osaka"},
        [],
    ),
    (
        "path",
        {"a": "Osaka", "b": "Osaka"},
        [],
    ),
    (
        "documents",
        {"entity": "Ada Lovelace"},
        [("a.txt", "a.txt", 3, 5), ("c.txt", "c.txt", 2, 3), ("b.txt", "Bee", 1, 3)],
    ),
    (
        "both",
        {"a": "Grace Hopper", "b": "Osaka"},
        [("a.txt", "a.txt", 2, 1, 1), ("b.txt", "Bee", 1, 3, 1)],
    ),
    (
        "both",
        {"a": "Lisbon", "b": "Ada Lovelace"},
        [("b.txt", "Bee", 1, 1, 0), ("c.txt", "c.txt", 1, 2, 0)],
    ),
    (
        "timeline",
        {"entity": "Osaka"},
        [
            ("2023-02-01", "field date", "a.txt", "a.txt", 1),
            ("2024-03", "field date", "b.txt", "Bee", 3),
            ("2024-05-01", "field date", "c.txt", "c.txt", 1),
        ],
    ),
    (
        "timeline",
        {"entity": "Osaka", "field": "day"},
        [
            ("2023-02-01", "day", "a.txt", "a.txt", 1),
            ("2024-03", "field date", "b.txt", "Bee", 3),
            ("2024-05-01", "field date", "c.txt", "c.txt", 1),
        ],
    ),
    (
        "timeline",
        {"entity": "Hugo Ball"},
        [("2022-07-01", "ingested", "d.txt", "d.txt", 1), ("2024-05-01", "field date", "c.txt", "c.txt", 2)],
    ),
    (
        "timeline",
        {"entity": "Lisbon", "field": "line"},
        [("2024-03", "field date", "b.txt", "Bee", 1), ("2024-05-01", "field date", "c.txt", "c.txt", 1)],
    ),
    (
        "bridges",
        {"left": ["Grace Hopper", "Globex"], "right": ["Lisbon", "Hugo Ball"]},
        [("Ada Lovelace", "person", 2, 1, 3, 1), ("Osaka", "location", 1, 1, 2, 1)],
    ),
    (
        "new-documents",
        {"since": "2026-01-02"},
        [("2026-02-01T10:00:00+00:00", "c.txt", "c.txt", 3)],
    ),
    (
        "new-documents",
        {"since": "2026-01-01"},
        [
            ("2026-02-01T10:00:00+00:00", "c.txt", "c.txt", 3),
            ("2026-01-01T10:00:00+00:00", "a.txt", "a.txt", 5),
            ("2026-01-01T10:00:00+00:00", "b.txt", "Bee", 3),
        ],
    ),
    (
        "new-entities",
        {"since": "2026-01-01"},
        [
            ("Ada Lovelace", "person", "2026-01-01", 3, 6),
            ("Osaka", "location", "2026-01-01", 3, 5),
            ("Grace Hopper", "person", "2026-01-01", 2, 3),
            ("Lisbon", "location", "2026-01-01", 2, 2),
            ("Globex", "organization", "2026-01-01", 1, 1),
            (SMILE[0], "product", "2026-01-01", 1, 1),
        ],
    ),
    # Before: a (2023) and d (ingested 2022); since: b and c. Ada with Osaka: one of two, then two of two.
    (
        "rising",
        {"since": "2024-01-01"},
        [("Osaka", "Ada Lovelace", 1, 2, 0.5, 1.0, g2(2, 3, 2, 4))],
    ),
    (
        "rising",
        {"since": "2024-04-01", "from": "2023-01-01", "least": 1},
        [
            ("Hugo Ball", "Ada Lovelace", 0, 1, 0.0, 1.0, g2(1, 1, 1, 3)),
            ("Lisbon", "Hugo Ball", 0, 1, 0.0, 1.0, g2(1, 1, 1, 3)),
        ],
    ),
    (
        "rising",
        {"since": "2020-01-01"},
        [],
    ),
    (
        "orphans",
        {},
        [("7", "organization", 1, 1), (SMILE[0], "product", 1, 1), ("Tallinn", "location", 1, 1)],
    ),
    (
        "orphans",
        {"type": "location"},
        [("Tallinn", "location", 1, 1)],
    ),
    (
        "suspicious",
        {},
        [("7", "organization", ["one sign", "digits only"], ["organization"], 1, 0.875, 1)],
    ),
    (
        "suspicious",
        {"score": 0.9, "limit": 3, "values": ["organization"]},
        [
            ("7", "organization", ["one sign", "low score"], ["organization"], 1, 0.875, 1),
            ("2 March 2019", "date", ["low score"], ["date"], 1, 0.875, 1),
            ("Globex", "organization", ["low score"], ["organization"], 1, 0.875, 1),
        ],
    ),
    (
        "suspicious",
        {"aliases": 1, "limit": 1},
        [("7", "organization", ["one sign", "digits only", "many spellings"], ["organization"], 1, 0.875, 1)],
    ),
    (
        "neighbour-types",
        {"entity": "Ada Lovelace"},
        [
            ("location", 1, 3, ["Osaka"]),
            ("person", 2, 3, ["Grace Hopper", "Hugo Ball"]),
            ("organization", 1, 1, ["Globex"]),
        ],
    ),
]
