"""Where the sentences of one block of text end."""

from __future__ import annotations


def sentence_ends(text: str, language: str) -> list[int]:
    """Return the offsets in ``text``, one block, behind which its sentences end, in order."""
    import sentencex

    return [int(found["end_index"]) for found in sentencex.get_sentence_boundaries(language, text)]
