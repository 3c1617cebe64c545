"""Prefect's settings for runs that graphmill starts itself. Import this module before ``prefect``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractors.errors import GraphmillError
from flows.project.state_folder import make_state_folder
from flows.runs.prefect_orphans import mark_children

TAG = "graphmill"
"""The tag of all runs of graphmill's flows."""

HEARTBEAT_VARIABLE, HEARTBEAT_SECONDS = "PREFECT_FLOWS_HEARTBEAT_FREQUENCY", 30
"""How often a run says that it lives: as often as Prefect allows, for by that a dead one is known."""


class PrefectUnavailableError(GraphmillError):
    """Prefect's server cannot be reached or started."""


def server_is_named() -> bool:
    """Tell whether runs are to be recorded on a Prefect server: the one that `PREFECT_API_URL` names."""
    return bool(os.environ.get("PREFECT_API_URL"))


def prepare(state: Path, *, verbose: bool = False) -> None:
    """Set what the user has not set: Prefect's data below ``state``, no telemetry, quiet logs, patience at start-up.

    With ``PREFECT_API_URL`` set the runs go to that server; without it Prefect starts a server of its own for the time
    of the command (it listens on loopback). Every value can be overridden by the variable of its name.

    Raises:
        StateFolderError: the folder for Prefect's data cannot be made or written.

    """
    if not server_is_named():
        home = state / "prefect"
        # Prefect makes this folder, but not the ones above it.
        make_state_folder(home)
        os.environ.setdefault("PREFECT_HOME", str(home))
        # Its server outlives a run that is killed; the next one knows it by this mark.
        mark_children()
        # A cold start on a busy machine has been seen to take more than Prefect's 20 seconds.
        os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
    # Not the user's: a run that is heard of more seldom would be taken for dead (flows/deployment/server.py).
    os.environ[HEARTBEAT_VARIABLE] = str(HEARTBEAT_SECONDS)
    # Both are needed: the first silences the client, the second the server.
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    # Prefect logs every error of a flow with its traceback; the command prints the error itself.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO" if verbose else "CRITICAL")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_CLI_PROMPT", "false")


@contextmanager
def reachable() -> Iterator[None]:
    """Tag the runs of flows inside as graphmill's, and turn the failure of Prefect's server to answer into an error that says what to do.

    Raises:
        PrefectUnavailableError: the server cannot be reached or started.

    """
    from prefect import tags

    try:
        # By the tag a server knows the runs that it marks as crashed when they are heard of no more.
        with tags(TAG):
            yield
    except RuntimeError as error:
        # Prefect has no class of its own for a server that does not answer.
        if "API" not in str(error):
            raise
        raise PrefectUnavailableError(
            f"Prefect: {error} Check PREFECT_API_URL, or unset it to run without a server; on a slow machine "
            "raise PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS."
        ) from error
