"""docs/architecture.svg, drawn from the contracts in pyproject.toml that import-linter holds.

python -m tests.support.architecture_picture    # draw it anew
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.root import ROOT

PICTURE = ROOT / "docs" / "architecture.svg"
PACKAGES = {
    "extractors": "documents in, mentions out",
    "linking": "mentions in, entities out",
    "graph": "entities in, graph out",
    "flows": "what people and schedules call",
}
"""The packages from left to right, in the order in which data goes through them."""

_WIDTH, _GAP, _MARGIN, _TOP = 236, 36, 16, 96
_BOX, _ROW, _LETTER = 26, 34, 7.5
_INK, _LINE, _FILL = "#1f2a3a", "#44546a", "#f3f6fb"


@dataclass(frozen=True)
class Box:
    """A room's name at its place."""

    name: str
    x: float
    y: float
    width: float


def layers_of(package: str) -> list[list[str]]:
    """Return the layers within a package, the highest first, as its contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [each["layers"] for each in contracts if each.get("containers") == [package]]
    return [[name.strip() for name in layer.replace(":", "|").split("|")] for layer in layers]


def drawing() -> str:
    """Return the picture: a column for each package, its layers below each other."""
    columns = [list(_column(package, i)) for i, package in enumerate(PACKAGES)]
    height = max(box.y for rows in columns for row in rows for box in row) + _BOX + 62
    width = 2 * _MARGIN + len(PACKAGES) * _WIDTH + (len(PACKAGES) - 1) * _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" font-family="Helvetica, Arial, sans-serif" font-size="12.5" role="img" '
        'aria-label="The packages from left to right, their layers below each other; imports go down and to the left">',
        f'<rect width="{width}" height="{height:g}" fill="#ffffff"/>',
        '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L10 5L0 10z" fill="{_LINE}"/></marker></defs>',
    ]
    for i, (package, line) in enumerate(PACKAGES.items()):
        left = _left(i)
        middle = left + _WIDTH / 2
        parts += [
            f'<rect x="{left}" y="40" width="{_WIDTH}" height="{height - 92:g}" rx="8" fill="none" stroke="#8497b0"/>',
            f'<text x="{middle:g}" y="62" text-anchor="middle" font-size="15" font-weight="bold" fill="{_INK}">{package}</text>',
            f'<text x="{middle:g}" y="80" text-anchor="middle" fill="#7a5200">{line}</text>',
        ]
        for row, boxes in enumerate(columns[i]):
            if row:
                above = boxes[0].y - (_ROW - _BOX) / 2
                parts.append(
                    f'<path d="M{left + 10} {above:g}H{left + _WIDTH - 10}" stroke="#c8d2e0" stroke-dasharray="3 3"/>'
                )
            for box in boxes:
                parts += [
                    f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{_BOX}" rx="5" fill="{_FILL}" stroke="#8497b0"/>',
                    f'<text x="{box.x + box.width / 2:g}" y="{box.y + 17:g}" text-anchor="middle" fill="{_INK}">{box.name}</text>',
                ]
        if i:
            parts += [
                _arrow(left - _GAP + 4, 58, left - 4),
                _arrow(left - 4, height - 70, left - _GAP + 4),
            ]
    parts += [
        f'<text x="{width / 2:g}" y="26" text-anchor="middle" fill="{_LINE}">documents become mentions, entities, a graph →</text>',
        f'<text x="{width / 2:g}" y="{height - 22:g}" text-anchor="middle" fill="{_LINE}">← imports go this way, and down; rooms of one layer do not know each other unless the contract says so</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _column(package: str, position: int) -> Iterator[list[Box]]:
    left, y = _left(position) + 10, float(_TOP)
    for layer in layers_of(package):
        boxes: list[Box] = []
        x = float(left)
        for name in layer:
            width = round(len(name) * _LETTER + 14)
            if boxes and x + width > left + _WIDTH - 20:
                x, y = left, y + _BOX + 4
            boxes.append(Box(name, x, y, width))
            x += width + 6
        yield boxes
        y += _ROW


def _left(position: int) -> int:
    return _MARGIN + position * (_WIDTH + _GAP)


def _arrow(start: float, y: float, end: float) -> str:
    return f'<path d="M{start:g} {y:g}H{end:g}" stroke="{_LINE}" stroke-width="1.5" fill="none" marker-end="url(#arrow)"/>'


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
    print(f"{PICTURE} written")
