"""A Dask cluster of this machine: a scheduler and workers, each a process of its own that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 90.0


@dataclass
class DaskCluster:
    """The ``address`` of a scheduler, and its workers; their logs are in ``folder``."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, which nobody starts again when it dies."""
        name = f"worker{len(self.processes)}"
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name]
        return self._start(name, "distributed.cli.dask_worker", self.address, *options)

    def start_scheduler(self) -> None:
        """Start the scheduler, and wait for its address."""
        file = self.folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
        scheduler = self._start("scheduler", "distributed.cli.dask_scheduler", *options)
        end = time.monotonic() + PATIENCE
        while not self.address:
            assert scheduler.poll() is None, self.logs()
            assert time.monotonic() < end, self.logs()
            for line in self.logs().splitlines():
                if "Scheduler at:" in line:
                    self.address = line.rpartition(" ")[2].strip()
            time.sleep(0.1)

    def logs(self) -> str:
        """Return what the processes said."""
        return "\n".join(log.read_text(encoding="utf-8") for log in sorted(self.folder.glob("*.log")))

    def _start(self, name: str, module: str, *options: str) -> subprocess.Popen[bytes]:
        home = self.folder / name
        home.mkdir()
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *options],
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process


@contextmanager
def dask_cluster(folder: Path) -> Iterator[DaskCluster]:
    """Give a scheduler without workers, and end all that was started afterwards."""
    cluster = DaskCluster(folder)
    try:
        cluster.start_scheduler()
        yield cluster
    finally:
        for process in cluster.processes:
            process.kill()
            process.wait()
