"""Rivers and mountains that a text calls by their name alone once it has said what they are: the River Thames, the Thames."""

from __future__ import annotations

from linking.names.territories import territory_codes

_WORDS_BEFORE = "river mount mountain mt mont monte volcano река гора вулкан ποταμοσ οροσ نهر جبل"
_WORDS_BEHIND = "river mountain volcano"
_BEFORE = frozenset(_WORDS_BEFORE.split())
_BEHIND = frozenset(_WORDS_BEHIND.split())


def kind_rule(few: tuple[str, ...], many: tuple[str, ...]) -> str:
    """Return ``trailing`` or ``leading`` where a place's name lacks but the word for a river or a mountain, or nothing.

    Not where the short name is a country or a region: the Jordan River is not Jordan. Lakes are not meant, for most have the
    name of a town on their shore.
    """
    if len(many) != len(few) + 1:
        return ""
    if many[0] in _BEFORE and many[1:] == few:
        rule = "trailing"
    elif many[-1] in _BEHIND and many[:-1] == few:
        rule = "leading"
    else:
        return ""
    return "" if " ".join(few) in territory_codes() else rule
