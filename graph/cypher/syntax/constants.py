"""The values of numbers and texts as they are written in a query."""

from __future__ import annotations

import math
import re

from graph.cypher.syntax.tokens import Token, failed

GREATEST = 2**63
"""The first integer that is too large."""
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\\": "\\", "'": "'", '"': '"', "`": "`"}


def number_of(token: Token, text: str) -> int | float:
    """Return the value of a number in a query's text.

    Raises:
        QueryFailedError: It is larger than Cypher's numbers are.

    """
    integer = integer_of(token)
    value = float(token.text.replace("_", "")) if integer is None else integer
    if value >= GREATEST and integer is not None:
        raise failed(text, token.span[0], f"the integer {token.text} is too large")
    if math.isinf(value):
        raise failed(text, token.span[0], f"the number {token.text} is too large")
    return value


def integer_of(token: Token) -> int | None:
    """Return the value of a whole number, however large; None for all other tokens."""
    digits = token.text.replace("_", "").casefold()
    if token.kind != "number" or not (digits.isdigit() or digits.startswith(("0x", "0o"))):
        return None
    if digits.startswith(("0x", "0o")):
        return int(digits, 0)
    octal = len(digits) > 1 and digits[0] == "0" and not set(digits) & set("89")
    return int(digits, 8 if octal else 10)


def unescaped(text: str) -> str:
    """Return what a text between quotation marks stands for."""
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[0]), text) if "\\" in text else text
