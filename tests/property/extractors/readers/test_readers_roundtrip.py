"""Whatever text is written, exactly that text is read."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import Outcome
from extractors.readers.reader import read
from extractors.readers.source import Source

# A zero character makes a file binary, and a mark at the very beginning is the encoding's, not the text's.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def written(name: str, content: bytes) -> tuple[list[str], list[Outcome]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        result = read(Source(name, str(path)))
    return [document.text for document in result.documents], [failure.outcome for failure in result.failures]


@given(TEXTS)
def test_plain_text(text: str) -> None:
    expected = text.removeprefix("\ufeff")
    texts, outcomes = written("a.txt", text.encode())
    assert (texts, outcomes) == (([expected], []) if expected.strip() else ([], [Outcome.EMPTY]))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5), st.booleans())
def test_json_lines(texts: list[str], ascii_only: bool) -> None:
    lines = "\n".join(json.dumps({"text": text}, ensure_ascii=ascii_only) for text in texts)
    found, _ = written("a.jsonl", lines.encode())
    assert found == [text for text in texts if text.strip()]


@given(st.binary(max_size=200))
def test_any_bytes_give_a_document_or_a_failure(content: bytes) -> None:
    for name in ("a.txt", "a.md", "a.jsonl"):
        texts, outcomes = written(name, content)
        assert texts or outcomes
        assert name.endswith(".jsonl") or len(texts) + len(outcomes) == 1
        assert all(text.strip() for text in texts)
