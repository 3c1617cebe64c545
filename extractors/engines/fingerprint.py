"""The name of everything that can change an extraction, made without loading a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version

from extractors.segmentation.windows import WINDOWING_VERSION


def fingerprint(
    identity: str, asked: Sequence[tuple[str, str, float]], window_words: int, lead_words: int
) -> str:
    """Return sixteen hex digits that differ when an extraction could.

    How much a model reads in one pass is not asked for: it follows from the model's files and the prompts.

    Args:
        identity: The model: engine, package versions, content of its files.
        asked: Name, prompt and threshold of every label, in order.
        window_words: Words a window aims for.
        lead_words: Words of the text before that each window sees again.

    """
    windowing, segmentation = segmentation_versions()
    key = json.dumps(
        [identity, windowing, segmentation, (window_words, lead_words), list(asked)],
        ensure_ascii=True,
    )
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def segmentation_versions() -> tuple[int, list[tuple[str, str]]]:
    """Return what names the way in which texts are shown and cut: its version, and those of the packages behind it."""
    return WINDOWING_VERSION, [(name, version(name)) for name in ("sentencex", "py3langid", "pyromark")]
