"""The finder of patterns: values of built-in kinds, which are checked, and regular expressions of the user's own."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from extractors.errors import ExtractorError
from extractors.mentions import PATTERN
from extractors.overlapping import overlapping_groups
from extractors.rules.borders import cells
from extractors.rules.kinds.kind import Found, Kind, Regions
from extractors.rules.kinds.registry import kind_named, kinds
from extractors.rules.protocol import Finding
from extractors.rules.user_patterns import UserPattern, compile_pattern, seconds_for, shortened

_RULES_VERSION = 1  # goes up when a kind finds other values than it did


@dataclass(frozen=True, slots=True)
class PatternRule:
    """How mentions of a type are found: by a built-in ``kind`` or by a ``pattern``, one of the two.

    ``region`` is the code of a country, or several with commas between (``DE, AT, CH``): for a kind whose values differ by country.
    """

    type: str
    kind: str = ""
    pattern: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A kind that rules ask for: as which type, in which regions, and in which place among the rules."""

    kind: Kind
    type: str
    regions: Regions
    place: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A finding and what decides where two overlap: whose pattern it is, and which rule came first."""

    finding: Finding
    by_kind: bool
    place: int
    kind: str = ""

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        found = self.finding
        return found.start - found.end, self.by_kind, self.place, found.start


class PatternFinder:
    """Finds what rules name; see `extractors.rules.protocol.Finder`."""

    source = PATTERN

    def __init__(self, asked: Sequence[_Asked], patterns: Sequence[tuple[int, UserPattern]]) -> None:
        self._asked = asked
        self._patterns = patterns
        self.identity = _identity(asked, patterns)

    def find(self, text: str) -> Sequence[Finding]:
        """Return what the rules find in a text, in order and without overlap.

        Where two overlap, the longer one stays; of two that are equally long one by a pattern of the user's, then the one whose rule comes first.

        Raises:
            ExtractorError: a pattern takes longer than its time for the text.

        """
        return _without_overlap([*self._by_pattern(text), *self._by_kind(text)])

    def _by_pattern(self, text: str) -> Iterator[_Candidate]:
        if not self._patterns:
            return
        blocks, seconds = list(cells(text)), seconds_for(text)
        for place, each in self._patterns:
            why = f"pattern {shortened(each.pattern.pattern)}"
            for start, end in each.spans(text, blocks, seconds):
                yield _Candidate(Finding(start, end, each.type, why), False, place)

    def _by_kind(self, text: str) -> Iterator[_Candidate]:
        known: dict[tuple[str, Regions], list[Found]] = {}

        def found(kind: Kind, regions: Regions) -> list[Found]:
            if (kind.name, regions) not in known:
                known[kind.name, regions] = list(kind.find(text, regions))
            return known[kind.name, regions]

        for asked in self._asked:
            values = found(asked.kind, asked.regions)
            stronger = [
                [(value.start, value.end) for value in found(kind_named(name), ())]
                for name in (asked.kind.yields_to if values else ())
            ]
            for value in values:
                if not any(_is_overlapped_by_longer(value.start, value.end, each) for each in stronger):
                    finding = Finding(value.start, value.end, asked.type, value.why)
                    yield _Candidate(finding, True, asked.place, asked.kind.name)


def pattern_finder(rules: Sequence[PatternRule]) -> PatternFinder:
    """Return the finder of rules.

    Raises:
        ExtractorError: a rule has no kind and no pattern, or both; its kind or region is not known; or its pattern cannot be used.
            The message names the type, the place and the remedy.

    """
    asked: list[_Asked] = []
    patterns: list[tuple[int, UserPattern]] = []
    for place, rule in enumerate(rules):
        where = f"types: {rule.type}"
        if bool(rule.kind) == bool(rule.pattern):
            said = "both a kind and a pattern" if rule.kind else "neither a kind nor a pattern"
            raise ExtractorError(
                f"{where}: it has {said}. Give one of the two; a second type may have the other."
            )
        if rule.pattern:
            if rule.region:
                raise ExtractorError(
                    f"{where}: a region says nothing to a pattern. Leave one of the two out."
                )
            patterns.append((place, compile_pattern(rule.type, rule.pattern)))
        else:
            kind = _known_kind(rule.kind, where)
            asked.append(_Asked(kind, rule.type, _known_regions(rule.region, kind, where), place))
    return PatternFinder(asked, patterns)


def _known_kind(name: str, where: str) -> Kind:
    try:
        return kind_named(name)
    except KeyError:
        known = ", ".join(kind.name for kind in kinds())
        raise ExtractorError(
            f"{where}: there is no kind {name!r}. There are: {known}. For anything else write a pattern."
        ) from None


def _known_regions(given: str, kind: Kind, where: str) -> Regions:
    regions = tuple(code for part in given.split(",") if (code := part.strip().upper()))
    if not regions:
        return ()
    if kind.regions is None:
        raise ExtractorError(f"{where}: a region says nothing to the kind {kind.name!r}. Leave it out.")
    known = kind.regions()
    for code in regions:
        if code not in known:
            listed = (
                ", ".join(sorted(known))
                if len(known) < 60
                else "the codes of ISO 3166, such as DE, FR, GB, US"
            )
            raise ExtractorError(
                f"{where}: the kind {kind.name!r} knows no region {code!r}. Write one of: {listed}; several with commas between."
            )
    return regions


def _is_overlapped_by_longer(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether one of the spans, in order and without overlap, shares a character with another and is at least as long."""
    place = max(0, bisect_right(spans, (start, end)) - 1)
    while place < len(spans) and spans[place][0] < end:
        if start < spans[place][1] and end - start <= spans[place][1] - spans[place][0]:
            return True
        place += 1
    return False


def _without_overlap(candidates: Iterable[_Candidate]) -> list[Finding]:
    kept: list[Finding] = []
    for group in overlapping_groups(candidates, lambda each: (each.finding.start, each.finding.end)):
        taken: list[tuple[int, int, Finding]] = []
        for candidate in sorted(group, key=lambda each: each.rank):
            found = candidate.finding
            place = bisect_right(taken, found.start, key=lambda each: each[0])
            before_ends = taken[place - 1][1] if place else 0
            next_starts = taken[place][0] if place < len(taken) else found.end
            if before_ends <= found.start and found.end <= next_starts:
                insort(taken, (found.start, found.end, found), key=lambda each: each[0])
        kept.extend(found for _, _, found in taken)
    return kept


def _identity(asked: Sequence[_Asked], patterns: Sequence[tuple[int, UserPattern]]) -> str:
    """Return the name of all that can change a finding: the rules in their order, and the versions of the packages that are asked."""
    names = {name for each in asked for name in (each.kind.name, *each.kind.yields_to)}
    packages = {package for name in names for package in kind_named(name).packages} | (
        {"regex"} if patterns else set()
    )
    rules: list[tuple[int, str, str, str, Regions]] = [
        *((each.place, each.type, "kind", each.kind.name, each.regions) for each in asked),
        *((place, each.type, "pattern", each.pattern.pattern, ()) for place, each in patterns),
    ]
    said = {
        "version": _RULES_VERSION,
        "rules": sorted(rules),
        "packages": {package: version(package) for package in sorted(packages)},
    }
    return f"{PATTERN}:{hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]}"
