"""Words that are broken over two lines, and lines put together to a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from extractors.readers.pdf.lines import HYPHEN, HYPHENS, UNSPACED

_BROKEN = re.compile(rf"(\w[\w'’]*(?:[-\u2010]\w+)*)[{HYPHENS}]$")
_LONGEST_WORD = 300
_FIRST = re.compile(r"\w+")
_WORD = re.compile(r"\w+(?:[-\u2010]\w+)+|\w+")
# What English joins to a name with a hyphen.
_AFTER_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
    area backed based born bound centric class controlled era free funded inspired language led like made only oriented
    owned related run sized speaking specific style trained type wide
""",
    )
)
_ADVERB = re.compile(r"^[a-z]{4,}ly$")  # "closely-related"
# What is written with a hyphen where numbers are written in words, in English and French.
_TENS = re.compile(
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|vingt|trente|quarante|cinquante|soixante", re.IGNORECASE
)
_ONES = frozenset(
    re.findall(
        r"\w+",
        """
    one two three four five six seven eight nine first second third fourth fifth sixth seventh eighth ninth
    deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
    deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième
""",
    )
)
# A link, a path or an address that is broken behind a sign within it goes on without a space.
_ADDRESS = r"(?:\S*(?:://|www\.|@)|/)\S*"
_BROKEN_ADDRESS = re.compile(
    rf"(?<!\S){_ADDRESS}[._=&?#%~{HYPHENS}]$|(?<!\S)www\.$|\b(?:[a-z0-9-]{{2,}}\.){{2,}}$"
)
_GOES_ON = re.compile(r"[a-z0-9_~%-]")
_BROKEN_PATH = re.compile(rf"(?<!\S){_ADDRESS}/$|https?:/?$")
_PATH_GOES_ON = re.compile(r"/|[\w~%-]*[/._#?=&~%][\w/~%]|[A-Z]?[a-z]+[A-Z]")
# Behind these a hyphen stands for the end of a compound that the next word has as well ("Hard- und Software").
_BETWEEN_COMPOUNDS = frozenset(["and", "bzw", "oder", "or", "sowie", "und"])


_HYPHEN_IN_ROW = re.compile(rf"{HYPHEN}(?: (\w?))?")


def row_text(text: str) -> str:
    """Return the text of a table's row with the words whole that its cells break over two lines."""
    return _HYPHEN_IN_ROW.sub(
        lambda match: (match[1] or "") if (match[1] or "").islower() else f"-{match[1] or ''}", text
    )


class Words:
    """The words of a document, which tell whether a word that is broken at a line's end has a hyphen of its own."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts = Counter(
            word for text in texts for word in _WORD.findall(text.replace("\u2010", "-").lower())
        )

    def joined(self, lines: Sequence[str]) -> str:
        """Return lines as one: a hyphen at a line's end goes or stays, any other break is a space.

        The hyphen goes if the document has the word without it elsewhere, and stays if it has the word with it. Where it has
        neither, the hyphen goes before a lower-case letter and between capitals, and stays before anything else. Two signs of
        a script that is written without spaces get none.
        """
        parts: list[str] = []
        for line in lines:
            if parts:
                between = self._between(parts, line)
                parts[-1] += between
            parts.append(line)
        return "".join(parts).replace(HYPHEN, "-")

    def _between(self, parts: list[str], line: str) -> str:
        """Return what stands between the last part and a line; a hyphen that goes is taken from the part."""
        text = parts[-1][-_LONGEST_WORD:]
        word = text.rsplit(maxsplit=1)[-1]
        if (_BROKEN_ADDRESS.search(word) and _GOES_ON.match(line)) or (
            _BROKEN_PATH.search(word) and _PATH_GOES_ON.match(line)
        ):
            return ""
        broken, first = _BROKEN.search(word), _FIRST.match(line)
        if broken is not None and first is not None:
            if first[0] in _BETWEEN_COMPOUNDS:
                return " "
            parts[-1] = parts[-1][:-1]
            return "" if self._is_one_word(broken[1], first[0]) else "-"
        if len(word) > 1 and word[-1] in HYPHENS:
            return ""
        return "" if UNSPACED.match(text[-1]) and UNSPACED.match(line) else " "

    def _is_one_word(self, before: str, behind: str) -> bool:
        last = re.split(r"[-\u2010]", before)[-1]
        whole, apart = self._counts[(last + behind).lower()], self._counts[f"{last}-{behind}".lower()]
        if whole != apart:
            return whole > apart
        if _TENS.fullmatch(last) and behind.lower() in _ONES:
            return False
        if behind[0].islower():
            of_its_own = last[0].isupper() and behind in _AFTER_NAMES
            return not (of_its_own or _ADVERB.search(last))
        return len(last) > 1 and len(behind) > 1 and last.isupper() and behind.isupper()
