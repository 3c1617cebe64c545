"""Where the sentences of one block end: the answer of ``sentencex``, mended by abbreviations, initials and brackets."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from extractors.segmentation.abbreviations import OTHERS, PARTICLES, TABLES, Abbreviations

# No word that matters here is longer; it keeps the look back from a full stop short.
_LOOK_BACK = 40
# A mark that is still open after so many characters is a stray one.
_LONGEST_QUOTATION = 2_000

_OPENING = "([{（【「『《\"'“”„«»‘‚‹¿¡"
_BRACKETS = {")": "(", "]": "["}
_STOP = re.compile(r"\.(\s*)")
_ELLIPSIS = re.compile(r"(?:…|(?<!\.)\.{3,}+|\.(?:[ \t]\.){2,})\s+")
_END_IN_BRACKET = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»“]*[)\]][)\]\"'”’»“]*\s+")
_IDEOGRAPHIC_END = re.compile(r"(?<![。！？])[。！？]++[」』》）】”’]+\s*")
# What goes on with the sentence that a Japanese quotation stands in.
_QUOTATION_GOES_ON = re.compile(r"と|って|など|だけ|という|から|まで|[のをがにでも、。]|は(?!い)")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_PART = re.compile(r"[^\s.\-‐–/'’]*$")
_NUMBER = re.compile(r"\d|[IVXLCDM]+\b|[A-Z]\b")
_LETTERS_WITH_STOPS = re.compile(r"(?:[^\W\d_][.\-‐]+)*[^\W\d_]")
# What no word ends with, so that a small letter after it goes on: a letter, a row of consonants, a number of a section.
_NO_WORD = re.compile(
    r"[^\W\d_]|[b-df-hj-np-tv-xzçčćďđğłńňřśšťžźżбвгджзйклмнпрстфхцчшщъь]{2,5}|\d{1,3}", re.IGNORECASE
)
_ROMAN = re.compile(r"[IVXLCDM]+")
# "am 17. Juli", "im 19. Jahrhundert": a number is an ordinal after these.
_GERMAN_ORDINAL = re.compile(
    r"(?:^|\s)(?:am|ab|beim|bis|das|dem|den|der|des|die|im|ins|seit|vom|zum|zur|(?:jed|dies|sein|ihr|ein)e[mnrs]?)"
    r" \d{1,3}$",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"(?:[A-Z][\w.'’-]*\s+){1,3}(?:said|says|asked|asks|cried|shouted|answered|replied|added|wrote|called|whispered|wondered)\b"
)


def sentence_ends(text: str, language: str) -> list[int]:
    """Return the offsets at which the sentences of one block end, ascending; the last is the end of ``text``.

    ``language`` is the ISO 639-1 code. White space after a sentence belongs to it, so that the pieces between the ends
    are the text. A text of nothing has no ends. Lone surrogates are refused by the library: give text without them.
    """
    if not text:
        return []
    table = TABLES.get(language, OTHERS)
    ends = set(_library_ends(text, language))
    _mend_full_stops(text, language, table, ends)
    _mend_ellipses(text, table, ends)
    _mend_brackets(text, language, table, ends)
    _mend_ideographic(text, ends)
    if language == "en":
        ends -= {end for end in ends if _is_asked_by_name(text, end)}
    # The library's last end is the end of the text; saying it again makes that ours and not a belief.
    return [*sorted(end for end in ends if 0 < end < len(text)), len(text)]


def _library_ends(text: str, language: str) -> list[int]:
    import sentencex

    return [int(found["end_index"]) for found in sentencex.get_sentence_boundaries(language, text)]


def _mend_full_stops(text: str, language: str, table: Abbreviations, ends: set[int]) -> None:
    """Take away ends after abbreviations, and add those that the library takes for abbreviations."""
    given = sorted(ends)
    for stop in _STOP.finditer(text):
        at, after = stop.start(), stop.end()
        if after == len(text) or text[at - 1 : at] == "." or text[after] == ".":
            continue
        verdict = _ends_sentence(text, at, after, language, table)
        if verdict is False:
            ends.discard(after)
        elif verdict and after not in ends:
            sentence = given[bisect_left(given, at) - 1] if given and given[0] <= at else 0
            if not _is_inside_marks(text[max(sentence, at - _LONGEST_QUOTATION) : at]):
                ends.add(after)


def _ends_sentence(text: str, at: int, after: int, language: str, table: Abbreviations) -> bool | None:
    """Tell whether the full stop at ``at`` ends a sentence that goes on at ``after``; ``None``: as the library says."""
    following = text[after]
    if after == at + 1:
        is_letter = text[at - 1 : at].isalpha() and not text[max(0, at - 2) : at - 1].isalpha()  # "a.C."
        if (is_letter and following.isalpha()) or following in "-‐–ºª°,;:/" or following.isdigit():
            return False
        return None
    before = text[max(0, at - _LOOK_BACK) : at]
    verdict = _ends_after_abbreviation(text, before, after, language, table)
    if verdict is None and language == "de" and _GERMAN_ORDINAL.search(before):
        return False
    return verdict


def _ends_after_abbreviation(
    text: str, before: str, after: int, language: str, table: Abbreviations
) -> bool | None:
    """Tell whether the word at the end of ``before`` ends a sentence, ``None`` if the tables do not say."""
    chunk, parted = _last_chunk(before)
    found = _LAST_PART.search(chunk)
    word = found.group() if found else ""
    if not word:
        return None
    goes_on = text[after].islower()
    if goes_on and _NO_WORD.fullmatch(word):
        return False
    for form in (parted, chunk, word):
        if table.has_title(form):
            return False
        number = _NUMBER.match(text, after)
        if number and table.has_numbered(form) and number.group() not in table.openers:
            return False
        if table.has_open_ended(form):
            if not table.openers and not goes_on:
                return None
            return _is_opened(text, after, table)
    if language == "en" and word.isascii() and len(word) == 1:
        # Here the library knows better: initials, "6 p.m. Mr. Holt", "200 B.C. Rome".
        return None
    if len(word) == 1 and word.isupper() and _LETTERS_WITH_STOPS.fullmatch(chunk.rpartition("'")[2]):
        return _is_opened(text, after, table)
    if goes_on or not _begins_with_capital(text, after):
        return None
    # An acronym needs no full stop of its own; the library's Italian list holds hundreds.
    is_acronym = len(word) > 2 and word.isupper() and not _ROMAN.fullmatch(word)
    return True if word in table.words or (is_acronym and not _is_all_capitals(text, after)) else None


def _last_chunk(before: str) -> tuple[str, str]:
    """Return what stands between the last white space and the end, and the same with "p." of "p. ex" before it."""
    parts = before.split()
    if not parts or before[-1].isspace():
        return "", ""
    chunk = parts[-1].lstrip(_OPENING)
    parted = f"{parts[-2].lstrip(_OPENING)}{chunk}" if len(parts) > 1 and parts[-2].endswith(".") else ""
    return chunk, parted


def _is_opened(text: str, after: int, table: Abbreviations) -> bool:
    """Tell whether a word that opens sentences stands at ``after``, and is not the particle of a name."""
    found = _WORD.search(text, after, after + _LOOK_BACK)
    if found is None or text[after : found.start()].strip(_OPENING):
        return False
    # "A. Berg" and "No. 5" begin with no opener.
    if found.group() not in table.openers or text[found.end() : found.end() + 1] == ".":
        return False
    if found.group() not in PARTICLES:
        return True
    following = _WORD.search(text, found.end(), found.end() + _LOOK_BACK)
    return following is not None and following.group()[0].islower()


def _begins_with_capital(text: str, after: int) -> bool:
    """Tell whether a word with a capital stands at ``after``, perhaps quoted; a letter alone may be a number ("fig. A")."""
    found = _WORD.search(text, after, after + _LOOK_BACK)
    if found is None or not found.group()[0].isupper() or text[after : found.start()].strip(_OPENING):
        return False
    return found.start() > after or len(found.group()) > 1


def _is_all_capitals(text: str, after: int) -> bool:
    found = _WORD.search(text, after, after + _LOOK_BACK)
    return found is not None and found.group().isupper()


def _is_inside_marks(sentence: str) -> bool:
    """Tell whether ``sentence`` opens a bracket or a quotation that it does not close."""
    return (
        sum(sentence.count(sign) for sign in "([") > sum(sentence.count(sign) for sign in ")]")
        or sum(sentence.count(sign) for sign in "“„«") > sum(sentence.count(sign) for sign in "”»")
        or sentence.count('"') % 2 == 1
    )


def _mend_ellipses(text: str, table: Abbreviations, ends: set[int]) -> None:
    """Take away ends after "…", which is a pause or an omission, unless a word follows that opens sentences.

    Where no such words are known the library's ends stay.
    """
    if not table.openers:
        return
    for pause in _ELLIPSIS.finditer(text):
        if pause.end() < len(text) and not _is_opened(text, pause.end(), table):
            ends.discard(pause.end())


def _mend_brackets(text: str, language: str, table: Abbreviations, ends: set[int]) -> None:
    """Add ends after brackets that hold whole sentences."""
    openings: dict[int, int] | None = None
    for closed in _END_IN_BRACKET.finditer(text):
        after = closed.end()
        if after == len(text) or not (
            text[after] in _OPENING or text[after].isupper() or text[after].isdigit()
        ):
            continue
        openings = _openings(text) if openings is None else openings
        bracket = next(at for at in range(closed.start(), after) if text[at] in _BRACKETS)
        opening = openings.get(bracket)
        if opening is None or not _WORD.search(text, opening, bracket):
            continue
        words = len(text[opening + 1 : closed.start()].split())
        is_whole = _stands_at_start(text, opening, ends)
        if not is_whole and text[closed.start()] == "." and words > 1:
            is_whole = not _is_abbreviated(text, closed.start(), language, table)
        elif not is_whole and text[closed.start()] in "!?":
            is_whole = _is_opened(text, after, table)
        if is_whole:
            ends.difference_update(range(closed.start() + 1, after))
            ends.add(after)


def _openings(text: str) -> dict[int, int]:
    """Return the offset of the opening bracket for that of every closing one; brackets within brackets have none."""
    open_ones: list[int] = []
    found: dict[int, int] = {}
    for bracket in re.finditer(r"[()\[\]]", text):
        sign, at = bracket.group(), bracket.start()
        if sign in "([":
            open_ones.append(at)
        elif open_ones and text[open_ones[-1]] == _BRACKETS[sign]:
            opening = open_ones.pop()
            if not open_ones:
                found[at] = opening
    return found


def _stands_at_start(text: str, opening: int, ends: set[int]) -> bool:
    """Tell whether a sentence, or the text, begins with the bracket at ``opening``."""
    return opening in ends or (opening < _LOOK_BACK and not text[:opening].strip())


def _is_abbreviated(text: str, at: int, language: str, table: Abbreviations) -> bool:
    before = text[max(0, at - _LOOK_BACK) : at].split()
    word = before[-1].lstrip(_OPENING) if before else ""
    known = table.has_title(word) or table.has_numbered(word) or table.has_open_ended(word)
    return known or len(word) < 2 or "." in word or _is_abbreviation_of_library(word, language)


@lru_cache(maxsize=4096)
def _is_abbreviation_of_library(word: str, language: str) -> bool:
    """Ask the library the only way there is: whether a full stop after the word ends a sentence."""
    return len(_library_ends(f"Ok {word}. Ok.", language)) == 1


def _mend_ideographic(text: str, ends: set[int]) -> None:
    """Put the end after the closing quotation mark or bracket; none where the sentence goes on after it."""
    for closed in _IDEOGRAPHIC_END.finditer(text):
        ends.difference_update(range(closed.start() + 1, closed.end() + 1))
        if not _QUOTATION_GOES_ON.match(text, closed.end()):
            ends.add(closed.end())


def _is_asked_by_name(text: str, end: int) -> bool:
    """Tell whether ``end`` stands between a quoted question or call and "Anna Berg asked"."""
    quoted = text[max(0, end - _LOOK_BACK) : end].rstrip()
    return quoted[-1:] in '"”’' and quoted[-2:-1] in ("?", "!") and _SPEECH.match(text, end) is not None
