"""Prefect's way into the project's folder: the steps of ``prefect.yaml``, before a flow is deployed and before each run.

A worker starts its runs in an empty folder of their own. A step that let one stay there would give a run without settings and
without documents, into a new graph that is thrown away; so each of these refuses what is no project.
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from extractors.errors import UsageError
from flows.project.settings import CONFIG_NAME

VARIABLE = "GRAPHMILL_PROJECT"


class ProjectFolderError(UsageError):
    """What the deployment names is no project's folder; the message says what it is and how to deploy it anew."""


def check_name(directory: str) -> None:
    """Let the folder that ``prefect deploy`` is to write into the deployments pass, if it can be one on a worker.

    The worker may be another machine, so whether the folder is there is for ``enter`` to say.

    Raises:
        SystemExit: nothing is given, or no absolute path; ``prefect deploy`` ends with the reason alone.

    """
    try:
        _absolute(directory)
    except ProjectFolderError as error:
        # Prefect prints any other error as a traceback whose last line does not give the reason.
        raise SystemExit(str(error)) from error


def enter(directory: str) -> dict[str, str]:
    """Make the folder the working directory of a worker's run, and return it as Prefect's steps do.

    Raises:
        ProjectFolderError: it is no absolute path or is not there; the run's log says so too. Whether it holds settings is
            for the flow to say, whose run fails then.

    """
    try:
        folder = _absolute(directory)
        if not folder.is_dir():
            raise ProjectFolderError(f"The project's folder {folder} is not on this machine. {_remedy()}")  # noqa: TRY301
    except ProjectFolderError as error:
        _log(error)
        raise
    os.chdir(folder)
    return {"directory": str(folder)}


def _absolute(directory: str) -> Path:
    if not directory:
        raise ProjectFolderError(f"{VARIABLE} is not set. {_remedy()}")
    folder = Path(directory)
    if not folder.is_absolute():
        raise ProjectFolderError(
            f"{VARIABLE} is {directory!r}, which is no absolute path, and a worker starts its runs in folders of its own. {_remedy()}"
        )
    return folder


def _remedy() -> str:
    return (
        f"Deploy with the absolute path of the folder that holds {CONFIG_NAME} on the worker's machine: "
        f"{VARIABLE}=/path/of/the/project prefect deploy --all"
    )


def _log(error: ProjectFolderError) -> None:
    """Write the reason into the run's own log; Prefect prints what a step raises only where the worker was started."""
    from prefect.logging.loggers import flow_run_logger
    from prefect.runtime import flow_run

    if flow_run.id:
        flow_run_logger(flow_run_id=UUID(flow_run.id), flow_run_name=flow_run.name).error(str(error))
