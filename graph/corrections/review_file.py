"""Questions of the review in a file, to be answered in a spreadsheet or by a program, and the answers read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.errors import UsageError
from graph.questions.sentences import EvidenceSentence
from linking.decisions.decision import PAIR_VERDICTS, Decisions, DecisionsError, Handle, Verdict
from linking.review.queue import Doubt

COLUMNS = (
    "decision",
    "why",
    "question",
    "left",
    "left_type",
    "left_documents",
    "left_sentence",
    "right",
    "right_type",
    "right_documents",
    "right_sentence",
    "rule",
    "score",
    "sentences",
)
REQUIRED = ("decision", "left", "left_type", "right", "right_type")
_SHOWN = 20
# Spreadsheets of East Asian languages also take the full-width forms for a formula.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
_DELIMITERS = ",;\t"

Evidence = tuple[Sequence[EvidenceSentence], Sequence[EvidenceSentence]]


class ReviewFileError(UsageError):
    """A file of questions that cannot be written or read; nothing of it was taken over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A row that was answered: its line, the two names, the verdict, the reason, and the score that it was shown with."""

    line: int
    left: Handle
    right: Handle
    verdict: Verdict
    why: str
    score: float | None


def write_questions(path: Path, doubts: Sequence[tuple[Doubt, Evidence]]) -> None:
    """Write questions, one a row, to a new ``.csv`` or ``.jsonl`` file.

    Raises:
        ReviewFileError: the name ends otherwise, the file is there already and may hold answers, or it cannot be written.

    """
    if _suffix(path) == ".csv":
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(
            {name: _cell(value) for name, value in _row(doubt, evidence).items()}
            for doubt, evidence in doubts
        )
        # With a byte order mark, without which spreadsheets take UTF-8 for something else.
        data = text.getvalue().encode("utf-8-sig", "replace")
    else:
        lines = (json.dumps(_object(doubt, evidence), ensure_ascii=False) for doubt, evidence in doubts)
        data = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise ReviewFileError(f"{path}: is there already. Give another name, or delete it first.") from error
    except OSError as error:
        raise ReviewFileError(f"{path}: cannot be written: {error.strerror or error}.") from error


def read_answers(path: Path) -> list[Answer]:
    """Return the rows that were answered, in the order of the file; rows without a decision are left out.

    Raises:
        ReviewFileError: the file cannot be read, or rows of it cannot be used; the message names each with its line.

    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReviewFileError(f"{path}: not UTF-8. Save it as “CSV UTF-8”.") from error
    except OSError as error:
        raise ReviewFileError(f"{path}: cannot be read: {error.strerror or error}.") from error
    rows = _csv_rows(path, text) if _suffix(path) == ".csv" else _json_rows(text)
    answers: list[Answer] = []
    problems: list[str] = []
    first: dict[object, Answer] = {}
    for line, row in rows:
        try:
            if isinstance(row, DecisionsError):
                raise row
            answer = _answer(line, row)
            if answer is not None and _check_repeated(answer, first):
                answers.append(answer)
        except DecisionsError as error:
            problems.append(f"{path}:{line}: {error}")
    if problems:
        left = len(problems) - _SHOWN
        more = f"\n… and {left:,} more row{'' if left == 1 else 's'}" if left > 0 else ""
        raise ReviewFileError(
            "\n".join(problems[:_SHOWN]) + more + "\nNothing was taken over. Correct the rows."
        )
    return answers


def new_answers(answers: Sequence[Answer], decisions: Decisions) -> list[Answer]:
    """Return the answers that do not hold already."""
    held = {each.pair: each.verdict for each in decisions.active if each.pair}
    return [each for each in answers if held.get(pair_of(each.left, each.right)) is not each.verdict]


def pair_of(left: Handle, right: Handle) -> tuple[Any, Any]:
    """Return the keys of two handles in one order."""
    one, other = sorted((left.key, right.key))
    return one, other


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".jsonl"}:
        raise ReviewFileError(f"{path}: give it a name that ends in .csv or .jsonl.")
    return suffix


