"""Whether words of a text stand for themselves, or are a part of a longer word: ``Brien`` of ``O'Brien``, ``Corvid`` of ``Corvid.com``."""

from __future__ import annotations

import re
import unicodedata

from extractors.rules.names.folding import HANGUL, NO_SPACES

_HYPHENS = "-‐‑"
_APOSTROPHES = "'’‘ʼ"
_IN_RUNS = re.compile(f"[{NO_SPACES}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_HANGUL_WORD = re.compile(f"[{HANGUL}]+")
_WORD_BEFORE = re.compile(r"[^\W_]+$")
_WORD_AFTER = re.compile(r"[^\W_]+")
# No word before a name is longer that says something about it.
_NEAR = 40
# French and Italian words that lose their vowel before a name, where they may stand with a capital; O'Brien and D'Angelo are names.
_ELIDED = frozenset(
    ["l", "c", "j", "qu", "jusqu", "lorsqu", "puisqu", "un", "all", "dall", "dell", "nell", "sull", "quell"]
)
_ARABIC_ARTICLES = frozenset(["al", "el", "ul", "as", "ash", "ad", "an", "ar", "at", "az"])
_KOREAN_PARTICLES = frozenset(
    [
        "은",
        "는",
        "이",
        "가",
        "을",
        "를",
        "의",
        "에",
        "에서",
        "에게",
        "에는",
        "에도",
        "에서는",
        "와",
        "과",
        "도",
        "로",
        "으로",
        "로서",
        "으로서",
        "로부터",
        "으로부터",
        "만",
        "까지",
        "부터",
        "보다",
        "처럼",
        "같은",
        "께서",
        "한테",
        "나",
        "이나",
        "라는",
        "이라는",
        "이란",
        "란",
        "이다",
        "입니다",
        "측",
        "씨",
        "님",
    ]
)
# Signs that belong to the kana or the letter before them, and the vowels of Thai and Lao that belong to the one behind.
_GOES_ON = frozenset("ーゝゞ々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_LEADS_ON = frozenset("เแโใไເແໂໃໄ")


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]``, which begins and ends with whole words, is part of no longer word."""
    return _begins(text, start) and _ends(text, end)


def is_in_run(text: str, start: int, end: int) -> bool:
    """Tell whether the text goes on, before or behind, in the same script that is written without spaces."""
    return (
        start > 0
        and _IN_RUNS.match(text, start) is not None
        and _script(text[start - 1]) == _script(text[start])
    ) or (
        end < len(text)
        and _IN_RUNS.match(text, end - 1) is not None
        and _script(text[end]) == _script(text[end - 1])
    )


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]


def _begins(text: str, start: int) -> bool:
    if not start:
        return True
    before, first = text[start - 1], text[start]
    if before == "\n" and text[max(0, start - 2)] in _HYPHENS:
        # A compound that was wrapped behind its hyphen.
        start -= 1
        before = text[start - 1]
    if _IN_RUNS.match(first):
        return before not in _LEADS_ON
    if before.isspace() or _IN_RUNS.match(before):
        return True
    if before.isalnum() or before == "@":
        return False
    near = text[max(0, start - 1 - _NEAR) : start - 1]
    found = _WORD_BEFORE.search(near)
    if found is None:
        return not (before == "/" and near.endswith("/"))
    word, earlier = found[0], near[: found.start()][-1:]
    if before in _APOSTROPHES:
        return word.islower() or word.lower() in _ELIDED
    if before in _HYPHENS:
        return (
            word.islower()
            and word not in _ARABIC_ARTICLES
            and (not earlier or earlier not in _HYPHENS + _APOSTROPHES)
        )
    if before == ".":
        return not first.islower() and not (first.isdigit() and word.isdigit())
    return before != "&" and not (before == "," and first.isdigit() and word[-1].isdigit())


def _ends(text: str, end: int) -> bool:
    if end == len(text):
        return True
    after, last = text[end], text[end - 1]
    if _IN_RUNS.match(last):
        return after not in _GOES_ON and not unicodedata.category(after).startswith("M")
    if after.isspace() or _IN_RUNS.match(after):
        return True
    if _HANGUL.match(last) and (particle := _HANGUL_WORD.match(text, end)):
        return particle[0] in _KOREAN_PARTICLES and not text[particle.end() : particle.end() + 1].isalnum()
    if after.isalnum():
        return False
    if after in "+#":
        return text[end + 1 : end + 2].isalnum() or not last.isalnum()
    behind = end + 2 if after in _HYPHENS and text[end + 1 : end + 2] == "\n" else end + 1
    found = _WORD_AFTER.match(text, behind, behind + _NEAR)
    if found is None:
        return True
    word, later = found[0], text[found.end() : found.end() + 1]
    if after in _APOSTROPHES:
        return not word[0].isupper() or word == "S"
    if after in _HYPHENS:
        return word.islower() and (not later or later not in _HYPHENS)
    if after == ".":
        return not (word[0].islower() or word[0].isdigit())
    return after not in "@&" and not (after == "," and word[0].isdigit() and last.isdigit())
