"""Steps of a run as tasks of Prefect's: their states and logs on its server, progress and report as artifacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Sequence
from typing import TypeVar, cast
from uuid import UUID

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture, as_completed
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task

from flows.project.settings import Settings
from flows.runs.executors.opening import opened_executor
from flows.runs.executors.threads import call_here
from flows.runs.steps import Call, Log, Step
from flows.terminal.log import PlacedLog
from flows.terminal.pace import Pace

T = TypeVar("T")
PARTIAL = "Partial"
"""The name of the state of a run that did a part of what was asked, as exit code 3 says it of a command."""


def partly(message: str, report: T) -> T:
    """Return the report of a flow run so that the run's state is named ``Partial`` and says ``message``."""
    # A state as the return value sets the state of the run; Prefect hands its data to the caller.
    state: State[T] = Completed(name=PARTIAL, message=message, data=report)
    return cast("T", state)


class PrefectRunner:
    """Carries the steps of one flow run out as its tasks.

    Prefect is given no parameters to look through and no results to keep: retries and results that outlive a crash are
    graphmill's own (:mod:`flows.runs.retries`, :mod:`flows.runs.batches`), the same as without Prefect.
    """

    def __init__(self) -> None:
        self._progress: dict[str, UUID] = {}
        self._pace = defaultdict[str, Pace](Pace)

    @property
    def flow_run(self) -> str:
        """The id of the flow run."""
        return str(flow_run.id or "")

    @property
    def log(self) -> Log:
        """The log of the flow run, within a task that of the task run."""
        return PlacedLog(get_run_logger(), {})

    def run(self, step: Step[T], settings: Settings) -> T:
        """Carry a step out as a task and return what it returns; the last error of its tries is raised."""
        return self._task(step, settings)()

    def run_each(
        self, steps: Sequence[Step[T]], settings: Settings
    ) -> Generator[tuple[int, T | Exception], None, None]:
        """Carry steps out as tasks where ``scale`` says, and yield the number of each with what it returned or its last error.

        A task is a thread of this process that waits for the step; one that Prefect itself carried out elsewhere would cost it
        a tenth of a second.

        Raises:
            flows.runs.executors.protocol.ScaleError: there they cannot be carried out.

        """
        with opened_executor(settings, len(steps)) as executor:
            runner: ThreadPoolTaskRunner[T] = ThreadPoolTaskRunner(max_workers=executor.at_once)
            with runner:
                try:
                    numbers: dict[PrefectFuture[T], int] = {
                        runner.submit(self._task(step, settings, executor.call), {}): number
                        for number, step in enumerate(steps)
                    }
                    for future in as_completed(list(numbers)):
                        # Prefect gives the error itself where none is to be raised.
                        yield numbers[future], cast("T | Exception", future.result(raise_on_failure=False))
                finally:
                    executor.stop()

    def progress(self, name: str, done: int, total: int) -> None:
        """Move the progress artifact of the run, whose description says how quick it is and how long it will take."""
        share = 100.0 * done / max(1, total)
        pace = self._pace[name]
        pace.at(done, total)
        told = ", ".join(filter(None, (f"{done:,} of {total:,} done", pace.told())))
        if name in self._progress:
            update_progress_artifact(artifact_id=self._progress[name], progress=share, description=told)
        else:
            made = create_progress_artifact(progress=share, key=name, description=told)
            # Called from synchronous code, so this is the id and not a coroutine.
            self._progress[name] = cast("UUID", made)

    def report(self, name: str, markdown: str, description: str) -> None:
        """Leave the report as a markdown artifact."""
        create_markdown_artifact(markdown=markdown, key=name, description=description)

    def _task(self, step: Step[T], settings: Settings, call: Call = call_here) -> Task[[], T]:
        return task(
            name=step.name,
            task_run_name=lambda: step.title or step.name,
            persist_result=False,
            cache_policy=NO_CACHE,
            tags=["graphmill"],
        )(lambda: step.carried_out(settings, self.log, call))
