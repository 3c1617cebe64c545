"""Countries with several names in English that are not spellings of each other: one key for all of them.

The short names are those that the United Nations and newspapers use side by side. A name that is also another place's (Congo,
Korea, Georgia, Ireland) is left out: it says too little.
"""

from __future__ import annotations

_NAMES = """
united states: united states of america, usa, us, america
united kingdom: uk, britain, great britain, united kingdom of great britain and northern ireland
russia: russian federation
china: peoples republic of china, prc
taiwan: republic of china, chinese taipei
north korea: democratic peoples republic of korea, dprk
south korea: republic of korea, rok
germany: federal republic of germany
east germany: german democratic republic, gdr
soviet union: ussr, union of soviet socialist republics
czech republic: czechia
north macedonia: fyrom, former yugoslav republic of macedonia
myanmar: burma
netherlands: holland
ivory coast: cote divoire
democratic republic of the congo: democratic republic of congo, dr congo, drc, congo kinshasa, zaire
republic of the congo: republic of congo, congo brazzaville
east timor: timor leste
eswatini: swaziland
cape verde: cabo verde
sri lanka: ceylon
united arab emirates: uae
saudi arabia: kingdom of saudi arabia, ksa
bosnia and herzegovina: bosnia herzegovina
turkey: turkiye
iran: islamic republic of iran
syria: syrian arab republic
laos: lao peoples democratic republic
moldova: republic of moldova
tanzania: united republic of tanzania
venezuela: bolivarian republic of venezuela
bolivia: plurinational state of bolivia
south africa: republic of south africa
"""

_STANDARD = {
    name.strip(): standard
    for line in _NAMES.strip().splitlines()
    for standard, _, others in (line.partition(":"),)
    for name in (standard, *others.split(","))
}


def standard_name(key: str) -> str:
    """Return the key that stands for all names of a country, for the key of any of them; nothing for another name."""
    return _STANDARD.get(key, "")


def country_spelling(key: str) -> str:
    """Return the spelling that all names of a country share, for the key of any of them; nothing for another name."""
    standard = standard_name(key)
    return f"country {standard}" if standard else ""
