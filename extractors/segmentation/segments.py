"""Sentences of a text with exact offsets, and the places where a line break ends a unit of thought.

Punctuation is left to :mod:`extractors.segmentation.sentence_ends` (rules and abbreviations per language). What a sentence splitter for prose does not see is
layout: a heading, a list item or a row of a table carries no full stop and must not run into what follows. A line
break that merely wraps a paragraph must not end anything.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.mentions import Mention, Sentence
from extractors.segmentation.sentence_ends import sentence_ends

# Nobody wraps prose below this width (code points), so in a narrower paragraph every line stands for itself.
_NARROWEST_WRAP = 40
# Lines of wrapped prose differ in length; a line shorter than this share of the widest was ended on purpose.
_RAGGED = 0.75
# Enough text to tell the language; more only costs time.
_LANGUAGE_SAMPLE = 2_000
# Below this a guess of the language is noise, and English rules are the better bet.
_LANGUAGE_MINIMUM = 60

_ITEM = re.compile(r"(?:[-*+•‣◦▪●·–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\)|#{1,6})[ \t]+\S")
_HEADING = re.compile(r"#{1,6}[ \t]+\S|(?:[=\-*_~]){3,}$")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENDS_SENTENCE = re.compile(r"[.!?。！？।؟]")  # noqa: RUF100


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The sentences of a text in order, and the offsets at which its layout (not its punctuation) starts anew.

    Every character that is not white space lies in exactly one sentence. ``breaks`` holds the start of each block:
    a paragraph, heading, list item or line that was ended on purpose.
    """

    sentences: tuple[Sentence, ...]
    breaks: tuple[int, ...]

    def crosses_break(self, start: int, end: int) -> bool:
        """Tell whether a block begins strictly inside ``start:end``."""
        position = bisect_right(self.breaks, start)
        return position < len(self.breaks) and self.breaks[position] < end

    def ends_block(self, text: str, end: int) -> bool:
        """Tell whether nothing but white space lies between ``end`` and the next block, or the end of the text."""
        position = bisect_left(self.breaks, end)
        following = self.breaks[position] if position < len(self.breaks) else len(text)
        return not text[end:following].strip()


def readable(text: str) -> str:
    """Return ``text`` with lone surrogates replaced by U+FFFD, offsets unchanged.

    Native libraries take UTF-8 and refuse a lone surrogate; the stored text keeps it.
    """
    return _SURROGATE.sub("\ufffd", text)


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the text's language as ``py3langid`` tells it, ``en`` for very short texts."""
    sample = text[:_LANGUAGE_SAMPLE].strip()
    if len(sample) < _LANGUAGE_MINIMUM:
        return "en"
    import py3langid

    code: str = py3langid.classify(sample)[0]
    return code


def segment(text: str, language: str | None = None) -> Segmentation:
    """Split ``text`` into blocks by its layout, and each block into sentences by its punctuation.

    ``language`` (ISO 639-1) chooses the rules and abbreviations; without it the language is detected, and only when the
    text has punctuation that could end a sentence. Sentences are trimmed of white space; one without any end mark (a table,
    a word list) stays whole whatever its length.
    """
    text = readable(text)
    if language is None:
        language = detect_language(text) if _ENDS_SENTENCE.search(text) else "en"
    sentences: list[Sentence] = []
    breaks: list[int] = []
    for block_start, block_end in _blocks(text):
        breaks.append(block_start)
        block = text[block_start:block_end]
        # The number of a list item ("1.") is no sentence.
        marker = _ITEM.match(block, len(block) - len(block.lstrip()))
        edges = sentence_ends(block, language)
        edges = [edge for edge in edges if marker is None or edge >= marker.end()]
        start = 0
        for edge in edges:
            sentence = _trimmed(text, block_start + start, block_start + edge)
            if sentence is not None:
                sentences.append(sentence)
            start = max(start, edge)
    return Segmentation(tuple(sentences), tuple(breaks))


def split_sentences(text: str, language: str | None = None) -> tuple[Sentence, ...]:
    """Return the sentences of ``text`` in order: see :func:`segment`."""
    return segment(text, language).sentences


def glue(sentences: Iterable[Sentence], mentions: Iterable[Mention]) -> tuple[Sentence, ...]:
    """Join the sentences that a mention connects, so that every mention lies within exactly one sentence.

    Both arguments are in order and without overlaps, and mentions begin and end on characters of sentences.
    """
    joined = list(sentences)
    starts = [sentence.start for sentence in joined]
    inner: set[int] = set()
    for mention in mentions:
        first = bisect_right(starts, mention.start) - 1
        after_last = bisect_left(starts, mention.end)
        inner.update(range(first + 1, after_last))
    result: list[Sentence] = []
    for number, sentence in enumerate(joined):
        if number in inner and result:
            result[-1] = Sentence(result[-1].start, sentence.end)
        else:
            result.append(sentence)
    return tuple(result)


def _trimmed(text: str, start: int, end: int) -> Sentence | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    lead = len(piece) - len(piece.lstrip())
    return Sentence(start + lead, start + lead + len(stripped))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of text that no sentence crosses; white space between blocks belongs to none."""
    paragraph: list[tuple[int, str]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            paragraph.append((offset, line))
        elif paragraph:
            yield from _blocks_of_paragraph(paragraph)
            paragraph = []
        offset += len(line)
    if paragraph:
        yield from _blocks_of_paragraph(paragraph)


def _blocks_of_paragraph(lines: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Split the lines between two blank ones where a line was ended on purpose and not by wrapping."""
    width = max(len(line.strip()) for _, line in lines)
    start = lines[0][0]
    previous = lines[0][1]
    for offset, line in lines[1:]:
        if _ended_on_purpose(previous, line, width):
            yield start, offset
            start = offset
        previous = line
    offset, line = lines[-1]
    yield start, offset + len(line)


def _ended_on_purpose(line: str, following: str, width: int) -> bool:
    line, following = line.strip(), following.strip()
    if _HEADING.match(line) or _HEADING.match(following) or _ITEM.match(following):
        return True
    if "\t" in line or line.startswith("|") or following.startswith("|"):
        return True
    if following[0].islower():
        return False
    if width < _NARROWEST_WRAP:
        return True
    # A wrapped line ends where the next word would not have fitted any more.
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) < _RAGGED * width
