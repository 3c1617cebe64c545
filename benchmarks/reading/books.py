"""How many sentences of a book come out of its PDF as they stand in its EPUB, and how many paragraphs two columns cut.

    python -m benchmarks.reading.books FOLDER [--before COMMIT]

The books are Debian's manuals, which FOLDER gets from their packages (see `benchmarks.reading.packages`). Both files of a book are read
by our readers and split by our segmentation. A sentence of the EPUB is found if the PDF has one of the same text. What the
two files print differently is made equal before that: quotation marks and dashes, brackets around mail addresses, the
targets of links, spaces before marks of punctuation, marks of notes and of list items, and the numbers of headings. Titles of chapters, lines of the table of contents, program listings and
names of the authors differ as well and count as not found, so that no book comes to 1.

The last row is of the English history of Debian, its paragraphs of 40 words or more set in two columns by groff (macros ms, ``.2C``): paragraphs that are
not in the text of that PDF as one block. ``before`` is the same by the readers of an older commit.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading.packages import unpacked
from extractors.readers.reader import read
from extractors.readers.source import Source
from extractors.segmentation.segments import split_sentences

ROOT = Path(__file__).parents[2]
BEFORE = "0efdd9f"
_WORDS_OF_A_PARAGRAPH = 40
_UNSPACED = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
# Reads files in a process of its own: an older commit's readers have the same names as ours.
_READ_THERE = """
import json, sys
from extractors.readers.conversion import ReaderSettings
from extractors.readers.formats.pdf import convert
texts = {}
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        texts[path] = "\\n\\n".join(each.text for each in convert(file.read(), ReaderSettings()) if hasattr(each, "text"))
json.dump(texts, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Book:
    """A book: its name, its language, and its files."""

    name: str
    language: str
    pdf: Path
    epub: Path


def books(root: Path) -> list[Book]:
    """Return the books below a folder of unpacked packages."""
    history = root / "usr/share/doc/debian-history/docs"
    reference = root / "usr/share/developers-reference"
    found = [
        Book("history of Debian", pdf.suffixes[0][1:], pdf, pdf.with_suffix(".epub"))
        for pdf in sorted(history.glob("project-history.*.pdf"))
    ]
    for language in ("en", "de", "fr", "ja"):
        pdf = (reference if language == "en" else reference / language) / "developers-reference.pdf"
        found.append(Book("developer's reference", language, pdf, pdf.with_suffix(".epub")))
    return [book for book in found if book.pdf.exists() and book.epub.exists()]


def alike(text: str) -> str:
    """Return a text less what a PDF and an EPUB of one book print differently."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\u200b", "")
    text = re.sub("[“”„«»‟″]", '"', text)
    text = re.sub("[‘’‚‹›]", "'", text)
    text = re.sub("[‐‑–—−]", "-", text)
    text = re.sub(r"\s\[(?:https?|mailto|ftp)[^\]\s]*\]", "", text)
    text = re.sub(r"\s?\[\d{1,2}\]", "", text)
    text = re.sub(r"(?m)^[•◦▪·]\s+", "", text)
    text = re.sub(r"\s+([;:!?])(?=\s)", r"\1", text)
    return re.sub(r"<(\S+@\S+)>", r"\1", text)


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a text in its order, spaces and the numbers of items and headings left out."""
    text = alike(text)
    found = (_plain(text[each.start : each.end]) for each in split_sentences(text, language))
    return [sentence for sentence in found if sentence]


def _plain(sentence: str) -> str:
    sentence = re.sub(r"^(?:[*-]|\(?(?:\d{1,3}|[a-z])[.)])\s+", "", sentence)
    sentence = re.sub(r"^(?:\d+(?:\.\d+)+\.?|[A-Z](?:\.\d+)+\.?)\s+", "", sentence)
    sentence = " ".join(re.sub(r"^[\d.]+$", "", sentence).split())
    if _UNSPACED.search(sentence):
        sentence = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", sentence)
    return sentence


def two_columns(book: str, root: Path) -> tuple[list[str], bytes]:
    """Return the long paragraphs of a text, and a PDF of them in two columns, set by the groff of the packages."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in book.split("\n\n")]
    paragraphs = [each for each in paragraphs if len(each.split()) >= _WORDS_OF_A_PARAGRAPH]
    source = "\n".join(
        [".nr PS 10", ".nr VS 12", ".2C"]
        + [f".PP\n{each.replace(chr(92), chr(92) + 'e').lstrip('.')}" for each in paragraphs]
    )
    groff = root / "usr/share/groff/current"
    environment = {
        "PATH": f"{root / 'usr/bin'}:{os.environ['PATH']}",
        "GROFF_FONT_PATH": str(groff / "font"),
        "GROFF_TMAC_PATH": str(groff / "tmac"),
    }
    ran = subprocess.run(
        [root / "usr/bin/groff", "-ms", "-Tpdf", "-Kutf8"],
        input=source.encode() + b"\n",
        env=environment,
        capture_output=True,
        check=True,
    )
    return paragraphs, ran.stdout


def cut(paragraphs: Iterable[str], text: str) -> int:
    """Return how many paragraphs are no block of a text, hyphens left out of account."""
    blocks = {" ".join(alike(block).split()).replace("-", "") for block in text.split("\n\n")}
    return sum(" ".join(alike(each).split()).replace("-", "") not in blocks for each in paragraphs)


def texts_by(checkout: Path, paths: Sequence[Path]) -> Mapping[str, str]:
    """Return the texts that the PDF reader of a checkout gives, by path."""
    ran = subprocess.run(
        [sys.executable, "-c", _READ_THERE, *map(str, paths)],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        cwd=checkout,
        capture_output=True,
        check=True,
    )
    texts: dict[str, str] = json.loads(ran.stdout)
    return texts


def epub_text(path: Path) -> str:
    """Return the text of an EPUB's chapters in the order of reading."""
    return "\n\n".join(document.text for document in read(Source(path.name, str(path))).documents)


def main() -> None:
    """Read every book by the readers of now and then, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--before", default=BEFORE, metavar="COMMIT", help="commit of the older readers")
    arguments = parser.parse_args()
    root = unpacked(arguments.folder.resolve())
    found = books(root)
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder)
        archive = subprocess.run(
            ["git", "archive", arguments.before, "extractors"], cwd=ROOT, capture_output=True, check=True
        )
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(old, filter="data")
        english = next(book for book in found if book.language == "en")
        paragraphs, columns = two_columns(epub_text(english.epub), root)
        set_in_columns = old / "columns.pdf"
        set_in_columns.write_bytes(columns)
        paths = [*(book.pdf for book in found), set_in_columns]
        before, after = texts_by(old, paths), texts_by(ROOT, paths)
    write = sys.stdout.write
    write("| book | language | sentences | before | after |\n|---|---|---:|---:|---:|\n")
    for book in found:
        expected = sentences(epub_text(book.epub), book.language)
        shares = []
        for texts in (before, after):
            there = set(sentences(texts[str(book.pdf)], book.language))
            shares.append(f"{sum(each in there for each in expected) / len(expected):.3f}")
        write(f"| {book.name} | {book.language} | {len(expected):,} | {' | '.join(shares)} |\n")
    was, now = (cut(paragraphs, texts[str(set_in_columns)]) for texts in (before, after))
    write(f"\nTwo columns: of {len(paragraphs)} paragraphs, {was} were cut, {now} are.\n")


if __name__ == "__main__":
    main()
