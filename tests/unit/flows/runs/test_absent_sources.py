"""Which records of a file count as gone, and which as out of reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.readers.reader import read
from extractors.readers.source import Source
from flows.runs.absent_sources import DAMAGED_FILE, records_gone


def mail(number: int, text: str, *headers: str) -> str:
    lines = [
        "From ada Sun Apr  7 12:00:00 2024",
        "From: ada@example.org",
        f"Message-ID: <{number}>",
        *headers,
    ]
    return "\n".join([*lines, "", text, "", ""])


@pytest.mark.parametrize(
    ("another", "why_not_sure"),
    [
        (mail(3, "It computes."), ""),
        (mail(3, " "), ""),
        (mail(3, "x", "Content-Type: application/pkcs7-mime"), ""),
        (mail(3, "one \0 in it"), DAMAGED_FILE),
    ],
    ids=["well", "empty", "encrypted", "damaged"],
)
def test_a_mail_that_is_not_in_its_box_is_gone_unless_it_may_be_one_that_is_damaged(
    tmp_path: Path, another: str, why_not_sure: str
) -> None:
    (tmp_path / "a.mbox").write_text(mail(1, "Dear Charles") + another)
    source = Source("a.mbox", str(tmp_path / "a.mbox"))
    known = ["a.mbox#1", "a.mbox#2", "a.mbox#3"]
    assert records_gone(known, source, read(source)) == {"a.mbox#2": why_not_sure}
