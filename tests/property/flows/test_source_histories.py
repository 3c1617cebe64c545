"""Whatever happens to the files of sources between runs, and wherever a run is cut off, the graph then holds what the sources hold."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.sources import discovery
from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs.forgetting import NothingForgottenError, forget_documents
from flows.runs.ingestion import NothingIngestedError, ingest_paths
from flows.runs.steps import PlainRunner, Step
from graph.checks.audit import audit
from graph.errors import NoGraphError
from tests.support.ruled_project import make_ruled_project

T = TypeVar("T")
TEXTS = (
    "The Calypso left Bergen for Kiel.",
    "Off Riga the Aurora met the Petrel.",
    "The Argo lay in Lisbon beside the Endeavour.",
)
FILES = ("a/x.txt", "a/y.txt", "a/sub/x.txt", "b/x.txt", "b/y.txt", "a/y.txt/in.txt")
RECORDS = ("a/r.jsonl", "b/r.jsonl", "a/sub/r.jsonl", "a/q.jsonl", "b/q.jsonl")
WHERE = {"one": "a", "two": "b", "inner": "a/sub", "glob": "**/[xr].*"}
DELETED = 'deleted = "forget"\nmost_gone = 1\n'
SPOILT = b""
Act = tuple[Any, ...]

files, records = st.sampled_from(FILES), st.sampled_from(RECORDS)
contents = st.dictionaries(st.integers(0, 2), st.integers(0, 1), max_size=3)
sources = st.lists(st.sampled_from(sorted(WHERE)), min_size=1, unique=True).map(tuple)
run = st.tuples(st.just("run"), st.booleans(), st.sampled_from([0, 0, 0, *range(1, 12)]))
there = st.integers(0, 7)
acts = st.one_of(
    st.tuples(st.just("write"), files, st.integers(0, len(TEXTS) - 1)),
    st.tuples(st.just("records"), records, contents),
    st.tuples(st.just("delete"), there),
    st.tuples(st.just("delete"), st.just("a/sub")),
    st.tuples(st.just("rename"), there, files),
    st.tuples(st.just("swap"), there, there),
    st.tuples(st.just("copy"), there, files),
    st.tuples(st.just("link"), there, files),
    st.tuples(st.just("forget"), there),
    st.tuples(st.just("spoil"), there),
    run,
    run,
    run,
)
START: tuple[Act, ...] = (
    ("write", "a/x.txt", 0),
    ("write", "a/sub/x.txt", 1),
    ("write", "b/y.txt", 2),
    ("records", "a/r.jsonl", {0: 0, 1: 0, 2: 1}),
    ("records", "b/r.jsonl", {0: 0, 3: 0}),
    ("run", True, 0),
)


class KilledError(BaseException):
    """Ends a run as its end would: nothing takes it for an error of a step."""


class _Killed(PlainRunner):
    """Ends the run before or after one of its steps."""

    def __init__(self, at: int) -> None:
        self._left = at

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise KilledError

    def run(self, step: Step[T], settings: Settings) -> T:
        self._count()
        done = super().run(step, settings)
        self._count()
        return done


class Place:
    """A project on disk, and what its sources hold."""

    def __init__(self, folder: Path, named: Sequence[str]) -> None:
        make_ruled_project(folder, documents={})
        for name in ("a/sub", "b"):
            (folder / name).mkdir(parents=True)
        self.base = folder
        self._settings_file = folder / "graphmill.toml"
        self._plain = self._settings_file.read_text(encoding="utf-8")
        self.name(named)

    def name(self, named: Sequence[str]) -> None:
        sections = [f'[[sources]]\nname = "{name}"\npath = "{WHERE[name]}"\n{DELETED}' for name in named]
        self._settings_file.write_text(self._plain + "".join(sections), encoding="utf-8")
        self.settings = load_settings(self._settings_file)

    # --- what happens to files ---------------------------------------------------------------------------------------
    def free(self, name: str) -> Path:
        """Return a path at which there is nothing, in a folder that is there."""
        path = self.base / name
        for each in reversed(path.parents):
            if each.is_file() or each.is_symlink():
                each.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.delete(name)
        return path

    def named(self, name: str | int) -> str:
        """Return the name of a file, or that of one that is there by a number."""
        if isinstance(name, str):
            return name
        there = sorted(each for each in (*FILES, *RECORDS) if self.is_file(each))
        return there[name % len(there)] if there else FILES[0]

    def delete(self, name: str | int) -> None:
        path = self.base / self.named(name)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
            if path == self.base / "a/sub":
                path.mkdir()  # a source whose folder is not there is away, and loses nothing
        elif os.path.lexists(path):
            path.unlink()

    def is_file(self, name: str) -> bool:
        return (self.base / name).is_file()

    @staticmethod
    def ending(name: str, like: str) -> str:
        """Return a name with the ending of another file's, whose content it is to have."""
        return (
            name.replace("x.txt", "r.jsonl").replace("y.txt/in.txt", "q.jsonl").replace("y.txt", "q.jsonl")
            if like.endswith(".jsonl")
            else name
        )

    def write(self, name: str, text: int) -> None:
        self.free(name).write_text(TEXTS[text], encoding="utf-8")

    def spoil(self, given: int) -> None:
        name = self.named(given)
        if self.is_file(name):
            self.free(name).write_bytes(SPOILT)

    def records(self, name: str, content: dict[int, int]) -> None:
        lines = [
            json.dumps({"id": f"r{id_}", "text": record(id_, text)}) + "\n" for id_, text in content.items()
        ]
        self.free(name).write_text("".join(lines), encoding="utf-8")

    def rename(self, given: str | int, to: str | int) -> None:
        name = self.named(given)
        other = self.ending(self.named(to), name)
        if self.is_file(name) and name != other:
            content = (self.base / name).read_bytes()
            self.delete(name)
            self.free(other).write_bytes(content)

    def copy(self, given: str | int, to: str | int) -> None:
        name = self.named(given)
        other = self.ending(self.named(to), name)
        if self.is_file(name) and name != other:
            content = (self.base / name).read_bytes()
            self.free(other).write_bytes(content)

    def swap(self, given: str | int, to: str | int) -> None:
        name = self.named(given)
        other = self.named(to)
        if name[-3:] == other[-3:] and self.is_file(name) and self.is_file(other) and name != other:
            here, there = self.base / name, self.base / other
            between = self.base / "between"
            here.rename(between)
            there.rename(here)
            between.rename(there)

    def link(self, given: str | int, to: str | int) -> None:
        name = self.named(given)
        other = self.ending(self.named(to), name)
        if self.is_file(name) and name != other:
            target = os.path.realpath(self.base / name)
            path = self.free(other)
            if Path(target).is_file():
                path.symlink_to(target)

    # --- runs --------------------------------------------------------------------------------------------------------
    def run(self, at_once: bool, killed: int = 0) -> None:
        names = [source.name for source in self.settings.sources]
        runner = _Killed(killed) if killed else PlainRunner()
        for each in [names] if at_once else [[name] for name in names]:
            try:
                ingest_paths((), self.settings, sources=each, accept_deletions=True, runner=runner)
            except NothingIngestedError:
                pass
            except KilledError:
                return

    def poll(self, named: Sequence[str], accept: bool) -> None:
        names = [source.name for source in self.settings.sources if source.name in named]
        if names:
            with suppress(NothingIngestedError):
                ingest_paths((), self.settings, sources=names, accept_deletions=accept)

    def ingest(self, names: Sequence[str]) -> None:
        with suppress(NothingIngestedError):
            ingest_paths([str(self.base / name) for name in names], self.settings)

    def forget(self, name: str | int) -> None:
        with suppress(NothingForgottenError, NoGraphError):
            forget_documents([str(self.base / self.named(name))], self.settings, apply=True)

    # --- what is so --------------------------------------------------------------------------------------------------
    def held(self) -> tuple[dict[str, str], set[str]]:
        """Return the texts that the sources hold, by the uri that a document of each alone would have, and the uris of files that cannot be read."""
        found: dict[str, str] = {}
        spoilt: set[str] = set()
        for source in self.settings.sources:
            for each in discovery.discover([source.path], base=self.base).sources:  # type: ignore[union-attr]
                if not Path(each.location).exists() or Path(each.location).read_bytes() == SPOILT:
                    spoilt.add(each.uri)
                    continue
                text = Path(each.location).read_text(encoding="utf-8")
                if each.uri.endswith(".txt"):
                    found[each.uri] = text
                else:
                    rows = map(json.loads, text.splitlines())
                    found |= {f"{each.uri}#{row['id']}": row["text"] for row in rows}
        return found, spoilt

    def documents(self) -> dict[str, str]:
        """Return the texts of the graph's documents by uri; it passes its audit."""
        with open_project_store(self.settings) as store:
            assert audit(store).differences == ()
            rows = store.stream(
                "MATCH (c:Chunk)-[:FROM_DOCUMENT]->(d:Document) RETURN d.uri AS uri, c.text AS text"
            )
            return {row["uri"]: row["text"] for row in rows}

    def check(self, *, strays: bool = False) -> None:
        """Hold the graph against the files; ``strays`` says that it may hold what no source does."""
        (held, spoilt), there = self.held(), self.documents()
        assert set(held.values()) <= set(there.values())
        if spoilt or strays:
            # What a file that cannot be read said before stays.
            there = {uri: text for uri, text in there.items() if uri in held}
        assert {uri: held.get(uri) for uri in there} == there


