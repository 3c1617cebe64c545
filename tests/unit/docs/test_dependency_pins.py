"""Every dependency has one pin within its range, and a reason on the page of dependencies."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.root import ROOT

DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
REASONS = (ROOT / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")
REQUIREMENTS = [
    Requirement(text)
    for group in (
        DECLARED["project"]["dependencies"],
        *DECLARED["project"]["optional-dependencies"].values(),
        *DECLARED["dependency-groups"].values(),
    )
    for text in group
]


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_a_dependency_is_pinned_once_within_its_range(requirement: Requirement) -> None:
    name = canonicalize_name(requirement.name)
    versions = [pin.partition("==")[2] for pin in PINS if canonicalize_name(pin.partition("==")[0]) == name]
    assert len(versions) == 1, versions
    assert requirement.specifier.contains(versions[0])


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_a_dependency_has_its_reason_on_the_page(requirement: Requirement) -> None:
    named = {canonicalize_name(word.rstrip("._-")) for word in re.findall(r"[A-Za-z][\w.-]*", REASONS)}
    assert canonicalize_name(requirement.name) in named


def test_every_pin_is_an_exact_version() -> None:
    assert [pin for pin in PINS if not re.fullmatch(r"[\w.-]+==[\w.!+]+", pin)] == []
    names = [canonicalize_name(pin.partition("==")[0]) for pin in PINS]
    assert sorted(set(names)) == sorted(names)
