"""Annotated texts that extraction is measured against, read from the forms in which people keep them.

Three forms, told apart by their content:

- ``spans``: JSON lines of ``{"text", "entities": [{"start", "end", "type"}]}``, offsets in code points, end exclusive;
- ``tokens``: JSON lines of ``{"tokens", "spans": [[first, last, type]], "labels"}``, tokens counted from 0, last inclusive;
- ``conll``: a token a line, its tag in the last column, an empty line after each sentence. The tags are IOB1, IOB2
  ("BIO"), BIOES or BILOU; they are read as the scorer of CoNLL-2000 reads them (Tjong Kim Sang and Buchholz 2000,
  https://aclanthology.org/W00-0726), which needs no telling which.

Mentions may overlap and nest. One that is listed twice counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard

from extractors.errors import GraphmillError
from extractors.json_lines import LineError, object_of, text_of
from extractors.mentions import Mention

_TAG = re.compile(r"(?P<place>[BIESLU])-(?P<type>.+)|O")
_DOCUMENT_START = "-DOCSTART-"


class AnnotationError(GraphmillError):
    """A file of annotations does not say what it should; the message names file, line and remedy."""


class Form(StrEnum):
    """How a file of annotations is written."""

    SPANS = "spans"
    TOKENS = "tokens"
    CONLL = "conll"


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text with its gold mentions, in order, each with the score 1.

    ``labels`` are the types that were annotated: one of them without a mention is absent from the text, and any other
    type is unknown there. None says that every type of interest was annotated.
    """

    name: str
    text: str
    mentions: tuple[Mention, ...]
    labels: frozenset[str] | None = None


def read_annotations(path: Path, form: Form | None = None) -> list[AnnotatedText]:
    """Read annotated texts; without ``form`` the first line tells it.

    Raises:
        AnnotationError: the file cannot be read, holds no text, or a line has another form than it should.

    """
    lines = annotation_lines(path)
    form = form or _form_of(lines, path)
    if form is Form.CONLL:
        texts = list(_conll(lines, path))
    else:
        read = _spans_record if form is Form.SPANS else _tokens_record
        texts = [
            read(json_object(line, f"{path}:{number}"), f"{path}:{number}", f"{path.name}:{number}")
            for number, line in enumerate(lines, start=1)
            if line.strip()
        ]
    if not texts:
        raise AnnotationError(f"{path}: it holds no annotated text. Write at least one.")
    return texts


def annotation_lines(path: Path) -> list[str]:
    """Return the lines of a file of annotations.

    Raises:
        AnnotationError: the file is missing, is a folder, or is not UTF-8.

    """
    try:
        # Not splitlines: a JSON string may hold U+2028, and a line of CoNLL a form feed.
        return path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise AnnotationError(f"{path}: there is no such file. Check the path.") from None
    except IsADirectoryError:
        raise AnnotationError(f"{path}: it is a folder. Name one of its files.") from None
    except UnicodeDecodeError as error:
        raise AnnotationError(
            f"{path}: byte {error.start + 1} is not UTF-8. Save the file as UTF-8."
        ) from error


def _form_of(lines: Sequence[str], path: Path) -> Form:
    number, line = next(((i, line) for i, line in enumerate(lines, start=1) if line.strip()), (1, ""))
    if not line.lstrip().startswith(("{", "[")):
        return Form.CONLL
    record = json_object(line, f"{path}:{number}")
    if "text" in record:
        return Form.SPANS
    if "tokens" in record:
        return Form.TOKENS
    raise AnnotationError(
        f"{path}:{number}: the object has neither 'text' nor 'tokens'. Write "
        '{"text", "entities": [{"start", "end", "type"}]} or {"tokens", "spans": [[first, last, type]], "labels"}.'
    )


def json_object(line: str, where: str) -> dict[str, Any]:
    """Return the JSON object of a line; ``where`` names it in errors.

    Raises:
        AnnotationError: the line is no JSON, or no object.

    """
    try:
        return object_of(line)
    except LineError as error:
        raise AnnotationError(f"{where}: {error}") from error


def field_text(record: dict[str, Any], name: str, where: str) -> str:
    """Return the text of a field that must be there; ``where`` names the record in errors.

    Raises:
        AnnotationError: it is missing, empty or no string.

    """
    try:
        return text_of(record, name)
    except LineError as error:
        raise AnnotationError(f"{where}: {error}") from error


def _spans_record(record: dict[str, Any], where: str, place: str) -> AnnotatedText:
    text, entities = record.get("text"), record.get("entities")
    if not isinstance(text, str):
        raise AnnotationError(f"{where}: the field 'text' is missing or no string.")
    if not isinstance(entities, list):
        raise AnnotationError(
            f"{where}: the field 'entities' is no list. Write [] for a text without mentions."
        )
    mentions = [_entity(entity, text, f"{where}: entities[{i}]") for i, entity in enumerate(entities)]
    labels = _labels(record, where) if "labels" in record else None
    name = record.get("uri")
    return AnnotatedText(name if isinstance(name, str) and name else place, text, _ordered(mentions), labels)


def _entity(entity: Any, text: str, where: str) -> Mention:
    start, end = entity_span(entity, text, where)
    return Mention(start, end, text[start:end], field_text(entity, "type", where), 1.0)