def record(id_: int, text: int) -> str:
    return f"Entry {id_}. {TEXTS[text]}"


@contextmanager
def clock_of_files(settled_seconds: float) -> Iterator[None]:
    before = discovery._SETTLED_SECONDS
    discovery._SETTLED_SECONDS = settled_seconds
    try:
        yield
    finally:
        discovery._SETTLED_SECONDS = before


@contextmanager
def lived_through(history: list[Act], named: tuple[str, ...], settled_seconds: float) -> Iterator[Place]:
    """Give a place after a history, and after two whole runs over its sources."""
    with tempfile.TemporaryDirectory() as folder, clock_of_files(settled_seconds):
        place = Place(Path(folder) / "p", named)
        for act, *told in (*START, *history):
            getattr(place, act)(*told)
        place.run(at_once=True)
        place.run(at_once=True)
        yield place


@pytest.mark.parametrize("settled_seconds", [0.0, 2.0])
@settings(max_examples=6, derandomize=True, suppress_health_check=list(HealthCheck))
@given(named=sources, history=st.lists(acts, min_size=3, max_size=14))
def test_any_history_of_files_leads_to_the_documents_that_the_sources_hold(
    settled_seconds: float, named: tuple[str, ...], history: list[Act]
) -> None:
    with lived_through(history, named, settled_seconds) as place:
        place.check()


@pytest.mark.parametrize("settled_seconds", [0.0, 2.0])
@settings(max_examples=6, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    named=sources,
    history=st.lists(
        st.one_of(
            acts,
            st.tuples(st.just("name"), sources),
            st.tuples(st.just("ingest"), st.lists(st.one_of(files, records), min_size=1, max_size=2)),
            st.tuples(st.just("poll"), sources, st.booleans()),
        ),
        min_size=3,
        max_size=14,
    ),
)
def test_no_history_of_settings_and_paths_loses_what_the_sources_hold(
    settled_seconds: float, named: tuple[str, ...], history: list[Act]
) -> None:
    with lived_through(history, named, settled_seconds) as place:
        place.check(strays=True)
        before = place.documents()
        place.run(at_once=False)
        assert place.documents() == before
