"""Which Neo4j the tests start, by which Java, and what is said where that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.neo4j_server import launcher


@pytest.mark.parametrize(
    ("release", "with_cypher_25"),
    [("5.26.31", False), ("2025.05.0", False), ("2025.06.0", True), ("2026.09.0", True)],
)
def test_a_release_is_chosen_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, release: str, with_cypher_25: bool
) -> None:
    monkeypatch.setenv(launcher.RELEASE_VARIABLE, release)
    assert (launcher.release(), launcher.has_cypher_25()) == (release, with_cypher_25)


def test_a_release_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(launcher.RELEASE_VARIABLE, "latest")
    with pytest.raises(launcher.Neo4jUnavailableError, match="NEO4J_RELEASE='latest' is no release of Neo4j"):
        launcher.has_cypher_25()


def test_a_java_that_is_too_old_for_the_release_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, said in (("java", 'echo openjdk version \\"17.0.15\\"'), ("mvn", "true")):
        tool = tmp_path / "bin" / name
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(f"#!/bin/sh\n{said}\n", encoding="utf-8")
        tool.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv(launcher.RELEASE_VARIABLE, "5.26.31")
    assert launcher.missing() == ""
    monkeypatch.setenv(launcher.RELEASE_VARIABLE, "2026.09.0")
    assert launcher.missing() == "Neo4j 2026.09.0 needs Java 21 or newer, found 17; JAVA_HOME names another"
