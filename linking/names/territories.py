"""The names of countries and their regions, as the library ``rigour`` lists them."""

from __future__ import annotations

from functools import cache

from linking.names.folding import fold


@cache
def territory_codes() -> dict[str, str]:
    """Return the ISO code of the country by each folded name of a country, of its regions and of some of its cities.

    The library's own look-up knows more names, in many languages, and takes seconds to get ready for the first of them.
    """
    from rigour.territories import get_territories

    names: dict[str, str] = {}
    for territory in get_territories():
        country = territory
        while country.parent is not None:
            country = country.parent
        for name in (territory.name, territory.full_name, *territory.places):
            names.setdefault(fold(name), country.code)
    return names
