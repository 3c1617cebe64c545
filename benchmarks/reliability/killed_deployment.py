"""kill -9 of worker, flow, Prefect server and Neo4j at random points of a deployment's runs; after each the next run and an audit.

    python -m benchmarks.reliability.killed_deployment --points 100 [--seed 0] --out FILE.jsonl
    python -m benchmarks.reliability.killed_deployment --table FILE.jsonl

A Prefect server, a process worker and a Neo4j server are started, and a deployment of ``ingest`` on a project whose types are found by
rules, so that a run takes seconds and is all reading, staging, linking and committing. Its documents have two versions. At each point the other version
than that in the graph is put in its inbox, a run is started on the server, and one of the four is killed after a random number of the run's
steps, as its ledger tells them, and a random part of a second. What was killed is started again, what goes on ends, and
the next run is one without Prefect. Then the graph is compared, up to entity ids, with that of the same version ingested in one go, and audited.

Each point is a line of FILE when it is over; what is there already is not done again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import psutil

from extractors.errors import GraphmillError
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import ingest_paths
from flows.runs.ledger import RunLedger
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
from tests.support.neo4j_server.launcher import Neo4jServer, started
from tests.support.root import ROOT
from tests.support.ruled_project import make_ruled_project

VICTIMS = ("flow", "worker", "Neo4j", "flow", "worker", "Prefect server")
"""Which is killed at each point, in turn: the servers, which take long to start again, less often."""
DOCUMENTS = 12
SHIPS = ("Calypso", "Aurora", "Petrel", "Nautilus", "Argo", "Endeavour")
PORTS = ("Bergen", "Kiel", "Riga", "Genoa", "Lisbon", "Odessa")
SMALL = """
batch_files = 1
commit_documents = 1
link_documents = 4
[store]
kind = "{kind}"
lease_seconds = 3
"""
"""Settings whose batches, rounds and transactions are small, so that there is much to interrupt."""
PATIENCE = 180.0
"""Seconds, far more than a slow machine takes."""
MOST_AFTER_A_STEP = 0.4


class Stand:
    """A project, its Neo4j server, a Prefect server and a worker, each of which can be killed and started again."""

    def __init__(self, folder: Path, neo4j: Neo4jServer) -> None:
        from tests.support.scheduled_project import free_port

        self.folder, self.neo4j = folder, neo4j
        self.config = make_ruled_project(folder / "project", SMALL.format(kind="neo4j"), {})
        self.settings = load_settings(self.config)
        self.ledger = RunLedger(self.settings.state_folder)
        self.port = free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "PREFECT_API_URL": self.api,
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_LOGGING_LEVEL": "WARNING",
        }
        self.watched: tuple[str, Path | None] = ("", None)
        self.seen: set[str] = set()
        self.server: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def start_server(self) -> None:
        """Start Prefect's server and wait until it answers."""
        self.server = self._started(
            "server", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)
        )
        self.wait_for(self._answers, "Prefect's server")

    def start_worker(self) -> None:
        """Start a worker of the pool."""
        self.worker = self._started(
            "worker", "prefect", "worker", "start", "--pool", "kills", "--type", "process"
        )

    def deploy(self) -> str:
        """Make the work pool and the deployment and return its id."""
        self._post("/work_pools/", {"name": "kills", "type": "process"})
        enter = {"flows.project.deployment_folder.enter": {"directory": str(self.config.parent)}}
        deployment = {
            "name": "kills",
            "flow_id": self._post("/flows/", {"name": "ingest"}),
            "entrypoint": "flows.ingest.ingest",
            "parameters": {"inputs": ["inbox"]},
            "work_pool_name": "kills",
            "pull_steps": [enter],
        }
        return self._post("/deployments/", deployment)

    def trigger(self, deployment: str) -> str:
        """Start a run on the server and return its id."""
        return self._post(f"/deployments/{deployment}/create_flow_run", {})

    def _post(self, place: str, what: dict[str, Any]) -> str:
        """Have something made on the server, which a busy one refuses at times, and return its id."""
        answers: list[httpx.Response] = []

        def is_made() -> bool:
            with suppress(httpx.TransportError):
                answers.append(httpx.post(f"{self.api}{place}", json=what, timeout=60))
                return answers[-1].status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            return False

        self.wait_for(is_made, place)
        return str(answers[-1].json().get("id", ""))

    def state_of(self, flow_run: str) -> str:
        """Return what Prefect says of a run."""
        with suppress(httpx.HTTPError):
            answer = httpx.get(f"{self.api}/flow_runs/{flow_run}", timeout=60).json()
            return str(answer["state"]["name"])
        return "?"

    def flow_processes(self) -> list[psutil.Process]:
        """Return the processes that carry runs out."""
        found = []
        for process in psutil.process_iter(["cmdline", "environ"]):
            with suppress(psutil.Error):
                environment = process.info["environ"] or {}
                if environment.get("PREFECT__FLOW_RUN_ID") and environment.get("PREFECT_API_URL") == self.api:
                    found.append(process)
        return found

    def kill(self, victim: str) -> None:
        """End one of the four at once."""
        if victim == "flow":
            killed = self.flow_processes()
            for process in killed:
                with suppress(psutil.Error):
                    process.kill()
            psutil.wait_procs(killed, PATIENCE)
        elif victim == "Neo4j":
            self.neo4j.kill()
        else:
            process = self.worker if victim == "worker" else self.server
            assert process is not None
            for each in [*psutil.Process(process.pid).children(recursive=True)] if victim != "worker" else []:
                with suppress(psutil.Error):
                    each.kill()
            process.kill()
            process.wait()

    def restore(self) -> None:
        """Start again whatever does not run."""
        if self.neo4j.process is None or self.neo4j.process.poll() is not None:
            self.neo4j.run()
        if self.server is None or self.server.poll() is not None:
            self.start_server()
        if self.worker is None or self.worker.poll() is not None:
            self.start_worker()

    def write(self, version: int) -> None:
        """Put a version of the documents in the inbox; a third of them is the same in all."""
        for number in range(DOCUMENTS):
            chance = random.Random(f"{number}-{0 if number % 3 == 0 else version}")  # noqa: S311 - no secret
            text = " ".join(
                f"The {chance.choice(SHIPS)} met the {chance.choice(SHIPS)} off {chance.choice(PORTS)}."
                for _ in range(4)
            )
            (self.config.parent / "inbox" / f"{number:02}.txt").write_text(text, encoding="utf-8")

    def picture(self) -> tuple[Snapshot, int]:
        """Return the graph up to entity ids, and how many differences an audit finds."""
        with open_project_store(self.settings) as store:
            return snapshot(store), len(audit(store).differences)

    def stop(self) -> None:
        """End what was started here."""
        for process in (self.worker, self.server):
            if process is not None and process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(30)
                if process.poll() is None:
                    process.kill()
        for each in self.flow_processes():
            with suppress(psutil.Error):
                each.kill()

    def _answers(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.api}/health", timeout=5).is_success
        return False

    def _started(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *command],
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
            )

    def wait_for(self, is_there: Callable[[], object], what: str) -> None:
        """Wait until something is there; one that does not come ends the benchmark."""
        deadline = time.monotonic() + PATIENCE
        while not is_there():
            if time.monotonic() > deadline:
                raise SystemExit(f"waited in vain for {what}; see the logs in {self.folder}")
            time.sleep(0.1)


