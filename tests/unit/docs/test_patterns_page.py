"""The page on kinds and patterns lists what there is."""

from __future__ import annotations

import re

from extractors.rules.kinds.registry import kinds
from tests.support.root import ROOT


def test_the_page_has_every_kind_with_what_it_finds_and_its_example() -> None:
    page = (ROOT / "docs" / "patterns.md").read_text(encoding="utf-8")
    table = page.partition("## The kinds")[2].partition("\n- **")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| `(.+)` \| (yes)? ?\|$", table, re.MULTILINE)
    assert rows == [(k.name, k.finds, k.example, "yes" if k.regions else "") for k in kinds()]
