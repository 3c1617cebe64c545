"""Addresses and numbers that name one thing: telephone numbers, e-mail and web addresses, accounts, cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

_COMPACT = re.compile(r"[ \-./]")
_VERSION = re.compile(r"v?\.? ?(\d+(?:\.\d+)+(?:-?[a-z]+\.?\d*)?)")
_HOST = re.compile(r"[\w.-]+\.[a-z]{2,}(?::\d+)?(?:[/?#].*)?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def read_identifier(text: str, entity_type: str) -> str:
    """Return one writing of what a plain text names, by the type that it has; empty where it is not what the type says."""
    return next((found for read in _READERS.get(entity_type, ()) if (found := read(text))), "")


def _telephone(text: str) -> str:
    """Return a number with a country's code as E.164 writes it; without the code nobody knows the country."""
    import phonenumbers

    text = "+" + text[2:] if text.startswith("00") else text
    if not text.startswith(("+", "(+")):
        return ""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    text = text.removeprefix("mailto:").strip("<>")
    local, at, domain = text.rpartition("@")
    if not at:
        return ""
    try:
        # The domain is not asked about: names of one house (.local) are addresses as well.
        validate_email(f"{local}@example.com", check_deliverability=False)
    except EmailNotValidError:
        return ""
    return text.casefold() if re.fullmatch(r"[^\W_](?:[\w.-]*[^\W_])?", domain) else ""


def _url(text: str) -> str:
    """Return an address without what never changes where it leads: cases of its host, the usual port, a last slash."""
    written = text if "://" in text else f"https://{text}"
    if "://" not in text and not _HOST.fullmatch(text.casefold()):
        return ""
    try:
        parts = urlsplit(written)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host or " " in text:
        return ""
    usual = port is None or port == _DEFAULT_PORTS.get(parts.scheme.casefold())
    path = "" if parts.path == "/" else parts.path
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    scheme = parts.scheme.casefold()
    return f"{scheme}://{host}{'' if usual else f':{port}'}{path}{query}{fragment}"


def _iban(text: str) -> str:
    from stdnum import iban

    number = _COMPACT.sub("", text).upper().removeprefix("IBAN").removeprefix(":")
    return number if iban.is_valid(number, check_country=False) else ""


def _card(text: str) -> str:
    from stdnum import luhn

    number = _COMPACT.sub("", text)
    return (
        number
        if number.isascii() and number.isdigit() and 12 <= len(number) <= 19 and luhn.is_valid(number)
        else ""
    )


def _isbn(text: str) -> str:
    from stdnum import isbn

    number = text.upper().removeprefix("ISBN").strip(" :")
    return str(isbn.to_isbn13(isbn.compact(number))) if isbn.is_valid(number) else ""


def _version(text: str) -> str:
    found = _VERSION.fullmatch(text.casefold().removeprefix("version").strip())
    return found[1] if found else ""


_READERS: dict[str, tuple[Callable[[str], str], ...]] = {
    "phone_number": (_telephone,),
    "telephone_number": (_telephone,),
    "email": (_email,),
    "email_address": (_email,),
    "url": (_url,),
    "version": (_version,),
    "account_number": (_iban, _card),
    "bank_account_number": (_iban,),
    "identifier": (_iban, _isbn),
    "id_number": (_iban, _isbn),
}
