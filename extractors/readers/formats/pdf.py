"""PDF: the text layer, its printed lines put together to paragraphs, with what was filled into its form fields.

pdfium tells of each sign where it stands; `extractors.readers.pdf` makes lines, columns, tables and paragraphs of that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from extractors.documents import Outcome
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings, RejectedPart
from extractors.readers.dates import GUESSED, first_date, stamp_date
from extractors.readers.pdf.document import pages_text
from extractors.readers.pdf.forms import fields, with_fields
from extractors.readers.pdf.lines import Line
from extractors.readers.pdf.printed import printed
from extractors.readers.pdf.signs import CONTROLS

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD in pdfium's fpdfview.h
# What programs write where nobody gave a title.
_NO_TITLE = re.compile(
    r"\(?(?:untitled(?: document)?|anonymous|unknown|unspecified|document\d*|print(?:out)?|slide \d+)\)?",
    re.IGNORECASE,
)


def convert(data: bytes, settings: ReaderSettings) -> Iterator[Converted | RejectedPart]:  # noqa: ARG001 - a converter's form
    """Yield the text of all pages, one blank line between two blocks, and a rejection for pages that gave none.

    What returns at the head or foot of the pages is not in the text: it is the metadata ``running_heads``, a JSON list.

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

    if document.get_formtype():
        document.init_forms()
    pages: list[list[list[Line]]] = []
    pictures: list[int] = []
    damaged: list[int] = []
    fontless: dict[int, int] = {}
    for index in range(count):
        try:
            page = document[index]
            found = printed(page, index)
            rows = with_fields(found.lines, fields(document, page), index)
        except pypdfium2.PdfiumError:
            damaged.append(index + 1)
            pages.append([])
            continue
        pages.append(rows)
        if found.left_out:
            fontless[index + 1] = found.left_out
        if not rows and not found.left_out and next(iter(page.get_objects(max_depth=1)), None) is not None:
            pictures.append(index + 1)
        page.close()

    if not any(pages) and damaged:
        raise ReadError(
            Outcome.CORRUPT,
            f"No page could be read; damaged: {_ranges(damaged)}.",
            "Get the file again, or open it in a viewer and print it to a new PDF.",
        )
    if not any(pages) and pictures:
        raise ReadError(
            Outcome.NO_TEXT_LAYER,
            f"The pages ({count}) show pictures or drawings but hold no text, as scans do.",
            "Run text recognition over it first, for example: ocrmypdf in.pdf out.pdf",
        )
    properties = document.get_metadata_dict()
    title = " ".join(CONTROLS.sub("", properties.get("Title", "")).split())
    read = pages_text(pages)
    metadata = {"pages": str(count)}
    if read.running_heads:
        metadata["running_heads"] = json.dumps(read.running_heads, ensure_ascii=False)
    date, date_from = first_date(
        (stamp_date(properties.get(name, "")), f"PDF property {name}{GUESSED}")
        for name in ("CreationDate", "ModDate")
    )
    yield Converted(
        read.text, "" if _NO_TITLE.fullmatch(title) else title, metadata, date=date, date_from=date_from
    )
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
    if fontless:
        yield RejectedPart(
            f"pages={_ranges(list(fontless))}",
            Outcome.UNSUPPORTED,
            f"Single signs ({sum(fontless.values())}) of these pages were left out: their font is neither in the file "
            "nor on this machine. The rest was read.",
            "Install a font for their script (on Debian fonts-noto-cjk), and read the file again.",
        )
    if b"%%EOF" not in data[-4096:]:
        yield RejectedPart(
            "end",
            Outcome.CORRUPT,
            "The file ends without its end mark; what could be read was read, but pages may be missing.",
            "Compare the number of pages with the original, and get the file again.",
        )


def _ranges(pages: Sequence[int]) -> str:
    """Return page numbers as text, runs put together: [1, 2, 3, 7] gives "1-3,7"."""
    runs: list[list[int]] = []
    for number in pages:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


FORMAT = Format("application/pdf", (".pdf",), convert, version=2)
