"""How many of forty people are found in tables, lists, addresses and signatures, in files of each format.

    python -m benchmarks.extraction.layouts [--before CHECKOUT]

Each layout is a file that is read and extracted as `ingest` does it, by the bundled model with the six default types. ``found`` are the people that
are found under their full name and no more, ``over a border`` the names that reach from one row, line or cell into the next, ``pairs`` the
people that stand in one sentence with their town or firm, of those that have one, and with no other person. ``--before`` names the folder of an earlier checkout, whose readers and
extraction read the same files; - is a format that it does not read.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support.layouts import FIRMS, PEOPLE, TOWNS, layouts
from tests.support.root import ROOT

# Runs in each checkout: what is found in the files of a folder, as surfaces by sentence.
_FIND = """
import json, sys
from pathlib import Path
from extractors.engines.loading import load_extractor
from extractors.engines.settings import ExtractorSettings
from extractors.mentions import Label
from extractors.readers.reader import DocumentReader
from extractors.readers.source import Source

extractor = load_extractor(ExtractorSettings(), [Label(n) for n in "person organization location event product date".split()])
found = {}
with DocumentReader() as reader:
    for path in sorted(Path(sys.argv[1]).iterdir()):
        documents = reader.read(Source(path.name, str(path))).documents
        found[path.name] = None if not documents else [
            [[m.surface, m.type] for m in each.mentions if s.start <= m.start < s.end]
            for each in extractor.extract(documents) for s in each.sentences
        ]
json.dump(found, sys.stdout)
"""


def found_in(folder: Path, checkout: Path) -> dict[str, Any]:
    """Return, by file of ``folder``, the surfaces and types that a checkout of graphmill finds, sentence by sentence; None where it reads nothing."""
    ran = subprocess.run(
        [sys.executable, "-c", _FIND, str(folder)],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout)},
        stdout=subprocess.PIPE,
        check=True,
    )
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def figures(sentences: list[list[list[str]]] | None) -> tuple[str, str, str]:
    """Return the three figures of a file as text; dashes where it was not read."""
    if sentences is None:
        return "-", "-", "-"
    mentions = [(surface, kind) for sentence in sentences for surface, kind in sentence]
    people = {surface for surface, kind in mentions if kind == "person"} & set(PEOPLE)
    names = [*PEOPLE, *TOWNS, *FIRMS]
    over = sum(sum(name in surface for name in names) > 1 for surface, _ in mentions)
    pairs = 0
    for sentence in sentences:
        said = {surface for surface, _ in sentence}
        pairs += len(said & set(PEOPLE)) == 1 and not said.isdisjoint([*TOWNS, *FIRMS])
    return str(len(people)), str(over), str(pairs)


def main() -> None:
    """Write every layout to a file, extract, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--before", type=Path, help="the folder of an earlier checkout")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        titles = {}
        for number, (title, file, data) in enumerate(layouts()):
            titles[title] = f"{number:02}-{file}"
            (folder / titles[title]).write_bytes(data)
        checkouts = [arguments.before.resolve(), ROOT] if arguments.before else [ROOT]
        answers = [found_in(folder, checkout) for checkout in checkouts]
    heads = [
        f"{when} {figure}"
        for when in ("before:", "now:")[-len(answers) :]
        for figure in ("found", "over a border", "pairs")
    ]
    sys.stdout.write(f"| layout | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}\n")
    for title, file in titles.items():
        cells = [figure for answer in answers for figure in figures(answer[file])]
        sys.stdout.write(f"| {title} | {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main()
