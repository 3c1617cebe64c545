"""Reports as markdown: names of files and entities are shown, never rendered."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from extractors.documents import Outcome, ReadFailure
from flows.runs.report import RunReport
from flows.terminal.markdown import cell

MARKDOWN = MarkdownIt("commonmark").enable("table")
EVIL = [
    "<script>alert(1)</script>.pdf",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](http://example.org/pixel.png)",
    "a|b|c",
    "a\n\n# heading\n- list",
    "`code` **bold** __bold__ ~~gone~~",
    "&lt;b&gt;",
    "<http://example.org>",
    "back\\slash\\",
    "\x1b]0;title\x07",
]


def rendered(text: str) -> str:
    return str(MARKDOWN.render(f"| x |\n|---|\n| {text} |\n"))


@pytest.mark.parametrize("text", EVIL)
def test_markup_in_a_name_is_shown_as_it_is(text: str) -> None:
    assert set(re.findall(r"<(\w+)", rendered(cell(text)))) == {"table", "thead", "tbody", "tr", "th", "td"}


@given(st.text(st.sampled_from("ab <>&|[]()!`*_~\\\n\r\t#-\x1b$:/\"'"), max_size=30))
def test_any_text_stays_one_cell_of_text(text: str) -> None:
    html = rendered(cell(text))
    assert html.count("<td>") == 1
    assert set(re.findall(r"<(\w+)", html)) == {"table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("text", EVIL)
def test_a_report_keeps_its_tables(text: str) -> None:
    report = RunReport(
        rejected=[ReadFailure(uri=text, outcome=Outcome.CORRUPT, reason=text, remedy=text)],
        mentions={"person": 1},
    )
    html = str(MARKDOWN.render(report.markdown()))
    assert html.count("<table>") == 2
    assert not set(re.findall(r"<(\w+)", html)) - {"table", "thead", "tbody", "tr", "th", "td", "h1", "h2"}
