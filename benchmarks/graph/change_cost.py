"""What a change of a graph costs, by the size of the graph: seconds, and rows read from the store.

    python -m benchmarks.graph.change_cost [--sizes 1000 2000 5000 20000] [--store embedded|neo4j] [--names listed|invented] [--against REV] [--work FOLDER] [--svg FILE]

Documents are made up from a seed, as in ``benchmarks.graph.first_load``: up to twelve sentences, names by Zipf's law from half as
many as there are documents. Persons have one of ten family names, and a fifth of their mentions has that alone: a short name shares
its word with a tenth of all full names, which is far from a real corpus (``benchmarks.linking.closure``). With ``--names invented``
they have family names as a register has them, many of them rare.

On a graph of so many documents, open in one process, each change is made several times: a hundred new documents and their going;
a new document, an unchanged, a replaced, a forgotten one; a merge, a rename and a split of entities and an undo, as the commands
make them, reading the graph included; another name of one of a hundred entries of a knowledge base, and linking anew by that.
Told are the medians of the seconds, of the processor's seconds in this process, and of the rows that the store returned, to
readings and to writings; and the memory that the first hundred documents took at most beyond that of the process with the graph
open (on Linux).

``--work`` keeps the loaded graphs, which take longest, for another time. ``--against`` measures an earlier build, too, checked out
for the time, which takes turns with this one at each size; both start from copies of one graph. With ``--store neo4j`` the graphs
come to a server of their own by ``neo4j-admin``, and the memory is that of graphmill without the server's.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from benchmarks.charts import line_chart
from benchmarks.graph.change_measuring import BATCH, VOCABULARIES, Job
from benchmarks.graph.first_load import absolute
from tests.support.neo4j_server import admin, launcher
from tests.support.root import ROOT

SIZES = (1_000, 2_000, 5_000, 20_000)
HEAP = "1500m"
NOW = "now"
"""What this build is called beside an earlier one."""
FIGURES = {
    "seconds": "seconds",
    "processor_seconds": "seconds of the processor",
    "rows": "thousand rows from the store",
}
"""What is measured, and what a chart shows of it."""
HEADINGS = {"seconds": "seconds", "processor_seconds": "processor", "rows": "rows"}
CHARTED = ("a new document", "a merge", f"{BATCH} new documents", "a changed entry")
"""The changes that a chart shows, of two builds the first two."""


def measure_size(
    documents: int,
    builds: Mapping[str, Path],
    *,
    store: str,
    kept: Path,
    rounds: int,
    turns: int = 1,
    names: str = "listed",
) -> list[dict[str, Any]]:
    """Return what changes of a graph of so many documents cost by each of the builds, which are named and lie in folders."""
    job = Job("make", documents, "", kept=str(kept), names=names)
    costs: dict[str, dict[str, list[Mapping[str, float]]]] = {name: defaultdict(list) for name in builds}
    told: dict[str, list[dict[str, Any]]] = {name: [] for name in builds}
    for _ in range(turns):
        for name, home in builds.items():
            answer = _measured(job, home, store=store, rounds=rounds)
            for change, taken in answer.pop("costs").items():
                costs[name][change] += taken
            told[name].append(answer)
    load = [round(each, 1) for each in os.getloadavg()]
    return [
        {
            "build": name,
            "store": store,
            "names": names,
            "load": load,
            **told[name][0],
            "changes": {
                change: {what: statistics.median(each[what] for each in taken) for what in FIGURES}
                for change, taken in costs[name].items()
            },
        }
        for name in builds
    ]


def _measured(job: Job, home: Path, *, store: str, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = replace(job, graph=str(folder / "graph.kgl"))
        if store == "embedded":
            _run(home, job)
            return _run(home, replace(job, part="measure", rounds=rounds))
        made = _run(home, replace(job, export=str(folder / "files")))
        with launcher.started(heap=HEAP) as server:
            server.stop()
            admin.import_full(
                server.home, [absolute(option, folder / "files") for option in made["options"]], heap="1g"
            )
            server.run()
            there = replace(job, part="measure", rounds=rounds, uri=server.uri, user=server.user)
            return _run(home, there, {"NEO4J_PASSWORD": server.password})


def _run(home: Path, job: Job, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Do a job by the build in a folder and return what came of it."""
    script = ROOT / "benchmarks" / "graph" / "change_measuring.py"
    ran = subprocess.run(
        # -P: the folder of the script is no place to look for packages.
        [sys.executable, "-P", str(script), json.dumps(asdict(job))],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(home), **(environment or {})},
        stdout=subprocess.PIPE,
        check=False,
    )
    if ran.returncode:
        raise SystemExit(f"The build in {home} ended while it was measured; what it said is above.")
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Check an earlier build out into a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "build"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(home), revision], check=True)
        try:
            yield home
        finally:
            subprocess.run([*git, "remove", "--force", str(home)], check=True)


