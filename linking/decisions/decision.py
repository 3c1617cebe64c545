"""What people have decided about names: this and that are the same, are different, is called so, is of that type.

A decision speaks of evidence (a name as documents write it, with its type) and never of an entity's id, so it outlives
every re-ingest and every rebuild of the graph. Decisions are only ever added; one is taken back by another.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

from extractors.errors import GraphmillError
from linking.names.families import family_of
from linking.names.form import take_apart
from linking.names.types import type_class


class DecisionsError(GraphmillError):
    """A decision that says too little, too much or nonsense, or a file of decisions that cannot be read or written."""


class Verdict(StrEnum):
    """What a decision says of its one or two names."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    RENAME = "rename"
    RETYPE = "retype"
    HIDE = "hide"
    UNDO = "undo"


PAIR_VERDICTS = frozenset({Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE})
"""Verdicts on two names."""
VALUE_VERDICTS = frozenset({Verdict.RENAME, Verdict.RETYPE})
"""Verdicts on one name that give it a new value."""

_SHOWN = 3
"""Documents of a handle that its words name."""

HandleKey = tuple[str, str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, order=True)
class Handle:
    """An entity named by evidence: a canonical name as written, its entity type, and the documents meant.

    ``documents`` are URIs, kept sorted and each once; without any the handle means the name wherever it stands, but for
    documents that another handle of this name claims.
    """

    name: str
    type: str
    documents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "documents", tuple(sorted(set(self.documents))))
        for what, text in (
            ("name", self.name),
            ("type", self.type),
            *(("document", d) for d in self.documents),
        ):
            _check_text(what, text)

    @property
    def key(self) -> HandleKey:
        """What two handles share that mean the same, however the name is written."""
        form = take_apart(self.name, family_of(self.type))
        return type_class(self.type), form.key, form.distinction, self.documents

    def told(self) -> str:
        """Return the handle in words, of many documents the first."""
        shown = f"“{self.name}” ({self.type})"
        if not self.documents:
            return shown
        more = f" and {len(self.documents) - _SHOWN:,} more" if len(self.documents) > _SHOWN else ""
        return f"{shown} in {', '.join(self.documents[:_SHOWN])}{more}"


