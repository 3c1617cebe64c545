"""The offline page divides and folds what is searched as graphmill does names, in every script."""

from __future__ import annotations

import json
from pathlib import Path

from graph.questions.search import words_of
from tests.support import page_build
from tests.support.explored_graph import HOSTILE
from tests.support.invented_names import Inventor

ODD = [
    "The U.S. Navy's", "O’Brien", "Straße", "ẞ", "ΣΊΣΥΦΟΣ", "İstanbul", "ISPARTA ı", "A. B. Smith", "R&D", "C++", "n/a", "AT&T's", "James' ",
    "ﬁle", "①②", "Ⅻ", "x²", "Москва́", "เชียงใหม่", "नई दिल्ली", "ガギグ", "People 's Republic", "  a   b ", "...", "-", "the", "The The", "ǅ", "ŉ",
    "ᏣᎳᎩ", "ꭰ", "CAFÉ", "Łódź", "Þór", "a.b.c d", "3.14", "x_y", "©Foo™", "a" * 100, " ".join("abcdefghijklmnopqrstu"),
]  # fmt: skip


def asked(web: Path, function: str, module: str, given: list[str]) -> list[object]:
    """Return what a function of the page's sources makes of each text."""
    (web / "given.json").write_text(json.dumps(given), encoding="utf-8")
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ {function} }} from "./src/offline/{module}";
        const given = JSON.parse(readFileSync({json.dumps(str(web / "given.json"))}, "utf8"));
        console.log(JSON.stringify(given.map((each) => {function}(each))));
    """
    found: list[object] = json.loads(page_build.run_script(web, script))
    return found


def test_texts_are_divided_into_the_same_words(web_copy: Path) -> None:
    names = [*(name for name, _ in Inventor(3).names(2_000)), *(name for name, _ in HOSTILE), *ODD]
    found = asked(web_copy, "wordsOf", "fold", names)
    assert [
        (name, words, words_of(name))
        for name, words in zip(names, found, strict=True)
        if words != words_of(name)
    ] == []


def test_every_sign_of_unicode_is_folded_as_python_folds_it(web_copy: Path) -> None:
    signs = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    cased = [each for each in signs if each.casefold() != each or each.upper() != each]
    found = asked(web_copy, "foldCase", "text", cased)
    assert [each for each, folded in zip(cased, found, strict=True) if folded != each.casefold()] == []
