"""Numbers that states give persons and taxpayers, checked by python-stdnum."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from extractors.rules.kinds.kind import BLANK, DASH, Found, Kind, Regions, in_order
from extractors.rules.kinds.surroundings import keywords

B, D = f"{BLANK}?", f"(?:{DASH}|{BLANK})?"


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of a country: how it is written, what checks it, and the words that must stand near it, if its check is weak."""

    region: str
    name: str
    form: str
    checked_by: str
    words: str = ""


_TAX = r"tax(?:payer)?|TIN|"
_PERSONS = (
    _Number(
        "AT",
        "Sozialversicherungsnummer",
        rf"[1-9][0-9]{{3}}{B}[0-9]{{6}}",
        "at.vnr",
        r"SVNR|SV-Nr|VSNR|\w*versicherungs\w*",
    ),
    _Number("AU", "tax file number", rf"[0-9]{{3}}{B}[0-9]{{3}}{B}[0-9]{{2,3}}", "au.tfn", r"TFN|tax file"),
    _Number(
        "BE",
        "numéro national",
        rf"[0-9]{{2}}\.[0-9]{{2}}\.[0-9]{{2}}{D}[0-9]{{3}}[.{BLANK[1:-1]}-][0-9]{{2}}",
        "be.nn",
    ),
    _Number("BG", "ЕГН", r"[0-9]{10}", "bg.egn", r"EGN|ЕГН"),
    _Number("BR", "CPF", rf"[0-9]{{3}}\.[0-9]{{3}}\.[0-9]{{3}}{DASH}[0-9]{{2}}", "br.cpf"),
    _Number("BR", "CPF", r"[0-9]{11}", "br.cpf", "CPF"),
    _Number(
        "CA",
        "social insurance number",
        rf"[0-9]{{3}}{D}[0-9]{{3}}{D}[0-9]{{3}}",
        "ca.sin",
        r"SIN|NAS|social insurance|assurance sociale",
    ),
    _Number("CH", "AHV-Nummer", r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}", "ch.ssn"),
    _Number("CN", "resident identity number", r"[1-9][0-9]{16}[0-9X]", "cn.ric"),
    _Number("CZ", "rodné číslo", r"[0-9]{6}/[0-9]{3,4}", "cz.rc", r"RČ|r\.\s?č|rodné|rodného"),
    _Number(
        "DE",
        "Steuer-ID",
        rf"[1-9][0-9]{B}[0-9]{{3}}{B}[0-9]{{3}}{B}[0-9]{{3}}",
        "de.idnr",
        rf"{_TAX}\w*steuer\w*|IdNr|ID-Nr|St-?IdNr|\w*identifikations\w*",
    ),
    _Number("DK", "CPR-nummer", rf"[0-9]{{6}}{DASH}?[0-9]{{4}}", "dk.cpr", r"CPR\w*|personnummer"),
    _Number(
        "ES",
        "DNI",
        rf"[0-9]{{2}}\.?[0-9]{{3}}\.?[0-9]{{3}}{D}[A-Z]",
        "es.dni",
        r"D\.?N\.?I|N\.?I\.?F|documento|identidad|identificación",
    ),
    _Number(
        "ES",
        "NIE",
        rf"[XYZ]{D}[0-9]{{7}}{D}[A-Z]",
        "es.nie",
        r"N\.?I\.?E|N\.?I\.?F|extranjer\w*|documento|identidad|identificación",
    ),
    _Number("FI", "henkilötunnus", r"[0-9]{6}[-+ABCDEFUVWXY][0-9]{3}[0-9A-Y]", "fi.hetu"),
    _Number(
        "FR",
        "NIR",
        rf"[12]{B}[0-9]{{2}}{B}[0-9]{{2}}{B}[0-9][0-9AB]{B}[0-9]{{3}}{B}[0-9]{{3}}{B}[0-9]{{2}}",
        "fr.nir",
    ),
    _Number("GB", "NHS number", rf"[0-9]{{3}}{D}[0-9]{{3}}{D}[0-9]{{4}}", "gb.nhs", "NHS"),
    _Number("GB", "unique taxpayer reference", rf"[0-9]{{5}}{B}[0-9]{{5}}", "gb.utr", r"UTR|taxpayer"),
    _Number("HR", "OIB", r"[0-9]{11}", "hr.oib", "OIB"),
    _Number("IE", "PPS number", r"[0-9]{7}[A-W][ABWTX]?", "ie.pps", r"PPSN?"),
    _Number(
        "IN",
        "Aadhaar",
        rf"[2-9][0-9]{{3}}{B}[0-9]{{4}}{B}[0-9]{{4}}",
        "in_.aadhaar",
        r"aadh?aar|UIDAI|UID|आधार",
    ),
    _Number("IN", "PAN", r"[A-Z]{5}[0-9]{4}[A-Z]", "in_.pan", r"PAN|permanent account"),
    _Number(
        "IT",
        "codice fiscale",
        r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]",
        "it.codicefiscale",
    ),
    _Number("MX", "CURP", r"[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]", "mx.curp"),
    _Number(
        "NL",
        "BSN",
        rf"[0-9]{{3,4}}[.{BLANK[1:-1]}]?[0-9]{{2}}[.{BLANK[1:-1]}]?[0-9]{{3}}",
        "nl.bsn",
        r"BSN\w*|burgerservice\w*|sofi\w*",
    ),
    _Number("NO", "fødselsnummer", rf"[0-9]{{6}}{B}[0-9]{{5}}", "no.fodselsnummer"),
    _Number("PL", "PESEL", r"[0-9]{11}", "pl.pesel", "PESEL"),
    _Number(
        "PT", "NIF", rf"[0-9]{{3}}{B}[0-9]{{3}}{B}[0-9]{{3}}", "pt.nif", r"N\.?I\.?F|contribuinte|fiscal"
    ),
    _Number("RO", "CNP", r"[1-9][0-9]{12}", "ro.cnp", "CNP"),
    _Number("SE", "personnummer", r"(?:19|20)?[0-9]{6}[-+][0-9]{4}", "se.personnummer"),
    _Number("SE", "personnummer", r"(?:19|20)?[0-9]{10}", "se.personnummer", r"person(?:nummer|nr)|pnr"),
    _Number("TR", "TC kimlik", r"[1-9][0-9]{10}", "tr.tckimlik", r"T\.?C|TCKN|kimlik"),
    _Number(
        "US",
        "social security number",
        rf"[0-9]{{3}}{D}[0-9]{{2}}{D}[0-9]{{4}}",
        "us.ssn",
        r"SSNs?|social security(?: number| no)?|SS\#",
    ),
    _Number("US", "ITIN", rf"9[0-9]{{2}}{D}[0-9]{{2}}{D}[0-9]{{4}}", "us.itin", rf"{_TAX}ITIN"),
    _Number(
        "US", "EIN", rf"[0-9]{{2}}{DASH}?[0-9]{{7}}", "us.ein", rf"{_TAX}F?EIN|employer identification|Tax ID"
    ),
    _Number("ZA", "ID number", r"[0-9]{13}", "za.idnr", r"ID|identity"),
)
# No check digit, and a form that nothing else has: python-stdnum knows none of it.
_NINO = re.compile(
    rf"[A-CEGHJ-PR-TW-Z](?<![\w-][A-Z])[A-CEGHJ-NPR-TW-Z](?:{B}[0-9]{{2}}){{3}}{B}[A-D](?![\w-])"
)
_ANCHOR = re.compile(
    rf"[0-9](?<![\w./+,-][0-9])(?=(?:[.{BLANK[1:-1]}/+\u2010-\u2013-]?[0-9]){{6}})|"
    r"[A-Z](?<![\w./+,-][A-Z])(?=-?[0-9]{7}|[A-Z]{3,5}[0-9L-V]{2})"
)


