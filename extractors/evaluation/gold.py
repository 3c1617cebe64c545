"""Gold annotations: texts whose mentions a person has marked, to measure extraction and linking against.

Two forms. A gold file is JSON lines, one document a line, with offsets into the text that the readers return. A
marked text is what a person writes: ``[Mara Lindqvist|person|mara_lindqvist]`` stands for a surface, its type and
the key of the entity that it names. `align_marks` leads from the second to the first.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.evaluation.annotations import (
    AnnotationError,
    annotation_lines,
    entity_span,
    field_text,
    json_object,
)

_MARK = re.compile(r"\[([^\[\]|\n]+)\|([^\[\]|\n]+)\|([^\[\]|\n]+)\]")
_BROKEN_MARK = re.compile(r"\[[^\[\]\n]*\|[^\[\]\n]*\]?")
_CONTEXT = 30


@dataclass(frozen=True, slots=True, order=True)
class GoldMention:
    """A name that a person marked: ``text[start:end] == surface``, offsets in code points.

    ``entity`` is a key of the annotator's: equal keys, in whatever documents, name the same thing.
    """

    start: int
    end: int
    surface: str
    type: str
    entity: str


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text with all of its mentions, in order and without overlap."""

    uri: str
    text: str
    mentions: tuple[GoldMention, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A marked text with its marks taken off: the bare text, and the mentions as offsets into it."""

    text: str
    mentions: tuple[GoldMention, ...]


def load_gold(path: Path) -> list[GoldDocument]:
    """Read a gold file: JSON lines of ``{"uri", "text", "entities": [{"start", "end", "type", "text", "entity"}]}``.

    Raises:
        AnnotationError: the file cannot be read, a line has another form, offsets do not give the surface, two mentions
            overlap, or a uri comes twice; the message begins with ``file:line``.

    """
    documents: list[GoldDocument] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(annotation_lines(path), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        document = _document(line, where)
        first = lines.setdefault(document.uri, number)
        if first != number:
            raise AnnotationError(
                f"{where}: the uri {document.uri!r} is already on line {first}. Keep one line a document."
            )
        documents.append(document)
    if not documents:
        raise AnnotationError(f"{path}: the gold file holds no documents. Write one JSON object a line.")
    return documents


def write_gold(documents: Iterable[GoldDocument], path: Path) -> None:
    """Write a gold file that `load_gold` reads back to equal documents."""
    records = (
        {
            "uri": document.uri,
            "text": document.text,
            "entities": [
                {
                    "start": mention.start,
                    "end": mention.end,
                    "type": mention.type,
                    "text": mention.surface,
                    "entity": mention.entity,
                }
                for mention in document.mentions
            ],
        }
        for document in documents
    )
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def parse_marks(source: str, where: str) -> MarkedText:
    """Take the marks ``[surface|type|entity]`` off a text; ``where`` names it in errors.

    Square brackets without a bar between them are left as text.

    Raises:
        AnnotationError: a mark without its three parts, on more than one line, or with no letter or digit in its surface.

    """
    parts: list[str] = []
    mentions: list[GoldMention] = []
    length = position = 0
    for mark in _MARK.finditer(source):
        between = source[position : mark.start()]
        _refuse_broken_mark(between, source, position, where)
        surface, kind, entity = (part.strip() for part in mark.groups())
        if not any(map(str.isalnum, surface)) or not kind or not entity:
            raise AnnotationError(
                f"{where}:{_line(source, mark.start())}: the mark {mark[0]!r} has an empty part. "
                "Write [surface|type|entity]."
            )
        length += len(between)
        mentions.append(GoldMention(length, length + len(surface), surface, kind, entity))
        length += len(surface)
        parts += between, surface
        position = mark.end()
    rest = source[position:]
    _refuse_broken_mark(rest, source, position, where)
    return MarkedText("".join([*parts, rest]), tuple(mentions))


def align_marks(marked: MarkedText, read: str, where: str) -> tuple[GoldMention, ...]:
    """Return the mentions of ``marked`` as offsets into ``read``, the text that a reader returned for it.

    Both must hold the same letters and digits in the same order. White space and punctuation may differ between the
    mentions; inside a mention white space alone may differ, and the surface is then the one of ``read``. Nothing is
    matched loosely: a text that lost or gained a word has no gold.

    Raises:
        AnnotationError: a letter or digit differs, with both contexts, or a mention has another surface in ``read``.

    """
    ours = [offset for offset, sign in enumerate(marked.text) if sign.isalnum()]
    theirs = [offset for offset, sign in enumerate(read) if sign.isalnum()]
    if [marked.text[offset] for offset in ours] != [read[offset] for offset in theirs]:
        pairs = enumerate(zip(ours, theirs, strict=False))
        different = (index for index, (our, their) in pairs if marked.text[our] != read[their])
        first = next(different, min(len(ours), len(theirs)))
        raise AnnotationError(
            f"{where}: the text that was read differs from the marked one: expected "
            f"{_around(marked.text, ours, first)!r}, read {_around(read, theirs, first)!r}. "
            "Write the document so that its reader returns every word and no other."
        )
    place = dict(zip(ours, theirs, strict=True))
    return tuple(_aligned(mention, marked.text, read, place, where) for mention in marked.mentions)


def _aligned(mention: GoldMention, text: str, read: str, place: dict[int, int], where: str) -> GoldMention:
    letters = [offset for offset in range(mention.start, mention.end) if text[offset].isalnum()]
    # A surface may begin or end with a sign that is no letter, as in "Jr.".
    start = place[letters[0]] - (letters[0] - mention.start)
    end = place[letters[-1]] + (mention.end - letters[-1])
    surface = read[max(start, 0) : end]
    if start < 0 or surface.split() != mention.surface.split():
        raise AnnotationError(
            f"{where}: the mention {mention.surface!r} was read as {surface!r}. "
            "Write the document so that the name is not broken, or mark it as it is read."
        )
    return GoldMention(start, end, surface, mention.type, mention.entity)


def _document(line: str, where: str) -> GoldDocument:
    record = json_object(line, where)
    uri, text = (field_text(record, name, where) for name in ("uri", "text"))
    entities = record.get("entities")
    if not isinstance(entities, list):
        raise AnnotationError(
            f"{where}: the field 'entities' is no list. Write [] for a text without mentions."
        )
    mentions = sorted(_mention(entity, text, f"{where}: entities[{i}]") for i, entity in enumerate(entities))
    for before, after in itertools.pairwise(mentions):
        if after.start < before.end:
            raise AnnotationError(
                f"{where}: the mentions {before.surface!r} at {before.start} and {after.surface!r} at "
                f"{after.start} overlap. Keep the longer one."
            )
    return GoldDocument(uri, text, tuple(mentions))


def _mention(entity: Any, text: str, where: str) -> GoldMention:
    start, end = entity_span(entity, text, where)
    surface, kind, key = (field_text(entity, name, where) for name in ("text", "type", "entity"))
    return GoldMention(start, end, surface, kind, key)


def _refuse_broken_mark(between: str, source: str, offset: int, where: str) -> None:
    if broken := _BROKEN_MARK.search(between):
        raise AnnotationError(
            f"{where}:{_line(source, offset + broken.start())}: {broken[0]!r} is no complete mark. "
            "Write [surface|type|entity] on one line."
        )


def _line(source: str, offset: int) -> int:
    return source.count("\n", 0, offset) + 1


def _around(text: str, letters: list[int], index: int) -> str:
    offset = letters[index] if index < len(letters) else len(text)
    return text[max(0, offset - _CONTEXT) : offset + _CONTEXT]
