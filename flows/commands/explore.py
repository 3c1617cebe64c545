"""``graphmill explore``: the page on which a person asks, explores and corrects the graph."""

from __future__ import annotations

import json
import os
import secrets
import sys
from typing import Annotated

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.explorer import explorer_project
from flows.project.settings import Settings
from flows.project.stores import require_project_graph
from flows.terminal.output import print_warning

PORT = 8399
TOKEN_VARIABLE = "GRAPHMILL_EXPLORE_TOKEN"  # noqa: S105 - the name of a variable
LEAST_TOKEN = 16
"""Characters of a token that nobody guesses."""


def explore(
    *,
    host: Annotated[
        str, Parameter(help="The address to listen at; any but this machine's own demands a token.")
    ] = "127.0.0.1",
    port: Annotated[int, Parameter(help="The port to listen at; 0 takes any free one.")] = PORT,
    read_only: Annotated[bool, Parameter(negative=(), help="Nothing can be decided on the page.")] = False,
    open_: Annotated[bool, Parameter("--open", negative=(), help="Open the page in the browser.")] = False,
    common: Common = COMMON,
) -> int:
    """Serve a page to search, explore and correct the graph, at this machine alone.

    It goes on until it is interrupted, and an ingest may run meanwhile. At another address than this machine's own the page is for those alone who have the address that is printed: it
    holds a token, that of GRAPHMILL_EXPLORE_TOKEN or a new one.
    """
    from graph.explorer.application import build_application
    from graph.explorer.guards import Access, is_loopback
    from graph.explorer.serving import address, listening, serve

    if not 0 <= port <= 65_535:
        raise UsageError("--port: give a number from 0 to 65535.")
    settings = common.settings()
    require_project_graph(settings)
    token = _token(needed=not is_loopback(host))
    with listening(host, port) as listener:
        bound: int = listener.getsockname()[1]
        access = Access.at(host, bound, token)
        app = build_application(explorer_project(settings, read_only=read_only), access)
        app.state.workplace.open()
        url = address(host, bound) + (f"?token={token}" if token else "")

        def ready() -> None:
            _tell(url, settings, everywhere=access.any_number, as_json=common.json)
            if open_:
                _open_browser(url)

        try:
            serve(app, listener, ready=ready)
        finally:
            app.state.workplace.close()
    return EXIT_OK


def _token(*, needed: bool) -> str:
    """Return the token that is demanded, none where it is not ``needed`` and none is given.

    Raises:
        UsageError: The one that is given can be guessed, or cannot stand in an address.

    """
    given = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not given:
        return secrets.token_urlsafe(24) if needed else ""
    if (
        len(given) < LEAST_TOKEN
        or not given.replace("-", "").replace("_", "").isalnum()
        or not given.isascii()
    ):
        raise UsageError(
            f"{TOKEN_VARIABLE}: give at least {LEAST_TOKEN} letters (a to z), digits, - and _; without the variable a token is made."
        )
    return given


def _tell(url: str, settings: Settings, *, everywhere: bool, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"url": url, "project": settings.project_name}))
    else:
        print(f"The graph of {settings.project_name} is at {url}\nCtrl-C ends the page.")
        if everywhere:
            print("From another machine, write this one's name or number in place of 127.0.0.1.")
    sys.stdout.flush()


def _open_browser(url: str) -> None:
    import webbrowser

    try:
        opened = webbrowser.open(url)
    except webbrowser.Error:
        opened = False
    if not opened:
        print_warning("No browser could be opened: open the address above yourself.")
