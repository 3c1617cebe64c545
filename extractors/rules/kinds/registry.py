"""The built-in kinds, all of them in order of their subjects."""

from __future__ import annotations

from functools import cache

from extractors.rules.kinds import (
    accounts,
    amounts,
    courts,
    email,
    markets,
    national,
    telephone,
    vehicles,
    web,
)
from extractors.rules.kinds.kind import Kind

_MODULES = (email, telephone, web, accounts, national, amounts, markets, vehicles, courts)


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every built-in kind."""
    return tuple(kind for module in _MODULES for kind in module.KINDS)


@cache
def _by_name() -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds()}


def kind_named(name: str) -> Kind:
    """Return a kind by its name.

    Raises:
        KeyError: there is no such kind.

    """
    return _by_name()[name]
