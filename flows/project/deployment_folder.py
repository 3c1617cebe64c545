"""Prefect's way into the project's folder: the step of a deployment before each of its runs.

A worker starts its runs in an empty folder of their own. A step that let one stay there would give a run without settings and
without documents, into a new graph that is thrown away; so it refuses what is no project, and what is another one.
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from extractors.errors import UsageError
from flows.project.settings import CONFIG_NAME, SettingsError
from flows.project.settings_file import load_settings

VARIABLE = "GRAPHMILL_PROJECT"
"""Where the project is on a worker's machine, if elsewhere than the deployment says."""


class ProjectFolderError(UsageError):
    """What the deployment names is no folder of the project; the message says what it is and how to deploy it anew."""


def enter(directory: str, project: str = "") -> dict[str, str]:
    """Make the project's folder the working directory of a worker's run, and return it as Prefect's steps do.

    ``directory`` is where the deployment says it is. On a machine where the variable GRAPHMILL_PROJECT names a folder of the
    ``project``, it is that one.

    Raises:
        ProjectFolderError: it is no absolute path, is not there, or is the folder of another project; the run's log says so
            too. Whether it holds settings is for the flow to say, whose run fails then.

    """
    try:
        folder = _folder(os.environ.get(VARIABLE, ""), directory, project)
    except ProjectFolderError as error:
        _log(error)
        raise
    os.chdir(folder)
    return {"directory": str(folder)}


def _folder(here: str, directory: str, project: str) -> Path:
    if here and project:
        # A worker may carry out the runs of several projects, and the variable is about one of them.
        own = _checked(here, f"{VARIABLE} of this worker")
        if _project_of(own) == project:
            return own
    folder = _checked(directory, "The deployment's folder")
    found = _project_of(folder)
    if project and found and found != project:
        raise ProjectFolderError(
            f"{folder} is the folder of the project {found!r}, and the run is one of {project!r}. {_remedy()}"
        )
    return folder


def _checked(directory: str, what: str) -> Path:
    folder = Path(directory)
    if not folder.is_absolute():
        raise ProjectFolderError(
            f"{what} is {directory!r}, which is no absolute path, and a worker starts its runs in folders of its own. {_remedy()}"
        )
    if not folder.is_dir():
        raise ProjectFolderError(f"{what}, {folder}, is not on this machine. {_remedy()}")
    return folder


def _project_of(folder: Path) -> str:
    """Return the name of the project in a folder, empty where its settings cannot be read: the flow says why."""
    if not (folder / CONFIG_NAME).is_file():
        return ""
    try:
        return load_settings(folder=folder).project_name
    except SettingsError:
        return ""


def _remedy() -> str:
    return (
        f"Deploy it again from the folder that holds {CONFIG_NAME} (graphmill deploy), with --folder where it is another one on the "
        f"worker's machine; or start the worker with {VARIABLE}=/path/of/the/project."
    )


def _log(error: ProjectFolderError) -> None:
    """Write the reason into the run's own log; Prefect prints what a step raises only where the worker was started."""
    from prefect.logging.loggers import flow_run_logger
    from prefect.runtime import flow_run

    if flow_run.id:
        flow_run_logger(flow_run_id=UUID(flow_run.id), flow_run_name=flow_run.name).error(str(error))
