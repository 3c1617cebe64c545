"""Which judgements take part of an entity out of it.

The names of the part are the same thing, and each is different from every name of the rest. Care is due where a name of
the rest may be short for a name of the part: two people called Voss are told apart, yet a document that names only the one
of them in full goes on to call him Voss. Such a judgement names the documents of the rest, so that it holds there alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from linking.comparison.short_forms import abbreviates, short_form_rule
from linking.decisions.decision import DecisionsError, Handle, Verdict
from linking.names.families import family_of
from linking.names.form import take_apart
from linking.review.handles import Bearers, NamedPart

Judgement = tuple[Verdict, Handle, Handle]


class SplitError(DecisionsError):
    """An entity that cannot be taken apart in this way; the message says why, and what can be done."""


def split_by_documents(
    bearers: Bearers, entity: str, documents: Collection[str], uris: Mapping[str, str]
) -> list[Judgement]:
    """Return the judgements by which what ``documents`` (ids) call the entity is another one.

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
    taken = [_in_its_documents(part, uris) for part in bearers.parts(entity, documents)]
    claims = [part.handle for part in taken]
    return _judgements(bearers, entity, taken, bearers.parts(entity, rest, besides=claims), uris)


def split_by_names(
    bearers: Bearers, entity: str, names: Sequence[str], uris: Mapping[str, str]
) -> list[Judgement]:
    """Return the judgements by which the bearers of ``names`` are another entity.

    ``uris`` gives the URI of a document by id.

    Raises:
        SplitError: the entity does not have a name, or has no others than those given.

    """
    parts = bearers.parts(entity)
    taken: list[NamedPart] = []
    rest = list(parts)
    for name in names:
        bearing = [part for part in parts if _is_called(part, name)]
        if bearing:
            rest = [part for part in rest if part not in bearing]
            taken += [part for part in bearing if part not in taken]
        else:
            taken.append(_alias(bearers, entity, parts, name, uris))
    if not rest:
        raise SplitError(
            f"{_shown(parts)} has no other name than {_listed(names)}, so nothing would be left of it. To take apart what "
            "several documents call by one name, give --document."
        )
    return _judgements(bearers, entity, taken, rest, uris)


def _judgements(
    bearers: Bearers,
    entity: str,
    taken: Sequence[NamedPart],
    rest: Sequence[NamedPart],
    uris: Mapping[str, str],
) -> list[Judgement]:
    clear = [part for part in rest if bearers.is_clear(part, entity)]
    for part in taken if clear else rest:
        if not bearers.is_clear(part, entity):
            raise SplitError(
                f"{part.handle.told()}: one of these documents calls another thing so as well, and a judgement would be on "
                "both of them. Take apart names that are clear, or other documents."
            )
    kept = [
        _in_its_documents(part, uris) if any(_may_be_short(part, one) for one in taken) else part
        for part in clear
    ]
    first, *others = taken
    return [
        *((Verdict.SAME, first.handle, other.handle) for other in others),
        *((Verdict.DIFFERENT, one.handle, other.handle) for one in taken for other in kept),
    ]


def _may_be_short(part: NamedPart, full: NamedPart) -> bool:
    """Tell whether the name of ``part`` may be short for that of ``full`` in a document that holds both."""
    short, long = (take_apart(each.handle.name, family_of(each.handle.type)) for each in (part, full))
    if short.key == long.key:
        return False
    aliases = {take_apart(name, long.family).key for each in full.members for name in each.names}
    return bool(short_form_rule(short, long)) or abbreviates(short, long) or short.key in aliases


def _in_its_documents(part: NamedPart, uris: Mapping[str, str]) -> NamedPart:
    documents = tuple(uris[each.document_id] for each in part.members)
    return NamedPart(Handle(part.handle.name, part.handle.type, documents), part.members)


def _alias(
    bearers: Bearers, entity: str, parts: Sequence[NamedPart], name: str, uris: Mapping[str, str]
) -> NamedPart:
    """Return a name that the entity has only within documents, beside a fuller one."""
    for part in parts:
        family = family_of(part.handle.type)
        key = take_apart(name, family).key
        using = tuple(
            each for each in part.members if key in {take_apart(alias, family).key for alias in each.names}
        )
        if using:
            handle = Handle(name, part.handle.type)
            if bearers.entities_of(handle) not in ([], [entity]):
                handle = Handle(name, handle.type, tuple(uris[each.document_id] for each in using))
            return NamedPart(handle, ())
    aliases = sorted({alias for part in parts for each in part.members for alias in each.names})
    raise SplitError(f"{_shown(parts)} is never called “{name}”. Its names: {_listed(aliases)}.")


def _is_called(part: NamedPart, name: str) -> bool:
    form = take_apart(name, family_of(part.handle.type))
    _, key, variant, _ = part.handle.key
    return form.key == key and variant in ("", form.distinction)


def _shown(parts: Sequence[NamedPart]) -> str:
    return f"“{parts[0].handle.name}”"


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
