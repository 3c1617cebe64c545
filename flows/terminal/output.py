"""How the commands speak: tables for people, JSON for programs, errors that say what to do."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any, TextIO, cast

from flows.terminal.masking import masked
from flows.terminal.visible import raw, visible, visible_json

if TYPE_CHECKING:
    from graph.questions.sentences import EvidenceSentence


def print_json(data: object) -> None:
    """Write data as JSON to standard output."""
    sys.stdout.write(visible_json(json.dumps(data, ensure_ascii=False, indent=2, default=_plain)) + "\n")


def print_jsonl(rows: Iterable[object]) -> None:
    """Write one JSON value a line to standard output."""
    for row in rows:
        sys.stdout.write(visible_json(json.dumps(row, ensure_ascii=False, default=_plain)) + "\n")


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows with their header to standard output as CSV (RFC 4180): UTF-8, each line ended by CR LF.

    Null is empty, truth values are ``true`` and ``false``, lists and maps JSON. Texts stand as they are, signs that begin a formula in a
    spreadsheet and control characters too; only a terminal is shown pictures of the latter.
    """
    if sys.stdout.isatty():
        _write_csv(sys.stdout, "\n", columns, rows)
        return
    stream = cast("TextIO", raw(sys.stdout))
    stream.flush()
    # Whatever the locale: past the stream's own encoding and its line ends.
    exact = io.TextIOWrapper(stream.buffer, encoding="utf-8", newline="")
    try:
        _write_csv(exact, "\r\n", columns, rows)
    finally:
        exact.detach()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Write a table to standard output: drawn on a terminal, else aligned columns without ornament."""
    cells = [[_text(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*columns, title=title or None, box=box.SIMPLE_HEAD, title_justify="left")
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))
        Console(file=raw(sys.stdout)).print(table)
        return
    if title:
        print(title)
    widths = [max((len(row[i]) for row in [list(columns), *cells]), default=0) for i in range(len(columns))]
    for row in [list(columns), *cells]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def heading(text: str) -> None:
    """Write a line that stands out on a terminal."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.text import Text

        Console(file=raw(sys.stdout)).print(Text(visible(text), style="bold"))
    else:
        print(text)


def highlight(text: str, spans: Iterable[tuple[int, int]]) -> None:
    """Write a sentence with parts of it marked: in bold on a terminal, in «» elsewhere."""
    spans = sorted(spans)
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.text import Text

        marked = Text(visible(text))
        for start, end in spans:
            marked.stylize("bold reverse", start, end)
        Console(file=raw(sys.stdout)).print(marked)
        return
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], "«", text[start:end], "»"]
        position = end
    print("".join([*parts, text[position:]]))


def print_error(message: str) -> None:
    """Write an error to standard error, without the secrets that are known."""
    message = masked(message)
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.text import Text

        Console(stderr=True).print(Text("error: ", style="bold red") + Text(visible(message)))
    else:
        print(f"error: {visible(message)}", file=sys.stderr)


def print_warning(message: str) -> None:
    """Write a warning to standard error, without the secrets that are known."""
    message = masked(message)
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.text import Text

        Console(stderr=True).print(Text("warning: ", style="bold yellow") + Text(visible(message)))
    else:
        print(f"warning: {visible(message)}", file=sys.stderr)


def print_sentences(title: str, sentences: Sequence[EvidenceSentence]) -> None:
    """Print sentences with their places and their mentions marked, under a title; nothing where there are none."""
    if not sentences:
        return
    print()
    heading(title)
    for sentence in sentences:
        print(f"{sentence.uri}:{sentence.start}")
        highlight(sentence.text.replace("\n", " "), sentence.spans)


def count(number: int, what: str) -> str:
    """Return a number of things in words: "1 document", "1,200 documents"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _write_csv(
    stream: TextIO, line_end: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    writer = csv.writer(stream, lineterminator=line_end)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list, tuple)):
        return visible_json(json.dumps(value, ensure_ascii=False, default=_plain))
    return value


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return visible_json(json.dumps(value, ensure_ascii=False, default=_plain))
    return visible(str(value).replace("\n", " "))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)
