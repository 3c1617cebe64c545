"""What the styles of a Word document say of its text: hidden, raised, in which font, a heading (ECMA-376, part 1, section 17.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset(["0", "false", "off"])
_BODY_LEVEL = "9"


class Styles:
    """The styles of a document, by their ids; ``root`` is the root of its part of styles, None if it has none."""

    def __init__(self, root: Any | None) -> None:
        styles = () if root is None else root.iterfind(W + "style")
        self._by_id = {style.get(W + "styleId"): style for style in styles}
        self._known: dict[tuple[str, str], list[Any]] = {}

    def is_hidden(self, run: Any) -> bool:
        """Return whether a run is hidden text."""
        return is_on(self._run_property(run, "vanish"))

    def is_raised(self, run: Any) -> bool:
        """Return whether a run is set above the line."""
        align = self._run_property(run, "vertAlign")
        return align is not None and align.get(W + "val") == "superscript"

    def font(self, run: Any) -> str:
        """Return the name of the font of a run, empty if nothing names one."""
        fonts = self._run_property(run, "rFonts")
        return "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""

    def is_heading(self, paragraph: Any) -> bool:
        """Return whether a paragraph is a heading, by the level that it has in the document's outline."""
        for properties in self._paragraph_properties(paragraph):
            level = properties.find(W + "outlineLvl")
            if level is not None:
                return bool(level.get(W + "val", _BODY_LEVEL) != _BODY_LEVEL)
        return False

    def _run_property(self, run: Any, name: str) -> Any | None:
        own = run.find(W + "rPr")
        if own is not None:
            if (found := own.find(W + name)) is not None:
                return found
            if (found := _first(self._inherited(own.find(W + "rStyle"), "rPr"), name)) is not None:
                return found
        paragraph = next(run.iterancestors(W + "p"), None)
        style = None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")
        return _first(self._inherited(style, "rPr"), name)

    def _paragraph_properties(self, paragraph: Any) -> Iterator[Any]:
        own = paragraph.find(W + "pPr")
        if own is not None:
            yield own
            yield from self._inherited(own.find(W + "pStyle"), "pPr")

    def _inherited(self, named: Any | None, properties: str) -> list[Any]:
        """Return the properties of the style that an element names, then of those that it is based on."""
        if named is None:
            return []
        key = (named.get(W + "val", ""), properties)
        if key not in self._known:
            self._known[key] = list(self._chain(*key))
        return self._known[key]

    def _chain(self, name: str, properties: str) -> Iterator[Any]:
        seen: set[str] = set()
        while name in self._by_id and name not in seen:
            seen.add(name)
            style = self._by_id[name]
            found = style.find(W + properties)
            if found is not None:
                yield found
            base = style.find(W + "basedOn")
            name = "" if base is None else base.get(W + "val", "")


def _first(places: Iterable[Any], name: str) -> Any | None:
    return next((found for place in places if (found := place.find(W + name)) is not None), None)


def is_on(switch: Any | None) -> bool:
    """Return whether a property that is on or off is there and on."""
    return switch is not None and switch.get(W + "val", "true") not in _OFF
