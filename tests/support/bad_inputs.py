"""A hundred inputs that cannot be read, or not wholly, each with the outcome that it has to have; nothing in them does harm.

python -m tests.support.bad_inputs            # prints the table of docs/bad-inputs.md
"""

from __future__ import annotations

import io
import os
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import openpyxl
import pptx
from fpdf import FPDF

from extractors.documents import Outcome

SETTINGS = """
[reader]
max_bytes = 300_000
max_characters = 100_000
max_expanded_bytes = 20_000_000
timeout_seconds = 20
fetch_seconds = 1.5
listing_seconds = 3
"""
"""The limits by which some of them are too large or too slow; they follow the other settings of a project."""

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0" + bytes(40)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
GZIP = b"\x1f\x8b\x08\0" + bytes(60)
SENTENCE = "The Calypso left Bergen for Kiel."
LOCK = "sesame"


@dataclass(frozen=True, slots=True)
class BadInput:
    """A file of a name and a content, the outcome that it has, and what is wrong with it; ``part`` is the record that is rejected."""

    name: str
    content: bytes
    outcome: Outcome
    what: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class BadPlace:
    """An input that is no such file: what is given, as a pattern with the folder and the server in it, and what is wrong."""

    given: str
    outcome: Outcome
    what: str


@cache
def bad_files() -> tuple[BadInput, ...]:
    """Return all bad files."""
    makers: tuple[Callable[[], Iterator[BadInput]], ...] = (
        _texts,
        _pages,
        _tables,
        _records,
        _mails,
        _portable_documents,
        _office,
        _open_documents,
        _books,
        _unknown,
    )
    return tuple(each for make in makers for each in make())


def bad_places() -> tuple[BadPlace, ...]:
    """Return all bad inputs that are no files."""
    unreadable = Outcome.UNREADABLE
    return (
        BadPlace("", unreadable, "an empty input"),
        BadPlace("{folder}/missing.txt", unreadable, "a file that is not there"),
        BadPlace("{folder}/missing/*.txt", unreadable, "a pattern that nothing matches"),
        BadPlace("{folder}/hollow", Outcome.EMPTY, "a folder without files"),
        BadPlace("{folder}/names", unreadable, "a file whose name is no UTF-8"),
        BadPlace("{folder}/dangling.txt", unreadable, "a link that leads nowhere"),
        BadPlace("{folder}/loop.txt", unreadable, "a link that leads to itself"),
        BadPlace("{folder}/pipe.txt", unreadable, "a named pipe"),
        BadPlace("{folder}/socket.txt", unreadable, "a socket"),
        BadPlace("{server}/missing.txt", unreadable, "a page that is not there"),
        BadPlace("{server}/locked.txt", unreadable, "a page that asks for a password"),
        BadPlace("{server}/broken.txt", unreadable, "a page whose server fails"),
        BadPlace("{server}/round.txt", unreadable, "a page that leads to itself"),
        BadPlace("{server}/cut.txt", unreadable, "a page that is cut off"),
        BadPlace("{server}/large.txt", Outcome.TOO_LARGE, "a page beyond the limit of bytes"),
        BadPlace("{server}/silent.txt", Outcome.TIMEOUT, "a server that never answers"),
        BadPlace("{server}/stuck.txt", Outcome.TIMEOUT, "a server that goes silent in mid-file"),
        BadPlace("http://127.0.0.1:1/a.txt", unreadable, "a server that is not there"),
        BadPlace("nosuch://place/a.txt", unreadable, "a kind of address that nothing opens"),
        BadPlace("zip://a.txt::{folder}/no-package.zip", unreadable, "a file in an archive that is none"),
    )


@contextmanager
def bad_server() -> Iterator[str]:
    """Run the server that some of the bad places are at, and give its address."""
    end = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            name = self.path.strip("/").partition(".")[0]
            if name == "silent":
                end.wait()
                return
            status = {"missing": 404, "locked": 401, "broken": 500, "round": 302}.get(name, 200)
            length = {"cut": 5000, "stuck": 5000, "large": 10_000_000}.get(name, 0)
            self.send_response(status)
            if name == "round":
                self.send_header("Location", self.path)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            if self.command == "HEAD" or not length:
                return
            self.wfile.write(SENTENCE.encode())
            self.wfile.flush()
            if name == "stuck":
                end.wait()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of the base class
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        end.set()
        server.shutdown()
        thread.join()
        server.server_close()


