"""Mail: one message a file, written by the standard library or by hand as mail programs write it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import Outcome
from extractors.readers.conversion import ReadError, ReaderSettings
from extractors.readers.formats.mail import convert
from extractors.readers.plain_mail import unflowed
from extractors.readers.reader import DocumentReader
from tests.support.mails import RAW, failure_of, letter, mail


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


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
    document = mail(reader, tmp_path, bytes(message))
    assert document.text == "See the table."
    assert json.loads(document.metadata["attachments"]) == ["note, final.txt", "Übersicht.pdf"]


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


MIXED = RAW + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"

FORWARDED = b"From: cb@example.org\r\nTo: Ada <ada@example.org>\r\nDate: Sun, 7 Apr 2024 12:00:00 +0000\r\n"
FORWARDED_TEXT = (
    "From: cb@example.org\n\nTo: Ada <ada@example.org>\n\nDate: Sun, 7 Apr 2024 12:00:00 +0000\n\n"
    "Subject: Re: Köln\n\nThe mill is done."
)


def forwarded(body: bytes = b"The mill is done.") -> bytes:
    return FORWARDED + b"Subject: =?utf-8?q?Re=3A_K=C3=B6ln?=\r\n\r\n" + body


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Content-Type: message/rfc822\r\n\r\n" + forwarded(), FORWARDED_TEXT),
        (b"Content-Type: message/global\r\n\r\n" + forwarded(), FORWARDED_TEXT),
        (
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + b64encode(forwarded()),
            FORWARDED_TEXT,
        ),
        (
            b"Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n"
            + forwarded()
            + b"\r\n--b\r\n\r\n"
            + forwarded()
            + b"\r\n--b--",
            f"{FORWARDED_TEXT}\n\n{FORWARDED_TEXT}",
        ),
        (
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n--b\r\n"
            b'Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename="a.eml"\r\n\r\n'
            + forwarded()
            + b"\r\n--b\r\n\r\nSent by the list\r\n--b--",
            f"See below.\n\n{FORWARDED_TEXT}\n\nSent by the list",
        ),
        (
            b"Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n" + forwarded(),
            FORWARDED_TEXT,
        ),
    ],
    ids=["alone", "of any script", "in base64", "a digest", "as an attachment", "twice"],
)
def test_a_forwarded_letter_is_read_below_who_wrote_it_to_whom_when_and_about_what(
    reader: DocumentReader, tmp_path: Path, content: bytes, text: str
) -> None:
    document = mail(reader, tmp_path, RAW + content)
    assert document.text == text
    assert "Re: Köln" in json.loads(document.metadata["forwarded"])
    assert "attachments" not in document.metadata
    assert (document.title, document.date) == ("Notes", "")


def test_what_is_attached_to_a_forwarded_letter_is_named_and_its_subject_may_be_the_title(
    reader: DocumentReader, tmp_path: Path
) -> None:
    inner = letter(Subject="The mill")
    inner.set_content("It is done.")
    inner.add_attachment(b"x", maintype="image", subtype="png", filename="mill.png")
    content = b"From: ada@example.org\r\nContent-Type: message/rfc822\r\n\r\n" + bytes(inner)
    document = mail(reader, tmp_path, content)
    assert document.text == "From: Ada <ada@example.org>\n\nSubject: The mill\n\nIt is done."
    assert (document.title, document.metadata["attachments"]) == ("The mill", '["mill.png"]')


@pytest.mark.parametrize(
    ("headers", "is_read"),
    [
        (b"", True),
        (b"Content-Disposition: inline\r\n", True),
        (b"Content-Disposition: inline; filename=poem.txt\r\n", True),
        (b"Content-Type: text/plain; name=poem.txt\r\n", True),
        (b"Content-Type: text/markdown\r\n", True),
        (b"Content-Disposition: attachment; filename=poem.txt\r\n", False),
        (b"Content-Disposition: something-new; filename=poem.txt\r\n", False),
        (b"Content-Type: text/csv; name=poem.txt\r\n", False),
    ],
)
def test_a_second_part_of_text_is_read_where_a_mail_program_shows_it_in_its_place(
    reader: DocumentReader, tmp_path: Path, headers: bytes, is_read: bool
) -> None:
    document = mail(
        reader, tmp_path, MIXED + b"--b\r\n\r\nDear Charles\r\n--b\r\n" + headers + b"\r\nA poem\r\n--b--"
    )
    assert document.text == ("Dear Charles\n\nA poem" if is_read else "Dear Charles")
    assert ("attachments" not in document.metadata) is is_read


FLOWED = RAW + b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (
            "Ada Lovelace met \r\nCharles \r\nBabbage.\r\nThey spoke.",
            "Ada Lovelace met Charles Babbage.\nThey spoke.",
        ),
        ("one \r\n\r\ntwo", "one\n\ntwo"),
        (" From Ada\r\n  two blanks\r\n > no quotation", "From Ada\n two blanks\n> no quotation"),
        ("Yours \r\n-- \r\nAda \r\nLovelace", "Yours\n-- \nAda Lovelace"),
        (
            "> the Corvid \r\n> Systems and \r\n>> Tomas \r\n>> Erben",
            "> the Corvid Systems and\n>> Tomas Erben",
        ),
        (">quoted \r\nanswered", "> quoted\nanswered"),
        ("> -- \r\n> Ada \r\n> L.", "> -- \n> Ada L."),
        ("to the end ", "to the end"),
        ("\r\nno end", "no end"),
    ],
)
def test_flowed_lines_are_made_whole_paragraphs(
    reader: DocumentReader, tmp_path: Path, written: str, text: str
) -> None:
    assert mail(reader, tmp_path, FLOWED + written.encode()).text == text


def test_where_the_blank_at_a_line_s_end_is_only_a_mark_words_are_joined_without_it(
    reader: DocumentReader, tmp_path: Path
) -> None:
    content = FLOWED.replace(b"flowed", b"Flowed; DelSp=Yes") + "佐藤花 \r\n子氏は \r\n\r\n二".encode()
    assert mail(reader, tmp_path, content).text == "佐藤花子氏は\n\n二"


def test_lines_of_a_text_that_is_not_flowed_stay_as_they_are(reader: DocumentReader, tmp_path: Path) -> None:
    assert mail(reader, tmp_path, RAW + b"\r\na \r\n b\r\n-- \r\nc").text == "a \n b\n-- \nc"


@pytest.mark.parametrize(
    ("body", "text", "encoding", "guessed"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\nJ\xfcrgen", "Jürgen", "cp1252", "false"),
        (b"Content-Type: text/plain; charset=koi8-r\r\n\r\n\xe1\xc4\xc1", "Ада", "koi8-r", "false"),
        (b"Content-Type: text/plain; charset=windows-874\r\n\r\n\xa1\xc3\xd8\xa7", "กรุง", "cp874", "false"),
        (
            b"Content-Type: text/html; charset=x-mac-cyrillic\r\n\r\n\x80\xe4\xe0",
            "Ада",
            "mac-cyrillic",
            "false",
        ),
        (
            b"Content-Type: text/plain; charset=unicode-1-1-utf-7\r\n\r\nJ+APw-rgen",
            "Jürgen",
            "utf-7",
            "false",
        ),
        (b"Content-Type: text/plain; charset=utf-7\r\n\r\n1+1=2", "1+1=2", "utf-8", "false"),
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
            MIXED + b"--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx\r\n--b--",
            Outcome.EMPTY,
            "only: winmail.dat.",
        ),
        (
            RAW + b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR",
            Outcome.EMPTY,
            "only: text/calendar.",
        ),
        (
            RAW + b"Content-Type: message/partial; id=a; number=2\r\n\r\nof the letter",
            Outcome.EMPTY,
            "only: message/partial.",
        ),
        (
            RAW + b"Content-Type: message/rfc822\r\n\r\n" + RAW + b"\r\n \r\n",
            Outcome.EMPTY,
            "holds no text.",
        ),
        (
            RAW + b"\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n",
            Outcome.ENCRYPTED,
            "encrypted",
        ),
        (MIXED + b"--b\r\n" + ENCRYPTED + b"\r\n--b--", Outcome.ENCRYPTED, "encrypted"),
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


WORDS = st.text(st.characters(categories=["Ll", "Lu", "Nd", "Po"]), min_size=1)
PARAGRAPHS = st.lists(
    st.tuples(st.integers(0, 3), st.lists(WORDS, min_size=1, max_size=8)), min_size=1, max_size=6
)


@given(PARAGRAPHS, st.randoms())
def test_paragraphs_come_back_whole_however_they_were_wrapped(
    paragraphs: list[tuple[int, list[str]]], at_random: Random
) -> None:
    lines, expected = [], []
    for depth, words in paragraphs:
        marks = ">" * depth
        rest = list(words)
        while rest:
            line = [rest.pop(0) for _ in range(at_random.randint(1, len(rest)))]
            lines.append(f"{marks} {' '.join(line)}{' ' if rest else ''}")
        expected.append(f"{marks} {' '.join(words)}" if depth else " ".join(words))
    assert unflowed("\n".join(lines), delete_space=False) == "\n".join(expected)
