"""Documents without end, made from a seed in every format that graphmill reads, each with marks that tell whether it was read whole.

A document is some paragraphs of sentences about invented people, firms and places. Its first sentence and its last bear its mark
(``REF-000042-A``, ``REF-000042-Z``), so that one that was lost, or read in part, is missed in the graph.
"""

from __future__ import annotations

import csv
import io
import json
import mailbox
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import escape
from pathlib import Path

from tests.support.invented_names import Inventor, Name

Paragraphs = Sequence[str]
_SENTENCES = (
    "{person} of {organization} spoke with {other} in {location} about the tender.",
    "In {location} the board of {organization} named {person} as its head.",
    "{person} and {other} signed for {organization} after two days of talks.",
    "The yard at {location} was sold to {organization}, as {person} had said.",
    "{organization} opened an office in {location}; {person} leads it.",
    "Nobody at {organization} had heard from {other} since the meeting in {location}.",
)
_LATIN = "cp1252"


@dataclass(frozen=True, slots=True)
class Made:
    """One made document: its number, its title, its day, and its text by paragraphs."""

    number: int
    title: str
    day: datetime
    paragraphs: Paragraphs

    @property
    def text(self) -> str:
        """The paragraphs with a blank line between them."""
        return "\n\n".join(self.paragraphs)

    @property
    def marks(self) -> tuple[str, str]:
        """What its first sentence and its last bear."""
        return f"REF-{self.number:06d}-A", f"REF-{self.number:06d}-Z"


