"""Texts for the benchmarks of extraction: plain files and lines of JSON, whole, in passages or in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path


def read_texts(files: Sequence[Path], unit: str, words: int) -> list[str]:
    """Return the texts of the files, cut into sentences or passages unless the unit is ``text``."""
    whole: list[str] = []
    for path in files:
        content = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            records = map(json.loads, content.splitlines())
            whole += [
                record["text"] if "text" in record else " ".join(record["tokens"]) for record in records
            ]
        else:
            whole.append(content)
    if unit != "text":
        whole = [part for text in whole for part in _cut(text, words if unit == "passage" else 0)]
    return [text for text in whole if text.strip()]


def _cut(content: str, most_words: int) -> Iterator[str]:
    from extractors.segmentation.segments import segment
    from extractors.segmentation.windows import words_of

    start: int | None = None
    end = 0
    for sentence in segment(content).sentences:
        if start is not None and len(words_of(content[start : sentence.end])) > most_words:
            yield content[start:end]
            start = None
        if start is None:
            start = sentence.start
        end = sentence.end
    if start is not None:
        yield content[start:end]


def count_words(texts: Sequence[str]) -> int:
    """Return the number of words between white space."""
    return sum(len(text.split()) for text in texts)
