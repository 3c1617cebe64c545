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
_RULE = re.compile(r"_{5,}")
# What Outlook writes above the letter that it answers, in the languages of `_ORIGINAL`: who wrote, when, to whom, about what.
_FIELD = re.compile(
    r"\*?(?:(?P<who>from|von|de|da|van)|(?P<sent>sent|gesendet|envoyé|enviado el|enviado|inviato|verzonden)"
    r"|(?P<day>date|datum|fecha|data)|(?P<to>to|an|à|para|a|aan)|(?P<what>subject|betreff|objet|asunto|oggetto|assunto|onderwerp))"
    r"\s?:\*?(?:\s|$)",
    re.IGNORECASE,
)
_FEWEST_FIELDS = 3
_MOST_LINES_OF_FIELDS = 12


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
    """Return a text without the lines that it quotes with ``>``, the lines that say whose they are, and `without_history`.

    ``>From`` is no quotation, but what mail servers make of a line that begins with ``From``.
    """
    kept: list[str] = []
    in_quotation = False
    for line in without_history(text).split("\n"):
        if _QUOTED.match(line) or (in_quotation and line.startswith(">")):
            if not in_quotation:
                _drop_introduction(kept)
            in_quotation = True
            continue
        in_quotation = False
        kept.append(line)
    return "\n".join(kept)


def without_history(text: str) -> str:
    """Return a text up to the letters before it, as Outlook puts them below: unmarked, in their whole length.

    They begin at a line like ``-----Original Message-----``, or at lines like ``From:``, ``Sent:``, ``To:`` and
    ``Subject:``, with or without a line of ``_____`` above them; below such a line, ``Date:`` will do for ``Sent:``.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        written = line.strip()
        is_rule = _RULE.fullmatch(written) is not None
        first = number
        while is_rule and first + 1 < len(lines) and (first == number or not lines[first].strip()):
            first += 1
        if _ORIGINAL.fullmatch(written) or _is_head_of_letter(lines, first, below_rule=is_rule):
            return "\n".join(lines[:number])
    return text


def _is_head_of_letter(lines: list[str], first: int, *, below_rule: bool) -> bool:
    begins = _FIELD.match(lines[first].strip())
    if begins is None or begins["who"] is None:
        return False
    found: set[str | None] = set()
    for line in lines[first : first + _MOST_LINES_OF_FIELDS]:
        if not line.strip():
            break
        if field := _FIELD.match(line.strip()):
            found.add(field.lastgroup)
    return len(found) >= _FEWEST_FIELDS and ("sent" in found or (below_rule and "day" in found))


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
