"""Whether words of a text are a name as its list writes it: signs between words, accents, case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from extractors.rules.names.folding import canonical, plain, written_out


class Accents(IntEnum):
    """How the accents of a text are those of a name, best first."""

    SAME = 0
    LACKING = 1
    WRITTEN_OUT = 2


class Case(IntEnum):
    """How the case of a text is that of a name, best first."""

    SAME = 0
    CAPITALS = 1
    FIRST_CAPITAL = 2


@dataclass(frozen=True, slots=True, order=True)
class Likeness:
    """How a text writes a name; the lesser, the closer."""

    accents: Accents
    case: Case


AS_LISTED = Likeness(Accents.SAME, Case.SAME)


def likeness(name: str, written: str, *, is_written_out: bool) -> Likeness | None:
    """Return how ``written`` writes a name, None where it is another one.

    The text may lack accents and have no others, or have them ``is_written_out`` (``Mueller``). It has the name's case, or capitals
    throughout, or one capital for a small letter at its beginning, as names have in the first place of a sentence.
    """
    if name == written and not is_written_out:
        return AS_LISTED
    listed, shown = canonical(name), canonical(written)
    if is_written_out:
        listed = written_out(listed)
    if plain(listed) != plain(shown):
        return None
    accents, case = _accents(listed, shown), _case(listed, shown)
    if accents is None or case is None:
        return None
    return Likeness(Accents.WRITTEN_OUT if is_written_out else accents, case)


def _accents(listed: str, shown: str) -> Accents | None:
    if listed.lower() == shown.lower():
        return Accents.SAME
    one, other = listed.lower(), shown.lower()
    if len(one) != len(other):
        return Accents.LACKING if other == plain(shown) else None
    bare = all(sign == given or given == plain(given) for sign, given in zip(one, other, strict=True))
    return Accents.LACKING if bare else None


def _case(listed: str, shown: str) -> Case | None:
    capitals = list(map(str.isupper, listed)), list(map(str.isupper, shown))
    if capitals[0] == capitals[1]:
        return Case.SAME
    if shown.isupper() and sum(map(str.isalpha, shown)) > 1:
        return Case.CAPITALS
    if capitals[0][1:] == capitals[1][1:] and capitals[1][0]:
        return Case.FIRST_CAPITAL
    return None
