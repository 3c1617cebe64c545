"""Start and stop a real Neo4j Community server from its Maven artifacts.

Nothing of Neo4j is kept in this repository: Maven fetches the published artifacts into ``build/neo4j`` once, and
``Neo4jServer.java``, run from source, starts them in a folder of its own. The release is the one that ``pom.xml`` names, or
the one in the environment variable ``NEO4J_RELEASE``; where that has Cypher 25, it is the language of the database.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.root import ROOT

HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "neo4j"
RELEASE_VARIABLE = "NEO4J_RELEASE"
JAVA_NEEDED = 17
JAVA_NEEDED_BY_YEARLY_RELEASES = 21
FIRST_WITH_CYPHER_25 = (2025, 6)
START_SECONDS = 180.0
HEAP = "768m"
PAGE_CACHE = "128m"
OPENS = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")]
"""What Neo4j's own start scripts let it reach within Java."""
FOR_SHORT_WORK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Options of Java for a server that is asked much once: less is spent on making quick what does not come again."""
SMALL_ON_DISK = {
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.size": "16MiB",
    "db.tx_log.rotation.retention_policy": "keep_none",
}
"""Settings for a server whose graph nobody brings back from its logs: by itself Neo4j reserves 256 MiB for each database and keeps gigabytes."""

CONFIGURATION = """\
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=true
server.memory.pagecache.size={page_cache}
dbms.usage_report.enabled=false
"""


class Neo4jUnavailableError(RuntimeError):
    """No server can be started here; the message says what is missing."""


@dataclass
class Neo4jServer:
    """A running server: where to connect, and its process.

    ``settings`` are further lines of neo4j.conf; ``plugins`` is a folder of jar files, of procedures and what they need, or
    None.
    """

    uri: str
    user: str
    password: str
    home: Path
    heap: str
    page_cache: str = PAGE_CACHE
    settings: Mapping[str, str] = field(default_factory=dict)
    plugins: Path | None = None
    java_options: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def remove(self) -> None:
        """End the server at once and delete its home folder, of which nobody reads anything again."""
        self.kill()
        shutil.rmtree(self.home)

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
        configuration = CONFIGURATION.format(port=port, page_cache=self.page_cache)
        settings = {"db.query.default_language": "CYPHER_25"} if has_cypher_25() else {}
        configuration += "".join(
            f"{key}={value}\n" for key, value in (settings | dict(self.settings)).items()
        )
        (self.home / "conf" / "neo4j.conf").write_text(configuration, encoding="utf-8")
        classes = f"{artifacts()}/*"
        if self.plugins is not None:
            # The server looks for procedures in its plugins folder and loads their classes from the class path.
            shutil.copytree(self.plugins, self.home / "plugins", dirs_exist_ok=True)
            classes += f":{self.plugins}/*"
        command = [java(), "-Xms256m", f"-Xmx{self.heap}", *self.java_options, *OPENS, "-cp", classes]
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


def release() -> str:
    """Return the release of Neo4j that is started: the chosen one, or that of ``pom.xml``."""
    return os.environ.get(RELEASE_VARIABLE) or _named(HERE / "pom.xml", "neo4j.version")


def has_cypher_25() -> bool:
    """Tell whether the release knows Cypher 25, the language of new databases since."""
    return _number(release()) >= FIRST_WITH_CYPHER_25


def java() -> str:
    """Return the Java to run: that of ``JAVA_HOME``, which Maven takes too, or the one on the PATH; "" where there is none."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") or "" if home else shutil.which("java") or ""


def artifacts() -> Path:
    """Return the folder with the server's jar files, fetched by Maven on the first call."""
    return _fetched(HERE / "pom.xml", "neo4j.version", release(), "lib")


def apoc() -> Path:
    """Return the folder with the jar files of APOC core, which only comparisons need, fetched on the first call."""
    pom = HERE / "apoc" / "pom.xml"
    return _fetched(pom, "apoc.version", _named(pom, "apoc.version"), "apoc")


def _named(pom: Path, version_property: str) -> str:
    version = re.search(rf"<{version_property}>(.+)</{version_property}>", pom.read_text(encoding="utf-8"))
    if version is None:
        raise Neo4jUnavailableError(f"{pom.relative_to(ROOT)} names no {version_property}")
    return version[1]


def _number(version: str) -> tuple[int, int]:
    """Return the first two numbers of a release such as 5.26.31 or 2026.09.0."""
    found = re.match(r"(\d+)\.(\d+)\.", version)
    if found is None:
        raise Neo4jUnavailableError(
            f"{RELEASE_VARIABLE}={version!r} is no release of Neo4j: give one such as 2026.09.0"
        )
    return int(found[1]), int(found[2])


def _fetched(pom: Path, version_property: str, version: str, name: str) -> Path:
    folder = BUILD / f"{name}-{version}"
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "fetch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        complete = folder / "complete"
        if not complete.exists():
            command = ["mvn", "-B", "-q", "dependency:copy-dependencies"]
            command += [f"-D{version_property}={version}", f"-DoutputDirectory={folder}"]
            done = subprocess.run(command, cwd=pom.parent, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Neo4jUnavailableError(
                    f"Maven could not fetch Neo4j:\n{(done.stdout + done.stderr)[-2000:]}"
                )
            complete.touch()
    return folder


def missing() -> str:
    """Return what this machine lacks to start a server, or nothing."""
    found_java, maven = java(), shutil.which("mvn")
    if not found_java or maven is None:
        return "java and mvn are needed on the PATH" if not found_java else "mvn is needed on the PATH"
    needed = JAVA_NEEDED if _number(release())[0] < 2025 else JAVA_NEEDED_BY_YEARLY_RELEASES
    answer = subprocess.run([found_java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', answer.stderr + answer.stdout)
    if found is None or int(found[1]) < needed:
        return (
            f"Neo4j {release()} needs Java {needed} or newer, found {found[1] if found else 'none that works'}; "
            "JAVA_HOME names another"
        )
    return ""


@contextmanager
def started(
    heap: str = HEAP,
    *,
    page_cache: str = PAGE_CACHE,
    settings: Mapping[str, str] | None = None,
    plugins: Path | None = None,
) -> Iterator[Neo4jServer]:
    """Run a server in a folder that goes with it; for the options see :func:`start`."""
    with tempfile.TemporaryDirectory(prefix="graphmill-neo4j-") as folder:
        server = start(Path(folder), heap, page_cache=page_cache, settings=settings, plugins=plugins)
        try:
            yield server
        finally:
            server.stop()


def start(
    home: Path,
    heap: str = HEAP,
    *,
    page_cache: str = PAGE_CACHE,
    settings: Mapping[str, str] | None = None,
    plugins: Path | None = None,
    java_options: Sequence[str] = (),
) -> Neo4jServer:
    """Start a server with its data in ``home`` on a free loopback port, with a password of its own.

    ``settings`` are further lines of neo4j.conf, ``plugins`` a folder of jar files such as :func:`apoc`, ``java_options`` further
    options of Java such as :data:`FOR_SHORT_WORK`.

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
    server = Neo4jServer(
        f"bolt://127.0.0.1:{port}",
        "neo4j",
        secrets.token_urlsafe(16),
        home,
        heap,
        page_cache,
        settings or {},
        plugins,
        java_options,
    )
    try:
        server.run()
    except BaseException:
        server.stop()
        raise
    return server
