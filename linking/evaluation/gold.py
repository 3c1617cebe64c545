"""Gold files for linking: mentions, and which of them name the same entity.

Two forms of JSON lines, told apart by the first line:

- a mention a line: ``{"doc", "start", "end", "text", "type", "link", "cluster"}``. ``link`` is the entity's id in the corpus
  (null or left out: none is known), ``cluster`` its number or name within the document; where no line has a
  ``cluster``, the links tell the entities within documents too. The documents' texts are not needed;
- a document a line: ``{"doc", "text", "entities"}``. An entity is ``{"mentions": [{"start", "end", "text", "type"}], "link"}``, or a
  single mention with the keys of the first form. ``uri`` will do for ``doc``, and ``entity`` for ``link``.

Offsets count code points, end exclusive. A mention listed twice counts once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from extractors.errors import GraphmillError
from extractors.evaluation.annotations import annotation_lines, entity_span, json_object
from extractors.json_lines import LineError, text_of
from extractors.mentions import Mention

Place = tuple[str, int, int, str]
"""A mention as an item of a clustering: document, start, end, type."""
GoldEntity = str | tuple[str, str]
"""A gold entity: its id in the corpus, or its document and its name within it."""


class LinkingGoldError(GraphmillError):
    """A gold file for linking does not say what it should; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class LinkingDocument:
    """A document as linking sees it: its mentions, and its text where that is at hand (else empty)."""

    name: str
    text: str
    mentions: tuple[Mention, ...]

    def place(self, mention: Mention) -> Place:
        """Return the mention as an item of a clustering."""
        return self.name, mention.start, mention.end, mention.type


@dataclass(frozen=True, slots=True)
class LinkingGold:
    """Documents with their gold mentions, and the gold clusterings across documents and within them.

    Documents are in the order of their names, mentions in the order of the text, however the file has them. A mention
    that a clustering leaves out is not judged there, but links like any other. ``contradicted`` are mentions that the
    file lists under several entities; neither clustering holds them.
    """

    documents: tuple[LinkingDocument, ...]
    across: Mapping[Place, GoldEntity]
    within: Mapping[Place, GoldEntity]
    contradicted: tuple[Place, ...] = ()

    @property
    def size(self) -> int:
        """The number of mentions."""
        return sum(len(document.mentions) for document in self.documents)

    @property
    def types(self) -> tuple[str, ...]:
        """The types of the mentions, in alphabetical order."""
        return tuple(sorted({mention.type for each in self.documents for mention in each.mentions}))


@dataclass(frozen=True, slots=True)
class _Row:
    """A mention as the file lists it, and where; ``entity`` is what it says of the entity within the document."""

    mention: Mention
    link: str | None
    cluster: str | None
    where: str


@dataclass(slots=True)
class _Listed:
    """A document as the file lists it."""

    text: str
    rows: list[_Row] = field(default_factory=list)


def read_linking_gold(path: Path, names: Mapping[str, str] | None = None) -> LinkingGold:
    """Read a gold file; ``names`` renames types (type of the file to type for linking).

    Raises:
        AnnotationError: the file cannot be read, a line is no JSON object, or offsets do not fit the text.
        LinkingGoldError: a line has another form than it should, a document comes twice, nothing says which mentions are
            of one entity, or ``names`` has a type that the file has not.

    """
    listed = _read(path)
    rows = [row for document in listed.values() for row in document.rows]
    if not rows:
        raise LinkingGoldError(f"{path}: it holds no mention. Write at least one.")
    types = {row.mention.type for row in rows}
    if unknown := sorted((names or {}).keys() - types):
        raise LinkingGoldError(
            f"{', '.join(unknown)}: no such type in the gold. It has: {', '.join(sorted(types))}."
        )
    gold = _gold(listed, names or {})
    if not gold.across and not gold.within:
        raise LinkingGoldError(
            f"{path}: nothing says which mentions are of one entity. Give mentions a 'link' or a 'cluster', or group "
            "them by entity under 'mentions'."
        )
    return gold


