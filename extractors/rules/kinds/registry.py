"""The built-in kinds, all of them in order of their subjects."""

from __future__ import annotations

from functools import cache

from extractors.rules.kinds.kind import Kind


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every built-in kind."""
    # Here, for their expressions take a tenth of a second, and most projects have no kinds.
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

    modules = (email, telephone, web, accounts, national, amounts, markets, vehicles, courts)
    return tuple(kind for module in modules for kind in module.KINDS)


@cache
def _by_name() -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds()}


def kind_named(name: str) -> Kind:
    """Return a kind by its name.

    Raises:
        KeyError: there is no such kind.

    """
    return _by_name()[name]
