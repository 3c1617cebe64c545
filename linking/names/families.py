"""The families of entity types: which of the rules for names a type follows."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Family(StrEnum):
    """What kind of rules an entity type follows; see ``docs/linking.md`` for the types of each family."""

    PERSON = "person"
    ORGANIZATION = "organization"
    LOCATION = "location"
    EVENT = "event"
    VALUE = "value"
    OTHER = "other"

    # Families are in the keys of very many look-ups, and an enumeration's own hash is slow.
    __hash__ = str.__hash__


_FAMILIES: dict[Family, str] = {
    Family.PERSON: """person people per human man woman politician scientist researcher writer author artist musician actor
        actress athlete player character judge lawyer journalist minister president patient victim suspect""",
    Family.ORGANIZATION: """organization organisation org company corporation business institution university school college
        political_party party team sports_team club band musical_group agency government_agency government ministry court
        newspaper media publisher bank ngo military hacker_group""",
    Family.LOCATION: """location loc place gpe geopolitical_entity city town village country state province region district
        county continent island mountain river lake sea facility fac building address""",
    Family.EVENT: """event conference tournament competition election war battle festival disaster""",
    Family.VALUE: """date time number money percent percentage quantity ordinal cardinal duration age year price amount
        measurement phone_number telephone_number email email_address url version postal_code zip_code account_number
        bank_account_number identifier id_number""",
}

_FAMILY_OF = {name: family for family, names in _FAMILIES.items() for name in names.split()}


@lru_cache(maxsize=4096)
def family_of(entity_type: str) -> Family:
    """Return the family whose rules the type follows; types that graphmill does not know follow ``OTHER``."""
    name = re.sub(r"[\s-]+", "_", entity_type.strip().casefold())
    return _FAMILY_OF.get(name, Family.OTHER)