def entity_span(entity: Any, text: str, where: str) -> tuple[int, int]:
    """Return start and end of an annotated entity of ``text``, in code points; ``where`` names it in errors.

    Raises:
        AnnotationError: it is no JSON object, its offsets are no span of the text, or they give another surface than
            its ``text``, where it has one.

    """
    if not isinstance(entity, dict):
        raise AnnotationError(f'{where} is no JSON object. Write {{"start", "end", "type"}}.')
    start, end = entity.get("start"), entity.get("end")
    if not (_is_count(start) and _is_count(end) and 0 <= start < end <= len(text)):
        raise AnnotationError(
            f"{where}: start {start!r} and end {end!r} are no span of a text of {len(text)} code points. "
            "Count code points from 0, end exclusive."
        )
    surface = entity.get("text", text[start:end])
    if surface != text[start:end]:
        raise AnnotationError(
            f"{where}: the span {start}:{end} holds {text[start:end]!r}, not {surface!r}. "
            "Count code points, not bytes or UTF-16 units."
        )
    return start, end


def _tokens_record(record: dict[str, Any], where: str, place: str) -> AnnotatedText:
    tokens, spans = record.get("tokens"), record.get("spans")
    if not isinstance(tokens, list) or not all(isinstance(token, str) and token for token in tokens):
        raise AnnotationError(f"{where}: the field 'tokens' is no list of strings that are not empty.")
    if not isinstance(spans, list):
        raise AnnotationError(
            f"{where}: the field 'spans' is no list. Write [] for a sentence without mentions."
        )
    checked = [_span(span, len(tokens), f"{where}: spans[{i}]") for i, span in enumerate(spans)]
    labels = _labels(record, where) if "labels" in record else None
    return _sentence(place, tokens, checked, labels)


def _span(span: Any, length: int, where: str) -> tuple[int, int, str]:
    if not isinstance(span, list) or len(span) != 3:
        raise AnnotationError(f"{where}: {span!r} is no span. Write [first, last, type].")
    first, last, kind = span
    if not (_is_count(first) and _is_count(last) and 0 <= first <= last < length):
        raise AnnotationError(
            f"{where}: {first!r} to {last!r} are no tokens of a sentence of {length}. "
            "Count tokens from 0, last inclusive."
        )
    if not isinstance(kind, str) or not kind.strip():
        raise AnnotationError(f"{where}: the type {kind!r} is empty or no string.")
    return first, last, kind


def _labels(record: dict[str, Any], where: str) -> frozenset[str]:
    labels = record["labels"]
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise AnnotationError(
            f"{where}: the field 'labels' is no list of strings. List the types that were annotated, or leave it out."
        )
    return frozenset(labels)


def _conll(lines: Sequence[str], path: Path) -> Iterator[AnnotatedText]:
    """Yield the sentences of a CoNLL file; comments (``#`` before a sentence) and ``-DOCSTART-`` are passed over."""
    tokens: list[str] = []
    tags: list[str] = []
    first = 1
    for number, line in enumerate([*lines, ""], start=1):
        columns = line.split()
        if not columns or columns[0] == _DOCUMENT_START:
            if tokens:
                yield _sentence(f"{path.name}:{first}", tokens, spans_of_tags(tags))
            tokens, tags = [], []
            continue
        known = len(columns) > 1 and _TAG.fullmatch(columns[-1])
        if not known and not tokens and columns[0].startswith("#"):
            continue
        if not known:
            raise AnnotationError(
                f"{path}:{number}: {columns[-1]!r} is no tag. Write a token and its tag (O, B-type or I-type) on each "
                "line, the tag in the last column, and an empty line after each sentence."
            )
        if not tokens:
            first = number
        tokens.append(columns[0])
        tags.append(columns[-1])


def spans_of_tags(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the mentions that IOB1, IOB2, BIOES or BILOU tags stand for, as (first, last inclusive, type).

    A mention begins at B, S or U, and at I, E or L where none of that type goes on; it ends before the next one, before O, and
    at E, L, S or U.
    """
    spans: list[tuple[int, int, str]] = []
    going_on = ""
    for number, tag in enumerate(tags):
        place, _, kind = tag.partition("-")
        if kind and place in "IEL" and kind == going_on:
            spans[-1] = (spans[-1][0], number, kind)
        elif kind:
            spans.append((number, number, kind))
        going_on = kind if place in "BI" else ""
    return spans


def _sentence(
    name: str,
    tokens: Sequence[str],
    spans: Sequence[tuple[int, int, str]],
    labels: frozenset[str] | None = None,
) -> AnnotatedText:
    """Return a sentence whose text is its tokens joined by spaces."""
    starts: list[int] = []
    position = 0
    for token in tokens:
        starts.append(position)
        position += len(token) + 1
    text = " ".join(tokens)
    mentions: list[Mention] = []
    for first, last, kind in spans:
        start, end = starts[first], starts[last] + len(tokens[last])
        mentions.append(Mention(start, end, text[start:end], kind, 1.0))
    return AnnotatedText(name, text, _ordered(mentions), labels)


def _ordered(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted(set(mentions)))


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
