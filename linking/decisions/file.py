"""The file of decisions: one JSON object a line, only ever added to, readable by people and fit for version control."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from extractors.json_lines import LineError, NotJsonError, object_of
from extractors.whole_files import flush_folder
from linking.decisions.decision import Decision, Decisions, DecisionsError, Handle, Verdict

_KEYS = ("id", "at", "by", "verdict", "left", "right", "value", "undoes", "why", "score")
_REQUIRED = ("id", "at", "by", "verdict")
_CORRECT = "Correct the line or delete it."


class DecisionsFile:
    """An append-only file of decisions, ``path``; a file that does not exist holds none.

    A name that leads elsewhere (a symbolic link) is followed. Several processes may read and append at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Decisions:
        """Return all decisions in the order of the file.

        Raises:
            DecisionsError: the file cannot be read, or a line is no decision, repeats an id, or undoes what no line
                before it holds; the message names file, line and remedy.

        """
        try:
            with self.path.open("rb") as file:
                _lock(file, alone=False)
                data = file.read()
        except FileNotFoundError:
            return Decisions()
        except OSError as error:
            raise DecisionsError(f"{self.path}: cannot be read: {error.strerror or error}.") from error
        return self._parse(data)

    def append(self, decision: Decision) -> None:
        """Add a decision, so that it is on the disk when this returns; see :meth:`extend`."""
        self.extend([decision])

    def extend(self, decisions: Iterable[Decision]) -> None:
        """Add decisions: all of them or none, on the disk when this returns, never between another process's.

        Raises:
            DecisionsError: the file as it is cannot be read, a decision repeats an id or undoes one that is not there, or
                the file cannot be written; nothing was added.

        """
        added = list(decisions)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Unbuffered: one write of the system for all of it.
            with self.path.open("a+b", buffering=0) as file:
                _lock(file, alone=True)
                file.seek(0)
                data = file.read()
                self._check_new(self._parse(data), added)
                # An editor may have left the last line without its end.
                ending = b"\n" if data and not data.endswith(b"\n") else b""
                _write(file, ending + b"".join(to_line(each).encode() for each in added), len(data))
            if not data:
                flush_folder(self.path.parent)
        except OSError as error:
            raise DecisionsError(
                f"{self.path}: cannot be written: {error.strerror or error}. Nothing was added."
            ) from error

    def _check_new(self, present: Decisions, added: Iterable[Decision]) -> None:
        known = {each.id for each in present.all}
        for each in added:
            if problem := _misfit(each, known):
                raise DecisionsError(f"{self.path}: {problem}. Nothing was added.")
            known.add(each.id)

    def _parse(self, data: bytes) -> Decisions:
        found: list[Decision] = []
        known: set[str] = set()
        lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            place = f"{self.path}:{number}"
            try:
                decision = from_json(object_of(line))
            except LineError as error:
                if number == len(lines) and isinstance(error, NotJsonError):
                    raise DecisionsError(
                        f"{place}: the last line was cut off while it was written. Delete the line and decide again "
                        "what it was to say; all lines before it are whole."
                    ) from error
                raise DecisionsError(f"{place}: {error.problem}. {_CORRECT}") from error
            except DecisionsError as error:
                raise DecisionsError(f"{place}: {error}. {_CORRECT}") from error
            if problem := _misfit(decision, known):
                raise DecisionsError(f"{place}: {problem}. {_CORRECT}")
            known.add(decision.id)
            found.append(decision)
        return Decisions(tuple(found))


def to_line(decision: Decision) -> str:
    """Return a decision as its line in the file: the keys in a fixed order, without those that have nothing to say."""
    fields = {
        "id": decision.id,
        "at": decision.at,
        "by": decision.by,
        "verdict": decision.verdict.value,
        "left": _handle_json(decision.left),
        "right": _handle_json(decision.right),
        "value": decision.value,
        "undoes": decision.undoes,
        "why": decision.why,
        "score": decision.score,
    }
    told = {key: value for key, value in fields.items() if value not in (None, "")}
    return json.dumps(told, ensure_ascii=False) + "\n"


def from_json(data: dict[str, Any]) -> Decision:
    """Return the decision that the JSON object of a line says.

    Raises:
        DecisionsError: a key is missing, unknown, or holds something else than it should.

    """
    _check_keys(data, _KEYS, _REQUIRED)
    try:
        verdict = Verdict(_text(data, "verdict"))
    except ValueError as error:
        raise DecisionsError(
            f"there is no verdict {data['verdict']!r}; the verdicts are {', '.join(Verdict)}"
        ) from error
    score = data.get("score")
    if score is not None and (isinstance(score, bool) or not isinstance(score, (int, float))):
        raise DecisionsError(f"'score' is {score!r} and should be a number")
    return Decision(
        id=_text(data, "id"),
        at=_text(data, "at"),
        by=_text(data, "by"),
        verdict=verdict,
        left=_handle(data, "left"),
        right=_handle(data, "right"),
        value=_text(data, "value"),
        undoes=_text(data, "undoes"),
        why=_text(data, "why"),
        score=score,
    )


def _misfit(decision: Decision, known: set[str]) -> str:
    """Say why a decision cannot follow those with the ids ``known``; nothing if it can."""
    if decision.id in known:
        return f"the id {decision.id} is already taken by a line before"
    if decision.undoes and decision.undoes not in known:
        return f"{decision.undoes} is to be undone, but no line before holds it"
    return ""


def _handle_json(handle: Handle | None) -> dict[str, Any] | None:
    if handle is None:
        return None
    found: dict[str, Any] = {"name": handle.name, "type": handle.type}
    return found | {"documents": list(handle.documents)} if handle.documents else found


def _handle(data: dict[str, Any], key: str) -> Handle | None:
    given = data.get(key)
    if given is None:
        return None
    if not isinstance(given, dict):
        raise DecisionsError(f"{key!r} is {given!r} and should be an object with a name and a type")
    try:
        _check_keys(given, ("name", "type", "documents"), ("name", "type"))
        return Handle(_text(given, "name"), _text(given, "type"), _documents(given))
    except DecisionsError as error:
        raise DecisionsError(f"in {key!r}: {error}") from error


def _documents(data: dict[str, Any]) -> tuple[str, ...]:
    documents = data.get("documents", [])
    if not isinstance(documents, list) or not all(isinstance(each, str) for each in documents):
        raise DecisionsError(f"'documents' is {documents!r} and should be a list of URIs")
    return tuple(documents)


def _check_keys(data: dict[str, Any], known: Iterable[str], required: Iterable[str]) -> None:
    known = list(known)
    for key in data:
        if key not in known:
            raise DecisionsError(f"there is no key {key!r}; the keys are {', '.join(known)}")
    for key in required:
        if key not in data:
            raise DecisionsError(f"{key!r} is missing")


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise DecisionsError(f"{key!r} is {value!r} and should be text")
    return value


def _lock(file: BinaryIO, *, alone: bool) -> None:
    """Keep other processes from appending until ``file`` is closed, and with ``alone`` from reading too."""
    if os.name == "posix":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)


def _write(file: BinaryIO, data: bytes, length: int) -> None:
    """Write ``data`` behind the first ``length`` bytes and force it to the disk; a failure leaves the file as it was."""
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    except BaseException:
        file.truncate(length)
        raise
