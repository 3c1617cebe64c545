"""Secrets that are known in this process, and texts without them: for logs, errors, reports and the run ledger.

Known are the values of variables whose names say that they hold a secret (``NEO4J_PASSWORD``, ``PREFECT_API_KEY``), those of
variables that the settings name, the passwords in addresses that variables hold, and what was read from a Prefect block.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote, urlsplit

MASK = "***"
SURE_LENGTH = 8
"""A shorter secret is masked where it stands as a word alone, for it may be a part of ordinary ones."""
LEAST_LENGTH = 3

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_KEY|ACCESS_KEY|SECRET_KEY|ACCOUNT_KEY|PRIVATE_KEY|AUTH_STRING)$"
)
# What stands before the host of an address, and what its query says in the manner of signed links.
_IN_ADDRESS = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")
_IN_QUERY = re.compile(
    r"(?i)([?&](?:[a-z-]*signature|sig|[a-z_-]*token|api_?key|password|secret)=)[^&\s#\"']+"
)
_named: set[str] = set()
_remembered: set[str] = set()


def remember_secret(secret: str) -> None:
    """Take a value that no variable holds for a secret from now on, as one out of a Prefect block."""
    _remembered.add(secret)


def name_secret_variables(names: Iterable[str]) -> None:
    """Take what the variables of these names hold for secrets from now on, whatever they are called."""
    _named.update(filter(None, names))


def masked(text: str) -> str:
    """Return the text with ``***`` for each known secret, and for name and password in addresses."""
    return _without(_known(), text)


def masked_data(value: Any) -> Any:
    """Return data as JSON has it with each text in it masked; the names of fields stay."""
    return _data_without(_known(), value)


def _known() -> re.Pattern[str] | None:
    """Return what finds the secrets that are known now."""
    return _pattern(tuple(sorted(_secrets(os.environ))))


def _without(known: re.Pattern[str] | None, text: str) -> str:
    if known:
        text = known.sub(MASK, text)
    return _IN_QUERY.sub(rf"\1{MASK}", _IN_ADDRESS.sub(MASK, text))


def _data_without(known: re.Pattern[str] | None, value: Any) -> Any:
    if isinstance(value, str):
        return _without(known, value)
    if isinstance(value, Mapping):
        return {name: _data_without(known, each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_data_without(known, each) for each in value]
    return value


def mask_error(error: BaseException) -> None:
    """Mask what an error and those behind it say, in place, so that whoever shows it shows no secret."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        each.args = tuple(masked(part) if isinstance(part, str) else part for part in each.args)
        if isinstance(each, OSError):
            # It speaks from fields of its own.
            for name in ("strerror", "filename", "filename2"):
                if isinstance(said := getattr(each, name), str):
                    setattr(each, name, masked(said))
        each = each.__cause__ or each.__context__


def mask_logs() -> None:
    """Mask what is logged in this process from now on, by whichever library, before any handler sees it."""
    before = logging.getLogRecordFactory()
    if not isinstance(before, _MaskingFactory):
        logging.setLogRecordFactory(_MaskingFactory(before))


class _MaskingFactory:
    """Makes records of the log whose message and traceback are masked."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *arguments: Any, **named: Any) -> logging.LogRecord:
        record = self._make(*arguments, **named)
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            return record  # arguments that do not fit the message: logging itself tells of it
        if (shown := masked(message)) != message:
            record.msg, record.args = shown, None
        if record.exc_info and record.exc_info[0] is not None:
            # Formatters take this text and do not make it again.
            record.exc_text = masked("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
        return record


def _secrets(variables: Mapping[str, str]) -> Iterable[str]:
    yield from _remembered
    for name, value in variables.items():
        if name in _named or _names_a_secret(name):
            yield value
        if "://" in value and "@" in value:
            try:
                password = urlsplit(value).password
            except ValueError:
                continue
            if password:
                yield from (password, unquote(password))


@lru_cache(maxsize=1024)
def _names_a_secret(name: str) -> bool:
    return _SECRET_NAME.search(name.upper()) is not None


@lru_cache(maxsize=8)
def _pattern(secrets: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds the secrets as they are, and as JSON, Python and addresses write them."""
    forms = {
        form
        for secret in secrets
        for form in (
            secret,
            quote(secret, safe="", errors="replace"),
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
            repr(secret)[1:-1],
        )
        if len(secret.strip()) >= LEAST_LENGTH
    }
    parts = [
        re.escape(form) if len(form) >= SURE_LENGTH else rf"(?<!\w){re.escape(form)}(?!\w)"
        for form in sorted(forms, key=len, reverse=True)
    ]
    return re.compile("|".join(parts)) if parts else None
