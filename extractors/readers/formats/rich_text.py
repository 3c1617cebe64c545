"""Rich Text Format (.rtf): paragraphs and table rows in the order of the document, then its notes.

striprtf knows code pages, character sets of fonts and Unicode escapes. It drops footnotes and text boxes, adds addresses to
links, keeps deleted text, and cannot tell a cell's end from a bar, so the file is prepared for it first (Rich Text Format
Specification 1.9.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from extractors.documents import Outcome
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings, RejectedPart
from extractors.readers.dates import GUESSED, first_date, stamp_date
from extractors.readers.tables import TableRow, table_blocks

_TOKEN = re.compile(
    rb"\\bin(?P<size>\d+) ?|\\'[0-9a-fA-F]{2}|\\(?P<word>[a-zA-Z]+)(?P<number>-?\d+)? ?|\\[^a-zA-Z]|(?P<brace>[{}])|[^\\{}]+"
    rb"|\\",
    re.DOTALL,
)
_HIGH = re.compile(rb"[\x80-\xff]")
# What is put into the text for striprtf to hand on, and found in what it gives.
_LINE, _ROW_BEGINS, _ROW_ENDS, _CELL_ENDS, _NOTES, _TITLE = "\x1c", "\x1d", "\x1e", "\x1f", "\x1b", "\x1a"
_SIGNS = {"line": _LINE, "trowd": _ROW_BEGINS, "row": _ROW_ENDS, "cell": _CELL_ENDS, "nestcell": "\n"}
_NOTE_WORDS = frozenset(["footnote", "shptxt", "dptxbxtext"])
_PICTURES_AND_LIST_SIGNS = frozenset(["pict", "listtext", "pntext"])
_MARKS = frozenset(["chftn", "field"])
# Properties of characters that nobody sees: hidden ones and those that tracked changes deleted.
_UNSEEN = frozenset(["v", "deleted"])
_DEPTH_OF_TITLE = 4  # the file's end, {\rtf1, {\info, {\title
_STAMP = r"\\%s\s*\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})"


@dataclass
class _Prepared:
    """A file as striprtf reads it: the text, then notes and text boxes, then the title; and whether it is whole."""

    text: list[bytes] = field(default_factory=list)
    notes: list[list[bytes]] = field(default_factory=list)
    title: list[bytes] = field(default_factory=list)
    whole: bool = False

    def written(self) -> str:
        """Return all of it as one file."""
        end = b"".join(b"\\par {" + b"".join(note) + b"}" for note in self.notes)
        text = b"".join(self.text).rstrip().removesuffix(b"}")
        file = text + _sign(_NOTES) + end + _sign(_TITLE) + b"".join(self.title) + b"}"
        return _HIGH.sub(lambda high: b"\\'%02x" % high[0][0], file).decode("ascii")


def convert(data: bytes, settings: ReaderSettings) -> Iterator[Converted | RejectedPart]:  # noqa: ARG001 - a converter's form
    """Yield the document's text, and a rejection if the file ends too early.

    Headers, footers, comments, hidden and deleted text are left out; footnotes and text boxes follow the text.

    Raises:
        ReadError: with CORRUPT if it is no RTF.

    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ReadError(
            Outcome.CORRUPT,
            "It does not begin as RTF does.",
            "Open it in a word processor and save it as .rtf.",
        )
    from striprtf.striprtf import rtf_to_text

    prepared = _prepared(data.strip(b"\x00\r\n\t "))
    read = rtf_to_text(prepared.written(), errors="replace")  # type: ignore[no-untyped-call]
    # Signs outside the first plane are written as two halves.
    read = read.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    read = read.replace("\xad", "").replace("\u2011", "-")
    text, _, after = read.partition(_NOTES)
    notes, _, title = after.partition(_TITLE)
    blocks = [*_blocks(text), *_blocks(notes)]
    date, date_from = first_date(
        (_stamp(data, word), f"RTF property {word}{GUESSED}") for word in ("creatim", "revtim")
    )
    if blocks or prepared.whole:
        yield Converted("\n\n".join(blocks), title, date=date, date_from=date_from)
    if not prepared.whole:
        yield RejectedPart(
            "end",
            Outcome.CORRUPT,
            "The file ends before its last group is closed; what could be read was read, but text may be missing.",
            "Compare it with the original, and get the file again.",
        )


