"""Texts that come again (footers, quoted mails, forms), read once by a model: its answer depends on text and labels alone."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from weakref import finalize

from extractors.engines.protocol import Span, WindowModel

MOST_KEPT = 1 << 15
"""Windows that are remembered of a model: some 20 MB."""

Answers = list[list[Span]]
_models: dict[int, RepeatedTexts] = {}
_making = Lock()


class RepeatedTexts:
    """What a model answered to the last windows that it read; safe to use from several threads.

    Args:
        most_kept: Windows that are remembered; the one that was not asked for longest goes first.

    """

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._kept: OrderedDict[bytes, list[Span]] = OrderedDict()
        self._most_kept = most_kept
        self._changing = Lock()

    def answers(
        self, texts: Sequence[str], question: str, ask: Callable[[Sequence[str]], Answers]
    ) -> Answers:
        """Return what ``ask`` answers to each text, asked once for each different text that is not remembered.

        ``question`` names all besides the text that the answers depend on: labels and thresholds.
        """
        keys = [_key(question, text) for text in texts]
        with self._changing:
            known = {key: self._kept[key] for key in keys if key in self._kept}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        found = dict(zip(new, ask(list(new.values())), strict=True)) if new else {}
        known |= found
        with self._changing:
            for key in dict.fromkeys(keys):
                self._kept[key] = known[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)
        return [known[key] for key in keys]

    def forget(self) -> None:
        """Read every text again from now on."""
        with self._changing:
            self._kept.clear()


def repeated_texts(model: WindowModel) -> RepeatedTexts:
    """Return what is remembered of a model, for as long as it lives.

    By its identity: a model of a plug-in need not be hashable. Of one that takes no weak reference each call remembers anew.
    """
    with _making:
        number = id(model)
        if number not in _models:
            repeated = RepeatedTexts()
            try:
                finalize(model, _models.pop, number, None)
            except TypeError:
                return repeated
            _models[number] = repeated
        return _models[number]


def _key(question: str, text: str) -> bytes:
    return hashlib.blake2b(f"{question}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