def flip_types(gold: LinkingGold, share: float, seed: int = 0) -> LinkingGold:
    """Return the gold with a random wrong type on a share of its mentions (0 to 1), as an extractor might give it.

    The same seed gives the same flips. A span never gets a type that another mention of the same span has.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, no secret
    types = gold.types
    moved: dict[Place, Place] = {}
    documents = []
    for document in gold.documents:
        taken = {document.place(mention) for mention in document.mentions}
        mentions = []
        for mention in document.mentions:
            place, kind = document.place(mention), mention.type
            others = [other for other in types if (*place[:3], other) not in taken]
            if chance.random() < share and others:
                kind = chance.choice(others)
            moved[place] = (*place[:3], kind)
            taken.add(moved[place])
            mentions.append(replace(mention, type=kind))
        documents.append(replace(document, mentions=tuple(mentions)))
    return LinkingGold(
        tuple(documents),
        {moved[place]: entity for place, entity in gold.across.items()},
        {moved[place]: entity for place, entity in gold.within.items()},
        tuple(moved[place] for place in gold.contradicted),
    )


def _read(path: Path) -> dict[str, _Listed]:
    listed: dict[str, _Listed] = {}
    lines_of: dict[str, int] = {}
    whole_documents: bool | None = None
    for number, line in enumerate(annotation_lines(path), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        record = json_object(line, where)
        if whole_documents is None:
            if "entities" not in record and "start" not in record:
                raise LinkingGoldError(
                    f"{where}: the object is neither a mention nor a document with its entities. Write "
                    '{"doc", "start", "end", "text", "type", "link"} or {"doc", "text", "entities": [{"mentions", "link"}]}.'
                )
            whole_documents = "entities" in record
        name = _named(record, where, "doc", "uri")
        if not whole_documents:
            listed.setdefault(name, _Listed("")).rows.append(_mention(record, where))
            continue
        if name in listed:
            raise LinkingGoldError(
                f"{where}: the document {name!r} is already on line {lines_of[name]}. Keep one line a document."
            )
        lines_of[name] = number
        listed[name] = _document(record, where)
    return listed


def _document(record: dict[str, Any], where: str) -> _Listed:
    text, entities = record.get("text"), record.get("entities")
    if not isinstance(text, str):
        raise LinkingGoldError(
            f"{where}: the field 'text' is missing or no string. Give the document's text."
        )
    if not isinstance(entities, list):
        raise LinkingGoldError(
            f"{where}: the field 'entities' is no list. Write [] for a text without mentions."
        )
    listed = _Listed(text)
    for number, entity in enumerate(entities):
        place = f"{where}: entities[{number}]"
        if not isinstance(entity, dict):
            raise LinkingGoldError(f'{place} is no JSON object. Write {{"mentions": […], "link"}}.')
        if "mentions" in entity:
            listed.rows += _grouped(entity, text, str(number), place)
        else:
            listed.rows.append(_mention(entity, place, text))
    return listed


def _grouped(entity: dict[str, Any], text: str, cluster: str, where: str) -> Iterator[_Row]:
    mentions = entity["mentions"]
    if not isinstance(mentions, list) or not mentions:
        raise LinkingGoldError(f"{where}: the field 'mentions' is no list of at least one mention.")
    link = _link(entity, where)
    for number, mention in enumerate(mentions):
        row = _mention(mention, f"{where}.mentions[{number}]", text)
        yield replace(row, link=link, cluster=cluster)


def _mention(record: Any, where: str, text: str | None = None) -> _Row:
    """Read a mention; without ``text`` its offsets only place it, and its surface is what it says itself."""
    if text is not None:
        start, end = entity_span(record, text, where)
        surface = text[start:end]
    else:
        start, end = _offset(record, "start", where), _offset(record, "end", where)
        if start >= end:
            raise LinkingGoldError(
                f"{where}: start {start} is not below end {end}. Count code points from 0, end exclusive."
            )
        surface = _named(record, where, "text")
    kind = _named(record, where, "type")
    cluster = record.get("cluster")
    if cluster is not None and (isinstance(cluster, bool) or not isinstance(cluster, (int, str))):
        raise LinkingGoldError(
            f"{where}: the cluster {cluster!r} is no number and no string. Give each entity of a document its own, "
            "or null."
        )
    return _Row(
        Mention(start, end, surface, kind, 1.0),
        _link(record, where),
        None if cluster is None else str(cluster),
        where,
    )


def _offset(record: dict[str, Any], name: str, where: str) -> int:
    value = record.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise LinkingGoldError(
            f"{where}: the field {name!r} is {value!r}, and should be an offset. Count code points from 0, end exclusive."
        )
    return value


def _link(record: dict[str, Any], where: str) -> str | None:
    link = record.get("link", record.get("entity"))
    if link is not None and (not isinstance(link, str) or not link):
        raise LinkingGoldError(
            f"{where}: the link {link!r} is no string, or empty. Give the entity's id, or null where none is known."
        )
    return link


def _named(record: dict[str, Any], where: str, *names: str) -> str:
    try:
        return text_of(record, *names)
    except LineError as error:
        raise LinkingGoldError(f"{where}: {error}") from error


def _gold(listed: Mapping[str, _Listed], names: Mapping[str, str]) -> LinkingGold:
    clustered = any(row.cluster is not None for document in listed.values() for row in document.rows)
    documents = []
    across: dict[Place, GoldEntity] = {}
    within: dict[Place, GoldEntity] = {}
    contradicted: list[Place] = []
    for name, document in sorted(listed.items(), key=lambda each: each[0]):
        by_place: dict[Place, list[_Row]] = {}
        for row in document.rows:
            mention = row.mention
            kind = names.get(mention.type, mention.type)
            by_place.setdefault((name, mention.start, mention.end, kind), []).append(row)
        for place, rows in sorted(by_place.items(), key=lambda each: each[0]):
            _refuse_other_surface(rows)
            if len({(row.link, row.cluster) for row in rows}) > 1:
                contradicted.append(place)
                continue
            entity = rows[0].cluster if clustered else rows[0].link
            if rows[0].link is not None:
                across[place] = rows[0].link
            if entity is not None:
                within[place] = name, entity
        mentions = tuple(sorted(replace(rows[0].mention, type=place[3]) for place, rows in by_place.items()))
        documents.append(LinkingDocument(name, document.text, mentions))
    return LinkingGold(tuple(documents), across, within, tuple(contradicted))


def _refuse_other_surface(rows: Sequence[_Row]) -> None:
    first = rows[0].mention
    for row in rows[1:]:
        if row.mention.surface != first.surface:
            raise LinkingGoldError(
                f"{row.where}: the span {first.start}:{first.end} holds {row.mention.surface!r} here and {first.surface!r} "
                f"at {rows[0].where}. Correct the offsets of one."
            )
