"""A line chart with logarithmic axes as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

Points = Sequence[tuple[float, float]]

_COLOURS = ("#1f5fa8", "#c0504d", "#4f8a3d", "#7d5ba6")
_WIDTH, _HEIGHT = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 190, 20, 50


def line_chart(
    lines: Mapping[str, Points], x_title: str, y_title: str, description: str, *, proportion: bool = True
) -> str:
    """Draw lines of positive points by name.

    ``proportion`` adds a dashed one that grows as ``x`` does from the first line's first point.
    """
    points = [point for line in lines.values() for point in line]
    low_x, high_x = (log10(pick(x for x, _ in points)) for pick in (min, max))
    low_y, high_y = floor(log10(min(y for _, y in points))), ceil(log10(max(y for _, y in points)))

    def place(x: float, y: float) -> str:
        across = (log10(x) - low_x) / (high_x - low_x or 1)
        up = (log10(y) - low_y) / (high_y - low_y or 1)
        return f"{_LEFT + across * (_WIDTH - _LEFT - _RIGHT):.1f} {_HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM):.1f}"

    marks = []
    for exponent in range(low_y, high_y + 1):
        start = place(10**low_x, 10**exponent)
        x, y = start.split()
        marks.append(f'<path d="M{start}L{place(10**high_x, 10**exponent)}" stroke="#d9dee7"/>')
        marks.append(
            f'<text x="{float(x) - 8:.1f}" y="{float(y) + 4:.1f}" text-anchor="end">{_number(exponent)}</text>'
        )
    for exponent in range(ceil(low_x), floor(high_x) + 1):
        start = place(10**exponent, 10**low_y)
        x, y = start.split()
        marks.append(f'<path d="M{start}L{place(10**exponent, 10**high_y)}" stroke="#d9dee7"/>')
        marks.append(f'<text x="{x}" y="{float(y) + 20:.1f}" text-anchor="middle">{_number(exponent)}</text>')
    if proportion:
        first_x, first_y = next(iter(lines.values()))[0]
        last_x = min(10**high_x, first_x * 10**high_y / first_y)
        linear = f"M{place(first_x, first_y)}L{place(last_x, first_y * last_x / first_x)}"
        marks.append(f'<path d="{linear}" stroke="#8497b0" stroke-dasharray="5 5" fill="none"/>')
    legend = []
    for number, (name, line) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = "L".join(place(*point) for point in line)
        marks.append(f'<path d="M{path}" stroke="{colour}" stroke-width="2" fill="none"/>')
        for point in line:
            across, down = place(*point).split()
            marks.append(f'<circle cx="{across}" cy="{down}" r="3.5" fill="{colour}"/>')
        legend.append((name, colour, ""))
    if proportion:
        legend.append(("in proportion", "#8497b0", ' stroke-dasharray="5 5"'))
    for number, (name, colour, dashes) in enumerate(legend):
        left, height = _WIDTH - _RIGHT + 15, _TOP + 14 + 24 * number
        marks.append(f'<path d="M{left} {height}h24" stroke="{colour}" stroke-width="2"{dashes}/>')
        marks.append(f'<text x="{left + 32}" y="{height + 4}">{escape(name)}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    marks.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(x_title)}</text>')
    marks.append(
        f'<text transform="translate(18 {_HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">{escape(y_title)}</text>'
    )
    body = "\n  ".join(marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="Helvetica, Arial, sans-serif"'
        f' font-size="13" fill="#1f2a3a" role="img" aria-label="{escape(description, quote=True)}">\n'
        f'  <rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>\n  {body}\n</svg>\n'
    )


def _number(exponent: int) -> str:
    return f"{10**exponent:,}" if exponent >= 0 else f"{10**exponent:.{-exponent}f}"