def _row(doubt: Doubt, evidence: Evidence) -> dict[str, str]:
    row = {
        "decision": "",
        "why": "",
        "question": doubt.question.value,
        "rule": doubt.rule,
        "score": f"{doubt.score:.4f}",
        "sentences": str(doubt.impact),
    }
    for side, handle, sentences in zip(("left", "right"), (doubt.left, doubt.right), evidence, strict=True):
        row[side] = handle.name
        row[f"{side}_type"] = handle.type
        row[f"{side}_documents"] = (
            json.dumps(handle.documents, ensure_ascii=False) if handle.documents else ""
        )
        row[f"{side}_sentence"] = " / ".join(" ".join(each.text.split()) for each in sentences)
    return row


def _object(doubt: Doubt, evidence: Evidence) -> dict[str, Any]:
    def side(handle: Handle) -> dict[str, Any]:
        found: dict[str, Any] = {"name": handle.name, "type": handle.type}
        return found | {"documents": list(handle.documents)} if handle.documents else found

    return {
        "decision": "",
        "why": "",
        "question": doubt.question.value,
        "left": side(doubt.left),
        "right": side(doubt.right),
        "rule": doubt.rule,
        "score": doubt.score,
        "sentences": doubt.impact,
        "left_sentences": [each.text for each in evidence[0]],
        "right_sentences": [each.text for each in evidence[1]],
    }


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any] | DecisionsError]]:
    header = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        missing = [name for name in REQUIRED if name not in names]
        if missing:
            raise ReviewFileError(
                f"{path}:1: the column {missing[0]!r} is missing. `graphmill review --export` writes a file to compare with."
            )
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, _from_cells(dict(zip(names, map(_uncell, cells), strict=False)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ReviewFileError(
            f"{path}:{reader.line_num}: no table: {error}. Nothing was taken over."
        ) from error


def _from_cells(row: Mapping[str, str]) -> Mapping[str, Any] | DecisionsError:
    found: dict[str, Any] = {
        "decision": row["decision"],
        "why": row.get("why", ""),
        "score": row.get("score", ""),
    }
    for side in ("left", "right"):
        given = row.get(f"{side}_documents", "").strip()
        try:
            documents = json.loads(given) if given else []
        except json.JSONDecodeError:
            return DecisionsError(
                f"{side}_documents is {given!r} and should be a list of URIs as JSON, or empty"
            )
        found[side] = {"name": row.get(side, ""), "type": row.get(f"{side}_type", ""), "documents": documents}
    return found


def _json_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any] | DecisionsError]]:
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except json.JSONDecodeError as error:
            yield line, DecisionsError(f"not a line of JSON: {error}")
        else:
            yield line, row if isinstance(row, dict) else DecisionsError("not a JSON object")


def _answer(line: int, row: Mapping[str, Any]) -> Answer | None:
    given = str(row.get("decision") or "").strip().casefold()
    if not given:
        return None
    if given not in PAIR_VERDICTS:
        raise DecisionsError(f"decision is {given!r} and should be same, different, unsure or empty")
    left, right = (_handle(side, row.get(side)) for side in ("left", "right"))
    if left == right:
        raise DecisionsError("left and right are one and the same")
    return Answer(
        line, left, right, Verdict(given), str(row.get("why") or "").strip(), _score(row.get("score"))
    )


def _handle(side: str, given: object) -> Handle:
    if not isinstance(given, dict) or not all(isinstance(given.get(key), str) for key in ("name", "type")):
        raise DecisionsError(f"{side} should have a name and a type")
    documents = given.get("documents") or []
    if not isinstance(documents, list) or not all(isinstance(each, str) for each in documents):
        raise DecisionsError(f"the documents of {side} should be a list of URIs")
    try:
        return Handle(given["name"], given["type"], tuple(documents))
    except DecisionsError as error:
        raise DecisionsError(f"{side}: {error}") from error


def _score(given: object) -> float | None:
    if given is None or given == "":
        return None
    try:
        score = float(str(given).replace(",", "."))
    except ValueError as error:
        raise DecisionsError(f"the score {given!r} is no number") from error
    if not 0 <= score <= 1:
        raise DecisionsError(f"the score {given!r} is not between 0 and 1")
    return score


def _check_repeated(answer: Answer, first: dict[object, Answer]) -> bool:
    """Tell whether this is the first row on its pair; a later one must not say something else."""
    earlier = first.setdefault(pair_of(answer.left, answer.right), answer)
    if earlier.verdict is not answer.verdict:
        raise DecisionsError(
            f"the same two names are {answer.verdict} here and {earlier.verdict} in line {earlier.line}"
        )
    return earlier is answer


def _cell(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, whatever a document wrote."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _uncell(value: str) -> str:
    return value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA) else value