class DocumentMaker:
    """Makes documents about a pool of names; the same seed gives the same documents, the same number and edition the same one."""

    def __init__(self, seed: int = 0, names: int = 3_000) -> None:
        self._seed = seed
        pool = [name for name in Inventor(seed).names(names) if _fits(name[0])]
        self.names: dict[str, list[str]] = {}
        for name, kind in pool:
            self.names.setdefault(kind, []).append(name)
        self.pool: list[Name] = pool

    def document(self, number: int, edition: int = 0) -> Made:
        """Return the document of a number; each ``edition`` of it has another text."""
        chance = random.Random(f"{self._seed} {number} {edition}")  # noqa: S311 - repeatable, no secret
        first, last = f"REF-{number:06d}-A", f"REF-{number:06d}-Z"
        paragraphs = [
            " ".join(self._sentence(chance) for _ in range(chance.randint(1, 2)))
            for _ in range(chance.randint(1, 2))
        ]
        paragraphs[0] = f"Memo {first} begins. {paragraphs[0]}"
        paragraphs[-1] = f"{paragraphs[-1]} Here memo {last} ends."
        day = datetime(2020, 1, 1, 9, tzinfo=UTC) + timedelta(days=number % 2_000)
        title = f"Memo {number}" + (f", edition {edition}" if edition else "")
        return Made(number, title, day, paragraphs)

    def _sentence(self, chance: random.Random) -> str:
        person, other = chance.sample(self.names["person"], 2)
        return chance.choice(_SENTENCES).format(
            person=person,
            other=other,
            organization=chance.choice(self.names["organization"]),
            location=chance.choice(self.names["location"]),
        )

    def knowledge_base(self) -> str:
        """Return the pool as a knowledge base's CSV, in which each name is looked for."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(("id", "name", "type"))
        rows.writerows((f"n{number}", name, kind) for number, (name, kind) in enumerate(self.pool))
        return text.getvalue()


def _fits(name: str) -> bool:
    """Tell whether every format can write the name: the fonts that a PDF need not bring know no others."""
    try:
        name.encode(_LATIN)
    except UnicodeEncodeError:
        return False
    return True


def _text(made: Made) -> bytes:
    return f"{made.title}\n\n{made.text}\n".encode()


def _markdown(made: Made) -> bytes:
    return f"---\ndate: {made.day:%Y-%m-%d}\n---\n\n# {made.title}\n\n{made.text}\n".encode()


def _html(made: Made) -> bytes:
    body = "".join(f"<p>{escape(each)}</p>\n" for each in made.paragraphs)
    head = f'<meta charset="utf-8"><title>{escape(made.title)}</title>'
    return f"<!doctype html><html><head>{head}</head><body><main>{body}</main></body></html>".encode()


def _message(made: Made) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Desk <desk@example.org>"
    mail["To"] = "Archive <archive@example.org>"
    mail["Subject"] = made.title
    mail["Date"] = made.day
    mail["Message-ID"] = f"<memo-{made.number}@example.org>"
    mail.set_content(made.text + "\n")
    return mail


def _mail(made: Made) -> bytes:
    return _message(made).as_bytes()


def _word(made: Made) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.title = made.title
    for each in made.paragraphs:
        document.add_paragraph(each)
    return _saved(document.save)


def _slides(made: Made) -> bytes:
    from pptx import Presentation

    show = Presentation()
    for number, each in enumerate(made.paragraphs):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = made.title if not number else f"{made.title}, continued"
        slide.placeholders[1].text = each
    return _saved(show.save)


def _workbook(made: Made) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Memo")
    sheet.append(["part", "text"])
    for number, each in enumerate(made.paragraphs, 1):
        sheet.append([number, each])
    return _saved(book.save)


def _open_text(made: Made) -> bytes:
    from odfdo import Document, Paragraph

    document = Document("text")
    document.body.clear()
    for each in made.paragraphs:
        document.body.append(Paragraph(each))
    return _saved(document.save)


def _pdf(made: Made) -> bytes:
    from fpdf import FPDF

    pages = FPDF()
    pages.set_title(made.title)
    pages.add_page()
    pages.set_font("Helvetica", size=11)
    for each in made.paragraphs:
        pages.multi_cell(
            0, 6, each.encode(_LATIN).decode("latin-1"), align="L", new_x="LMARGIN", new_y="NEXT"
        )
        pages.ln(4)
    return bytes(pages.output())


def _rich_text(made: Made) -> bytes:
    body = "".join(rf"\pard {''.join(map(_rtf_sign, each))}\par" + "\n" for each in made.paragraphs)
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\\f0\n" + body + "}").encode("ascii")


def _rtf_sign(sign: str) -> str:
    if sign in "\\{}":
        return f"\\{sign}"
    return sign if sign.isascii() else f"\\u{ord(sign)}?"


def _csv(made: Made) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("part", "text"))
    rows.writerows(enumerate(made.paragraphs, 1))
    return text.getvalue().encode()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()


def _jsonl(documents: Sequence[Made]) -> bytes:
    lines = [
        json.dumps({"id": f"m{made.number}", "title": made.title, "text": made.text}, ensure_ascii=False)
        for made in documents
    ]
    return ("\n".join(lines) + "\n").encode()


def _mbox(documents: Sequence[Made]) -> bytes:
    parts = []
    for made in documents:
        message = mailbox.mboxMessage(_message(made))
        message.set_from("desk@example.org", made.day.timetuple())
        parts.append(f"From {message.get_from()}\n".encode() + message.as_bytes() + b"\n")
    return b"".join(parts)


def _book(documents: Sequence[Made]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        items, order = [], []
        for made in documents:
            name = f"memo-{made.number}.xhtml"
            items.append(f'<item id="m{made.number}" href="{name}" media-type="application/xhtml+xml"/>')
            order.append(f'<itemref idref="m{made.number}"/>')
            body = "".join(f"<p>{escape(each)}</p>" for each in made.paragraphs)
            book.writestr(
                name,
                '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>'
                f"{escape(made.title)}</title></head><body><h1>{escape(made.title)}</h1>{body}</body></html>",
            )
        book.writestr(
            "book.opf",
            '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">memos</dc:identifier>'
            "<dc:title>Memos</dc:title><dc:language>en</dc:language></metadata>"
            f"<manifest>{''.join(items)}</manifest><spine>{''.join(order)}</spine></package>",
        )
    return file.getvalue()


ALONE: dict[str, Callable[[Made], bytes]] = {
    ".txt": _text,
    ".md": _markdown,
    ".html": _html,
    ".eml": _mail,
    ".docx": _word,
    ".pdf": _pdf,
    ".rtf": _rich_text,
    ".odt": _open_text,
    ".pptx": _slides,
    ".xlsx": _workbook,
    ".csv": _csv,
}
"""Formats whose files are one document each."""
TOGETHER: dict[str, tuple[int, Callable[[Sequence[Made]], bytes]]] = {
    ".jsonl": (10, _jsonl),
    ".mbox": (5, _mbox),
    ".epub": (3, _book),
}
"""Formats whose files hold several, and how many."""
_SHARES = (
    *[".txt"] * 5,
    *[".md"] * 3,
    *[".html"] * 4,
    *[".eml"] * 4,
    *[".docx"] * 2,
    *[".pdf"] * 3,
    *[".rtf", ".odt", ".pptx", ".xlsx", ".csv"],
    *[".jsonl", ".mbox", ".epub"],
)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file to be written: where, and the numbers of its documents."""

    name: str
    numbers: tuple[int, ...]

    def content(self, maker: DocumentMaker, edition: int = 0) -> bytes:
        """Return the file's bytes, with an edition of its documents."""
        suffix = Path(self.name).suffix
        documents = [maker.document(number, edition) for number in self.numbers]
        return TOGETHER[suffix][1](documents) if suffix in TOGETHER else ALONE[suffix](documents[0])


def made_files(count: int) -> Iterator[MadeFile]:
    """Yield files that together hold ``count`` documents, of all formats, some hundred files to a folder."""
    number = turn = 0
    while number < count:
        suffix = _SHARES[turn % len(_SHARES)]
        size = min(TOGETHER[suffix][0] if suffix in TOGETHER else 1, count - number)
        numbers = tuple(range(number, number + size))
        yield MadeFile(f"{number // 500:03d}/memo-{number:06d}{suffix}", numbers)
        number += size
        turn += 1
