"""Neo4j's own administration tool, run from the same Maven artifacts as the server, on a server that is stopped."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.support.neo4j_server import launcher

ADMIN_HEAP = "512m"


class Neo4jAdminError(RuntimeError):
    """The tool failed; the message is its output."""


def import_full(home: Path, arguments: Sequence[str], *, heap: str = ADMIN_HEAP) -> str:
    """Replace the database ``neo4j`` of a server's home folder by files, and return what the tool said.

    ``arguments`` name the files and their form, as ``--nodes=Label=nodes.csv``. The server must be stopped, or never have run:
    :func:`launcher.start` starts one on the folder afterwards, and ``server.run()`` the one that was stopped, whose password
    is in another database and stays. Constraints and indexes do not come with the files.

    Raises:
        Neo4jAdminError: The tool refused the files.
        launcher.Neo4jUnavailableError: Java or Maven is missing, or the artifacts cannot be fetched.

    """
    return run(
        home, ["database", "import", "full", "neo4j", "--overwrite-destination", *arguments], heap=heap
    )


def run(home: Path, arguments: Sequence[str], *, heap: str = ADMIN_HEAP) -> str:
    """Run one command of the tool on a home folder and return its output."""
    command, environment = prepare(home, heap=heap)
    done = subprocess.run(
        [*command, *arguments],
        # The import writes its report into the working folder.
        cwd=home,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    if done.returncode:
        raise Neo4jAdminError(
            f"neo4j-admin {' '.join(arguments)} ended with {done.returncode}:\n{said[-4000:]}"
        )
    return said


def write_tool(home: Path, path: Path) -> None:
    """Write an executable that stands for ``neo4j-admin`` on a home folder."""
    command, environment = prepare(home)
    exports = [f"export {name}={shlex.quote(value)}" for name, value in environment.items()]
    path.write_text(
        "\n".join(["#!/bin/sh", *exports, f'exec {shlex.join(command)} "$@"\n']), encoding="utf-8"
    )
    path.chmod(0o755)


def prepare(home: Path, *, heap: str = ADMIN_HEAP) -> tuple[list[str], dict[str, str]]:
    """Make sure that the home folder has a configuration; return the command and the environment of the tool."""
    lacking = launcher.missing()
    if lacking:
        raise launcher.Neo4jUnavailableError(lacking)
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    if not (conf / "neo4j.conf").exists():
        (conf / "neo4j.conf").touch()
    command = [launcher.java(), f"-Xmx{heap}", *launcher.OPENS, "-cp", f"{launcher.artifacts()}/*"]
    command += ["org.neo4j.cli.AdminTool"]
    return command, {"NEO4J_HOME": str(home), "NEO4J_CONF": str(conf)}