@contextmanager
def stand() -> Iterator[Stand]:
    """Start everything, and end it in the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="graphmill-kills-")))
        neo4j = stack.enter_context(started())
        os.environ |= {
            "GRAPHMILL_STORE__URI": neo4j.uri,
            "GRAPHMILL_STORE__USER": neo4j.user,
            "NEO4J_PASSWORD": neo4j.password,
        }
        made = Stand(folder, neo4j)
        stack.callback(made.stop)
        made.start_server()
        yield made


def undisturbed(made: Stand) -> dict[int, Snapshot]:
    """Return the graph of each version of the documents, ingested in one go into a graph of its own."""
    wanted = {}
    for version in (0, 1):
        made.write(version)
        folder = made.folder / f"straight-{version}"
        config = make_ruled_project(folder, SMALL.format(kind="embedded"), {})
        for file in (made.config.parent / "inbox").iterdir():
            (folder / "inbox" / file.name).write_bytes(file.read_bytes())
        settings = load_settings(config)
        ingest_paths(["inbox"], settings)
        with open_project_store(settings) as store:
            wanted[version] = snapshot(store)
    return wanted


def written(made: Stand, flow_run: str) -> bytes:
    """Return what the ledger has of a run, nothing before it has begun."""
    if made.watched[0] != flow_run:
        made.watched = (flow_run, None)
    if made.watched[1] is None:
        for path in made.ledger.folder.glob("*.jsonl"):
            if path.name not in made.seen:
                first = path.read_bytes().partition(b"\n")[0]
                if flow_run.encode() in first:
                    made.watched = (flow_run, path)
                if first:
                    made.seen.add(path.name)
    return made.watched[1].read_bytes() if made.watched[1] else b""


def steps_told(made: Stand, flow_run: str) -> int:
    """Return how many lines about steps the ledger has of a run, -1 before it has begun."""
    lines = written(made, flow_run)
    return lines.count(b'"what": "step"') if lines else -1


def is_over(made: Stand, flow_run: str) -> bool:
    """Tell whether the ledger says that a run has ended."""
    return b'"what": "ended"' in written(made, flow_run)


def hit(made: Stand, deployment: str, victim: str, all_steps: int, chance: random.Random) -> dict[str, Any]:
    """Start a run, kill the victim at a random point of it, and return where that was and what became of the run."""
    goal = chance.randint(-1, all_steps - 1)
    flow_run = made.trigger(deployment)
    made.wait_for(made.flow_processes, "a run")
    if goal < 0:
        time.sleep(chance.uniform(0, 3))  # while it starts
    deadline = time.monotonic() + PATIENCE
    while steps_told(made, flow_run) < goal and not is_over(made, flow_run) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(chance.uniform(0, MOST_AFTER_A_STEP))
    was_at_work = not is_over(made, flow_run)
    reached = steps_told(made, flow_run)
    made.kill(victim)
    killed = time.monotonic()
    made.restore()
    while made.flow_processes() and time.monotonic() - killed < PATIENCE:
        time.sleep(0.1)
    went_on = time.monotonic() - killed
    ended = [record for record in made.ledger.runs() if record.flow_run == flow_run]
    return {
        "victim": victim,
        "was_at_work": was_at_work,
        "steps": max(0, reached),
        "of_steps": all_steps,
        "run": ended[0].state if ended else "not begun",
        "why": ended[0].why[:300] if ended else "",
        "prefect": made.state_of(flow_run),
        "seconds_until_all_was_there_again": round(went_on, 1),
    }


def points(made: Stand, first: int, last: int, seed: int, out: Path) -> None:
    """Do the points of these numbers, each written to a line of ``out``."""
    wanted = undisturbed(made)
    deployment = made.deploy()
    made.restore()
    version, all_steps = 0, 0
    for number in (-2, -1):  # two that nobody disturbs, to know how many steps there are
        version = 1 - version
        made.write(version)
        flow_run = made.trigger(deployment)
        made.wait_for(lambda: made.state_of(flow_run) in ("Completed", "Failed", "Crashed"), "a run")  # noqa: B023
        all_steps = steps_told(made, flow_run)  # the first has more to do than any after it
        state = made.state_of(flow_run)
        print(f"undisturbed: {state}, {all_steps} lines of steps", flush=True)
        if made.picture() != (wanted[version], 0):
            raise SystemExit(f"the run {number} that was left alone gives another graph")
    for number in range(first, last):
        begin = time.monotonic()
        version = 1 - version
        made.write(version)
        chance = random.Random(f"{seed}-{number}")  # noqa: S311 - a repeatable choice of moments, no secret
        point = hit(made, deployment, VICTIMS[number % len(VICTIMS)], all_steps, chance)
        try:
            report = ingest_paths(["inbox"], made.settings)
            said, code = report.summary(), report.exit_code
        except GraphmillError as error:
            said, code = str(error), EXIT_FAILED
        picture, differences = made.picture()
        point |= {
            "number": number,
            "next_run": code,
            "next_run_said": said[:300],
            "differences": differences,
            "same_graph": picture == wanted[version],
            "seconds": round(time.monotonic() - begin, 1),
        }
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(point) + "\n")
        print(json.dumps(point), flush=True)


def table(done: Sequence[dict[str, Any]]) -> str:
    """Return what happened as a table in markdown, a row for each that was killed."""
    lines = [
        "| killed | points | in mid-run | its run, by the ledger | next run ok | audit differences | another graph | longest until all ran again |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for victim in dict.fromkeys(VICTIMS):
        these = [point for point in done if point["victim"] == victim]
        states = Counter(point["run"] for point in these)
        cells = (
            victim,
            len(these),
            sum(point["was_at_work"] for point in these),
            ", ".join(f"{state} {count}" for state, count in states.most_common()),
            sum(point["next_run"] == EXIT_OK for point in these),
            sum(point["differences"] for point in these),
            sum(not point["same_graph"] for point in these),
            f"{max((point['seconds_until_all_was_there_again'] for point in these), default=0):.0f} s",
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do the points that are left, or print the table of those done; return 1 if one lost something or left something wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("killed_deployment.jsonl"))
    parser.add_argument("--table", type=Path, help="only print the table of this file")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started here is ended
    out = (options.table or options.out).resolve()
    done = [json.loads(line) for line in out.read_text().splitlines()] if out.is_file() else []
    if not options.table and len(done) < options.points:
        with stand() as made:
            points(made, len(done), options.points, options.seed, out)
        done = [json.loads(line) for line in out.read_text().splitlines()]
    print(table(done), end="")
    sound = all(
        point["same_graph"] and not point["differences"] and point["next_run"] == EXIT_OK for point in done
    )
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
