"""Build the example corpus: from the marked sources to files in six formats and the gold annotations of their texts.

Run from the project's root: ``python examples/build.py``. The same sources give the same bytes. The gold offsets
count in the text that graphmill's own readers return for each built file, so a reader that loses, adds or breaks
a word stops the build.
"""

from __future__ import annotations

import html
import io
import json
import re
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from extractors.evaluation.annotations import AnnotationError
from extractors.evaluation.gold import GoldDocument, MarkedText, align_marks, parse_marks, write_gold
from extractors.readers.reader import DocumentReader
from extractors.readers.source import Source

EXAMPLES = Path(__file__).resolve().parent
_MADE_AT = datetime(2024, 7, 1, 12, 0, tzinfo=UTC)
_EMPHASIS = re.compile(r"\*\*(?P<strong>[^*\n]+)\*\*|\*(?P<em>[^*\n]+)\*")
_HEADER = re.compile(r"title: (?P<title>.+)\nformat: (?P<format>\w+)(?::(?P<group>\w+))?\n---\n")


@dataclass(frozen=True)
class Document:
    """One source: its name, its title, the format it is built in, and its text with the marks taken off.

    ``group`` names the JSONL file of a document that is a record among others.
    """

    name: str
    title: str
    format: str
    group: str
    marked: MarkedText

    @property
    def file(self) -> str:
        """The file's name in the built corpus."""
        return f"{self.group or self.name}.{self.format}"

    @property
    def uri(self) -> str:
        """The URI that discovery gives the document when it runs in the project's root."""
        return f"examples/corpus/{self.file}" + (f"#{self.name}" if self.group else "")


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading or a list item; line breaks inside are wanted."""

    kind: str
    text: str


def load_sources(folder: Path) -> list[Document]:
    """Read every marked source of ``folder``, sorted by name.

    Raises:
        AnnotationError: a source without its header, or with a broken mark.

    """
    documents = []
    for path in sorted(folder.glob("*.txt")):
        content = path.read_text(encoding="utf-8")
        header = _HEADER.match(content)
        if header is None:
            raise AnnotationError(f"{path}:1: begin with the lines 'title: ...', 'format: ...' and '---'.")
        marked = parse_marks(content[header.end() :].rstrip("\n"), str(path))
        documents.append(
            Document(path.stem, header["title"], header["format"], header["group"] or "", marked)
        )
    return documents


def blocks(text: str) -> Iterator[Block]:
    """Split the light markup of the sources into blocks."""
    for part in text.split("\n\n"):
        if part.startswith("- "):
            yield from (Block("item", line.removeprefix("- ")) for line in part.split("\n"))
        elif part.startswith("#"):
            sign, _, heading = part.partition(" ")
            yield Block(f"h{len(sign)}", heading)
        else:
            yield Block("p", part)


def plain(text: str) -> str:
    """Take the signs of emphasis off."""
    return _EMPHASIS.sub(lambda found: found["strong"] or found["em"], text)


def as_text(document: Document) -> bytes:
    """Write plain text with wrapped lines, so that some names stand on two of them."""
    parts = []
    for block in blocks(document.marked.text):
        lines = (("- " if block.kind == "item" else "") + plain(block.text)).split("\n")
        parts.append("\n".join(textwrap.fill(line, 88, break_on_hyphens=False) for line in lines))
    return ("\n\n".join(parts) + "\n").encode()


def as_markdown(document: Document) -> bytes:
    """Write Markdown, which the markup of the sources is already."""
    return (document.marked.text + "\n").encode()


def as_html(document: Document) -> bytes:
    """Write a page as a site would serve it, with navigation and footer around the article."""
    body: list[str] = []
    in_list = False
    for block in blocks(document.marked.text):
        if in_list != (block.kind == "item"):
            in_list = not in_list
            body.append("<ul>" if in_list else "</ul>")
        tag = "li" if block.kind == "item" else block.kind
        inner = html.escape(block.text, quote=False).replace("\n", "<br>\n")
        inner = _EMPHASIS.sub(
            lambda found: (
                f"<strong>{found['strong']}</strong>" if found["strong"] else f"<em>{found['em']}</em>"
            ),
            inner,
        )
        body.append(f"<{tag}>{inner}</{tag}>")
    if in_list:
        body.append("</ul>")
    template = (EXAMPLES / "page.html").read_text(encoding="utf-8")
    page = template.replace("{{title}}", html.escape(document.title)).replace("{{body}}", "\n".join(body))
    return page.encode()


def as_pdf(document: Document) -> bytes:
    """Write a PDF page in a core font; left-aligned, so that lines break between words."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_creation_date(_MADE_AT)
    pdf.set_title(document.title)
    pdf.set_margin(25)
    pdf.add_page()
    for block in blocks(document.marked.text):
        size = {"h1": 17, "h2": 13}.get(block.kind, 11)
        pdf.set_font("Helvetica", "B" if block.kind.startswith("h") else "", size)
        text = ("- " if block.kind == "item" else "") + plain(block.text)
        pdf.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    return bytes(pdf.output())


