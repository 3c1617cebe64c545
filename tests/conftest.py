"""What tests of several kinds share: graph stores and the built page.

A store is an embedded one in a folder of its own, or a real Neo4j server, one for a session.

The server is the one at ``NEO4J_URI`` if that is set, with ``NEO4J_USER`` and ``NEO4J_PASSWORD``; its database must be
empty at first, for the tests wipe it. Else one is started from its Maven artifacts, which takes Java 17 and Maven. With
neither, the tests that need it are skipped, which the summary says; in CI that is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr

from flows.runs import static_tls
from graph.stores.kinds import STORES
from graph.stores.neo4j.store import Neo4jStore
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from tests.support import page_build
from tests.support.left_out import Needed, leave_out, tell_left_out
from tests.support.neo4j_server import launcher
from tests.support.neo4j_server.emptying import emptied

# Pages and tests tell scores to the last digit, which are the same on every processor in 32 bits only. What is tested
# of other formats names them.
os.environ.setdefault("GRAPHMILL_EXTRACTOR__PRECISION", "f32")


# How long an example takes is the machine's affair and says nothing about the program.
hypothesis_settings.register_profile("graphmill", deadline=None)
hypothesis_settings.load_profile("graphmill")


def pytest_configure(config: pytest.Config) -> None:
    """Start again with room for the embedded store and PyTorch in one process, as the command does."""
    if static_tls.is_missing():
        capture = config.pluginmanager.getplugin("capturemanager")
        if capture is not None:
            capture.stop_global_capturing()
        static_tls.ensure()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have what drives browsers and servers tried a second time where it fails, which the summary names: a machine may be busy."""
    driving = [Path(__file__).with_name(name) for name in ("browser", "end_to_end")]
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in driving):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write halves of characters that a test has logged or printed as escapes: processes of tests cannot send them to each other."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode("utf-8")) for name, text in report.sections
    ]
    return report


@pytest.fixture(scope="session")
def neo4j_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreSettings]:
    uri = os.environ.get("NEO4J_URI")
    if uri:
        if int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1:
            pytest.exit(
                "Several processes would wipe the one database at NEO4J_URI: call make test PARALLEL=", 3
            )
        settings = _settings(uri, os.environ.get("NEO4J_USER", "neo4j"), os.environ.get("NEO4J_PASSWORD", ""))
        with open_store(settings) as store:
            _claim(store)
        yield settings
        return
    server = start_neo4j(tmp_path_factory.mktemp("neo4j"))
    try:
        yield _settings(server.uri, server.user, server.password)
    finally:
        server.remove()


def start_neo4j(home: Path) -> launcher.Neo4jServer:
    """Start a server of one's own, or skip the test, which is a failure in CI."""
    try:
        return launcher.start(home, settings=launcher.SMALL_ON_DISK, java_options=launcher.FOR_SHORT_WORK)
    except launcher.Neo4jUnavailableError as error:
        skip_neo4j(error)


def skip_neo4j(error: launcher.Neo4jUnavailableError) -> NoReturn:
    """Skip a test that needs what is missing, which is a failure in CI."""
    leave_out(Needed.NEO4J, error)


@pytest.fixture(scope="session")
def wiping(neo4j_settings: StoreSettings) -> Iterator[Neo4jStore]:
    """Give a connection that stays open; not by open_store, which refuses a graph that a test left half written."""
    with Neo4jStore(neo4j_settings) as store:
        yield store


@pytest.fixture
def empty_neo4j(wiping: Neo4jStore) -> StoreSettings:
    """Give the settings of a server whose database holds nothing but its schema."""
    return emptied(wiping)


@pytest.fixture
def empty_embedded(tmp_path: Path) -> StoreSettings:
    """Give the settings of an embedded graph that is yet to be made."""
    return StoreSettings(path=tmp_path / "graph.kgl", retry_seconds=5, wait_seconds=0)


MARKS = {"neo4j": pytest.mark.neo4j}


@pytest.fixture(params=[pytest.param(kind, marks=MARKS.get(kind, ())) for kind in STORES])
def store_settings(request: pytest.FixtureRequest) -> StoreSettings:
    """Give the settings of an empty graph, once for each kind of store: those of its fixture ``empty_KIND``."""
    found: StoreSettings = request.getfixturevalue(f"empty_{request.param}")
    return found


@pytest.fixture
def store(store_settings: StoreSettings) -> Iterator[GraphStore]:
    """Open an empty graph, once for each kind of store."""
    with open_store(store_settings) as opened:
        yield opened


@pytest.fixture
def embedded_store(tmp_path: Path) -> Iterator[Callable[[str], GraphStore]]:
    """Open embedded graphs by name, each empty at first."""
    opened: dict[str, GraphStore] = {}

    def get(name: str) -> GraphStore:
        if name not in opened:
            opened[name] = open_store(
                StoreSettings(path=tmp_path / f"{name}.kgl", retry_seconds=5, wait_seconds=0)
            )
        return opened[name]

    yield get
    for each in opened.values():
        each.close()


@pytest.fixture(scope="session")
def web_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the page's sources with the packages that they name."""
    copied = page_build.copy_of_sources(tmp_path_factory.mktemp("page"))
    try:
        page_build.install(copied)
    except page_build.RegistryUnreachableError as error:
        leave_out(Needed.NPM, error)
    return copied


@pytest.fixture(scope="session")
def bundle() -> Path:
    """Give the folder of the page that the package holds; `make explorer` builds it."""
    return page_build.BUNDLE


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    tell_left_out(terminalreporter)


def _settings(uri: str, user: str, password: str) -> StoreSettings:
    return StoreSettings(
        kind="neo4j", uri=uri, user=user, password=SecretStr(password), retry_seconds=20, wait_seconds=0
    )


def _claim(store: GraphStore) -> None:
    """Mark the database as the tests' own, unless it holds something else."""
    count = "MATCH (n) WHERE NOT n:GraphmillSchema RETURN count(n) AS n"
    ours = "MATCH (n:GraphmillTests) RETURN count(n) AS n"
    if next(iter(store.stream(ours)))["n"]:
        return
    if next(iter(store.stream(count)))["n"]:
        pytest.exit(
            "The database at NEO4J_URI is not empty, and the tests would wipe it: give an empty one.", 3
        )
    store.write(lambda transaction: transaction.run("CREATE (n:GraphmillTests)", {}))
