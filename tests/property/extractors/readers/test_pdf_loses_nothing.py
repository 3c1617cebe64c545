"""Whatever a page prints, wherever it stands, its signs are in the text."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.pdf.document import pages_text
from extractors.readers.pdf.lines import Line
from extractors.readers.pdf.words import Words

HYPHENS = "-\u2010\u00ad\ufffe\uffff"
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Zs"])
WORDS = st.text(LETTERS, min_size=1, max_size=12)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
PLACES = st.integers(0, 30).map(lambda step: step * 17.0)


def signs(text: str) -> Counter[str]:
    return Counter(sign for sign in text if not sign.isspace() and sign not in HYPHENS)


@st.composite
def rows(draw: st.DrawFn) -> list[Line]:
    """Return the pieces of one printed line, from left to right."""
    base, size = draw(PLACES), draw(st.sampled_from([8.0, 10.0, 14.0]))
    pieces: list[Line] = []
    left = draw(PLACES)
    for text in draw(st.lists(TEXTS, min_size=1, max_size=3)):
        gap = draw(st.sampled_from([12.0, 40.0])) if pieces else 0.0
        left += gap
        right = left + 5.0 * len(text)
        pieces.append(Line(text, 0, left, right, base, (size, size), 20.0, gap_before=gap))
        left = right
    return pieces


@given(st.lists(rows(), max_size=12))
def test_lines_in_any_place_keep_their_signs(page: list[list[Line]]) -> None:
    printed = sum((signs(piece.text) for row in page for piece in row), Counter())
    read = signs(pages_text([page]).text)
    assert read - Counter({"|": read["|"]}) == printed - Counter({"|": printed["|"]})


@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_joined_lines_keep_every_sign_but_hyphens_and_spaces(lines: list[str]) -> None:
    assert signs(Words(lines).joined(lines)) == sum((signs(line) for line in lines), Counter())


@given(st.lists(TEXTS, min_size=5, max_size=8), st.integers(2, 9))
def test_what_returns_on_every_page_is_kept_once_as_a_running_head(body: list[str], pages: int) -> None:
    head = "Corvid Systems Annual Report"
    printed = [
        [[Line(head, page, 50.0, 300.0, 800.0)]]
        + [
            [Line(f"{text} {page * 31}", page, 50.0, 500.0, 700.0 - 13.7 * number - 0.3 * page * page)]
            for number, text in enumerate(body)
        ]
        for page in range(pages)
    ]
    read = pages_text(printed)
    assert head in read.running_heads
    assert head not in read.text
