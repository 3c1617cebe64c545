"""The page of an evaluation: complete, readable without anything else, and safe whatever the texts hold."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from extractors.errors import UsageError
from extractors.evaluation.annotations import AnnotatedText
from extractors.evaluation.evaluation import Evaluation, evaluate, make_task
from extractors.mentions import PATTERN, Mention
from flows.commands.evaluation.page import pieces, render_page, write_page
from flows.commands.evaluation.tables import Run, print_evaluation, score_rows

TEXT = "Ada Lovelace met <b>Babbage & Sons</b> in London, twice."
RUN = Run("gold.jsonl", "gliner", "bundled", "0123", {"person": 0.5, "<i>firm</i>": 0.4}, 0)


def mention(surface: str, kind: str, score: float = 1.0) -> Mention:
    start = TEXT.index(surface)
    return Mention(start, start + len(surface), surface, kind, score)


def evaluation(*predicted: Mention) -> Evaluation:
    gold = (mention("Ada Lovelace", "person"), mention("<b>Babbage & Sons</b>", "<i>firm</i>"))
    return evaluate(make_task([AnnotatedText("<a>.txt", TEXT, gold)]), [predicted])


FAULTY = evaluation(mention("Lovelace met", "person", 0.9), mention("London", "<i>firm</i>", 0.8))


def test_every_figure_of_the_tables_is_on_the_page() -> None:
    page = LexborHTMLParser(render_page(RUN, FAULTY))
    scores, outcomes, confusion = page.css("table")
    rows = [[cell.text() for cell in row.css("th, td")] for row in scores.css("tbody tr")]
    assert [row[0] for row in rows] == ["<i>firm</i>", "person", "micro average", "macro average"]
    overlap = score_rows(FAULTY)[1].overlap
    assert rows[1][7:10] == [f"{overlap.precision:.3f}", f"{overlap.recall:.3f}", f"{overlap.f1:.3f}"]
    assert [[cell.text() for cell in row.css("td")] for row in outcomes.css("tbody tr")] == [
        ["0", "0", "0", "0", "1", "1"],
        ["0", "1", "0", "0", "0", "0"],
    ]
    assert [[cell.text() for cell in row.css("th, td")] for row in confusion.css("tbody tr")] == [
        ["<i>firm</i>", "0", "0", "1"],
        ["person", "0", "1", "0"],
        ["spurious", "1", "0", ""],
    ]
    assert "threshold 0.4 to 0.5, by label" in page.css_first("main p").text()


def test_what_each_source_found_is_on_the_page_and_in_the_tables_where_there_are_several(
    capsys: pytest.CaptureFixture[str],
) -> None:
    firm = replace(mention("<b>Babbage & Sons</b>", "<i>firm</i>"), source=PATTERN)
    several = evaluation(mention("Lovelace met", "person", 0.9), firm)
    page = LexborHTMLParser(render_page(RUN, several))
    rows = [[cell.text() for cell in row.css("th, td")] for row in page.css("table")[1].css("tbody tr")]
    assert rows == [
        ["model", "1", "0", "0.000", "0.000", "0.000", "1.000", "0.500", "0.667"],
        ["pattern", "1", "1", "1.000", "0.500", "0.667", "1.000", "0.500", "0.667"],
    ]
    print_evaluation(RUN, several, errors=0)
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["pattern", "1", "1", "1.000", "0.500", "0.667", "1.000", "0.500", "0.667"] in shown
    assert "What found them" not in render_page(RUN, FAULTY)
    print_evaluation(RUN, FAULTY, errors=0)
    assert "found by" not in capsys.readouterr().out


def test_texts_labels_and_names_are_escaped() -> None:
    text = render_page(RUN, FAULTY)
    page = LexborHTMLParser(text)
    assert page.css("b i, p b, p i, th i, text i") == []
    assert "&lt;b&gt;Babbage &amp; Sons&lt;/b&gt;" in text
    assert "<a>.txt" not in text


def test_the_page_needs_nothing_from_anywhere() -> None:
    page = LexborHTMLParser(render_page(RUN, FAULTY))
    assert page.css("script, link, img, iframe, object") == []
    assert not re.search(r"(src|href)=|url\(|@import", page.html or "")
    policy = page.css_first("meta[http-equiv]")
    assert policy is not None
    assert "default-src 'none'" in (policy.attributes["content"] or "")


def test_the_page_can_be_read_aloud() -> None:
    page = LexborHTMLParser(render_page(RUN, FAULTY))
    assert page.css_first("html[lang]") is not None
    tables = page.css("table")
    assert tables
    for table in tables:
        assert table.css_first("caption") is not None
        headings = table.css("th")
        assert headings
        assert all("scope" in cell.attributes for cell in headings)
    chart = page.css_first("svg[role=img]")
    assert chart is not None
    names = [chart.attributes[key] or "" for key in ("aria-labelledby", "aria-describedby")]
    assert all(page.css_first(f"#{name}") is not None for name in names)
    levels = [int(heading.tag[1]) for heading in page.css("h1, h2, h3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_bars_are_as_long_as_their_scores() -> None:
    drawing = re.search(r"<svg.*</svg>", render_page(RUN, FAULTY), re.DOTALL)
    assert drawing is not None
    chart = ElementTree.fromstring(drawing[0])  # noqa: S314 - our own drawing
    widths = [float(bar.attrib["width"]) for bar in chart.iter("rect")]
    scores = [part.f1 for row in score_rows(FAULTY) for part in (row.exact, row.overlap)]
    assert widths == pytest.approx([score * 500 for score in scores], abs=0.06)


def test_marks_show_the_gold_and_the_found_mention() -> None:
    (mistake,) = (
        each for found in FAULTY.mistakes.values() for each in found if each.gold and each.predicted
    )
    assert [
        (piece.text, piece.gold, piece.found) for piece in pieces(mistake) if piece.gold or piece.found
    ] == [
        ("Ada ", True, False),
        ("Lovelace", True, True),
        (" met", False, True),
    ]
    assert "".join(piece.text for piece in pieces(mistake)) == mistake.context
    page = LexborHTMLParser(render_page(RUN, FAULTY))
    marks = [(mark.text(), mark.attributes["class"]) for mark in page.css(".context mark")]
    assert ("Lovelace", "gold found") in marks


def test_a_page_without_mistakes_says_so() -> None:
    perfect = evaluation(mention("Ada Lovelace", "person"), mention("<b>Babbage & Sons</b>", "<i>firm</i>"))
    page = LexborHTMLParser(render_page(RUN, perfect))
    assert page.css("ol") == []
    assert "There are none." in page.css_first("main").text()


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_page(tmp_path, RUN, FAULTY)
