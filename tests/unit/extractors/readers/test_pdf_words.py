"""Printed lines as text: hyphens at their ends, broken links, scripts without spaces."""

from __future__ import annotations

import pytest

from extractors.readers.pdf.words import Words


def joined(*lines: str, others: str = "") -> str:
    return Words([*lines, others]).joined(lines)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("to the share\ufffe", "holders of it"), "to the shareholders of it"),
        (("to the share-", "holders of it"), "to the shareholders of it"),
        (("in Jean\ufffe", "Paul street"), "in Jean-Paul street"),
        (("pages 10\ufffe", "12"), "pages 10-12"),
        (("works for NORD-", "WIND AG"), "works for NORDWIND AG"),
        (("is OP-", "TIONAL here"), "is OPTIONAL here"),
        (("a plan B-", "A of it"), "a plan B-A of it"),
        (("firms of New York-", "based people"), "firms of New York-based people"),
        (("about sixty-", "one men"), "about sixty-one men"),
        (("its Twenty\ufffe", "eighth year"), "its Twenty-eighth year"),
        (("les trente-", "deux hommes"), "les trente-deux hommes"),
        (("the six-", "ties"), "the sixties"),
        (("in Ger-", "many"), "in Germany"),
        (("a closely-", "related firm"), "a closely-related firm"),
        (("für Hard-", "und Software"), "für Hard- und Software"),
        (("see https://example.org/", "deep/page.html for"), "see https://example.org/deep/page.html for"),
        (("see https:", "//example.org now"), "see https://example.org now"),
        (("write to ada@mail.", "example.org"), "write to ada@mail.example.org"),
        (("in the folder pool/", "and elsewhere"), "in the folder pool/ and elsewhere"),
        (("日本の政治家であ", "る。東京都に"), "日本の政治家である。東京都に"),
        (("日本の Berlin", "に住む"), "日本の Berlin に住む"),
        (("he left —", "and came back"), "he left — and came back"),
    ],
)
def test_a_word_that_is_broken_over_two_lines_is_whole(lines: tuple[str, ...], text: str) -> None:
    assert joined(*lines) == text


def test_the_document_tells_whether_a_hyphen_is_of_the_word() -> None:
    assert joined("a well-", "known name", others="the well-known one") == "a well-known name"
    assert joined("the data-", "base of it", others="each database") == "the database of it"
    assert joined("of Beta-", "Gamma GmbH", others="BetaGamma was here") == "of BetaGamma GmbH"
