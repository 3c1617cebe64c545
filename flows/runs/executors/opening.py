"""From the section ``[scale]`` of a project's settings to who extracts its batches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from extractors.engines.devices import available_processors
from flows.project.settings import Settings
from flows.runs.executors.protocol import Executor
from flows.runs.executors.threads import ThreadExecutor


@contextmanager
def opened_executor(settings: Settings, tasks: int) -> Iterator[Executor]:
    """Give what carries so many ``tasks`` out as the settings say, and end it afterwards with all that it started.

    Raises:
        flows.runs.executors.protocol.ScaleError: a package is missing, or no cluster answers.

    """
    executor = _executor(settings, tasks)
    try:
        yield executor
    finally:
        executor.stop()


def _executor(settings: Settings, tasks: int) -> Executor:
    scale = settings.scale
    if scale.runner == "threads" or not tasks:
        return ThreadExecutor(scale.workers or settings.flow.workers)
    # No cluster of this machine has more workers than there is to do.
    here = min(tasks, scale.workers or available_processors())
    if scale.runner == "processes":
        from flows.runs.executors.processes import ProcessExecutor

        share = max(1, available_processors() // here)
        return ProcessExecutor(here, settings.extractor.threads or share)
    at_once = scale.workers if scale.address else here
    if scale.runner == "dask":
        from flows.runs.executors.dask_cluster import DaskExecutor

        return DaskExecutor(settings, at_once)
    from flows.runs.executors.ray_cluster import RayExecutor

    return RayExecutor(settings, at_once)


def as_elsewhere(settings: Settings) -> Settings:
    """Return the settings as those need them who extract: paths that start at the root, and a thread a batch in a cluster."""
    scale, extractor = settings.scale, settings.extractor
    if scale.runner == "threads":
        return settings
    if scale.is_cluster and extractor.threads is None:
        # A worker of a cluster does as many batches at once as it has threads.
        extractor = extractor.model_copy(update={"threads": 1})
    return settings.model_copy(update={"base": settings.base.resolve(), "extractor": extractor})
