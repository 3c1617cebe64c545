"""Times of day, with and without a zone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from linking.values.phrases import any_of
from linking.values.surfaces import folded
from linking.values.vocabulary import Vocabulary

_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120, "eest": 180, "msk": 180,
    "мск": 180, "jst": 540, "est": -300, "edt": -240, "cdt": -300, "pst": -480, "pdt": -420,
}  # fmt: skip
"""Minutes before UTC of zones whose letters mean no other one (BST, CST and IST do)."""

_CLOCK = re.compile(
    r"(?P<h>\d{1,2})(?:(?P<sign>[:.]| ?h ?|時|点|點|时)(?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?(?:分|min)?)?(?P<rest>.*)"
)
_TOGETHER = re.compile(r"(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d) ?(?P<zone>[a-z]{1,4})")
_OFFSET = re.compile(r"(?:utc|gmt)? ?(?P<sign>[+-])(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?")
_NOON, _DAY = 12, 24
_MINUTES_OF_AN_HOUR = 60
_CLOCK_SIGNS = frozenset("時点點时")


class Clock(NamedTuple):
    """A time of day: minutes since midnight, seconds, and how many minutes its zone is before UTC, where it has one."""

    minutes: int
    seconds: int = 0
    offset: int | None = None

    @property
    def text(self) -> str:
        """The time in ISO 8601, ``14:30``; a time with a zone in UTC, ``13:30Z``."""
        minutes = (self.minutes - (self.offset or 0)) % (_DAY * _MINUTES_OF_AN_HOUR)
        return _digits(minutes, self.seconds) + ("" if self.offset is None else "Z")

    def text_on(self, day: date) -> str:
        """Return the time on a day in ISO 8601, ``2019-02-03T14:30``; a time with a zone in UTC, which may be on the day beside it."""
        away, minutes = divmod(self.minutes - (self.offset or 0), _DAY * _MINUTES_OF_AN_HOUR)
        zone = "" if self.offset is None else "Z"
        return f"{(day + timedelta(days=away)).isoformat()}T{_digits(minutes, self.seconds)}{zone}"


def _digits(minutes: int, seconds: int) -> str:
    text = f"{minutes // _MINUTES_OF_AN_HOUR:02d}:{minutes % _MINUTES_OF_AN_HOUR:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def read_clock(text: str, vocabulary: Vocabulary) -> Clock | None:
    """Return the time of day that folded text says; None where it is none or may be two."""
    words = _words(vocabulary)
    text = words.before.sub("", text, count=1)
    if text in words.noon:
        return Clock(_NOON * _MINUTES_OF_AN_HOUR)
    if text in words.midnight:
        return Clock(0)
    is_half = ""
    for half, phrases in (("am", words.am), ("pm", words.pm)):
        before = next((phrase for phrase in phrases if text.startswith(phrase) and phrase[0] > "\u2e80"), "")
        if before:
            is_half, text = half, text[len(before) :].strip()
    if (together := _TOGETHER.fullmatch(text)) and (zone := _zone(together["zone"])) is not None:
        return Clock(int(together["h"]) * _MINUTES_OF_AN_HOUR + int(together["m"]), 0, zone)
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    rest = found["rest"].strip()
    is_said = bool(found["m"] and found["sign"] != ".")
    for half, phrases in (("am", words.am), ("pm", words.pm)):
        for phrase in phrases:
            if rest == phrase or rest.startswith(f"{phrase} "):
                is_half, rest = half, rest[len(phrase) :].strip()
                break
    for phrase in words.oclock:
        if rest == phrase or rest.startswith(f"{phrase} "):
            rest, is_said = rest[len(phrase) :].strip(), True
            break
    else:
        is_said = is_said or bool(is_half)
    offset = _zone(rest) if rest else None
    if (rest and offset is None) or not (is_said or _is_clear(found)):
        return None
    return _clock(found, is_half, offset, is_24=words.is_24 or found["sign"] in _CLOCK_SIGNS)


def _is_clear(found: re.Match[str]) -> bool:
    """Return whether digits with a point are a time and no number or date: 14.30 is, 5.30 may be neither."""
    return bool(found["m"]) and _NOON < int(found["h"]) < _DAY and int(found["m"]) < _MINUTES_OF_AN_HOUR


def _zone(rest: str) -> int | None:
    """Return how many minutes a zone is before UTC, None for what is no zone."""
    rest = rest.strip("()")
    if rest in _ZONES:
        return _ZONES[rest]
    if (offset := _OFFSET.fullmatch(rest)) and int(offset["h"]) <= _NOON + 2:
        minutes = int(offset["h"]) * _MINUTES_OF_AN_HOUR + int(offset["m"] or 0)
        return -minutes if offset["sign"] == "-" else minutes
    return None


def _clock(found: re.Match[str], half: str, offset: int | None, *, is_24: bool) -> Clock | None:
    hour, minute, second = int(found["h"]), int(found["m"] or 0), int(found["s"] or 0)
    if (
        minute >= _MINUTES_OF_AN_HOUR
        or second >= _MINUTES_OF_AN_HOUR
        or hour > _DAY
        or (hour == _DAY and minute)
    ):
        return None
    if half and hour <= _NOON:
        if hour == 0 and half == "pm":
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    elif half == "am" and hour > _NOON:
        return None
    elif not half and not is_24 and 1 <= hour <= _NOON and not found["h"].startswith("0"):
        return None  # half past two in the night or in the afternoon
    return Clock(hour % _DAY * _MINUTES_OF_AN_HOUR + minute, second, offset)


class _TimeWords:
    """The words of times in one language, the longest first."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        times = vocabulary.times

        def listed(name: str) -> list[str]:
            return sorted(map(folded, times.get(name, ())), key=len, reverse=True)

        at = listed("at")
        self.before = re.compile(rf"^(?:{any_of(at)}) ?") if at else re.compile(r"(?!)")
        self.oclock, self.noon, self.midnight = listed("oclock"), listed("noon"), listed("midnight")
        # The short forms of English stand in texts of every language.
        self.am, self.pm = [*listed("am"), "a.m.", "am"], [*listed("pm"), "p.m.", "pm"]
        self.is_24 = bool(times.get("oclock_is_24"))


@lru_cache(maxsize=64)
def _words_of(language: str) -> _TimeWords:
    from linking.values.vocabulary import vocabulary_of

    return _TimeWords(vocabulary_of(language))


def _words(vocabulary: Vocabulary) -> _TimeWords:
    return _words_of(vocabulary.language)