def _prepared(data: bytes) -> _Prepared:
    """Return a file with its notes and its title behind its text, its tables marked, and without what nobody sees."""
    made = _Prepared()
    # Of each open group: where its text goes, and where it goes once more when unseen characters end.
    sinks: list[list[bytes]] = [made.text]
    seen: list[list[bytes]] = [made.text]
    dropped: list[bytes] = []
    place, group_begins = 0, False
    while place < len(data) and (token := _TOKEN.match(data, place)):
        place = token.end() + int(token["size"] or 0)
        word = (token["word"] or b"").decode()
        begins, group_begins = group_begins, token["brace"] == b"{" or (group_begins and not token[0].strip())
        if token["brace"] == b"{":
            sinks[-1].append(b"{")
            sinks.append(sinks[-1])
            seen.append(seen[-1])
        elif token["brace"]:
            if len(sinks) > 1:
                sinks.pop()
                seen.pop()
            sinks[-1].append(b"}")
            if len(sinks) == 1:
                made.whole = True
                break
        elif token["size"] or word in _MARKS or (token[0] == b"\\*" and not begins):
            continue  # within a group, the star says nothing of what follows
        elif word in _UNSEEN:
            sinks[-1] = seen[-1] if token["number"] == b"0" else dropped
        elif word in _PICTURES_AND_LIST_SIGNS:
            sinks[-1] = seen[-1] = dropped
        elif word in _NOTE_WORDS and sinks[-1] is not dropped:
            sinks[-1] = seen[-1] = []
            made.notes.append(sinks[-1])
        elif word == "title" and len(sinks) == _DEPTH_OF_TITLE:
            sinks[-1] = seen[-1] = made.title
        else:
            if word == "plain":
                sinks[-1] = seen[-1]
            sinks[-1].append(_sign(_SIGNS[word]) if word in _SIGNS else token[0])
    return made


def _sign(sign: str) -> bytes:
    # An empty group, lest the sign be taken for the stand-in of a Unicode escape before it.
    return b"{}" + (b"\\par " if sign == "\n" else sign.encode())


def _blocks(text: str) -> Iterator[str]:
    """Yield paragraphs and rows of tables; rows that follow each other are one table."""
    for _, pieces in groupby(_pieces(text), lambda piece: isinstance(piece, str)):
        yield from table_blocks(pieces)


def _pieces(text: str) -> Iterator[str | TableRow]:
    cells: list[list[str]] = []
    cell: list[str] = []
    in_row = False
    for piece in re.split(f"([\n{_ROW_BEGINS}{_ROW_ENDS}{_CELL_ENDS}])", text):
        if piece == _ROW_BEGINS:
            if not in_row:
                yield from cell
                cell = []
            in_row = True
        elif piece == _CELL_ENDS:
            cells.append(cell)
            cell, in_row = [], True
        elif piece == _ROW_ENDS:
            yield TableRow(cells)
            yield from cell
            cells, cell, in_row = [], [], False
        elif piece == "\n":
            if not in_row:
                yield from cell
                cell = []
        elif paragraph := "\n".join(filter(None, map(str.strip, piece.split(_LINE)))):
            cell.append(paragraph)
    yield TableRow(cells)
    yield from cell


def _stamp(data: bytes, word: str) -> str | None:
    found = re.search((_STAMP % word).encode(), data)
    return stamp_date("-".join(part.decode().zfill(2) for part in found.groups())) if found else None


FORMAT = Format("application/rtf", (".rtf",), convert)
