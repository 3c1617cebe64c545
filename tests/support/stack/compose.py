"""``docker-compose.yml`` as Docker reads it: its services, with the variables of ``.env`` filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.support.root import ROOT

FILE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"
_VARIABLE = re.compile(
    r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?:(?P<colon>:?)(?P<sign>[-?])(?P<other>[^}]*))?\})"
)


class ComposeError(ValueError):
    """A variable that the file demands is not given; the message is the file's own."""


def services(variables: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the services of the file by name, with ``variables`` filled in as Docker Compose fills them in.

    Raises:
        ComposeError: The file demands a variable that is not there.

    """
    found: dict[str, dict[str, Any]] = filled(yaml.safe_load(FILE.read_text(encoding="utf-8")), variables)[
        "services"
    ]
    return found


def filled(value: Any, variables: Mapping[str, str]) -> Any:
    """Return a part of the file with ``${NAME}``, ``${NAME:-default}``, ``${NAME:?message}`` and ``$$`` replaced.

    Raises:
        ComposeError: A variable is demanded and is not there.

    """

    def one(found: re.Match[str]) -> str:
        if found["dollar"]:
            return "$"
        given = variables.get(found["name"])
        if given is None or (found["colon"] and not given):
            if found["sign"] == "?":
                raise ComposeError(f"{found['name']}: {found['other']}")
            return found["other"] or ""
        return given

    if isinstance(value, str):
        return _VARIABLE.sub(one, value)
    if isinstance(value, dict):
        return {key: filled(each, variables) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, variables) for each in value]
    return value


def example_variables() -> dict[str, str]:
    """Return what ``.env.example`` sets."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"\w+=", line))