@cache
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{form})(?![\w]|[-/.,][\w])")


@cache
def _near(words: str) -> Callable[[str, int, int], bool]:
    return keywords(words)


def _is_valid(module: str, value: str) -> bool:
    plain = re.sub(BLANK, " ", re.sub(DASH, "-", value))
    return bool(import_module(f"stdnum.{module}").is_valid(plain))


def persons(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the numbers of persons and taxpayers, of ``regions`` or of every country that is known."""
    found = list(_checked(text, regions))
    if not regions or "GB" in regions:
        found += [
            Found(match.start(), match.end(), "National Insurance number (GB), by its form")
            for match in _NINO.finditer(text)
            if match[0][:2] not in _NO_PREFIXES
        ]
    yield from in_order(found)


def _checked(text: str, regions: Regions) -> Iterator[Found]:
    numbers = [(each, _compiled(each.form)) for each in _PERSONS if not regions or each.region in regions]
    any_form = _compiled("|".join(each.form for each, _ in numbers))
    for anchor in _ANCHOR.finditer(text):
        start = anchor.start()
        if not any_form.match(text, start):
            continue
        for number, form in numbers:
            match = form.match(text, start)
            if not match or not _is_valid(number.checked_by, match[0]):
                continue
            if not number.words or _near(number.words)(text, start, match.end()):
                yield Found(start, match.end(), f"{number.name} ({number.region}), {_how(number.checked_by)}")
                break


def _how(module: str) -> str:
    return "in a range that is given out" if module in _WITHOUT_CHECK_DIGIT else "check digits right"


def vats(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the VAT numbers that begin with the code of their country, of ``regions`` or of all of Europe."""
    for match in _VAT.finditer(text):
        end = match.end()
        country = _VAT_COUNTRIES.get(match[0][:2], match[0][:2])
        if regions and country not in regions:
            continue
        while end > match.start() + 8:
            value = text[match.start() : end]
            if _is_valid(_VAT_MODULES.get(country, "eu.vat"), value):
                break
            # A word behind a number looks like a part of it: without the last group.
            end = match.start() + max(value.rfind(sign) for sign in " \u00a0.-")
        else:
            continue
        if end < match.end() and text[end : end + 1] in ".-":
            continue
        is_sure = sum(map(str.isdigit, text[match.start() : end])) >= _SURE_DIGITS
        if is_sure or _near_vat(text, match.start(), end):
            yield Found(match.start(), end, f"VAT number of {country}, check digits right")


_NO_PREFIXES = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_WITHOUT_CHECK_DIGIT = frozenset({"us.ssn", "us.itin", "us.ein", "dk.cpr", "in_.pan"})
_VAT_COUNTRIES = {"EL": "GR", "XI": "GB"}
_VAT_MODULES = {"GB": "gb.vat", "CH": "ch.vat", "NO": "no.mva"}
_VAT = re.compile(
    rf"[A-Z](?<![\w-][A-Z])(?:(?<=A)T|(?<=B)[EG]|(?<=C)[YZ]|(?<=C)HE|(?<=D)[EK]|(?<=E)[ELS]|(?<=F)[IR]|(?<=G)B|(?<=H)[RU]|(?<=I)[ET]|"
    rf"(?<=L)[TUV]|(?<=M)T|(?<=N)[LO]|(?<=P)[LT]|(?<=R)O|(?<=S)[EIK]|(?<=X)I){D}"
    rf"(?=[A-Z]{{0,2}}{D}[0-9])[A-Z0-9](?:[. \u00a0-]?[A-Z0-9]){{7,15}}(?:{BLANK}(?:MWST|TVA|IVA|MVA))?(?![\w])"
)
_near_vat = keywords(
    r"VAT\w*|USt\w*|U\.?St\.?-?Id\w*|MwSt\w*|Umsatzsteuer\w*|UID\w*|TVA|IVA|P\.?\s?IVA|Partita|BTW\w*|ALV|moms\w*|MVA|NIP|DIČ|NIF|CIF|DPH|PVM|PVN|KMKR|"
    r"ÁFA|ΑΦΜ|tax(?:payer)?|\w*steuernummer|intracom\w*"
)
_SURE_DIGITS = (
    10  # with fewer, a number of a house's own may have the same form, and one in ten the right check digit
)


def _person_regions() -> frozenset[str]:
    return frozenset({each.region for each in _PERSONS})


def _vat_regions() -> frozenset[str]:
    return frozenset(
        [
            "AT",
            "BE",
            "BG",
            "CH",
            "CY",
            "CZ",
            "DE",
            "DK",
            "EE",
            "ES",
            "FI",
            "FR",
            "GB",
            "GR",
            "HR",
            "HU",
            "IE",
            "IT",
            "LT",
            "LU",
            "LV",
            "MT",
            "NL",
            "NO",
            "PL",
            "PT",
            "RO",
            "SE",
            "SI",
            "SK",
        ]
    )


KINDS = (
    Kind(
        "national_number",
        "numbers of persons and taxpayers in 29 countries, checked; where the check is weak, with a word near that names them",
        "SSN 536-90-4399",
        persons,
        ("python-stdnum",),
        ("iban", "card", "isbn", "orcid", "url", "email", "doi"),
        _person_regions,
    ),
    Kind(
        "vat",
        "VAT numbers of Europe with the code of their country, checked",
        "FR 40 303 265 045",
        vats,
        ("python-stdnum",),
        ("iban", "url", "email"),
        _vat_regions,
    ),
)