def as_word(document: Document) -> bytes:
    """Write a Word document whose properties and archive entries carry one fixed date."""
    import docx

    word = docx.Document()
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = document.title, "", ""
    properties.comments = ""
    properties.created = properties.modified = _MADE_AT.replace(tzinfo=None)
    styles = {"h1": "Heading 1", "h2": "Heading 2", "item": "List Bullet"}
    for block in blocks(document.marked.text):
        word.add_paragraph(plain(block.text), style=styles.get(block.kind))
    written = io.BytesIO()
    word.save(written)
    return _with_fixed_dates(written.getvalue())


def as_record(document: Document) -> bytes:
    """Write one line of a JSONL file."""
    record = {"id": document.name, "title": document.title, "text": document.marked.text}
    return (json.dumps(record, ensure_ascii=False) + "\n").encode()


def _with_fixed_dates(archive: bytes) -> bytes:
    rewritten = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(rewritten, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _MADE_AT.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(entry))
    return rewritten.getvalue()


_WRITERS = {
    "txt": as_text,
    "md": as_markdown,
    "html": as_html,
    "pdf": as_pdf,
    "docx": as_word,
    "jsonl": as_record,
}


def build_corpus(documents: list[Document], folder: Path) -> None:
    """Write every document into ``folder``; records of one group follow one another in their JSONL file."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    for document in documents:
        files[document.file] = files.get(document.file, b"") + _WRITERS[document.format](document)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def read_gold(documents: list[Document], folder: Path) -> list[GoldDocument]:
    """Read the built files with graphmill's readers and lay the marks over their texts.

    Raises:
        AnnotationError: a file gives no document, or its text differs from its source in more than layout.

    """
    texts: dict[str, str] = {}
    with DocumentReader() as reader:
        for name in sorted({document.file for document in documents}):
            result = reader.read(Source(f"examples/corpus/{name}", str(folder / name)))
            if result.failures:
                raise AnnotationError(f"{folder / name}: {result.failures[0].reason}")
            texts.update({document.uri: document.text for document in result.documents})
    return [
        GoldDocument(
            document.uri,
            texts[document.uri],
            align_marks(document.marked, texts[document.uri], document.uri),
        )
        for document in sorted(documents, key=lambda document: document.uri)
    ]


def build(sources: Path, target: Path) -> list[GoldDocument]:
    """Build ``corpus/`` and ``gold/gold.jsonl`` under ``target`` and return the gold documents."""
    documents = load_sources(sources)
    build_corpus(documents, target / "corpus")
    gold = read_gold(documents, target / "corpus")
    (target / "gold").mkdir(exist_ok=True)
    write_gold(gold, target / "gold" / "gold.jsonl")
    return gold


def main() -> int:
    """Build the corpus in its place and print its size."""
    try:
        gold = build(EXAMPLES / "sources", EXAMPLES)
    except AnnotationError as error:
        print(error, file=sys.stderr)
        return 1
    mentions = [mention for document in gold for mention in document.mentions]
    entities = {mention.entity for mention in mentions}
    print(f"{len(gold)} documents, {len(mentions)} mentions of {len(entities)} entities")
    return 0


if __name__ == "__main__":
    sys.exit(main())
