"""Settings as the parameter of a flow: what is given lies over the project's file and variables, as a command's options do.

A deployment's parameters, Prefect's form and ``prefect deployment run -p`` give a part of the settings. In the form no field
bears a default, for what the form shows it also sends.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, create_model
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema

from flows.project.settings import Settings
from flows.project.settings_file import load_settings


def _with_nothing_required(model: type[BaseModel]) -> type[BaseModel]:
    """Return a model of the same fields, sections within it alike, in which each may be left out."""
    fields: dict[str, Any] = {
        name: (_annotation(field) | None, Field(default=None, description=_described(field)))
        for name, field in model.model_fields.items()
    }
    made: type[BaseModel] = create_model(
        f"{model.__name__}Changes",
        __config__=ConfigDict(extra="forbid", frozen=True),
        __doc__=model.__doc__,
        **fields,
    )
    return made


def _annotation(field: FieldInfo) -> Any:
    annotation: Any = field.annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _with_nothing_required(annotation)
    for limit in field.metadata:
        annotation = Annotated[annotation, limit]
    return annotation


def _described(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, (BaseModel, tuple, dict)) or default is None:
        return field.description or ""
    return f"{field.description or ''} (default: {default})".strip()


_Changes: Any = _with_nothing_required(Settings)


# Its fields are those of Settings, made at run time, where mypy cannot see them.
class SettingsChanges(_Changes):  # type: ignore[misc]
    """A part of the settings: each field that is given replaces what file and variables say, the others stay."""

    def given(self) -> dict[str, Any]:
        """Return what is given, sections as nested dictionaries."""
        given: dict[str, Any] = self.model_dump(exclude_none=True)
        return given


GivenSettings = SkipJsonSchema[InstanceOf[Settings]] | SettingsChanges | None
"""The type of a flow's ``settings``: whole ones from a caller in this process, a part of them from Prefect, or none."""


def settings_of_run(given: GivenSettings) -> Settings:
    """Return the settings of a flow's run: whole ones as they are, else the project's with the given part laid over.

    Raises:
        SettingsError: no settings file is found in the folder that the run stands in or above it, it cannot be used, or what
            is given cannot.

    """
    if isinstance(given, Settings):
        return given
    return load_settings(file_required=True, **(given.given() if given is not None else {}))
