"""The review on a terminal: one pair at a time, one key an answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from linking.decisions.decision import Verdict
from linking.review.queue import Doubt

VERDICTS = {"s": Verdict.SAME, "d": Verdict.DIFFERENT, "u": Verdict.UNSURE}
PROMPT = "[s]ame  [d]ifferent  [u]nsure  [k] skip  [b]ack  [q]uit: "
_END = ("", "\x04", "q")


def judge(
    doubts: Sequence[Doubt],
    *,
    show: Callable[[Doubt, int, Verdict | None], None],
    ask: Callable[[], str],
    keep: Callable[[Doubt, Verdict], None],
) -> int:
    """Go through the pairs until the last one, or until the person quits; return how many were judged.

    ``show`` is given a pair, its place and what it was judged to be a moment ago; ``ask`` returns a key, and nothing at
    the end of the input; ``keep`` is called with every verdict at once. Going back asks about the pair before again, and
    its new verdict replaces the one before; skipping leaves a pair as it is.
    """
    judged: dict[int, Verdict] = {}
    place = 0
    while place < len(doubts):
        show(doubts[place], place, judged.get(place))
        key = ask().lower()
        while key not in (*VERDICTS, "k", "b", *_END):
            key = ask().lower()
        if key in _END:
            break
        if key == "b":
            place = max(0, place - 1)
            continue
        if key in VERDICTS and judged.get(place) is not VERDICTS[key]:
            keep(doubts[place], VERDICTS[key])
            judged[place] = VERDICTS[key]
        place += 1
    return len(judged)


def read_key() -> str:
    """Ask for one key and return it, without waiting for the return key where the terminal allows it."""
    if os.name != "posix":
        _write(PROMPT)
        return sys.stdin.readline().strip()[:1] or "\x04"
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        # Not raw, so that Ctrl-C still interrupts; and without a flush, which would lose keys that came early.
        tty.setcbreak(terminal, termios.TCSADRAIN)
        _write(PROMPT)
        key = os.read(terminal, 1).decode("ascii", "replace")
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    _write(f"{key if key.isprintable() else ''}\n")
    return key


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
