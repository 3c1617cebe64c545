"""Mail: one message a file, written by the standard library or by hand as mail programs write it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import Document, Outcome
from extractors.readers.conversion import ReadError, ReaderSettings
from extractors.readers.formats.mail import convert
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


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


def test_a_mail_is_its_text_with_subject_date_and_headers(reader: DocumentReader, tmp_path: Path) -> None:
    message = letter(
        Subject="Über die Maschine – Fortsetzung " * 5,
        To="Charles Babbage <cb@example.org>, Zoë <z@example.org>",
        Cc="m@example.org",
        Date="Sun, 07 Apr 2024 23:30:00 -0500",
    )
    message["Message-ID"] = "<1843@example.org>"
    message.set_content("Dear Charles,\n\n> How does it go?\nIt computes Bernoulli’s numbers.\n-- \nAda\n")
    document = mail(reader, tmp_path, bytes(message))
    assert document.text == "Dear Charles,\n\n> How does it go?\nIt computes Bernoulli’s numbers.\n-- \nAda"
    assert document.title == ("Über die Maschine – Fortsetzung " * 5).strip()
    assert document.media_type == "message/rfc822"
    assert (document.date, document.date_from) == ("2024-04-07", "mail header Date")
    assert dict(document.metadata) == {
        "from": "Ada <ada@example.org>",
        "to": "Charles Babbage <cb@example.org>, Zoë <z@example.org>",
        "cc": "m@example.org",
        "date": "Sun, 07 Apr 2024 23:30:00 -0500",
        "message-id": "<1843@example.org>",
        "encoding": "utf-8",
        "encoding_guessed": "false",
    }


def test_attachments_are_named_and_not_read(reader: DocumentReader, tmp_path: Path) -> None:
    message = letter()
    message.set_content("See the table.")
    message.add_attachment("not this", filename="note, final.txt")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Übersicht.pdf")
    inner = letter(Subject="Forwarded")
    inner.set_content("nor this")
    message.add_attachment(inner)
    document = mail(reader, tmp_path, bytes(message))
    assert document.text == "See the table."
    assert json.loads(document.metadata["attachments"]) == [
        "note, final.txt",
        "Übersicht.pdf",
        "message/rfc822",
    ]


def test_of_two_forms_the_plain_one_is_read_unless_it_is_blank(
    reader: DocumentReader, tmp_path: Path
) -> None:
    page = "<html><nav>Menu</nav><main><p>Dear <b>Charles</b>,<p>it computes.</main></html>"
    for plain, expected in (("Dear Charles", "Dear Charles"), (" \n", "Dear Charles,\n\nit computes.")):
        message = letter()
        message.set_content(plain)
        message.add_alternative(page, subtype="html")
        message.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
        assert mail(reader, tmp_path, bytes(message)).text == expected
    message = letter()
    message.set_content(page, subtype="html")
    assert mail(reader, tmp_path, bytes(message)).text == "Dear Charles,\n\nit computes."


def test_forms_within_parts_within_forms_are_found(reader: DocumentReader, tmp_path: Path) -> None:
    message = letter()
    message.set_content("<p>Dear Charles", subtype="html")
    message.add_related(b"x", maintype="image", subtype="png", cid="<logo>", filename="logo.png")
    message.make_mixed()
    footer = EmailMessage()
    footer.set_content("Sent to the list")
    message.attach(footer)
    document = mail(reader, tmp_path, bytes(message))
    assert document.text == "Dear Charles\n\nSent to the list"
    assert document.metadata["attachments"] == '["logo.png"]'


RAW = b"From: ada@example.org\r\nSubject: Notes\r\n"


@pytest.mark.parametrize(
    ("body", "text", "encoding", "guessed"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\nJ\xfcrgen", "Jürgen", "cp1252", "false"),
        (b"Content-Type: text/plain; charset=koi8-r\r\n\r\n\xe1\xc4\xc1", "Ада", "koi8-r", "false"),
        (b"Content-Type: text/plain; charset=utf8mb4\r\n\r\nJ\xc3\xbcrgen", "Jürgen", "utf-8", "false"),
        (
            b"Content-Type: text/plain; charset=no-such\r\n\r\nJ\xfcrgen Wei\xdf",
            "Jürgen Weiß",
            "cp1252",
            "true",
        ),
        (b"\r\nJ\xc3\xbcrgen", "Jürgen", "utf-8", "false"),
        (
            b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + "安倍晋三".encode("iso-2022-jp"),
            "安倍晋三",
            "iso2022_jp",
            "false",
        ),
        (
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nJ=C3=BCr=\r\ngen",
            "Jürgen",
            "utf-8",
            "false",
        ),
        (
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nSsO8cmdlbg=",
            "Jürgen",
            "utf-8",
            "false",
        ),
        (
            b"Content-Type: text/html\r\n\r\n<meta charset=windows-1251><p>\xc0\xe4\xe0",
            "Ада",
            "cp1251",
            "false",
        ),
        (
            b"Content-Type: text/html; charset=windows-1251\r\n\r\n<meta charset=koi8-r><p>\xc0\xe4\xe0",
            "Ада",
            "cp1251",
            "false",
        ),
    ],
)
def test_the_encodings_of_mail_are_told_apart(
    reader: DocumentReader, tmp_path: Path, body: bytes, text: str, encoding: str, guessed: str
) -> None:
    document = mail(reader, tmp_path, RAW + body)
    assert document.text == text
    assert (document.metadata["encoding"], document.metadata["encoding_guessed"]) == (encoding, guessed)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (b"=?utf-8?q?J=C3=BCr?=\r\n =?utf-8?b?Z2VuIFdlacOf?=", "Jürgen Weiß"),
        (b"=?iso-8859-1?q?K=F6ln?= and more", "Köln and more"),
        (b"J\xc3\xbcrgen", "Jürgen"),
        (b"J\xfcrgen", "Jürgen"),
        (b"=?no-such?q?J=FCrgen?=", "J�rgen"),
        (b"a folded\r\n\tline", "a folded line"),
        (b"", "Dear Charles"),
    ],
)
def test_subjects_are_read_as_mail_programs_write_them(
    reader: DocumentReader, tmp_path: Path, written: bytes, title: str
) -> None:
    content = b"From: ada@example.org\r\nSubject: " + written + b"\r\n\r\nDear Charles"
    assert mail(reader, tmp_path, content).title == title


def test_addresses_stay_as_they_were_written(reader: DocumentReader, tmp_path: Path) -> None:
    content = (
        b'From: Lovelace, Ada <ada@example.org>\nTo: undisclosed-recipients:;, "B, C" <c@d>\n\nDear Charles'
    )
    document = mail(reader, tmp_path, content)
    assert document.metadata["from"] == "Lovelace, Ada <ada@example.org>"
    assert document.metadata["to"] == 'undisclosed-recipients:;, "B, C" <c@d>'


@pytest.mark.parametrize(
    ("written", "date"),
    [
        (b"Sun, 7 Apr 2024 12:00:00 +0200 (CEST)", "2024-04-07"),
        (b"7 Apr 97 12:00 EST", "1997-04-07"),
        (b"2024-04-07 12:00:00", "2024-04-07"),
        (b"Thu, 01 Jan 1970 00:00:00 +0000", ""),
        (b"04/07/2024 12:00", ""),
        (b"last Sunday", ""),
        (b"", ""),
    ],
)
def test_the_date_is_that_of_its_header_and_kept_as_it_was_written(
    reader: DocumentReader, tmp_path: Path, written: bytes, date: str
) -> None:
    document = mail(reader, tmp_path, RAW + b"Date: " + written + b"\r\n\r\nDear Charles")
    assert (document.date, document.date_from) == (date, "mail header Date" if date else "")
    assert document.metadata.get("date", "") == written.decode()


def test_what_comes_before_the_headers_of_a_saved_mail_does_not_matter(
    reader: DocumentReader, tmp_path: Path
) -> None:
    for before in (b"\xef\xbb\xbf", b"\r\n\n", b"From ada@example.org Sun Apr  7 12:00:00 2024\n"):
        document = mail(reader, tmp_path, before + RAW + b"\r\nDear Charles")
        assert (document.text, document.title) == ("Dear Charles", "Notes"), before


MIXED = RAW + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


def test_a_mail_that_was_cut_off_keeps_the_text_it_has(reader: DocumentReader, tmp_path: Path) -> None:
    content = MIXED + b"--b\r\n\r\nDear Charles\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>it comp"
    assert mail(reader, tmp_path, content).text == "Dear Charles\n\nit comp"


def test_a_mail_that_announces_parts_and_has_none_is_plain_text(
    reader: DocumentReader, tmp_path: Path
) -> None:
    assert mail(reader, tmp_path, MIXED + b"Dear Charles").text == "Dear Charles"


ENCRYPTED = (
    RAW
    + b"Content-Type: multipart/encrypted; protocol=x; boundary=b\r\n\r\n"
    + b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--"
)
SMIME = b"Content-Type: application/pkcs7-mime; smime-type=%s; name=smime.p7m\r\n\r\nMIIB"


@pytest.mark.parametrize(
    ("content", "outcome", "words"),
    [
        (b"", Outcome.CORRUPT, "header lines"),
        (b"Dear Charles,\n\nno headers.", Outcome.CORRUPT, "header lines"),
        (b"Note: this\n\nis none either.", Outcome.CORRUPT, "header lines"),
        (bytes(range(256)), Outcome.CORRUPT, "header lines"),
        (RAW + b"\r\ntext with one \0 in it", Outcome.CORRUPT, "not text"),
        (MIXED + b"--c\r\nContent-Type: text/plain\r\n\r\nA\r\n--c--", Outcome.CORRUPT, "told apart"),
        (RAW, Outcome.EMPTY, "holds no text."),
        (RAW + b"\r\n \r\n", Outcome.EMPTY, "holds no text."),
        (RAW + b"Content-Type: text/html\r\n\r\n<img src=x>", Outcome.EMPTY, "holds no text."),
        (
            MIXED + b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--b--",
            Outcome.EMPTY,
            "no text of its own, only: a.pdf.",
        ),
        (
            RAW + b"Content-Type: message/rfc822\r\n\r\n" + RAW + b"\r\nforwarded",
            Outcome.EMPTY,
            "only: message/rfc822.",
        ),
        (ENCRYPTED, Outcome.ENCRYPTED, "encrypted"),
        (RAW + SMIME % b"enveloped-data", Outcome.ENCRYPTED, "encrypted"),
        (RAW + SMIME % b"signed-data", Outcome.EMPTY, "only: smime.p7m."),
    ],
)
def test_what_gives_no_text_is_told_with_its_reason(
    reader: DocumentReader, tmp_path: Path, content: bytes, outcome: Outcome, words: str
) -> None:
    found, reason = failure_of(reader, tmp_path, content)
    assert found is outcome
    assert words in reason


def test_parts_nested_without_end_cost_one_failure(reader: DocumentReader, tmp_path: Path) -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
        for depth in range(2000)
    )
    outcome, reason = failure_of(reader, tmp_path, RAW + deep + b"\r\nDear Charles")
    assert (outcome, reason) == (Outcome.CORRUPT, "The parts of the mail are nested too deep.")


def test_parameters_that_do_not_fit_together_cost_only_the_name(
    reader: DocumentReader, tmp_path: Path
) -> None:
    odd = b"Content-Disposition: attachment; filename*=utf-8''a.pdf; filename*1=b\r\n"
    part = b"--b\r\nContent-Type: application/pdf\r\n" + odd + b"\r\nx\r\n--b--"
    document = mail(reader, tmp_path, MIXED + b"--b\r\n\r\nDear Charles\r\n" + part)
    assert document.metadata["attachments"] == '["application/pdf"]'


def test_the_limits_of_readers_hold_for_mail(tmp_path: Path) -> None:
    with DocumentReader(ReaderSettings(max_characters=100, max_bytes=1000)) as reader:
        assert failure_of(reader, tmp_path, RAW + b"\r\n" + b"x" * 101)[0] is Outcome.TOO_LARGE
        assert failure_of(reader, tmp_path, RAW + b"\r\n" + b"x" * 1000)[0] is Outcome.TOO_LARGE
        assert mail(reader, tmp_path, RAW + b"\r\n" + b"x" * 100).text == "x" * 100


LINES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85"), min_size=1
)


@given(st.lists(LINES, min_size=1).map("\n".join), LINES)
def test_whatever_text_is_sent_exactly_that_text_is_read(text: str, subject: str) -> None:
    message = letter(Subject=subject)
    message.set_content(text, cte="base64")
    if text.removeprefix("\ufeff").strip():
        (document,) = convert(bytes(message), ReaderSettings())
        assert document.text == text.removeprefix("\ufeff").strip("\n")
    else:
        with pytest.raises(ReadError):
            convert(bytes(message), ReaderSettings())


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_give_a_mail_or_a_refusal(content: bytes, headed: bool) -> None:
    try:
        (document,) = convert(RAW + content if headed else content, ReaderSettings())
    except ReadError as error:
        assert error.remedy  # noqa: PT017 - either is right, and both are looked at
    else:
        assert document.text.strip()
