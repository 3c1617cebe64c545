"""What a mail quotes: told apart from what it says, and left out where that is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.documents import Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader, ReadResult
from tests.support.mails import RAW, mail, read_mail


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


QUOTING = """Dear Charles,

it computes.

On Sun, 7 Apr 2024 at 12:00, Charles Babbage <cb@example.org>
wrote:

> How does it go?
>> Well?
>From here on it goes.

This I asked:
> What for?
Well."""
OWN = """Dear Charles,

it computes.


This I asked:
Well."""


def read_without_quotes(folder: Path, content: bytes) -> ReadResult:
    with DocumentReader(ReaderSettings(mail_quotes="drop")) as reader:
        return read_mail(reader, folder, content)


def test_what_a_mail_quotes_is_kept_or_dropped_by_one_setting(reader: DocumentReader, tmp_path: Path) -> None:
    content = RAW + b"\r\n" + QUOTING.encode()
    kept = mail(reader, tmp_path, content)
    assert kept.text == QUOTING
    assert "quoted_characters_dropped" not in kept.metadata
    (document,) = read_without_quotes(tmp_path, content).documents
    assert document.text == OWN
    assert document.metadata["quoted_characters_dropped"] == str(len(QUOTING) - len(OWN))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Yes.\n\n-----Original Message-----\nFrom: Charles\n\nDoes it?", "Yes."),
        ("Ja.\n----- Ursprüngliche Nachricht -----\nVon: Charles\n\nGeht es?", "Ja."),
        (
            "See.\n\n---------- Forwarded message ----------\nFrom: Charles\n\nIt does.",
            "See.\n\n---------- Forwarded message ----------\nFrom: Charles\n\nIt does.",
        ),
        (">From Ada came the\nletter.", ">From Ada came the\nletter."),
        ("1. one\n2. two\n3. three:\n> quoted", "1. one\n2. two\n3. three:"),
        ("Yes.", "Yes."),
    ],
)
def test_what_is_no_quotation_stays_when_quotations_are_dropped(tmp_path: Path, body: str, text: str) -> None:
    content = RAW + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body.encode()
    (document,) = read_without_quotes(tmp_path, content).documents
    assert document.text == text
    assert ("quoted_characters_dropped" in document.metadata) is (text != body)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<p>Yes.<div class='moz-cite-prefix'>Charles wrote:</div><blockquote type=cite>Does it?</blockquote>",
            "Yes.",
        ),
        (
            "<p>Yes.<div class='gmail_quote'>On Sunday Charles wrote:<blockquote>Does it?</blockquote></div>",
            "Yes.",
        ),
        (
            "<p>See.<div class='gmail_quote'>---------- Forwarded message<br>From: Charles</div>",
            "See.\n\n---------- Forwarded message\nFrom: Charles",
        ),
        ("<p>He wrote:<blockquote>It does.</blockquote>", "He wrote:\n\nIt does."),
    ],
)
def test_quotations_in_html_are_those_that_mail_programs_mark(tmp_path: Path, body: str, text: str) -> None:
    content = RAW + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()
    (document,) = read_without_quotes(tmp_path, content).documents
    assert document.text == text


def test_a_mail_that_only_quotes_says_so_when_quotations_are_dropped(tmp_path: Path) -> None:
    (failure,) = read_without_quotes(tmp_path, RAW + b"\r\n> How does it go?\r\n").failures
    assert failure.outcome is Outcome.EMPTY
    assert "only what it quotes" in failure.reason
    assert "mail_quotes" in failure.remedy


HISTORY = [
    "________________________________\nFrom: Charles <c@example.org>\nSent: Sunday, April 7, 2024 12:00\nTo: Ada\nSubject: RE: Engines",
    "________________________________\n\nVon: Charles\nGesendet: Sonntag, 7. April 2024\nAn: Ada\nBetreff: AW: Engines",
    "From: Charles\nSent: Sunday\nTo: Ada;\n Grace\nCc: Bill\nSubject: Engines",
    "*De :* Charles\n*Envoyé :* dimanche\n*À :* Ada\n*Objet :* Engines",
    "______________\nFrom: Charles\nDate: Sunday\nTo: Ada\nSubject: Engines",
    "-----Original Message-----\nFrom: Charles\nSent: Sunday\nTo: Ada\nSubject: Engines",
]


@pytest.mark.parametrize("head", HISTORY)
def test_letters_that_outlook_puts_below_are_quoted(tmp_path: Path, head: str) -> None:
    whole = f"It works.\n\nAda\n\n{head}\n\nDoes it work?\n\nCharles"
    content = RAW + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + whole.encode()
    (document,) = read_without_quotes(tmp_path, content).documents
    assert document.text == "It works.\n\nAda"
    assert document.metadata["quoted_characters_dropped"] == str(len(whole) - len(document.text))


@pytest.mark.parametrize(
    "head",
    [
        "<hr><div id=divRplyFwdMsg><font><b>From:</b> Charles<br><b>Sent:</b> Sunday<br><b>To:</b> Ada<br><b>Subject:</b> Engines</font></div>",
        "<div style='border-top:solid 1pt'><p class=MsoNormal><b>Von:</b> Charles<br><b>Gesendet:</b> Sonntag<br><b>An:</b> Ada<br><b>Betreff:</b> Engines</p></div>",
        "<p>-----Original Message-----</p>",
    ],
)
def test_letters_that_outlook_puts_below_in_html_are_quoted(tmp_path: Path, head: str) -> None:
    content = (
        RAW
        + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
        + f"<p>It works.</p>{head}<p>Does it?".encode()
    )
    (document,) = read_without_quotes(tmp_path, content).documents
    assert document.text == "It works."
    assert int(document.metadata["quoted_characters_dropped"]) > len("Does it?")


@pytest.mark.parametrize(
    "body",
    [
        "________________\nAda Lovelace\nTo: the office",
        "From: Leeds\nTo: Kiel\nDate: Sunday",
        "From: here\nwe see the sea.",
        "The parcel:\n\nSent: Sunday\nFrom: Leeds\nTo: Kiel\nSubject: Engines",
        "_____",
    ],
)
def test_lines_that_only_look_like_the_head_of_a_letter_stay(tmp_path: Path, body: str) -> None:
    content = RAW + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body.encode()
    (document,) = read_without_quotes(tmp_path, content).documents
    assert document.text == body
