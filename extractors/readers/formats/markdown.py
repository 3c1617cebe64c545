"""Markdown: decoded, and otherwise left as it is."""

from __future__ import annotations

import re
from textwrap import shorten

from extractors.readers.conversion import LONGEST_FIRST_LINE, Converted, Format, ReaderSettings
from extractors.readers.encoding import decode
from extractors.readers.front_matter import front_matter, front_matter_date

_HEADING = re.compile(
    r"^ {0,3}#{1,6}[ \t]+(?P<atx>.*?)[ \t]*#*[ \t]*$|^(?P<setext>\S.*)\n {0,3}=+[ \t]*$", re.MULTILINE
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:  # noqa: ARG001 - a converter's form
    """Return a Markdown file as its own source text, with the date of its front matter.

    The title is the first heading, else that of the front matter, else the first line behind this.
    """
    decoded = decode(data)
    matter = front_matter(decoded.text)
    heading = _HEADING.search(_FENCE.sub("", decoded.text.replace("\r\n", "\n")))
    title = (heading["atx"] or heading["setext"] or "") if heading else ""
    if not title.strip() and matter.end:
        title = matter.title or shorten(
            decoded.text[matter.end :].strip().partition("\n")[0], LONGEST_FIRST_LINE, placeholder=" …"
        )
    date, date_from = front_matter_date(matter)
    return [Converted(decoded.text, title, decoded.metadata, date=date, date_from=date_from)]


FORMAT = Format("text/markdown", (".md", ".markdown"), convert, sandboxed=False)
