"""What documents say, shown as text: nothing in it may command the user's terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

# Escape sequences begin with a control character, and bidirectional ones make a line read otherwise than it is. One
# character stands for one, so that columns and marked places keep their width.
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
_HIDDEN = dict.fromkeys(
    [*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)], "\ufffd"
)
_SHOWN = str.maketrans({**_PICTURES, 0x7F: "\u2421", **_HIDDEN})
_AS_JSON = str.maketrans({code: f"\\u{code:04x}" for code in [0x7F, *_HIDDEN]})


def visible(text: str) -> str:
    """Return the text with signs for what is none: control characters, half surrogates, changes of direction."""
    return text.translate(_SHOWN)


def visible_json(text: str) -> str:
    """Return JSON that means the same and holds none of the characters that :func:`visible` replaces."""
    return text.translate(_AS_JSON)


class VisibleStream:
    """A text stream that shows what is written to it; ``raw`` is the stream behind it."""

    def __init__(self, raw: IO[str]) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        """Write the text as :func:`visible` gives it."""
        return self.raw.write(visible(text))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of the lines."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


def raw(stream: IO[str] | VisibleStream) -> IO[str]:
    """Return the stream to draw on, for what graphmill itself makes bold or colours."""
    return stream.raw if isinstance(stream, VisibleStream) else stream


def drawing_console() -> Console | None:
    """Return what draws help on a terminal, past :func:`visible_output`; None where nothing is drawn."""
    if not sys.stdout.isatty():
        return None
    from rich.console import Console

    return Console(file=raw(sys.stdout))


@contextmanager
def visible_output() -> Iterator[None]:
    """Let all that is printed within be shown; what draws on the terminal itself goes around by :func:`raw`."""
    before = sys.stdout
    sys.stdout = VisibleStream(before)
    try:
        yield
    finally:
        sys.stdout = before
