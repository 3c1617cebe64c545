"""Make things go wrong and write down what graphmill says: the transcripts of docs/failures.md.

    python -m benchmarks.reliability.failures [--page docs/failures.md] [--only NAME …]

Runs real commands on a small project while its disk is full, its files are damaged, its server is stopped, killed, away,
read-only or out of memory, or another writer is at work, and puts what they print into the page: a block of code follows
every line ``<!-- transcript: NAME -->``. A scenario that does not end as the page says fails. Needs Java and Maven.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.support.neo4j_server.launcher import Neo4jServer, started
from tests.support.root import ROOT

CORPUS = ("harwick-notice.txt", "dive-log.txt", "blog-mudflats.md", "harwich-pilot.html")
BLOCK = re.compile(r"(<!-- transcript: (\S+) -->\n)(?:```\n.*?```\n)?", re.DOTALL)
WIDTH = 140


class Project:
    """A folder with a corpus and a graph; commands are run there and their output is kept."""

    def __init__(self, folder: Path, lines: list[str]) -> None:
        self.folder = folder
        (folder / "corpus").mkdir(parents=True)
        for name in CORPUS:
            source = next((ROOT / "examples" / "corpus").rglob(name))
            shutil.copy(source, folder / "corpus" / name)
        (folder / "graphmill.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.told: list[str] = []
        self.environment = os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}

    def run(self, line: str, *, code: int, shown: str = "") -> str:
        """Run a command line of graphmill and note it with what it printed; ``code`` is how it must end."""
        process = self.start(line)
        return self.finish(process, line, code=code, shown=shown)

    def start(self, line: str) -> subprocess.Popen[str]:
        """Start a command line of graphmill."""
        command = line.replace("graphmill", f"{sys.executable} -m flows.cli")
        return subprocess.Popen(
            ["bash", "-c", f"exec {command}" if not command.startswith("ulimit") else command],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def finish(self, process: subprocess.Popen[str], line: str, *, code: int, shown: str = "") -> str:
        """Wait for a command and note it."""
        out, _ = process.communicate(timeout=600)
        if process.returncode != code:
            raise SystemExit(f"{line!r} ended with {process.returncode}, not {code}:\n{out}")
        self.note(line, out, process.returncode, shown)
        return out

    def note(self, line: str, out: str, code: int, shown: str = "") -> None:
        """Keep a command and those lines of its output that matter."""
        kept = [each for each in out.splitlines() if re.search(shown, each)] if shown else out.splitlines()
        self.told += [f"$ {line}", *kept, *([f"(exit code {code})"] if code else []), ""]

    def say(self, line: str) -> None:
        """Note what was done beside the commands."""
        self.told.append(f"# {line}")

    def audited(self) -> None:
        """Audit the graph, which must be sound."""
        self.run("graphmill audit", code=0)

    def transcript(self) -> str:
        """Return what was noted, without what is different on every machine."""
        text = "\n".join(self.told).strip()
        text = text.replace(str(self.folder.resolve()), "/home/you/project").replace(str(self.folder), ".")
        text = re.sub(r"127\.0\.0\.1:\d{4,5}", "localhost:7687", text)
        text = re.sub(r"\('127\.0\.0\.1', \d+\)", "('127.0.0.1', 7687)", text)
        text = re.sub(r"(process|pid) \d+", r"\1 4711", text)
        text = re.sub(r"(4711 on )\S+", r"\1yourhost", text)
        text = re.sub(r"20\d\d-\d\d-\d\dT[\d:]+(?:Z|\+00:00)", "2030-01-01T12:00:00Z", text)
        text = re.sub(r"quarantine-\w+", "quarantine-20300101T120000Z", text)
        return "\n".join(wrapped for line in text.splitlines() for wrapped in wrap(line))


def wrap(line: str) -> list[str]:
    """Cut a long line at blanks."""
    lines = [""]
    for word in line.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= WIDTH:
            lines.append("    " + word)
        else:
            lines[-1] += (" " if lines[-1] else "") + word
    return lines if line else [""]


# --- the embedded store ------------------------------------------------------------------------------------------------
EMBEDDED = ["[flow]", "commit_documents = 1", "[store]", "wait_seconds = 0"]
TYPES = "--labels person,organization,location"


def embedded(folder: Path, template: Path) -> Project:
    """Return a project whose graph is a copy of one that was milled before."""
    project = Project(folder, EMBEDDED)
    shutil.copytree(template / ".graphmill", folder / ".graphmill")
    return project


def full_disk(project: Project) -> None:
    """Leave a disk without room for the log: no file may grow beyond a kilobyte."""
    documents = "corpus/dive-log.txt"
    project.run(f"ulimit -f 1; graphmill forget {documents}", code=1)
    project.say("… after making room:")
    project.run(f"graphmill forget {documents}", code=0)
    project.audited()


def damaged_log(project: Project) -> None:
    """Let a byte of the log go bad, in a graph whose last writer was killed."""
    code = (
        "import os; from pathlib import Path; from graph.stores.opening import open_store; from graph.stores.settings import StoreSettings;"
        "from graph.contents.loading import known_documents; from graph.writing.writer import forget;"
        "s = open_store(StoreSettings(path=Path('.graphmill/graph.kgl'))); k = list(known_documents(s));"
        "forget(s, k[:1]); forget(s, k[1:2]); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=project.folder, env=project.environment, check=False)
    log = project.folder / ".graphmill" / "graph.kgl-wal"
    held = bytearray(log.read_bytes())
    held[len(held) // 3] ^= 0xFF
    log.write_bytes(held)
    project.run("graphmill status", code=1, shown="^error")
    project.run("graphmill resolve --apply", code=0, shown="nothing shown")
    project.audited()


def damaged_file(project: Project) -> None:
    """Let a byte of the graph's file go bad."""
    graph = project.folder / ".graphmill" / "graph.kgl"
    held = bytearray(graph.read_bytes())
    held[len(held) // 2] ^= 0xFF
    graph.write_bytes(held)
    project.run("graphmill status", code=1)
    project.say("mv .graphmill/graph.kgl damaged.kgl; rm .graphmill/graph.kgl-wal")
    graph.unlink()
    graph.with_name("graph.kgl-wal").unlink()
    project.run(f"graphmill ingest corpus {TYPES}", code=0, shown="documents (added|unchanged)")
    project.audited()


def second_process(project: Project) -> None:
    """Call another command while one has the graph open."""
    code = (
        "import time; from pathlib import Path; from graph.stores.opening import open_store; from graph.stores.settings import StoreSettings;"
        "s = open_store(StoreSettings(path=Path('.graphmill/graph.kgl'))); print('open', flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=project.folder, env=project.environment, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        project.run("graphmill status", code=1)
        other.kill()
    project.say("kill -9 of the other process: the lock goes with it")
    project.run("graphmill status", code=0, shown="^(figure|documents|mentions)")


# --- a server ------------------------------------------------------------------------------------------------------------
SERVER = [
    "[flow]",
    "batch_files = 1",
    "commit_documents = 1",
    "link_documents = 1",
    "retries = 0",
    "[store]",
    'kind = "neo4j"',
]


def on_server(folder: Path, server: Neo4jServer, *lines: str) -> Project:
    """Return a project whose graph is on a server."""
    project = Project(folder, [*SERVER, f'uri = "{server.uri}"', *lines])
    project.environment["NEO4J_PASSWORD"] = server.password
    return project


def in_mid_run(project: Project, line: str, act: Callable[[], None]) -> subprocess.Popen[str]:
    """Start an ingest, do something when it has staged its second document, and return it."""
    process = project.start(line)
    staged = project.folder / ".graphmill" / "staged"
    while process.poll() is None and len(list(staged.glob("*.json"))) < 2:
        time.sleep(0.02)
    act()
    return process


def stopped_and_back(project: Project, server: Neo4jServer) -> None:
    """Restart the server while a run is at work: in order, and later by a kill."""
    line = f"graphmill ingest corpus {TYPES}"
    for what, end in (("stopped", server.stop), ("killed (kill -9)", server.kill)):
        begins = threading.Thread(target=server.run)

        def act(end: Callable[[], None] = end, begins: threading.Thread = begins) -> None:
            end()
            begins.start()

        process = in_mid_run(project, line, act)
        project.say(f"in the midst of this the server is {what} and started again:")
        project.finish(process, line, code=0, shown="documents (added|replaced)|answer|renewed")
        begins.join()
        project.audited()
        shutil.rmtree(project.folder / ".graphmill" / "staged")
        for path in (project.folder / "corpus").iterdir():
            path.write_bytes(path.read_bytes().replace(b"Harwick", b"Port Harwick"))


def killed_and_away(project: Project, server: Neo4jServer) -> None:
    """Kill the server in the midst of a run, start a run without it, and bring it back."""
    line = f"graphmill ingest corpus {TYPES}"
    process = in_mid_run(project, line, server.kill)
    project.say("in the midst of this the server is killed:")
    project.finish(process, line, code=1, shown="^error")
    project.say("the server is still away:")
    project.run(line, code=1, shown="^error")
    server.run()
    project.say("the server is back:")
    project.run(line, code=0, shown="documents (added|replaced|unchanged)|extractions reused")
    project.audited()


def read_only(project: Project, server: Neo4jServer) -> None:
    """Let the database only be read."""
    restart(server, {"server.databases.default_to_read_only": "true"})
    victim = "corpus/dive-log.txt"
    project.run(f"graphmill forget {victim}", code=1)
    restart(server, {})
    project.say("server.databases.default_to_read_only=false, and the server started again:")
    project.run(f"graphmill forget {victim}", code=0)
    project.audited()


def out_of_memory(project: Project, server: Neo4jServer) -> None:
    """Leave the server ten megabytes for all transactions."""
    names = [
        f"Ada{a} Lovelace{b} met Otto Hahn{b} of Siemens in Berlin{a}." for a in range(60) for b in range(40)
    ]
    (project.folder / "corpus" / "long.txt").write_text("\n".join(names), encoding="utf-8")
    restart(server, {"dbms.memory.transaction.total.max": "10m"})
    line = f"graphmill ingest corpus/long.txt {TYPES}"
    project.run(line, code=1, shown="^error")
    restart(server, {})
    project.say("dbms.memory.transaction.total.max raised, and the server started again:")
    project.run(line, code=0, shown="documents added|extractions reused")
    project.audited()


def second_writer(project: Project, server: Neo4jServer) -> None:
    """Write while another process writes, which is then killed."""
    code = (
        "import sys, time; from graph.stores.opening import open_store; from graph.stores.settings import StoreSettings;"
        "s = open_store(StoreSettings.model_validate_json(sys.argv[1]))\n"
        "with s.lease():\n  print('held', flush=True); time.sleep(600)"
    )
    settings = json.dumps({"kind": "neo4j", "uri": server.uri, "user": server.user})
    victim = "corpus/blog-mudflats.md"
    with subprocess.Popen(
        [sys.executable, "-c", code, settings], env=project.environment, cwd=ROOT, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        project.run(f"graphmill forget {victim}", code=1)
        other.kill()
    project.say("kill -9 of the other writer: on the same machine the lease passes on at once")
    project.run(f"graphmill forget {victim}", code=0)
    project.audited()


def restart(server: Neo4jServer, configuration: dict[str, str]) -> None:
    """Start the server anew with further lines of configuration."""
    server.stop()
    server.settings = configuration
    server.run()


Scenario = tuple[str, Callable[[], str]]


def scenarios(folder: Path) -> Iterator[Scenario]:
    """Yield the scenarios by name, each with a function that returns its transcript; a server starts when it is needed."""
    template = folder / "template"
    for scene in (full_disk, damaged_log, damaged_file, second_process):
        yield scene.__name__, partial(_on_embedded, scene, folder / scene.__name__, template)
    servers = ExitStack()
    project: list[tuple[Project, Neo4jServer]] = []
    with servers:
        for scene_, lines in (
            (stopped_and_back, ["retry_seconds = 300"]),
            (killed_and_away, ["retry_seconds = 3"]),
            (read_only, []),
            (second_writer, ["wait_seconds = 0"]),
            (out_of_memory, ["retry_seconds = 3"]),
        ):
            yield scene_.__name__, partial(_on_server, scene_, folder / "server", lines, servers, project)


def _on_embedded(scene: Callable[[Project], None], folder: Path, template: Path) -> str:
    if not template.exists():
        Project(template, EMBEDDED).run(f"graphmill ingest corpus {TYPES}", code=0)
    project = embedded(folder, template)
    scene(project)
    return project.transcript()


def _on_server(
    scene: Callable[[Project, Neo4jServer], None],
    folder: Path,
    lines: list[str],
    servers: ExitStack,
    projects: list[tuple[Project, Neo4jServer]],
) -> str:
    if not projects:
        server = servers.enter_context(started())
        projects.append((on_server(folder, server), server))
    project, server = projects[0]
    settings = [*SERVER, f'uri = "{server.uri}"', *lines]
    (project.folder / "graphmill.toml").write_text("\n".join(settings) + "\n", encoding="utf-8")
    project.told = []
    scene(project, server)
    return project.transcript()


def with_block(page: str, name: str, block: str) -> str:
    """Return a page with a block of code below the line that asks for the transcript of this name."""
    return BLOCK.sub(lambda match: match[1] + block if match[2] == name else match[0], page)


def main() -> None:
    """Play the scenarios and write their transcripts into the page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "failures.md")
    parser.add_argument("--only", nargs="*", default=[], help="scenarios by name, else all")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="graphmill-failures-") as folder:
        for name, play in scenarios(Path(folder)):
            if options.only and name not in options.only:
                continue
            began = time.monotonic()
            transcript = play()
            page = options.page.read_text(encoding="utf-8")
            block = f"```\n{transcript}\n```\n"
            options.page.write_text(with_block(page, name, block), encoding="utf-8")
            print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
