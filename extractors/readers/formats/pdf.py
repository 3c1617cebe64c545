"""PDF: the text layer page by page, its lines put together to paragraphs.

pdfium gives a page as the lines that are printed. A line that ends inside a sentence must not end it, so lines are
joined by rules that look at nothing but the text: see `join_lines`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from extractors.documents import Outcome
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings, RejectedPart
from extractors.readers.dates import GUESSED, first_date, stamp_date

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD in pdfium's fpdfview.h
_SOFT_HYPHEN = "\ufffe"  # what pdfium writes for a hyphen at a line's end, in place of hyphen and line break
_BROKEN_WORD = re.compile(r"(?<=\w)(?:\ufffe(?:\r?\n)?|[-\u2010\u00ad]\r?\n)(?=(\w?))")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LIST_ITEM = re.compile(r"(?:[•‣◦▪●○■□·–—*]|-)\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_SHORT_LINE = 0.7
_TYPICAL = 0.9
_NO_SPACE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")  # scripts without spaces between words


def convert(data: bytes, settings: ReaderSettings) -> Iterator[Converted | RejectedPart]:  # noqa: ARG001 - a converter's form
    """Yield the text of all pages, one blank line between two, and a rejection for pages that gave none.

    Raises:
        ReadError: with ENCRYPTED if a password is needed to open the file, with CORRUPT if it is damaged, with
            NO_TEXT_LAYER if its pages show something but hold no text.

    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise ReadError(
                Outcome.ENCRYPTED,
                "The PDF opens only with a password.",
                "Save a copy without a password and read that.",
            ) from error
        raise ReadError(
            Outcome.CORRUPT,
            f"The PDF is damaged or cut off ({error}).",
            "Get the file again, or open it in a viewer and print it to a new PDF.",
        ) from error

    texts: list[str] = []
    pictures: list[int] = []
    damaged: list[int] = []
    for index in range(count):
        try:
            page = document[index]
            text = join_lines(page.get_textpage().get_text_range(errors="replace"))
        except pypdfium2.PdfiumError:
            damaged.append(index + 1)
            continue
        if text:
            texts.append(text)
        elif next(iter(page.get_objects(max_depth=1)), None) is not None:
            pictures.append(index + 1)
        page.close()

    if not texts and damaged:
        raise ReadError(
            Outcome.CORRUPT,
            f"No page could be read; damaged: {_ranges(damaged)}.",
            "Get the file again, or open it in a viewer and print it to a new PDF.",
        )
    if not texts and pictures:
        raise ReadError(
            Outcome.NO_TEXT_LAYER,
            f"The pages ({count}) show pictures or drawings but hold no text, as scans do.",
            "Run text recognition over it first, for example: ocrmypdf in.pdf out.pdf",
        )
    properties = document.get_metadata_dict()
    title = " ".join(_CONTROLS.sub("", properties.get("Title", "")).split())
    date, date_from = first_date(
        (stamp_date(properties.get(name, "")), f"PDF property {name}{GUESSED}")
        for name in ("CreationDate", "ModDate")
    )
    yield Converted("\n\n".join(texts), title, {"pages": str(count)}, date=date, date_from=date_from)
    if damaged:
        yield RejectedPart(
            f"pages={_ranges(damaged)}",
            Outcome.CORRUPT,
            f"These pages of {count} are damaged; the others were read.",
            "Get the file again, or open it in a viewer and print it to a new PDF.",
        )
    if pictures:
        yield RejectedPart(
            f"pages={_ranges(pictures)}",
            Outcome.NO_TEXT_LAYER,
            f"These pages of {count} show pictures or drawings but hold no text; the others were read.",
            "If they are scans, run text recognition first, for example: ocrmypdf --skip-text in.pdf out.pdf",
        )
    if b"%%EOF" not in data[-4096:]:
        yield RejectedPart(
            "end",
            Outcome.CORRUPT,
            "The file ends without its end mark; what could be read was read, but pages may be missing.",
            "Compare the number of pages with the original, and get the file again.",
        )


def join_lines(page: str) -> str:
    """Return the text of a page with its printed lines joined to paragraphs, one blank line between two.

    * A hyphen at a line's end goes, with the break, before a lower-case letter ("share-/holders"), and stays before
      anything else ("Jean-/Paul").
    * A line break ends a paragraph if the line is blank, if the next line begins like a list item, or if the line is
      shorter than 70 % of the page's long lines (their 90th percentile) and the next does not begin in lower case.
    * Any other break becomes a space, or nothing between two signs of a script that is written without spaces.
    """
    page = _BROKEN_WORD.sub(lambda match: "" if match[1].islower() else "-", page)
    page = _CONTROLS.sub("", page.replace("\r\n", "\n").replace("\r", "\n").replace(_SOFT_HYPHEN, "-"))
    lines = [" ".join(line.split()) for line in page.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return ""
    short = _SHORT_LINE * lengths[math.ceil(_TYPICAL * len(lengths)) - 1]
    paragraphs = [""]
    previous = ""
    for line in lines:
        if paragraphs[-1] and (not line or _ends_paragraph(previous, line, short)):
            paragraphs.append(line)
        elif paragraphs[-1]:
            unspaced = _NO_SPACE.match(paragraphs[-1][-1]) and _NO_SPACE.match(line)
            paragraphs[-1] += ("" if unspaced or paragraphs[-1].endswith("-") else " ") + line
        else:
            paragraphs[-1] = line
        previous = line
    return "\n\n".join(filter(None, paragraphs))


def _ends_paragraph(line: str, following: str, short: float) -> bool:
    if _LIST_ITEM.match(following):
        return True
    return len(line) < short and not following[0].islower()


def _ranges(pages: Sequence[int]) -> str:
    """Return page numbers as text, runs put together: [1, 2, 3, 7] gives "1-3,7"."""
    runs: list[list[int]] = []
    for number in pages:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


FORMAT = Format("application/pdf", (".pdf",), convert)
