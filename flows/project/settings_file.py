"""The settings of a project, put together: defaults, the file, ``GRAPHMILL_*`` variables, options."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from extractors.paths import absolute, at_home
from flows.project.settings import CONFIG_NAME, Settings, SettingsError
from flows.project.settings_variables import (
    DELIMITER,
    PREFIX,
    Place,
    VariablesSource,
    nearest_variable,
    places_of,
)
from flows.terminal.masking import name_secret_variables
from linking.names.families import Family, family_of


class _LayeredSettings(Settings, BaseSettings):
    """The settings with the environment laid over the values of the file, which come in as arguments."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return VariablesSource(settings_cls), init_settings

    @model_validator(mode="after")
    def _types_of_knowledge_bases_are_known(self) -> _LayeredSettings:
        # Here and not for all settings: the types that `--labels` gives for one run need not be those of the files.
        names = [entity_type.name for entity_type in self.types]
        for given, meant in self.knowledge_base.types.items():
            if meant not in names and family_of(meant) is Family.OTHER:
                raise ValueError(
                    f"knowledge_base.types: {given!r} is to be {meant!r}, which is no type of the graph. "
                    f"Its types are {', '.join(names)}."
                )
        return self


def find_config(start: Path) -> Path | None:
    """Return the nearest ``graphmill.toml`` in ``start`` or a folder above it, or None."""
    return next((f / CONFIG_NAME for f in (start, *start.parents) if (f / CONFIG_NAME).is_file()), None)


def settings_file(config: Path | None = None) -> Path | None:
    """Return the file that the settings are read from: ``config``, else the one that GRAPHMILL_CONFIG names, else the nearest."""
    if config is None and (named := os.environ.get("GRAPHMILL_CONFIG")):
        config = at_home(named)
    return config or find_config(Path.cwd())


def load_settings(
    config: Path | None = None, *, folder: Path | None = None, file_required: bool = False, **options: Any
) -> Settings:
    """Read the settings of the project.

    ``config`` names the file; without it the nearest ``graphmill.toml`` counts, and without one the defaults hold and
    the project is the current folder, or with ``file_required`` there is no project. ``folder`` names the project's folder
    instead, whose own ``graphmill.toml`` counts and no other. ``options`` are nested values that win over file and environment;
    None is "not given".

    Raises:
        SettingsError: the file or folder is missing, is no TOML, or holds a value that cannot be used; or a variable sets
            nothing.

    """
    path = settings_file(config) if folder is None else _file_in(folder)
    if path is not None and not path.is_file():
        raise SettingsError(f"{path}: no such settings file. Make one with `graphmill init`.")
    if path is None and file_required:
        raise SettingsError(
            f"There is no {CONFIG_NAME} in {Path.cwd()} or above it, and a run with default settings would make a graph of its "
            "own there. Let the run start in the project's folder (for a deployment GRAPHMILL_PROJECT, an absolute path), "
            "or write the file there with `graphmill init`."
        )
    variables, unknown = places_of(os.environ, Settings)
    if unknown:
        raise SettingsError("\n".join(map(_sets_nothing, unknown)))
    values: dict[str, Any] = {}
    if path is not None:
        values = _read_toml(path)
        _refuse_secrets(path, values)
        values["base"] = _base_of(path, values.get("base", "."))
    else:
        values["base"] = absolute(folder or Path.cwd())
    given: dict[str, Any] = {}
    try:
        layered = _LayeredSettings(**values).model_dump()
        given = _given(options)
        settings = Settings.model_validate(_merge(layered, given))
    except ValidationError as error:
        raise SettingsError(_explain(error, path, given, variables)) from error
    name_secret_variables(
        getattr(source, field, "")
        for source in settings.sources
        for field in ("password_variable", "url_variable")
    )
    return settings


def _file_in(folder: Path) -> Path | None:
    folder = at_home(folder)
    if not folder.is_dir():
        raise SettingsError(f"{folder}: no such folder. Make it, or correct the path.")
    file = folder / CONFIG_NAME
    return file if file.is_file() else None


def _base_of(path: Path, given: object) -> object:
    """Return the project's folder as the file at ``path`` gives it, relative to that file; what is no text is left to the model."""
    if not isinstance(given, str):
        return given
    try:
        return str((path.parent / Path(given).expanduser()).resolve())
    except RuntimeError:
        return given


def _sets_nothing(variable: str) -> str:
    if _SECRET.search(variable):
        return f"The variable {variable} sets nothing: {_WHERE_SECRETS_ARE}"
    return (
        f"The variable {variable} sets nothing: there is no such setting. Did you mean {nearest_variable(variable, Settings)}? "
        "Correct its name, or unset it."
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        # Editors on Windows put a byte order mark in front.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 at byte {error.start}. Save the file as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}).") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path}: {error}. Correct that line; `graphmill init` writes a file to compare with."
        ) from error


_SECRET = re.compile(r"password$|secret|token|api_?key", re.IGNORECASE)
_WHERE_SECRETS_ARE = (
    "set the variable NEO4J_PASSWORD (for a store.read_user NEO4J_READ_PASSWORD), or name a Prefect Secret block in "
    "store.password_block (store.read_password_block)."
)


def _refuse_secrets(path: Path, values: dict[str, Any], where: str = "") -> None:
    for key, value in values.items():
        if isinstance(value, dict):
            _refuse_secrets(path, value, f"{where}{key}.")
        elif _SECRET.search(key):
            raise SettingsError(
                f"{path}: {where}{key}: secrets do not belong into this file: {_WHERE_SECRETS_ARE}"
            )


def _given(options: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for key, value in options.items():
        if isinstance(value, dict):
            if inner := _given(value):
                given[key] = inner
        elif value is not None:
            given[key] = value
    return given


def _merge(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = dict(values)
    for key, value in changes.items():
        inner = merged.get(key)
        merged[key] = _merge(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged


def _is_given(options: Any, place: tuple[int | str, ...]) -> bool:
    """Tell whether the value at ``place`` comes from the options, which win over file and environment."""
    for part in place:
        if not isinstance(options, dict):
            break
        if part not in options:
            return False
        options = options[part]
    return bool(place)


def _explain(
    error: ValidationError, path: Path | None, options: dict[str, Any], variables: dict[Place, str]
) -> str:
    lines = []
    for problem in error.errors(include_url=False):
        place = ".".join(str(part) for part in problem["loc"]) or "settings"
        source = _source_of(problem["loc"], path, options, variables)
        # Where the name of a variable belongs, the secret itself may stand.
        is_hidden = isinstance(problem["input"], (dict, BaseModel)) or place.endswith("_variable")
        given = "" if is_hidden else f" (given: {problem['input']!r})"
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message, given = f"there is no such setting; see {_where_settings_are_told(problem['loc'])}", ""
        lines.append(f"{source}: {place}: {message}{given}")
    return "\n".join(lines)


def _where_settings_are_told(place: tuple[int | str, ...]) -> str:
    # That file shows the settings of one kind of source alone.
    if place[0] == "sources":
        return "docs/sources.md and docs/feeds-mail-tables.md"
    return "the file that `graphmill init` writes"


def _source_of(
    place: tuple[int | str, ...], path: Path | None, options: dict[str, Any], variables: dict[Place, str]
) -> str:
    """Return where the value at ``place`` comes from, in words; the later of several sources."""
    if _is_given(options, place):
        return "options"
    for end in range(len(place), 0, -1):
        if variable := variables.get(tuple(map(str, place[:end]))):
            return f"the variable {variable}"
    return str(path) if path else "settings (defaults and GRAPHMILL_* variables)"
