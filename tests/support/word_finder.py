"""A finder of given words, with rules as plain as can be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.mentions import GAZETTEER
from extractors.rules.protocol import Finding


class WordFinder:
    """Finds words as they stand, by their types; ``weak`` are those that need support, ``entries`` what they name."""

    def __init__(
        self,
        words: Mapping[str, str],
        source: str = GAZETTEER,
        weak: Sequence[str] = (),
        entries: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.source = source
        self._words, self._weak, self._entries = dict(words), tuple(weak), dict(entries or {})

    @property
    def identity(self) -> str:
        return repr((sorted(self._words.items()), self._weak, sorted(self._entries.items())))

    def find(self, text: str) -> list[Finding]:
        longest_first = sorted(self._words, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        return [
            Finding(
                *match.span(),
                self._words[match[0]],
                f"the word {match[0]}",
                needs_support=match[0] in self._weak,
                entries=self._entries.get(match[0], ()),
            )
            for match in pattern.finditer(text)
        ]
