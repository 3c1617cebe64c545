"""Vehicles: their identification numbers, checked by vininfo, and their plates, by the forms of some countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.rules.kinds.kind import BLANK, Found, Kind, Regions, in_order
from extractors.rules.kinds.surroundings import keywords

_VIN = re.compile(
    r"[A-HJ-NPR-Z0-9](?<![\w-][A-Z0-9])(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-HJ-NPR-Z0-9]{12}[0-9A-Z]{4}(?![\w-])"
)
_near_vin = keywords(
    r"VIN|FIN|\w*fahrgestell\w*|fahrzeug-?ident\w*|chassis|ch\u00e2ssis|bastidor|telaio|vehicle identification|num\u00e9ro d'identification|nadwozia"
)
# There makers must put a check digit in: Canada, the United States, Mexico; China.
_WITH_CHECK_DIGIT = "12345L"


def vins(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the identification numbers of vehicles.

    The check digit must be right where makers must put one in; others need it, or a word near that says what they are.
    """
    del regions
    from vininfo import Vin
    from vininfo.exceptions import VininfoException

    for match in _VIN.finditer(text):
        if set(match[0]) & set("IOQ"):
            continue
        try:
            is_checked = Vin(match[0]).verify_checksum()
        except (VininfoException, ValueError):
            continue
        if is_checked:
            yield Found(match.start(), match.end(), "vehicle identification number, check digit right")
        elif match[0][0] not in _WITH_CHECK_DIGIT and _near_vin(text, match.start(), match.end()):
            yield Found(match.start(), match.end(), "vehicle identification number, and called one")


_B, _H = BLANK, rf"(?:{BLANK}|[-\u2010\u2011])"
_PLATES = {
    "AT": rf"[A-Z]{{1,2}}{_H}(?:[0-9]{{1,5}}{_B}?[A-Z]{{1,3}}|[0-9]{{3,6}})",
    "CH": rf"(?:AG|AI|AR|BE|BL|BS|FR|GE|GL|GR|JU|LU|NE|NW|OW|SG|SH|SO|SZ|TG|TI|UR|VD|VS|ZG|ZH){_H}?[0-9]{{1,6}}",
    "DE": rf"[A-ZÄÖÜ]{{1,3}}{_H}[A-Z]{{1,2}}{_H}?[1-9][0-9]{{0,3}}{_B}?[EH]?",
    "ES": rf"[0-9]{{4}}{_H}?[BCDFGHJKLMNPRSTVWXYZ]{{3}}",
    "FR": rf"[A-HJ-NP-TV-Z]{{2}}{_H}?[0-9]{{3}}{_H}?[A-HJ-NP-TV-Z]{{2}}",
    "GB": rf"[A-HJ-PR-Y][A-HJ-PR-Y][0-9]{{2}}{_B}?[A-HJ-PR-Z]{{3}}",
    "IT": rf"[A-HJ-NPR-TV-Z]{{2}}{_B}?[0-9]{{3}}{_B}?[A-HJ-NPR-TV-Z]{{2}}",
    "NL": r"(?:[0-9]{1,3}|[A-Z]{1,3})[-\u2011](?:[0-9]{1,3}|[A-Z]{1,3})[-\u2011](?:[0-9]{1,2}|[A-Z]{1,2})",
    "PL": rf"[A-Z]{{2,3}}{_B}[0-9A-Z]{{4,5}}",
    "SE": rf"[A-Z]{{3}}{_B}?[0-9]{{2}}[0-9A-Z]",
    "US": rf"[A-Z]{{2,3}}{_H}?[0-9]{{3,4}}|[0-9][A-Z]{{3}}[0-9]{{3}}|[0-9]{{3}}{_H}?[A-Z]{{3}}",
}
_near_plate = keywords(
    r"\w*kennzeichen|nummernschild|plates?|licen[cs]e plates?|number plates?|registration|registered|reg\.?(?: no)?|immatricul\w*|plaque|matr\u00edcula|targa|"
    r"targata|kenteken|rejestracyjn\w*|registreringsnummer|regnr"
)
# Beside these stand models and years, too: only forms count that nothing else has.
_near_vehicle = keywords(
    r"kfz|pkw|lkw|fahrzeug|wagen|auto|car|van|truck|lorry|vehicle|v\u00e9hicule|voiture|coche|veh\u00edculo|vettura|bil"
)
_OF_NOTHING_ELSE = re.compile(
    r"[A-ZÄÖÜ]{1,3}[-\u2011][A-Z]{1,2}[- ]?[0-9]{1,4}[EH]?|[A-Z]{2}[-\u2011][0-9]{3}[-\u2011][A-Z]{2}|[A-Z]{2}[0-9]{2} [A-Z]{3}"
)


def plates(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the plates of vehicles near a word that speaks of one, in the forms of ``regions`` or of all countries known."""
    found: list[Found] = []
    for match in _plate(tuple(sorted(regions or _PLATES))).finditer(text):
        value = match[0]
        if not (any(map(str.isdigit, value)) and any(map(str.isalpha, value))):
            continue
        is_plate = _near_plate(text, match.start(), match.end())
        if is_plate or (
            _OF_NOTHING_ELSE.fullmatch(value) and _near_vehicle(text, match.start(), match.end())
        ):
            why = f"plate of a vehicle by the form of {match.lastgroup}, beside a word for one"
            found.append(Found(match.start(), match.end(), why))
    yield from in_order(found)


_compiled: dict[tuple[str, ...], re.Pattern[str]] = {}


def _plate(regions: tuple[str, ...]) -> re.Pattern[str]:
    if regions not in _compiled:
        forms = "|".join(f"(?P<{region}>{_PLATES[region]})" for region in regions)
        start = rf"(?=[A-ZÄÖÜ0-9])(?<![\w./-])(?=[A-ZÄÖÜ0-9]{{1,4}}(?:{_H}|[A-Z0-9]))"
        _compiled[regions] = re.compile(rf"{start}(?:{forms})(?![\w]|[-./][\w])")
    return _compiled[regions]


KINDS = (
    Kind(
        "vin",
        "identification numbers of vehicles, with their check digit where there is one",
        "1M8GDM9AXKP042788",
        vins,
        ("vininfo",),
    ),
    Kind(
        "vehicle_registration",
        "plates of vehicles in the forms of eleven countries, near a word that speaks of a vehicle or a plate",
        "Kennzeichen B-XY 123",
        plates,
        (),
        ("vin", "iban", "url", "email", "national_number"),
        lambda: frozenset(_PLATES),
    ),
)
