"""Memory over time as SVG, with the size of the graph beside it, both from nought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, log10

Points = Sequence[tuple[float, float]]

_COLOURS = ("#1f5fa8", "#4f8a3d")
_GRAPH = "#c0504d"
_WIDTH, _HEIGHT = 760, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 80, 40, 50
_MOST_POINTS = 600


def memory_chart(lines: Mapping[str, Points], documents: Points) -> str:
    """Draw lines of (minutes, MiB) by name and, against an axis of its own, the documents in the graph at the end of each run."""
    last = max([x for line in (*lines.values(), documents) for x, _ in line], default=1.0) or 1.0
    most = _round_up(max([y for line in lines.values() for _, y in line], default=1.0))
    most_documents = _round_up(max([y for _, y in documents], default=1.0))

    def across(x: float) -> float:
        return _LEFT + x / last * (_WIDTH - _LEFT - _RIGHT)

    def down(share: float) -> float:
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    marks = []
    for step in range(5):
        y = down(step / 4)
        marks.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#d9dee7"/>')
        marks.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{most * step / 4:,.0f}</text>')
        marks.append(
            f'<text x="{_WIDTH - _RIGHT + 8}" y="{y + 4:.1f}" fill="{_GRAPH}">{most_documents * step / 4:,.0f}</text>'
        )
        marks.append(
            f'<text x="{across(last * step / 4):.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{last * step / 4:.0f}</text>'
        )
    legend = []
    for (name, line), colour in zip(lines.items(), _COLOURS, strict=False):
        path = "L".join(f"{across(x):.1f} {down(y / most):.1f}" for x, y in _thinned(line))
        if path:
            marks.append(f'<path d="M{path}" stroke="{colour}" stroke-width="1.5" fill="none"/>')
        legend.append((name, colour, ""))
    if documents:
        path = "L".join(f"{across(x):.1f} {down(y / most_documents):.1f}" for x, y in documents)
        marks.append(
            f'<path d="M{path}" stroke="{_GRAPH}" stroke-width="2" stroke-dasharray="5 4" fill="none"/>'
        )
    legend.append(("documents in the graph (right)", _GRAPH, ' stroke-dasharray="5 4"'))
    for number, (name, colour, dashes) in enumerate(legend):
        x = _LEFT + 190 * number
        marks.append(f'<path d="M{x} 18h24" stroke="{colour}" stroke-width="2"{dashes}/>')
        marks.append(f'<text x="{x + 30}" y="22">{escape(name)}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    marks.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 10}" text-anchor="middle">minutes</text>')
    marks.append(
        f'<text transform="translate(18 {_HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">memory (MiB)</text>'
    )
    body = "\n  ".join(marks)
    said = "Memory of the process over the runs, and the documents in the graph"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="Helvetica, Arial, sans-serif"'
        f' font-size="13" fill="#1f2a3a" role="img" aria-label="{said}">\n'
        f'  <rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>\n  {body}\n</svg>\n'
    )


def _thinned(line: Points) -> Points:
    """Return at most so many points: of each stretch the highest, for a peak is what counts."""
    size = ceil(len(line) / _MOST_POINTS)
    if size <= 1:
        return line
    return [
        max(line[start : start + size], key=lambda point: point[1]) for start in range(0, len(line), size)
    ]


def _round_up(value: float) -> float:
    """Return the next number that has 1, 2, 4 or 8 before its noughts."""
    power = 10.0 ** int(log10(max(value, 1.0)))
    return next(factor * power for factor in (1, 2, 4, 8, 10) if factor * power >= value)
