"""Signs of symbol fonts, which documents name by font and place, as the characters of Unicode that they show."""

from __future__ import annotations

REPLACEMENT = "\ufffd"
"""Stands where a sign has no character of Unicode that is known here."""

# Fonts of symbols have their signs at U+F020 to U+F0FF, and programs write them so or without the F0 in front.
_PRIVATE = 0xF000
_FIRST, _LAST = 0x20, 0xFF
_LAST_CHARACTER = 0x10FFFF

# A dot holds the place of what has no character.
_SYMBOL = {
    0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?",
    0x40: "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
    0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵",
    0xC0: "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓",
    0xE0: "◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪",
    0xF1: "⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
}
_WINGDINGS = {
    0x20: " ",
    0x22: "✂✁",
    0x29: "✆",
    0x36: "⌛",
    0x3E: "✇✍",
    0x41: "✌",
    0x45: "☜☞☝☟",
    0x4A: "☺",
    0x4C: "☹",
    0x51: "✈☼",
    0x54: "❄",
    0x58: "✠✡☪☯",
    0x5D: "☸♈♉♊♋♌♍♎♏♐♑♒♓",
    0x6C: "●",
    0x6E: "■□",
    0x71: "❑❒⬧⧫◆❖⬥⌧⮹⌘",
    0x80: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿",
    0x9F: "•",
    0xA7: "▪◻",
    0xD8: "➢",
    0xDF: "←→↑↓↖↗↙↘",
    0xE8: "➔",
    0xEF: "⇦⇨⇧⇩⬄",
    0xFB: "✗✓☒☑",
}
_FONTS = {
    font: {start + offset: sign for start, signs in table.items() for offset, sign in enumerate(signs)}
    for font, table in {"symbol": _SYMBOL, "wingdings": _WINGDINGS}.items()
}
_OTHERS = frozenset(["webdings", "wingdings 2", "wingdings 3", "zapfdingbats", "zapf dingbats", "mt extra"])


class Signs:
    """Reads the signs of one document, and keeps which had no character of Unicode."""

    def __init__(self) -> None:
        self._unknown: set[str] = set()

    def sign(self, font: str, code: str) -> str:
        """Return the sign of a font at a place that is written in hexadecimal digits, `REPLACEMENT` if it is not known."""
        try:
            place = int(code, 16)
        except ValueError:
            self._unknown.add(f"{font} {code}".strip())
            return REPLACEMENT
        return self._shown(font, place)

    def text(self, text: str, font: str) -> str:
        """Return text that is set in a font: as it is but for the signs of fonts of symbols."""
        is_symbols = font.lower() in _FONTS or font.lower() in _OTHERS
        if not is_symbols and not any(_is_private(ord(sign)) for sign in text):
            return text
        return "".join(
            self._shown(font, ord(sign))
            if _is_private(ord(sign)) or (is_symbols and _FIRST < ord(sign) <= _LAST)
            else sign
            for sign in text
        )

    def unknown(self) -> str:
        """Return the signs that had no character, by font and place, as ``Webdings F0A4, Wingdings F021``."""
        return ", ".join(sorted(self._unknown))

    def _shown(self, font: str, place: int) -> str:
        is_symbols = font.lower() in _FONTS or font.lower() in _OTHERS
        within = place - _PRIVATE if _is_private(place) else place
        if within == place and (place > _LAST or not is_symbols):
            return chr(place) if _FIRST <= place <= _LAST_CHARACTER else REPLACEMENT
        found = _FONTS.get(font.lower(), {}).get(within, REPLACEMENT)
        if found == REPLACEMENT:
            self._unknown.add(f"{font or 'font not named'} {place:04X}")
        return found


def _is_private(place: int) -> bool:
    return _PRIVATE + _FIRST <= place <= _PRIVATE + _LAST
