"""Passwords that Prefect keeps, in Secret blocks."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from pydantic import SecretStr

from flows.project.settings import SettingsError
from flows.terminal.masking import remember_secret


def read_secret(block: str, field: str, variable: str) -> SecretStr:
    """Return the password in the Prefect Secret block that ``store.FIELD`` names; ``variable`` could hold it instead.

    Raises:
        SettingsError: Prefect has no such block, the block holds no password, or Prefect's server does not answer; the message
            names block and server, and never what a block holds.

    """
    import httpx
    from prefect.blocks.system import Secret

    named = f"The Prefect Secret block {block!r}, which store.{field} names,"
    otherwise = f"or take store.{field} out and set the variable {variable}"
    try:
        # Called from synchronous code, so this is the block and not a coroutine.
        held: object = cast("Secret[str]", Secret.load(block)).get()
    except ValueError as error:
        raise SettingsError(
            f"{named} is not on {_server()}. `prefect block ls` shows the blocks that are there. Make it in Prefect's pages, at "
            f'Blocks, or in Python with Secret(value="…").save({block!r}); correct the name, {otherwise}.'
        ) from error
    except (httpx.HTTPError, RuntimeError) as error:
        raise SettingsError(
            f"{named} cannot be read: {_server()} gives no answer ({type(error).__name__}: {error}). Start it, correct "
            f"PREFECT_API_URL, {otherwise}."
        ) from error
    if not isinstance(held, str) or not held:
        raise SettingsError(
            f"{named} holds no password on {_server()}: its value must be a text that is not empty. Change it in Prefect's pages, "
            f"at Blocks, {otherwise}."
        )
    remember_secret(held)
    return SecretStr(held)


def _server() -> str:
    """Say in words which server Prefect asks."""
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    if not settings.api.url:
        return f"Prefect's ephemeral server, whose data is in {settings.home} (PREFECT_HOME; PREFECT_API_URL is not set)"
    address = urlsplit(settings.api.url)
    # Without a name and password that may stand before the host.
    return f"the Prefect server at {address._replace(netloc=address.netloc.rpartition('@')[2]).geturl()}"
