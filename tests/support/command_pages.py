"""The pages in docs/commands: what stands below a ``$ graphmill …`` is what the command prints.

    python -m tests.support.command_pages            # show where the pages and the commands differ
    python -m tests.support.command_pages --write    # put what the commands print into the pages

The commands of a page run one after the other in a project folder of the page's own, which holds a copy of ``examples/`` and an embedded graph. The first page
starts with nothing. Where it says ``<!-- the other pages start here -->``, its folder is copied, and each other page starts with a copy.

A block of commands is fenced as ``console``. A line ``$ echo WORDS | graphmill … | head -n N`` may leave out its first or last part; ``[exit code N]`` is the
end of an output unless N is 0. A block fenced as ``console pasted`` is left alone: its commands need a server, a hub or another machine.

What differs from run to run is masked before page and output are compared, see :data:`MASKS`. Lines that tell how far a command has come are left out.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from flows.cli import run
from flows.runs import static_tls
from tests.support.root import ROOT

FOLDER = ROOT / "docs" / "commands"
FIRST = "ingest.md"
START_FOLDER = "start"
START = "<!-- the other pages start here -->"

MASKS = (
    ("durations", re.compile(r"\b\d+\.\d+ s\b"), "N s"),
    ("times of day", re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|\+00:00)"), "TIME"),
    ("ids of decisions", re.compile(r"\bdec_[0-9a-f]{12}\b"), "dec_ID"),
    ("scores of the model, beyond two decimals", re.compile(r'("score": \d\.\d{2})\d*'), r"\1"),
)
"""What is not compared, by its name: a pattern, and what takes its place."""

_PROGRESS = re.compile(r"^[a-z ]+: [\d,]+ of [\d,]+(,.*)?\n", re.MULTILINE)
_LONGEST = 180
_BLOCK = re.compile(rf"^```console\n(?P<text>.*?)^```$|^{re.escape(START)}$", re.DOTALL | re.MULTILINE)
_OTHER_SHELL = frozenset({"<", ">", ">>", "&", "&&", ";"})
_CONFIGURED = ("GRAPHMILL_", "NEO4J_", "PREFECT_API_URL")


def page_names() -> list[str]:
    """Return the names of the pages in the order in which they run."""
    return sorted((path.name for path in FOLDER.glob("*.md")), key=lambda name: (name != FIRST, name))


def pages_as_they_should_be(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Run the commands of all pages below ``folder``; give each page's name, its text, and its text with the outputs of now."""
    start = folder / START_FOLDER
    for name in page_names():
        project = folder / name.removesuffix(".md")
        if name == FIRST:
            project.mkdir()
            shutil.copytree(ROOT / "examples", project / "examples")
        else:
            shutil.copytree(start, project)
        text = (FOLDER / name).read_text(encoding="utf-8")
        with _standing_in(project):
            yield name, text, with_outputs(text, outputs_of, lambda: shutil.copytree(Path(), start))


def with_outputs(text: str, outputs: Callable[[str], str], at_start: Callable[[], object]) -> str:
    """Return a page with the output of each of its commands; a page that only differs in what is masked is returned as it is.

    ``outputs`` runs a line and returns what it prints; ``at_start`` is called where the page says that others start there.
    """

    def filled(match: re.Match[str]) -> str:
        if match["text"] is None:
            at_start()
            return match[0]
        parts = [f"$ {command}\n{outputs(command)}" for command in _commands(match["text"])]
        return "```console\n" + "".join(parts) + "```"

    filled_in = _BLOCK.sub(filled, text)
    return text if masked(filled_in) == masked(text) else filled_in


def outputs_of(line: str) -> str:
    """Run a line of a page here and return what it prints, both streams in their order.

    Raises:
        ValueError: the line is none that a page may have.

    """
    stages = _stages(line)
    given = " ".join(stages.pop(0)[1:]) + "\n" if stages[0][:1] == ["echo"] else ""
    lines = int(stages.pop()[2]) if stages[-1][:2] == ["head", "-n"] else None
    if len(stages) != 1 or stages[0][0] != "graphmill" or _OTHER_SHELL.intersection(stages[0]):
        raise ValueError(f"{line}: a page runs graphmill, with echo before it and head -n after it at most.")
    code, printed = _run(stages[0][1:], given)
    shown = _PROGRESS.sub("", printed).splitlines()[:lines]
    clipped = [text if len(text) <= _LONGEST else text[: _LONGEST - 2] + " …" for text in shown]
    return "".join(f"{text}\n" for text in [*clipped, *([f"[exit code {code}]"] if code else [])])


def masked(output: str) -> str:
    """Return an output with what differs from run to run replaced."""
    for _, pattern, instead in MASKS:
        output = pattern.sub(instead, output)
    return output


def _commands(block: str) -> list[str]:
    return re.findall(r"^\$ (.*)", block, re.MULTILINE)


def _stages(line: str) -> list[list[str]]:
    """Return the words of a line, those of each command of its pipe on their own."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>&;")
    lexer.whitespace_split = True
    stages: list[list[str]] = [[]]
    for word in lexer:
        if word == "|":
            stages.append([])
        else:
            stages[-1].append(word)
    return stages


def _run(arguments: list[str], given: str) -> tuple[int, str]:
    printed = io.BytesIO()
    stream = io.TextIOWrapper(printed, encoding="utf-8", newline="", write_through=True)
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            code = run(arguments)
    finally:
        sys.stdin = before
    return code, printed.getvalue().decode().replace("\r\n", "\n")


@contextlib.contextmanager
def _standing_in(project: Path) -> Iterator[None]:
    """Stand in a project as a user called ann who has configured nothing."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(_CONFIGURED):
            del os.environ[name]
    os.environ["GRAPHMILL_USER"] = "ann"
    # In fewer bits a page would show other scores on another processor.
    os.environ["GRAPHMILL_EXTRACTOR__PRECISION"] = "f32"
    try:
        with contextlib.chdir(project):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def main() -> int:
    """Compare the pages with the commands, or write them; return 1 if they differ and are not written."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.support.command_pages", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--write", action="store_true", help="put what the commands print into the pages")
    write = parser.parse_args().write
    different = False
    with tempfile.TemporaryDirectory() as folder:
        for name, text, wanted in pages_as_they_should_be(Path(folder)):
            if text == wanted:
                continue
            different = True
            if write:
                (FOLDER / name).write_text(wanted, encoding="utf-8")
                print(f"{name} written")
            else:
                sys.stdout.writelines(difference(name, text, wanted))
    return int(different and not write)


def difference(name: str, text: str, wanted: str) -> list[str]:
    """Return the lines of a page that differ, as ``diff -u`` shows them."""
    return list(
        difflib.unified_diff(
            text.splitlines(keepends=True),
            wanted.splitlines(keepends=True),
            f"docs/commands/{name}",
            "printed now",
        )
    )


if __name__ == "__main__":
    static_tls.ensure()
    sys.exit(main())
