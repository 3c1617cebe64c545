"""Lists the benchmarks: what each measures, and how it is called.

    python -m benchmarks

Each has ``--help``, and its figures are in docs/figures.md.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A program among the benchmarks: its module, what it measures, and the first command line that it names."""

    module: str
    measures: str
    command: str


def benchmarks() -> Iterator[Benchmark]:
    """Yield the benchmarks in the order of their modules: whatever says in its docstring how ``python -m`` calls it."""
    for path in sorted(FOLDER.rglob("*.py")):
        module = ".".join(path.relative_to(FOLDER.parent).with_suffix("").parts).removesuffix(".__main__")
        if path == Path(__file__):
            continue
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        command = re.search(rf"python -m {re.escape(module)}(?![\w.])[^`#\n]*", said)
        if command:
            yield Benchmark(module, said.partition("\n")[0], command[0].rstrip())


def main(arguments: Sequence[str] | None = None) -> None:
    """Print every benchmark's command with what it measures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args(arguments)
    for each in benchmarks():
        sys.stdout.write(f"{each.command}\n    {each.measures}\n")


if __name__ == "__main__":
    main()
