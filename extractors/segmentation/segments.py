"""Sentences of a text with exact offsets, the places where its layout starts anew, and the text as it is seen.

Where a sentence ends is asked of `sentence_ends`, block by block. What a splitter for prose does not see is layout: see `layout`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.mentions import Mention, Sentence
from extractors.segmentation.layout import Block, Kind, blocks_of, mark_length
from extractors.segmentation.lines import paragraphs
from extractors.segmentation.markdown import markdown_blocks
from extractors.segmentation.sentence_ends import sentence_ends
from extractors.segmentation.views import View, ViewBuilder, seen

# Enough text to tell the language; more only costs time.
_LANGUAGE_SAMPLE = 2_000
# Below this a guess of the language is noise, and English rules are the better bet.
_LANGUAGE_MINIMUM = 60
# Nobody writes more than this into a row of data: its cells are paragraphs.
_MOST_WORDS_OF_A_ROW = 60

_MARKDOWN = "text/markdown"
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENDS_SENTENCE = re.compile(r"[.!?。！？।؟]")  # noqa: RUF100
_NO_WORD = re.compile(r"[^\w]*")


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The sentences of a text in order, the offsets at which its layout starts anew, and its view.

    Every character that is not white space lies in exactly one sentence. ``breaks`` holds the start of each block: a paragraph,
    heading, list item, row, or line that was ended on purpose. ``fences`` are the borders between the cells of a row. In the
    view each block has its marks (``| a | b |``, ``- item``), which a model needs to tell where it ends; ``seen`` are the
    sentences as ranges of the view, ``seen_breaks`` the starts of the blocks there.
    """

    sentences: tuple[Sentence, ...]
    breaks: tuple[int, ...]
    fences: tuple[int, ...]
    view: View
    seen: tuple[Sentence, ...]
    seen_breaks: tuple[int, ...]

    def crosses_border(self, start: int, end: int) -> bool:
        """Tell whether a block or a cell of a row begins strictly inside ``start:end``."""
        return _any_inside(self.breaks, start, end) or _any_inside(self.fences, start, end)

    def is_end_of_block(self, end: int) -> bool:
        """Tell whether no word lies between ``end``, a place in the view, and the next block or the end of the text."""
        position = bisect_left(self.seen_breaks, end)
        following = self.seen_breaks[position] if position < len(self.seen_breaks) else len(self.view.text)
        return _NO_WORD.fullmatch(self.view.text, end, following) is not None


def _any_inside(places: Sequence[int], start: int, end: int) -> bool:
    position = bisect_right(places, start)
    return position < len(places) and places[position] < end


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


def segment(text: str, media_type: str = "text/plain", language: str | None = None) -> Segmentation:
    """Split ``text`` into blocks by its layout, and each block into sentences by its punctuation.

    Args:
        text: Any text.
        media_type: Of Markdown (``text/markdown``) the marks are no part of what is seen.
        language: Chooses the rules and abbreviations (ISO 639-1); without it the language is detected, and only when the text has
            punctuation that could end a sentence.

    Sentences are trimmed of white space; one without any end mark (a word list) stays whole whatever its length. The row of a
    table is one sentence, unless its cells hold paragraphs.

    """
    text = readable(text)
    if language is None:
        language = detect_language(text) if _ENDS_SENTENCE.search(text) else "en"
    builder = ViewBuilder(text)
    breaks: list[int] = []
    fences: list[int] = []
    marks: list[Sentence] = []
    shown: list[tuple[Block, int, int]] = []
    blocks = list(_blocks(text, media_type))
    # A line that is the whole text, as a question or a sentence without its full stop, has no border to be told.
    is_alone = sum(block.kind is not Kind.MARKS for block in blocks) == 1
    for block in blocks:
        breaks.append(block.start)
        if block.kind is Kind.MARKS:
            marks.append(Sentence(block.start, block.end))
            continue
        if shown:
            builder.write("\n\n")
        start = builder.length
        _show(block, builder, is_alone=is_alone)
        shown.append((block, start, builder.length))
        fences += _fences(block)
    view = builder.view()
    stored: list[Sentence] = marks
    seen_sentences: list[Sentence] = []
    for block, start, end in shown:
        done = block.start
        for sentence in _seen_sentences(block, view.text, start, end, language):
            seen_sentences.append(sentence)
            last = sentence.end == end
            until = block.end if last else _end_in_text(text, view, sentence, block.end)
            stored.append(Sentence(done, until))
            done = until
    trimmed = (_trimmed(text, each.start, each.end) for each in sorted(stored))
    return Segmentation(
        sentences=tuple(each for each in trimmed if each is not None),
        breaks=tuple(breaks),
        fences=tuple(fences),
        view=view,
        seen=tuple(seen_sentences),
        seen_breaks=tuple(start for _, start, _ in shown),
    )


def split_sentences(text: str, language: str | None = None) -> tuple[Sentence, ...]:
    """Return the sentences of plain ``text`` in order: see :func:`segment`."""
    return segment(text, language=language).sentences


def _blocks(text: str, media_type: str) -> Iterator[Block]:
    if media_type == _MARKDOWN:
        yield from markdown_blocks(text)
    else:
        for paragraph in paragraphs(text):
            yield from blocks_of(text, paragraph)


def _show(block: Block, builder: ViewBuilder, *, is_alone: bool) -> None:
    """Show a block with the marks that tell a model where it ends."""
    if block.kind is Kind.ROW:
        builder.write("|")
        for cell in block.cells:
            builder.write(" ")
            builder.show(cell)
            builder.write(" |")
        return
    is_marked = block.kind is Kind.PROSE or is_alone or mark_length(seen(builder.text, block.lines[0]))
    if not is_marked:
        builder.write("- ")
    for number, line in enumerate(block.lines):
        if number:
            builder.write("\n")
        builder.show(line)


def _fences(block: Block) -> Iterator[int]:
    """Yield the starts of the cells of a row but the first: no name reaches over one."""
    filled = [cell for cell in block.cells if cell]
    for cell in filled[1:]:
        yield cell[0].start


def _seen_sentences(block: Block, view: str, start: int, end: int, language: str) -> Iterator[Sentence]:
    """Yield the sentences of a block as ranges of the view, ``start:end``, which they fill."""
    words = view[start:end]
    if block.kind is Kind.ROW and len(words.split()) <= _MOST_WORDS_OF_A_ROW:
        yield Sentence(start, end)
        return
    # The mark of an item ("1.") is no sentence, and what follows it is split as if the mark were not there.
    first = mark_length(words) if block.kind is not Kind.PROSE else 0
    # What stands behind an edge is not cut out for each of them: one block may hold all of a long text.
    done, last = 0, len(words.rstrip())
    for edge in (first + edge for edge in sentence_ends(words[first:], language)):
        if edge == len(words) or edge < last:
            yield Sentence(start + done, start + edge)
            done = edge


def _end_in_text(text: str, view: View, sentence: Sentence, block_end: int) -> int:
    """Return where a sentence of the view ends in the stored text; marks that follow it at once are its own."""
    length = len(view.text[sentence.start : sentence.end].rstrip())
    found = view.stored(sentence.start, sentence.start + length)
    end = found[1] if found else block_end
    following = view.stored(sentence.end, len(view.text))
    limit = min(block_end, following[0] if following else block_end)
    while end < limit and not text[end].isspace():
        end += 1
    return end


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
