"""Start and stop a real Neo4j Community server from its Maven artifacts.

Nothing of Neo4j is kept in this repository: Maven fetches the published artifacts into ``build/neo4j`` once, and
``Neo4jServer.java``, run from source, starts them in a folder of its own.
"""

from __future__ import annotations

import fcntl
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "neo4j"
JAVA_NEEDED = 17
START_SECONDS = 180.0
HEAP = "768m"

CONFIGURATION = """\
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=true
server.memory.pagecache.size=128m
dbms.usage_report.enabled=false
"""


class Neo4jUnavailableError(RuntimeError):
    """No server can be started here; the message says what is missing."""


@dataclass
class Neo4jServer:
    """A running server: where to connect, and its process."""

    uri: str
    user: str
    password: str
    home: Path
    heap: str
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Shut the server down in order, by force after half a minute."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def run(self) -> None:
        """Start the process on the home folder and wait until it answers."""
        port = int(self.uri.rsplit(":", 1)[1])
        (self.home / "conf").mkdir(parents=True, exist_ok=True)
        (self.home / "conf" / "neo4j.conf").write_text(CONFIGURATION.format(port=port), encoding="utf-8")
        opens = [
            f"--add-opens=java.base/{package}=ALL-UNNAMED"
            for package in ("java.nio", "java.io", "sun.nio.ch")
        ]
        command = ["java", "-Xms256m", f"-Xmx{self.heap}", *opens, "-cp", f"{artifacts()}/*"]
        command += [str(HERE / "Neo4jServer.java"), str(self.home)]
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self._wait()

    def _wait(self) -> None:
        from neo4j import GraphDatabase
        from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError

        deadline = time.monotonic() + START_SECONDS
        while True:
            if self.process is not None and self.process.poll() is not None:
                log = (self.home / "server.log").read_text(encoding="utf-8", errors="replace")
                raise Neo4jUnavailableError(f"the Neo4j server stopped while starting:\n{log[-2000:]}")
            try:
                with GraphDatabase.driver(self.uri, auth=(self.user, self.password)) as driver:
                    driver.verify_connectivity()
                    return
            except (AuthError, ClientError):
                self._first_login()
            except (DriverError, Neo4jError, OSError) as error:
                if time.monotonic() > deadline:
                    raise Neo4jUnavailableError(
                        f"Neo4j did not answer in {START_SECONDS:.0f} s: {error}"
                    ) from error
            time.sleep(0.3)

    def _first_login(self) -> None:
        from neo4j import GraphDatabase

        with GraphDatabase.driver(self.uri, auth=("neo4j", "neo4j")) as driver:
            driver.execute_query(
                "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
                {"old": "neo4j", "new": self.password},
                database_="system",
            )


def artifacts() -> Path:
    """Return the folder with the server's jar files, fetched by Maven on the first call."""
    version = re.search(
        r"<neo4j.version>(.+)</neo4j.version>", (HERE / "pom.xml").read_text(encoding="utf-8")
    )
    if version is None:
        raise Neo4jUnavailableError("tests/neo4j_server/pom.xml names no neo4j.version")
    folder = BUILD / f"lib-{version[1]}"
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "fetch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        complete = folder / "complete"
        if not complete.exists():
            command = ["mvn", "-B", "-q", "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Neo4jUnavailableError(
                    f"Maven could not fetch Neo4j:\n{(done.stdout + done.stderr)[-2000:]}"
                )
            complete.touch()
    return folder


def missing() -> str:
    """Return what this machine lacks to start a server, or nothing."""
    java, maven = shutil.which("java"), shutil.which("mvn")
    if java is None or maven is None:
        return "java and mvn are needed on the PATH" if java is None else "mvn is needed on the PATH"
    answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', answer.stderr + answer.stdout)
    if found is None or int(found[1]) < JAVA_NEEDED:
        return f"Java {JAVA_NEEDED} or newer is needed, found {found[1] if found else 'none that works'}"
    return ""


@contextmanager
def started(heap: str = HEAP) -> Iterator[Neo4jServer]:
    """Run a server in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="graphmill-neo4j-") as folder:
        server = start(Path(folder), heap)
        try:
            yield server
        finally:
            server.stop()


def start(home: Path, heap: str = HEAP) -> Neo4jServer:
    """Start a server with its data in ``home`` on a free loopback port, with a password of its own.

    Raises:
        Neo4jUnavailableError: Java or Maven is missing, the artifacts cannot be fetched, or the server does not come up.

    """
    lacking = missing()
    if lacking:
        raise Neo4jUnavailableError(lacking)
    artifacts()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Neo4jServer(f"bolt://127.0.0.1:{port}", "neo4j", secrets.token_urlsafe(16), home, heap)
    try:
        server.run()
    except BaseException:
        server.stop()
        raise
    return server
