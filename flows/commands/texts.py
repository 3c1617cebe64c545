"""The texts of a file, and a mention in them, for the commands that leave the graph alone."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from extractors.documents import Document
from extractors.errors import UsageError
from extractors.mentions import Mention
from extractors.readers.reader import DocumentReader
from extractors.sources.discovery import discover
from flows.project.settings import Settings
from flows.terminal.output import print_error


def read_documents(file: str, settings: Settings) -> tuple[list[Document], bool]:
    """Return the documents of a file, or of standard input for "-", and whether something in it could not be read.

    What could not is told on standard error.
    """
    return _standard_input() if file == "-" else _read(file, settings)


def annotation(mention: Mention) -> dict[str, Any]:
    """Return a mention as the command prints it."""
    return {
        "text": mention.surface,
        "type": mention.type,
        "start": mention.start,
        "end": mention.end,
        "score": round(mention.score, 4),
        "source": mention.source,
    }


def _standard_input() -> tuple[list[Document], bool]:
    data = sys.stdin.buffer.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"standard input: not UTF-8 at byte {error.start}. Convert it, or give the file's name: files are read in many encodings."
        ) from error
    return [Document("-", "standard input", text, "text/plain", hashlib.sha256(data).hexdigest())], False


def _read(file: str, settings: Settings) -> tuple[list[Document], bool]:
    found = discover([file], base=Path.cwd())
    failures = list(found.failures)
    documents: list[Document] = []
    with DocumentReader(settings.reader) as reader:
        for source in found.sources:
            result = reader.read(source)
            documents += result.documents
            failures += result.failures
    for failure in failures:
        print_error(f"{failure.uri}: {failure.outcome.value}: {failure.reason} {failure.remedy}")
    return documents, bool(failures)