def write_bad_inputs(folder: Path) -> None:
    """Write all bad files below ``folder``, and what the bad places in it are."""
    folder.mkdir(parents=True)
    for each in bad_files():
        (folder / each.name).write_bytes(each.content)
    (folder / "hollow").mkdir()
    (folder / "names").mkdir()
    (folder / "names" / os.fsdecode(b"Caf\xe9.txt")).write_text(SENTENCE, encoding="utf-8")
    (folder / "dangling.txt").symlink_to(folder / "gone.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "no-package.zip").write_bytes(b"no archive")
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as listening:
        # The path of a socket may be no longer than about a hundred characters.
        os.chdir(folder)
        try:
            listening.bind("socket.txt")
        finally:
            os.chdir(here)


def _texts() -> Iterator[BadInput]:
    corrupt, empty = Outcome.CORRUPT, Outcome.EMPTY
    yield BadInput("nothing.txt", b"", empty, "no bytes")
    yield BadInput("blank.txt", b" \r\n\t \n", empty, "blanks alone")
    yield BadInput("binary.txt", bytes(range(256)) * 4, corrupt, "bytes that are no text")
    yield BadInput("zeros.txt", SENTENCE.encode() + bytes(200), corrupt, "text, then zeros, as after a crash")
    yield BadInput("half-sign.txt", b"\xff\xfeA\0\0\xd8B\0", corrupt, "UTF-16 with half a character")
    yield BadInput(
        "cut-sign.txt", b"\xef\xbb\xbfCafe \xc3", corrupt, "UTF-8 by its mark, cut off within a character"
    )
    yield BadInput("picture.txt", PNG, corrupt, "a picture by the name of a text")
    yield BadInput("packed.txt", GZIP, corrupt, "a packed file by the name of a text")
    yield BadInput("large.txt", b"Bergen. " * 40_000, Outcome.TOO_LARGE, "more bytes than the limit")
    yield BadInput("long.txt", b"Kiel. " * 20_000, Outcome.TOO_LARGE, "more characters than the limit")
    yield BadInput("plain.rtf", SENTENCE.encode(), corrupt, "a text by the name of RTF")
    yield BadInput("blank.rtf", rb"{\rtf1\ansi }", empty, "RTF without text")


def _pages() -> Iterator[BadInput]:
    corrupt, empty = Outcome.CORRUPT, Outcome.EMPTY
    yield BadInput("nothing.html", b"", empty, "no bytes")
    yield BadInput("tags.html", b"<html><body><p></p><br></body></html>", empty, "tags without text")
    yield BadInput(
        "script.html", b"<html><script>var port = 'Riga';</script></html>", empty, "a script alone"
    )
    yield BadInput("frames.html", b"<frameset><frame src=a.html></frameset>", empty, "frames without text")
    yield BadInput("pictures.html", b"<html><body><img src=a.png></body></html>", empty, "a picture alone")
    yield BadInput("printed.html", _pdf(SENTENCE), corrupt, "a PDF by the name of a web page")


def _tables() -> Iterator[BadInput]:
    corrupt, empty = Outcome.CORRUPT, Outcome.EMPTY
    yield BadInput("nothing.csv", b"", empty, "no bytes")
    yield BadInput("workbook.csv", _workbook(SENTENCE), corrupt, "a workbook by the name of CSV")
    yield BadInput("binary.tsv", bytes(range(256)) * 4, corrupt, "bytes that are no text")
    yield BadInput("blank.xlsx", _workbook(""), empty, "a workbook without cells")
    yield BadInput("cut.xlsx", _cut(_workbook(SENTENCE)), corrupt, "a workbook that is cut off")
    yield BadInput(
        "old.xlsx", OLD_OFFICE, Outcome.UNSUPPORTED, "a workbook of the old kind by the name of a new one"
    )
    yield BadInput("csv.xlsx", b"ship,port\nCalypso,Kiel\n", corrupt, "CSV by the name of a workbook")
    yield BadInput("letter.xlsx", _letter(SENTENCE), corrupt, "a letter by the name of a workbook")


def _records() -> Iterator[BadInput]:
    corrupt, empty = Outcome.CORRUPT, Outcome.EMPTY
    good = b'{"id": "1", "text": "The Argo off Riga."}\n'
    yield BadInput("nothing.jsonl", b"", empty, "no bytes")
    yield BadInput(
        "array.jsonl", b'[\n{"text": "a"},\n{"text": "b"}\n]\n', corrupt, "one array over many lines"
    )
    yield BadInput("pretty.jsonl", b'{\n  "text": "a"\n}\n', corrupt, "one object over many lines")
    yield BadInput("no-json.jsonl", good + b"Riga\n", corrupt, "a line that is no JSON", "line-2")
    yield BadInput(
        "cut.jsonl", good + b'{"id": "2", "text": "Ki', corrupt, "a last line that is cut off", "line-2"
    )
    yield BadInput("number.jsonl", good + b"7\n", corrupt, "a line that is no object", "line-2")
    yield BadInput("no-text.jsonl", good + b'{"id": "2"}\n', corrupt, "a record without text", "line-2")
    yield BadInput(
        "list.jsonl", good + b'{"id": "2", "text": ["a"]}\n', corrupt, "a text that is a list", "line-2"
    )
    yield BadInput("blank.jsonl", good + b'{"id": "2", "text": " "}\n', empty, "a record of blanks", "2")
    yield BadInput("twice.jsonl", good + good, corrupt, "an id that stands twice", "line-2")


def _mails() -> Iterator[BadInput]:
    corrupt, empty, encrypted = Outcome.CORRUPT, Outcome.EMPTY, Outcome.ENCRYPTED
    head = b"From: ada@example.org\r\nTo: bob@example.org\r\nSubject: Riga\r\nMIME-Version: 1.0\r\n"
    mixed = head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    sealed = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nMIIB"
    armour = b"\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
    attached = b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--b--"
    yield BadInput("nothing.eml", b"", empty, "no bytes")
    yield BadInput("letter.eml", b"Dear Bob,\n\nno head.", corrupt, "no header lines")
    yield BadInput("head.eml", head, empty, "a head and no body")
    yield BadInput("zero.eml", head + b"\r\nRiga \0 Kiel", corrupt, "a body with a zero in it")
    yield BadInput(
        "parts.eml",
        mixed + b"--c\r\nContent-Type: text/plain\r\n\r\nA\r\n--c--",
        corrupt,
        "parts that cannot be told apart",
    )
    yield BadInput("attached.eml", mixed + attached, empty, "an attachment alone")
    yield BadInput("sealed.eml", head + sealed, encrypted, "a mail encrypted by S/MIME")
    yield BadInput("armour.eml", head + armour, encrypted, "a mail encrypted by PGP")
    yield BadInput("nothing.mbox", b"", empty, "no bytes")
    yield BadInput("letter.mbox", b"Dear Bob,\n\nno mailbox.", corrupt, "no mail in it")
    yield BadInput(
        "blank.mbox",
        b"From ada@example.org Sun Apr  7 12:00:00 2024\nSubject: Riga\nMessage-ID: <1@example.org>\n\n \n",
        empty,
        "a mail of blanks",
        "1@example.org",
    )


def _portable_documents() -> Iterator[BadInput]:
    corrupt = Outcome.CORRUPT
    yield BadInput("nothing.pdf", b"", Outcome.EMPTY, "no bytes")
    yield BadInput("head.pdf", b"%PDF-1.7\n", corrupt, "a head alone")
    yield BadInput("cut.pdf", _cut(_pdf(SENTENCE)), corrupt, "a PDF that is cut off")
    yield BadInput("text.pdf", SENTENCE.encode(), corrupt, "a text by the name of PDF")
    yield BadInput(
        "page.pdf", b"<html><body>Not found</body></html>", corrupt, "a web page by the name of PDF"
    )
    yield BadInput("locked.pdf", _pdf(SENTENCE, password=LOCK), Outcome.ENCRYPTED, "a PDF with a password")
    yield BadInput("blank.pdf", _pdf(""), Outcome.EMPTY, "a page without anything")
    yield BadInput("drawn.pdf", _pdf(None), Outcome.NO_TEXT_LAYER, "a page that is drawn, as scans are")
    yield BadInput(
        "drawn-part.pdf",
        _pdf(SENTENCE, None),
        Outcome.NO_TEXT_LAYER,
        "a page of two that is drawn",
        "pages=2",
    )


def _office() -> Iterator[BadInput]:
    corrupt, encrypted = Outcome.CORRUPT, Outcome.ENCRYPTED
    yield BadInput("nothing.docx", b"", Outcome.EMPTY, "no bytes")
    yield BadInput("blank.docx", _letter(""), Outcome.EMPTY, "a letter without text")
    yield BadInput("cut.docx", _cut(_letter(SENTENCE)), corrupt, "a letter that is cut off")
    yield BadInput("text.docx", SENTENCE.encode(), corrupt, "a text by the name of Word")
    yield BadInput("package.docx", _package({"a.txt": b"x"}), corrupt, "a package of something else")
    yield BadInput(
        "damaged.docx", _with_part(_letter(SENTENCE), "word/document.xml", b"<w:p"), corrupt, "damaged XML"
    )
    yield BadInput("slides.docx", _slides(SENTENCE), corrupt, "slides by the name of Word")
    yield BadInput("sealed.docx", _protected(), encrypted, "a letter with a password")
    yield BadInput(
        "swollen.docx", _swollen(_letter(SENTENCE)), Outcome.TOO_LARGE, "a package that unpacks to too much"
    )
    yield BadInput("blank.pptx", _slides(""), Outcome.EMPTY, "slides without text")
    yield BadInput("cut.pptx", _cut(_slides(SENTENCE)), corrupt, "slides that are cut off")
    yield BadInput("letter.pptx", _letter(SENTENCE), corrupt, "a letter by the name of slides")


def _open_documents() -> Iterator[BadInput]:
    sealed = _package({"encrypted-package": b"\1\2"})
    yield BadInput("package.odt", _package({"a.txt": b"x"}), Outcome.CORRUPT, "a package of something else")
    yield BadInput("sealed.odt", sealed, Outcome.ENCRYPTED, "a text with a password")
    yield BadInput("text.ods", SENTENCE.encode(), Outcome.CORRUPT, "a text by the name of a spreadsheet")
    yield BadInput("letter.odp", _letter(SENTENCE), Outcome.CORRUPT, "a Word letter by the name of slides")


def _books() -> Iterator[BadInput]:
    container = (
        b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        b'<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    yield BadInput("text.epub", SENTENCE.encode(), Outcome.CORRUPT, "a text by the name of a book")
    yield BadInput("package.epub", _package({"a.txt": b"x"}), Outcome.CORRUPT, "a package without a book")
    yield BadInput(
        "hollow.epub",
        _package({"META-INF/container.xml": container}),
        Outcome.CORRUPT,
        "a book without its table",
    )


def _unknown() -> Iterator[BadInput]:
    for name, content, what in (
        ("picture.png", PNG, "a picture"),
        ("archive.zip", _package({"a.txt": b"x"}), "an archive"),
        ("old.doc", OLD_OFFICE, "Word of the old kind"),
        ("noname", SENTENCE.encode(), "a name without suffix"),
        ("odd.xyz", SENTENCE.encode(), "a suffix that nothing reads"),
    ):
        yield BadInput(name, content, Outcome.UNSUPPORTED, what)


def _pdf(*pages: str | None, password: str = "") -> bytes:
    """Return a PDF; None makes a page that is drawn alone."""
    document = FPDF()
    document.set_font("Helvetica", size=12)
    if password:
        document.set_encryption(owner_password="owner", user_password=password)  # noqa: S106 - of a file that is made here
    for page in pages:
        document.add_page()
        if page is None:
            document.rect(20, 20, 100, 50, style="F")
        elif page:
            document.cell(0, 6, page)
    return bytes(document.output())


def _letter(text: str) -> bytes:
    document = docx.Document()
    if text:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _slides(text: str) -> bytes:
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = text
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def _workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    if text:
        book.active.append(["Ada", text])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_part(package: bytes, name: str, content: bytes) -> bytes:
    return _package(_parts(package) | {name: content})


def _swollen(package: bytes) -> bytes:
    return _package(_parts(package) | {"word/media/a.bin": bytes(25_000_000)})


def _protected() -> bytes:
    """Return the beginning of a compound file that names the stream of an encrypted package, as Office writes it."""
    name = "EncryptedPackage".encode("utf-16-le")
    return OLD_OFFICE + name + bytes(512)


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def table() -> str:
    """Return the table of all bad inputs, as docs/bad-inputs.md has it."""
    rows = [(f"`{each.name}`", each.what, each.outcome, each.part) for each in bad_files()]
    rows += [
        (f"`{each.given.format(folder='inbox', server='http://…') or ' '}`", each.what, each.outcome, "")
        for each in bad_places()
    ]
    lines = ["| input | what is wrong | outcome |", "|---|---|---|"]
    lines += [
        f"| {name} | {what} | `{outcome}`{f' (`#{part}`; the rest is read)' if part else ''} |"
        for name, what, outcome, part in rows
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
