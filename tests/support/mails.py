"""Mails for tests: written, saved and read by the real reader."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from extractors.documents import Document, Outcome
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source

RAW = b"From: ada@example.org\r\nSubject: Notes\r\n"


def read_mail(reader: DocumentReader, folder: Path, content: bytes) -> ReadResult:
    (folder / "a.eml").write_bytes(content)
    return reader.read(Source("a.eml", str(folder / "a.eml")))


def mail(reader: DocumentReader, folder: Path, content: bytes) -> Document:
    result = read_mail(reader, folder, content)
    assert result.failures == ()
    (document,) = result.documents
    return document


def failure_of(reader: DocumentReader, folder: Path, content: bytes) -> tuple[Outcome, str]:
    result = read_mail(reader, folder, content)
    assert result.documents == ()
    (failure,) = result.failures
    assert failure.remedy
    return failure.outcome, failure.reason


def letter(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in ({"From": "Ada <ada@example.org>", "Subject": "Notes"} | headers).items():
        message[name] = value
    return message
