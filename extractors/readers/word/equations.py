"""Equations of Office files as text in one line (ECMA-376, part 1, section 22.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Between the parts of these, of which the text would otherwise run together.
_BETWEEN = {M + "eqArr": " ", M + "m": " ", M + "mr": " ", M + "oMathPara": " "}


def equation_text(element: Any) -> str:
    """Return the text of an equation: fractions with a stroke, roots and brackets with their signs, all else in its order."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(M) or tag.endswith("Pr"):
        return ""
    if tag == M + "t":
        return element.text or ""
    if tag == M + "f":
        return "/".join(_enclosed(equation_text(part)) for part in _parts(element))
    if tag == M + "rad":
        *degree, radicand = [equation_text(part) for part in _parts(element)] or [""]
        return f"{''.join(degree)}√{_enclosed(radicand)}"
    if tag == M + "nary":
        return _property(element, "chr", "∫") + "".join(map(equation_text, element))
    if tag == M + "d":
        inside = _property(element, "sepChr", "|").join(equation_text(part) for part in _parts(element))
        return _property(element, "begChr", "(") + inside + _property(element, "endChr", ")")
    return _BETWEEN.get(tag, "").join(filter(None, map(equation_text, element)))


def _parts(element: Any) -> Iterator[Any]:
    return (child for child in element if isinstance(child.tag, str) and not child.tag.endswith("Pr"))


def _property(element: Any, name: str, default: str) -> str:
    found = element.find(f"{element.tag}Pr/{M}{name}")
    return default if found is None else found.get(M + "val", "")


def _enclosed(text: str) -> str:
    return text if text.isalnum() or not text else f"({text})"
