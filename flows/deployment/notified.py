"""Who is to be told when runs end badly, by the settings and the environment of whoever deploys."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from extractors.errors import UsageError
from flows.terminal.masking import remember_secret


@dataclass(frozen=True, slots=True)
class Notified:
    """Who is told of which ``states``: the address in ``url``, else what the server has been given before, or ``block``.

    ``variable`` is the one of the environment that an address is taken from.
    """

    states: tuple[str, ...] = ()
    url: SecretStr | None = None
    block: str = ""
    variable: str = ""


def notified(states: tuple[str, ...], variable: str, block: str) -> Notified:
    """Return who is to be told of these states of runs; the address is in the environment variable of that name.

    Raises:
        UsageError: the variable holds no address of a webhook, or the block is not named as KIND/NAME.

    """
    if block and not re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", block):
        raise UsageError(
            f"[schedule] notify_block is {block!r}: name a block of Prefect's as `prefect block ls` does, KIND/NAME, for instance "
            "slack-webhook/alerts."
        )
    given = os.environ.get(variable, "").strip() if variable and not block else ""
    if not given:
        return Notified(states, block=block, variable=variable)
    remember_secret(given)
    try:
        address = urlsplit(given)
        whole = address.scheme in {"http", "https"} and bool(address.hostname)
    except ValueError:
        whole = False
    if not whole:
        raise UsageError(f"{variable} holds no address of a webhook: it must begin with https:// or http://.")
    return Notified(states, SecretStr(given), variable=variable)


def automation_name(project: str) -> str:
    """Return the name of the automation that tells of a project's runs."""
    return f"graphmill: tell of runs of {project}"
