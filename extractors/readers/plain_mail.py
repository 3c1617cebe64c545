"""The plain text of mails: flowed lines made whole again, and what is quoted told from what is said."""

from __future__ import annotations

import re

_SIGNATURE = "-- "
_QUOTED = re.compile(r">(?!From )")
# "On 7 April 2024 Ada Lovelace <ada@example.org> wrote:", in any language: its last line, and the one before it.
_MOST_LINES_OF_AN_INTRODUCTION = 2
_INTRODUCES = re.compile(r"[0-9@].*[:：]\s*\Z", re.DOTALL)
_ORIGINAL = re.compile(
    r"-{3,} ?(?:original message|ursprüngliche nachricht|message d'origine|message original|mensaje original"
    r"|messaggio originale|mensagem original|oorspronkelijk bericht) ?-{3,}",
    re.IGNORECASE,
)


def unflowed(text: str, *, delete_space: bool) -> str:
    """Return a text of format=flowed (RFC 3676) with each paragraph in one line; ``delete_space`` is its DelSp.

    Lines are joined where they are quoted alike. Marks of quotation stay, the blank that guards a line's first sign
    goes, and so does one before a line's end. The line ``-- `` above a signature is joined to nothing.
    """
    lines: list[str] = []
    paragraph, depth, goes_on = "", 0, False

    def end() -> None:
        lines.append(">" * depth + " " * bool(depth and paragraph) + paragraph.rstrip(" "))

    for line in text.split("\n"):
        content = line.lstrip(">")
        quoted = len(line) - len(content)
        content = content.removeprefix(" ")
        is_signature = content == _SIGNATURE
        if goes_on and (quoted != depth or is_signature or not content.strip(" ")):
            end()
            goes_on = False
        paragraph, depth = (paragraph if goes_on else "") + content, quoted
        goes_on = content.endswith(" ") and bool(content.strip(" ")) and not is_signature
        if goes_on and delete_space:
            paragraph = paragraph[:-1]
        if is_signature:
            lines.append(">" * depth + " " * bool(depth) + _SIGNATURE)
        elif not goes_on:
            end()
    if goes_on:
        end()
    return "\n".join(lines)


def without_quotes(text: str) -> str:
    """Return a text without the lines that it quotes with ``>``, and the lines that say whose they are.

    What stands below a line like ``-----Original Message-----`` is quoted too. ``>From`` is no quotation, but what
    mail servers make of a line that begins with ``From``.
    """
    kept: list[str] = []
    in_quotation = False
    for line in text.split("\n"):
        if _ORIGINAL.fullmatch(line.strip()):
            break
        if _QUOTED.match(line) or (in_quotation and line.startswith(">")):
            if not in_quotation:
                _drop_introduction(kept)
            in_quotation = True
            continue
        in_quotation = False
        kept.append(line)
    return "\n".join(kept)


def _drop_introduction(lines: list[str]) -> None:
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    first = last
    while first and lines[first - 1].strip() and last - first <= _MOST_LINES_OF_AN_INTRODUCTION:
        first -= 1
    if 0 < last - first <= _MOST_LINES_OF_AN_INTRODUCTION and _INTRODUCES.search(
        "\n".join(lines[first:last])
    ):
        del lines[first:]
