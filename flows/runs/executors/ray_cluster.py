"""Batches extracted by the workers of a Ray cluster: one that runs already, or one of this machine for the time of the run."""

from __future__ import annotations

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


class RayExecutor:
    """Carries functions out as tasks of a Ray cluster, each on one processor.

    Raises:
        ScaleError: Ray is not installed, or no cluster answers.

    """

    def __init__(self, settings: Settings, at_once: int) -> None:
        """Take so many tasks ``at_once``; 0 are as many as the cluster has processors."""
        # Ray tells its makers who uses it, unless it is told not to before it is imported.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            import ray
        except ImportError as error:
            raise ScaleError(
                'scale.runner = "ray" needs packages that are not installed: pip install "graphmill[ray]"'
            ) from error
        self._ray: Any = ray
        self._stopped = False
        address = settings.scale.address
        here: dict[str, Any] = {"num_cpus": at_once, "include_dashboard": False, "address": "local"}
        variables = {"env_vars": static_tls.variables()}
        try:
            ray.init(**({"address": address} if address else here), runtime_env=variables, logging_level=40)
        except (ConnectionError, OSError, ValueError, RuntimeError) as error:
            raise ScaleError(
                f"No Ray cluster answers at {address or 'this machine'} ({' '.join(str(error).split())}): start one "
                "(ray start --head), or correct scale.address."
            ) from error
        self.at_once = at_once or max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        self._task: Any = ray.remote(num_cpus=1, max_retries=0)(carried_out)

    def call(self, function: Callable[[], T]) -> T:
        """Return what ``function`` returns on a worker, and raise what it raises there.

        Raises:
            WorkerLostError: the worker that had it died.
            ScaleError: the cluster is gone.
            StoppedError: the run is being ended.

        """
        try:
            answer: Answer = self._ray.get(self._task.remote(pickle.dumps(function)))
        except Exception as error:
            if self._stopped:
                raise StoppedError("The run is being ended.") from None
            if not self._ray.is_initialized():
                raise ScaleError(
                    "The Ray cluster is gone. Start it again, and then the run: what is done is found."
                ) from error
            # What the function raises comes as an answer, so this is of Ray's own making.
            said = " ".join(str(error).split())
            raise WorkerLostError(f"Ray lost the batch ({type(error).__name__}: {said[:200]}).") from error
        return cast("T", result_of(answer))

    def stop(self) -> None:
        """Leave the cluster, and end it if it is of this run."""
        self._stopped = True
        self._ray.shutdown()


def carried_out(pickled: bytes) -> Answer:
    """Carry a function out on a worker; its models use one processor."""
    from extractors.engines.devices import use_at_most

    use_at_most(1)
    return answer_of(lambda: pickle.loads(pickled)())  # noqa: S301 - from the run, which the cluster let in
