"""Plain text, Markdown and the encodings that they come in."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import pytest

from extractors.documents import Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader, ReadResult, read
from extractors.readers.source import Source


def read_file(path: Path, content: bytes | str, **settings: object) -> ReadResult:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(Source(path.name, str(path)), ReaderSettings.model_validate(settings))


def only_failure(result: ReadResult) -> tuple[Outcome, str]:
    assert result.documents == ()
    (failure,) = result.failures
    assert failure.remedy
    return failure.outcome, failure.reason


def test_text_is_kept_as_it_is(tmp_path: Path) -> None:
    content = "  Ada Lovelace\r\n\r\nwrote to Charles Babbage.\u2028\n\n"
    (document,) = read_file(tmp_path / "letter.txt", content).documents
    assert document.text == content
    assert document.title == "Ada Lovelace"
    assert document.media_type == "text/plain"
    assert document.source_hash == hashlib.sha256(content.encode()).hexdigest()
    assert dict(document.metadata) == {"encoding": "utf-8", "encoding_guessed": "false"}


def test_a_document_travels_between_processes(tmp_path: Path) -> None:
    (document,) = read_file(tmp_path / "a.txt", "Ada").documents
    assert pickle.loads(pickle.dumps(document)) == document  # noqa: S301 - our own pickle


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("---\ntitle: Notes\ndate: 2024\n---\nAda wrote.\n", "Notes"),
        ("---\ntitle: Notes\n---\n# Letters\n\nAda wrote.\n", "Letters"),
        ("---\ndate: 2024\n---\n\nAda wrote.\nThen she left.\n", "Ada wrote."),
        ('+++\ntitle = "Notes"\n+++\nAda wrote.\n', "Notes"),
        ("---\ntitle:\n  - a\n---\nAda wrote.\n", "Ada wrote."),
        ("---\ndate: 2024\n---\n" + "word " * 100, " ".join(["word"] * 23) + " …"),
        ("---\nA rule, and no front matter.\n", "---"),
    ],
)
def test_front_matter_gives_a_title_and_is_none(tmp_path: Path, markdown: str, title: str) -> None:
    (document,) = read_file(tmp_path / "a.md", markdown).documents
    assert (document.title, document.text) == (title, markdown)


def test_a_long_first_line_is_no_title(tmp_path: Path) -> None:
    (document,) = read_file(tmp_path / "long report.v2.txt", "word " * 100).documents
    assert document.title == "long report.v2"


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("Intro first.\n\n## The *second* level ##\n", "The *second* level"),
        ("Ada Lovelace\n============\n\nText", "Ada Lovelace"),
        ("```sh\n# a comment\n```\n\n# Heading\n", "Heading"),
        ("```sh\r\n# a comment\r\n```\r\n\r\n# Heading\r\n", "Heading"),
        ("#hashtag\n", "#hashtag"),
    ],
)
def test_markdown_keeps_its_source_and_is_titled_by_its_first_heading(
    tmp_path: Path, markdown: str, title: str
) -> None:
    (document,) = read_file(tmp_path / "a.md", markdown).documents
    assert (document.text, document.title) == (markdown, title)


@pytest.mark.parametrize(
    ("front_matter", "date", "date_from"),
    [
        ("---\ndate: 2024-04-07\n---\n", "2024-04-07", "front matter date"),
        ("---\r\ntitle: A\r\ndate: '2024-04'  # roughly\r\n---\r\n", "2024-04", "front matter date"),
        ('---\n"date": "April 7, 2024"\n...\n', "2024-04-07", "front matter date"),
        ("---\ndate: 2024-04-07T23:30:00-05:00\n---\n", "2024-04-07", "front matter date"),
        ("---\ndate: 2024\nupdated: 2025\n---\n", "2024", "front matter date"),
        (
            "---\npublished: true\npubDate: Sun, 7 Apr 2024 12:00:00 GMT\n---\n",
            "2024-04-07",
            "front matter pubDate",
        ),
        ("---\nPublished: >-\n  7 April\n  2024\n---\n", "2024-04-07", "front matter Published"),
        ("---\nday: &d 2024-04-07\ncreated: *d\n---\n", "2024-04-07", "front matter created"),
        ("---\nlastmod: 2025-01-02\n---\n", "2025-01-02", "front matter lastmod (modified)"),
        ("---\nupdated: 2025-01-02\ncreated: 2024\n---\n", "2024", "front matter created"),
        ("+++\ndate = 2024-04-07\n+++\n", "2024-04-07", "front matter date"),
        ("+++\r\ndate = 2024-04-07T23:30:00-05:00 # late\r\n+++\r\n", "2024-04-07", "front matter date"),
        ('+++\ndate = "2024-04"\n[params]\ndate = "2020"\n+++\n', "2024-04", "front matter date"),
        ("+++\ncreated = 2024\n+++\n", "2024", "front matter created"),
    ],
)
def test_markdown_has_the_date_of_its_front_matter_and_keeps_its_source(
    tmp_path: Path, front_matter: str, date: str, date_from: str
) -> None:
    content = f"{front_matter}\n# Heading\n\nText of 1999-01-01.\n"
    (document,) = read_file(tmp_path / "a.md", content).documents
    assert (document.date, document.date_from) == (date, date_from)
    assert (document.text, document.title) == (content, "Heading")


@pytest.mark.parametrize(
    "content",
    [
        "date: 2024-04-07\n",
        "\n---\ndate: 2024-04-07\n---\n",
        "Text\n\n---\ndate: 2024-04-07\n---\n",
        "---\ndate: 2024-04-07\n",
        "---\nevent:\n  date: 2024-04-07\n---\n",
        "---\n# date: 2024-04-07\ntitle: x\n---\n",
        "---\ntext: |\n  date: 2024-04-07\n---\n",
        "---\ndate: 04/07/2024\n---\n",
        "---\ndate: [2024-04-07]\n---\n",
        "---\ndate: 2024-04-07\ndate: 2024-04-08\n---\n",
        "---\ndate: 2024-04-07\nbroken: [\n---\n",
        "---\ndate: !!python/object/apply:os.getcwd []\n---\n",
        '---\ndate: "\\UFFFFFFFF"\n---\n',
        "---\n" + "[" * 10_000 + "\n---\n",
        "---\ndate: 2024-04-07\nlong: " + "x" * 20_000 + "\n---\n",
        "+++\n[params]\ndate = 2024-04-07\n+++\n",
        '+++\ntext = """\ndate = 2024-04-07\n"""\n+++\n',
        "+++\ndate = 12:00:00\n+++\n",
        "+++\ndate = 2024-02-30\n+++\n",
        "---\ntext\n---\nmore\n---\n",
    ],
)
def test_markdown_without_a_date_at_the_top_of_its_front_matter_has_none(
    tmp_path: Path, content: str
) -> None:
    (document,) = read_file(tmp_path / "a.md", content).documents
    assert (document.date, document.date_from, document.text) == ("", "", content)


def test_plain_text_has_no_date(tmp_path: Path) -> None:
    (document,) = read_file(tmp_path / "a.txt", "---\ndate: 2024-04-07\n---\n").documents
    assert (document.date, document.date_from) == ("", "")


GERMAN = "Jürgen Weiß fährt über die Brücke nach Köln – zur „größten“ Straße der Stadt. "
FRENCH = "L’été dernier, François Hollande a été à Besançon. Où êtes-vous allé ? "
RUSSIAN = "Компания Газпром подписала договор с Китаем в Санкт-Петербурге. "
JAPANESE = "安倍晋三は日本の政治家である。東京都に生まれた。トヨタ自動車は愛知県にある。"


@pytest.mark.parametrize(
    ("text", "written_as", "read_as", "guessed"),
    [
        (GERMAN, "utf-8-sig", "utf-8", "false"),
        (GERMAN, "utf-16", "utf-16-le", "false"),
        (GERMAN, "utf-32", "utf-32-le", "false"),
        (GERMAN, "utf-16-le", "utf-16-le", "true"),
        (GERMAN, "utf-16-be", "utf-16-be", "true"),
        (GERMAN, "cp1252", "cp1252", "true"),
        (FRENCH, "cp1252", "cp1252", "true"),
        (FRENCH * 50, "cp1252", "cp1252", "true"),
        (RUSSIAN, "koi8-r", "koi8_r", "true"),
        (RUSSIAN, "cp1251", "cp1251", "true"),
        (JAPANESE, "shift_jis", "cp932", "true"),
    ],
)
def test_encodings_are_told_apart_and_recorded(
    tmp_path: Path, text: str, written_as: str, read_as: str, guessed: str
) -> None:
    (document,) = read_file(tmp_path / "a.txt", text.encode(written_as)).documents
    assert document.text == text
    assert dict(document.metadata) == {"encoding": read_as, "encoding_guessed": guessed}


@pytest.mark.parametrize(
    "content",
    [
        b"\x7fELF\x02\x01\x01" + bytes(64),
        b"text with one \0 in it",
        bytes(range(256)),
        "half".encode("utf-16") + b"\x00",
        b"\xef\xbb\xbfbroken \xff after the mark",
    ],
)
def test_what_is_no_text_is_corrupt(tmp_path: Path, content: bytes) -> None:
    outcome, _ = only_failure(read_file(tmp_path / "a.txt", content))
    assert outcome is Outcome.CORRUPT


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", "\u2003\n".encode()])
def test_a_file_without_signs_is_empty(tmp_path: Path, content: bytes) -> None:
    outcome, _ = only_failure(read_file(tmp_path / "a.txt", content))
    assert outcome is Outcome.EMPTY


def test_a_file_past_the_limit_is_refused_and_not_shortened(tmp_path: Path) -> None:
    assert read_file(tmp_path / "a.txt", "x" * 1000, max_bytes=1000).documents
    outcome, reason = only_failure(read_file(tmp_path / "a.txt", "x" * 1001, max_bytes=1000))
    assert outcome is Outcome.TOO_LARGE
    assert "limit" in reason
    outcome, reason = only_failure(read_file(tmp_path / "a.txt", "x" * 1001, max_characters=1000))
    assert outcome is Outcome.TOO_LARGE
    assert "1,001 characters" in reason


def test_a_large_file_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(10**12)  # a sparse file: reading it would take an hour
    outcome, _ = only_failure(read(Source("huge.txt", str(path))))
    assert outcome is Outcome.TOO_LARGE


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    outcome, _ = only_failure(read(Source("gone.txt", str(tmp_path / "gone.txt"))))
    assert outcome is Outcome.UNREADABLE


def test_a_folder_named_like_a_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    outcome, _ = only_failure(read(Source("folder.txt", str(tmp_path / "folder.txt"))))
    assert outcome is Outcome.UNREADABLE


def test_an_unknown_type_is_unsupported(tmp_path: Path) -> None:
    outcome, reason = only_failure(read_file(tmp_path / "a.xyz", "text"))
    assert outcome is Outcome.UNSUPPORTED
    assert ".xyz" in reason


def test_the_media_type_counts_where_the_suffix_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_text("Ada")
    with DocumentReader() as reader:
        result = reader.read(Source("https://example.org/page", str(path), "text/plain; charset=utf-8"))
    assert [document.text for document in result.documents] == ["Ada"]
