"""A project with sources whose rules find every type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from tests.support.ruled_project import make_ruled_project


@pytest.fixture
def project(tmp_path: Path) -> Callable[[str], Settings]:
    """Give the settings of a project with some sources; what its folders hold stays from one call to the next."""

    def made(sources: str) -> Settings:
        file = tmp_path / "graphmill.toml"
        if not file.exists():
            make_ruled_project(tmp_path)
            (tmp_path / "press").mkdir()
        file.write_text(
            file.read_text(encoding="utf-8").partition("[[sources]]")[0] + sources, encoding="utf-8"
        )
        return load_settings(file)

    return made
