"""Which judgements take part of an entity out of it: every name of the part is different from every name of the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from linking.decisions import DecisionsError, Handle
from linking.handles import Bearers, NamedPart
from linking.names import analyse, family_of

Pair = tuple[Handle, Handle]


class SplitError(DecisionsError):
    """An entity that cannot be taken apart in this way; the message says why, and what can be done."""


def split_by_documents(
    bearers: Bearers, entity: str, documents: Collection[str], uris: Mapping[str, str]
) -> list[Pair]:
    """Return the pairs of handles that are different once what ``documents`` (ids) call the entity is another one.

    ``uris`` gives the URI of a document by id.

    Raises:
        SplitError: a document does not name the entity, or all that do are given.

    """
    parts = bearers.parts(entity)
    held = {each.document_id for part in parts for each in part.members}
    shown = _shown(parts)
    for document in sorted(documents):
        if document not in held:
            raise SplitError(
                f"{uris[document]} does not name {shown}. The documents that do: {_listed([uris[d] for d in held])}."
            )
    rest = held.difference(documents)
    if not rest:
        if len(held) == 1:
            raise SplitError(
                f"{shown} stands in a single document, {uris[min(held)]}: there is nothing to take it apart from. "
                "What one document calls by one name is one thing; two of its names are taken apart by --name."
            )
        raise SplitError(
            f"These are all the documents that name {shown}, so nothing would be left of it. Give only those that "
            "speak of another one."
        )
    taken = bearers.parts(entity, documents)
    claims = [part.handle for part in taken]
    return [(one, other.handle) for one in claims for other in bearers.parts(entity, rest, besides=claims)]


def split_by_names(
    bearers: Bearers, entity: str, names: Sequence[str], uris: Mapping[str, str]
) -> list[Pair]:
    """Return the pairs of handles that are different once the bearers of ``names`` are another entity.

    ``uris`` gives the URI of a document by id.

    Raises:
        SplitError: the entity does not have a name, or has no others than those given.

    """
    parts = bearers.parts(entity)
    taken: list[Handle] = []
    rest = list(parts)
    for name in names:
        bearing = [part for part in parts if _is_called(part, name)]
        if bearing:
            rest = [part for part in rest if part not in bearing]
            taken += [part.handle for part in bearing]
        else:
            taken.append(_alias(bearers, entity, parts, name, uris))
    if not rest:
        raise SplitError(
            f"{_shown(parts)} has no other name than {_listed(names)}, so nothing would be left of it. To take apart what "
            "several documents call by one name, give --document."
        )
    return [(one, other.handle) for one in dict.fromkeys(taken) for other in rest if one != other.handle]


def _alias(
    bearers: Bearers, entity: str, parts: Sequence[NamedPart], name: str, uris: Mapping[str, str]
) -> Handle:
    """Return the handle of a name that the entity has only within documents, beside a fuller one."""
    for part in parts:
        family = family_of(part.handle.type)
        key = analyse(name, family).key
        using = [each for each in part.members if key in {analyse(alias, family).key for alias in each.names}]
        if using:
            handle = Handle(name, part.handle.type)
            if bearers.entities_of(handle) in ([], [entity]):
                return handle
            return Handle(name, part.handle.type, tuple(uris[each.document_id] for each in using))
    aliases = sorted({alias for part in parts for each in part.members for alias in each.names})
    raise SplitError(f"{_shown(parts)} is never called “{name}”. Its names: {_listed(aliases)}.")


def _is_called(part: NamedPart, name: str) -> bool:
    form = analyse(name, family_of(part.handle.type))
    _, key, variant, _ = part.handle.key
    return form.key == key and variant in ("", form.variant)


def _shown(parts: Sequence[NamedPart]) -> str:
    return f"“{parts[0].handle.name}”"


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
