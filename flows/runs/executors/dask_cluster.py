"""Batches extracted by the workers of a Dask cluster: one that runs already, or one of this machine for the time of the run."""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flows.project.settings import Settings
from flows.runs import static_tls
from flows.runs.executors.protocol import (
    Answer,
    ScaleError,
    StoppedError,
    WorkerLostError,
    answer_of,
    result_of,
)

T = TypeVar("T")

CONNECT_SECONDS = 30
"""How long a scheduler may take to answer, and workers to be there."""


class DaskExecutor:
    """Carries functions out as tasks of a Dask cluster.

    A worker that dies has its task done by another, as Dask does it; a task over which several die is lost.

    Raises:
        ScaleError: Dask is not installed, no scheduler answers, or it has no workers.

    """

    def __init__(self, settings: Settings, at_once: int) -> None:
        """Take so many tasks ``at_once``; 0 are as many as the cluster's workers have threads."""
        try:
            import distributed
        except ImportError as error:
            raise ScaleError(
                'scale.runner = "dask" needs packages that are not installed: pip install "graphmill[dask]"'
            ) from error
        self._distributed = distributed
        self._stopped = False
        self._cluster: Any = None
        address = settings.scale.address
        if not address:
            # The workers are started with these.
            os.environ |= static_tls.variables()
            self._cluster = distributed.LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=at_once, threads_per_worker=1, dashboard_address=None, silence_logs=50
            )
        try:
            self._client: Any = distributed.Client(self._cluster or address, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise ScaleError(
                f"No Dask scheduler answers at {address} ({' '.join(str(error).split())}): start one (dask scheduler), or "
                "correct scale.address."
            ) from error
        self.at_once = at_once or self._threads_there(address)

    def call(self, function: Callable[[], T]) -> T:
        """Return what ``function`` returns on a worker, and raise what it raises there.

        Raises:
            WorkerLostError: the workers that had it died.
            ScaleError: the scheduler is gone.
            StoppedError: the run is being ended.

        """
        future: Any = None
        try:
            future = self._client.submit(carried_out, pickle.dumps(function), pure=False, retries=0)
            answer: Answer = future.result()
        except Exception as error:
            if self._stopped:
                raise StoppedError("The run is being ended.") from None
            if self._client.status != "running":
                raise ScaleError(
                    "The Dask scheduler is gone. Start it again, and then the run: what is done is found."
                ) from error
            if isinstance(error, self._distributed.scheduler.KilledWorker):
                raise WorkerLostError(f"The Dask workers that had the batch died: {error}") from None
            # What the function raises comes as an answer, so this is of Dask's own making.
            raise WorkerLostError(f"Dask lost the batch ({type(error).__name__}: {error}).") from error
        finally:
            if future is not None:
                with contextlib.suppress(Exception):
                    future.release()
        return cast("T", result_of(answer))

    def stop(self) -> None:
        """Leave the cluster, and end it if it is of this run; tasks that have not begun are not done."""
        self._stopped = True
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    def _threads_there(self, address: str) -> int:
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except self._distributed.TimeoutError as error:
            self.stop()
            raise ScaleError(
                f"The Dask scheduler at {address} has no workers: start some (dask worker {address}), or say with "
                "scale.workers how many batches to give it."
            ) from error
        return sum(
            worker["nthreads"] for worker in self._client.scheduler_info(n_workers=-1)["workers"].values()
        )


def carried_out(pickled: bytes) -> Answer:
    """Carry a function out on a worker; its models use as many processors as the worker has threads."""
    from distributed import get_worker

    from extractors.engines.devices import use_at_most

    use_at_most(get_worker().state.nthreads)
    return answer_of(lambda: pickle.loads(pickled)())  # noqa: S301 - from the run, which the scheduler let in