def lines_of(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what changes of one graph cost as lines to read; the ratio is what the last build takes of what the first one takes."""
    now = found[-1]
    yield (
        f"{now['documents']:,} documents, {now['local_entities']:,} local entities, {now['entities']:,} entities; {now['store']}, "
        f"load {now['load'][0]:g}"
    )
    for build in found:
        peak = build["ingest_peak_mib"]
        yield (
            f"{build['build']}: opened in {build['opening_seconds']:.2f} s"
            + ("" if peak is None else f"; {BATCH} new documents take {peak:,.0f} MiB at most")
        )
    several = len(found) > 1
    columns = [build["build"] for build in found] + (["ratio"] if several else [])
    width = max(10, *(len(each) + 2 for each in columns)) if several else 12
    yield f"{'':24}" + "".join(f"{heading:>{width * len(columns)}}" for heading in HEADINGS.values())
    if several:
        yield f"{'':24}" + "".join(f"{each:>{width}}" for each in columns) * len(HEADINGS)
    for change in now["changes"]:
        cells = []
        for what in HEADINGS:
            values = [build["changes"][change][what] for build in found]
            cells += [f"{value:,.0f}" if what == "rows" else f"{value:.3f}" for value in values]
            if several:
                cells.append(f"{values[-1] / max(values[0], 1e-9):.2f}")
        yield f"{change:24}" + "".join(f"{cell:>{width}}" for cell in cells)


def chart(found: Sequence[Mapping[str, Any]], what: str) -> str:
    """Draw a figure of some changes by the number of documents."""
    builds = list(dict.fromkeys(each["build"] for each in found))
    lines = {
        f"{change.removeprefix('a ')}, {build}" if len(builds) > 1 else change: [
            (each["documents"], each["changes"][change][what]) for each in found if each["build"] == build
        ]
        for change in CHARTED[: 4 // len(builds)]
        for build in builds
    }
    if what == "rows":
        # In thousands, for which there is room beside the axis.
        lines = {name: [(x, y / 1_000) for x, y in points] for name, points in lines.items()}
    title = f"What a change costs, in {FIGURES[what]}, by the size of the graph"
    return line_chart(lines, "documents in the graph", FIGURES[what], title)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure each size and print its figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of documents")
    parser.add_argument("--store", choices=("embedded", "neo4j"), default="embedded")
    parser.add_argument("--names", choices=VOCABULARIES, default="listed", help="what is named")
    parser.add_argument("--against", metavar="REV", help="a commit of an earlier build")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="keep the loaded graphs here")
    parser.add_argument("--rounds", type=int, default=3, help="times that each change is made")
    parser.add_argument(
        "--turns", type=int, default=1, help="times that all of it is done, each in a new process"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to a file")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="write a chart by the size")
    parser.add_argument("--of", choices=FIGURES, default="seconds", help="what the chart shows")
    options = parser.parse_args(arguments)
    earlier = checked_out(options.against) if options.against else nullcontext()
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporary, earlier as home:
        # The earlier build makes the graphs, for a later one opens what an earlier one wrote.
        builds = ({options.against: home} if home else {}) | {NOW: ROOT}
        for size in sorted(options.sizes):
            taken = measure_size(
                size,
                builds,
                store=options.store,
                kept=(options.work or Path(temporary)).resolve(),
                rounds=options.rounds,
                turns=options.turns,
                names=options.names,
            )
            found += taken
            sys.stdout.write("\n".join(lines_of(taken)) + "\n\n")
            sys.stdout.flush()
            if options.json:
                options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
            if options.svg:
                options.svg.write_text(chart(found, options.of), encoding="utf-8")


if __name__ == "__main__":
    main()