@dataclass(frozen=True, slots=True)
class Decision:
    """One judgement: who made it and when (``at``, ISO 8601 in UTC), on what, and why.

    ``same``, ``different`` and ``unsure`` have two handles; ``rename`` and ``retype`` one and the new ``value``; ``hide``
    one; ``undo`` none but the id of the decision that it takes back, which may be an undo itself. ``score`` is what
    linking thought of the pair at the time, between 0 and 1.

    Raises:
        DecisionsError: something is missing, or there that the verdict has no use for.

    """

    id: str
    at: str
    by: str
    verdict: Verdict
    left: Handle | None
    right: Handle | None = None
    value: str = ""
    undoes: str = ""
    why: str = ""
    score: float | None = None

    def __post_init__(self) -> None:
        _check_text("id", self.id)
        _check_text("by", self.by)
        _check_time(self.at)
        for what, given, wanted in (
            ("left", self.left is not None, self.verdict is not Verdict.UNDO),
            ("right", self.right is not None, self.verdict in PAIR_VERDICTS),
            ("value", bool(self.value), self.verdict in VALUE_VERDICTS),
            ("undoes", bool(self.undoes), self.verdict is Verdict.UNDO),
        ):
            if given != wanted:
                raise DecisionsError(f"the verdict {self.verdict} takes {'a' if wanted else 'no'} {what!r}")
        for what, text in (("value", self.value), ("undoes", self.undoes), ("why", self.why)):
            if text:
                _check_text(what, text)
        if self.left is not None and self.left == self.right:
            raise DecisionsError("'left' and 'right' are one and the same")
        if self.score is not None and not 0 <= self.score <= 1:
            raise DecisionsError(f"the score {self.score} is not between 0 and 1")

    @property
    def pair(self) -> tuple[HandleKey, HandleKey] | None:
        """The keys of the two handles, in one order; None for a decision on one name or an undo."""
        if self.left is None or self.right is None:
            return None
        one, other = sorted((self.left.key, self.right.key))
        return one, other

    @property
    def subject(self) -> object:
        """What the decision judges: of several on one subject the last holds."""
        return self.pair or (self.verdict, self.left.key if self.left else self.undoes)

    def told(self) -> str:
        """Return the decision in words."""
        left, right = (handle.told() if handle else "" for handle in (self.left, self.right))
        match self.verdict:
            case Verdict.SAME:
                return f"{left} and {right} are the same"
            case Verdict.DIFFERENT:
                return f"{left} and {right} are different"
            case Verdict.UNSURE:
                return f"whether {left} and {right} are the same is open"
            case Verdict.RENAME:
                return f"{left} is called “{self.value}”"
            case Verdict.RETYPE:
                return f"{left} is of type {self.value}"
            case Verdict.HIDE:
                return f"{left} is hidden"
            case Verdict.UNDO:
                return f"{self.undoes} no longer holds"


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that was ever decided, in the order of the file."""

    all: tuple[Decision, ...] = ()

    @property
    def undone(self) -> frozenset[str]:
        """The ids of decisions that are taken back at present, undos among them."""
        undone: set[str] = set()
        # Backwards, for an undo speaks of an earlier decision and may be undone by a later one.
        for decision in reversed(self.all):
            if decision.verdict is Verdict.UNDO and decision.id not in undone:
                undone.add(decision.undoes)
        return frozenset(undone)

    @property
    def active(self) -> tuple[Decision, ...]:
        """What holds at present, in the order of the file.

        Left out are undos and what they undo, and what a later decision replaces: for one pair of handles the last of
        ``same``, ``different`` and ``unsure`` holds, for one handle the last ``rename``, the last ``retype`` and the
        last ``hide``.
        """
        undone = self.undone
        decided: set[object] = set()
        found: list[Decision] = []
        for decision in reversed(self.all):
            holds = decision.id not in undone and decision.verdict is not Verdict.UNDO
            if holds and decision.subject not in decided:
                decided.add(decision.subject)
                found.append(decision)
        return tuple(reversed(found))

    @property
    def fingerprint(self) -> str:
        """Hash of what bears on the graph, so all that is active but ``unsure``; empty when there is nothing."""
        told = [
            (each.id, each.verdict, _plain(each.left), _plain(each.right), each.value)
            for each in self.active
            if each.verdict is not Verdict.UNSURE
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16] if told else ""


def decide(
    verdict: Verdict,
    left: Handle | None = None,
    right: Handle | None = None,
    *,
    value: str = "",
    undoes: str = "",
    why: str = "",
    score: float | None = None,
) -> Decision:
    """Return a new decision, made now by the present user (``GRAPHMILL_USER``, else the name of the login).

    Raises:
        DecisionsError: something is missing, or there that the verdict has no use for.

    """
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Decision(
        f"dec_{uuid4().hex[:12]}", at, present_user(), verdict, left, right, value, undoes, why.strip(), score
    )


def present_user() -> str:
    """Return the name under which the present user decides."""
    named = os.environ.get("GRAPHMILL_USER", "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A container may run under a number that has no name.
        return "unknown"


def _plain(handle: Handle | None) -> tuple[str, str, tuple[str, ...]] | None:
    return None if handle is None else (handle.name, handle.type, handle.documents)


def _check_text(what: str, text: str) -> None:
    if not text.strip():
        raise DecisionsError(f"the {what} is empty")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise DecisionsError(f"the {what} {text!r} holds half a character, which no file can keep") from error


def _check_time(at: str) -> None:
    try:
        given = datetime.fromisoformat(at)
    except ValueError as error:
        raise DecisionsError(f"the time {at!r} is not ISO 8601, as 2024-05-17T09:30:00Z") from error
    if given.tzinfo is None:
        raise DecisionsError(f"the time {at!r} has no zone: end it with Z for UTC")
