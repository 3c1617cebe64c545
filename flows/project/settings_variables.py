"""Settings from ``GRAPHMILL_*`` variables: their names checked, their lists readable without JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_settings import EnvSettingsSource
from rapidfuzz import fuzz, process

PREFIX = "GRAPHMILL_"
DELIMITER = "__"
OTHER_VARIABLES = frozenset(
    {
        "GRAPHMILL_CONFIG",
        "GRAPHMILL_EXPLORE_TOKEN",
        "GRAPHMILL_NOTIFY_URL",
        "GRAPHMILL_PROJECT",
        "GRAPHMILL_USER",
    }
)
"""Variables that are no settings: the settings file, the project's folder of a deployment, who decides about names, secrets."""

Place = tuple[str, ...]


class VariablesSource(EnvSettingsSource):
    """Reads the variables; where a setting takes a list, ``a, b`` will do as well as ``["a", "b"]``."""

    def __call__(self) -> dict[str, Any]:
        """Return what the variables set, which is never the project's name."""
        found = super().__call__()
        # GRAPHMILL_PROJECT is the folder of a deployment, perhaps of another project than the one at hand.
        found.pop("project", None)
        return found

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """Return what the text of a variable says; what it cannot be is left for the model to refuse in its words."""
        del field_name
        text = str(value).strip()
        try:
            return json.loads(text)
        except ValueError:
            if get_origin(field.annotation) is tuple and not text.startswith(("[", "{")):
                return [part.strip() for part in text.split(",") if part.strip()]
            return value


def places_of(environment: Mapping[str, str], model: type[BaseModel]) -> tuple[dict[Place, str], list[str]]:
    """Return the variables of ``environment`` by the place that they set in ``model``, and those that set nothing."""
    found: dict[Place, str] = {}
    unknown: list[str] = []
    for name in sorted(environment):
        if not name.upper().startswith(PREFIX) or name.upper() in OTHER_VARIABLES:
            continue
        place = tuple(name[len(PREFIX) :].lower().split(DELIMITER))
        if _leads_to_a_setting(place, model):
            found[place] = name
        else:
            unknown.append(name)
    return found, unknown


def nearest_variable(name: str, model: type[BaseModel]) -> str:
    """Return the variable of a setting whose name is most like ``name``."""
    names = {PREFIX + DELIMITER.join(place).upper() for place in _every_place(model)} - OTHER_VARIABLES
    return process.extract(name.upper(), sorted(names), scorer=fuzz.ratio, limit=1)[0][0]


def _leads_to_a_setting(place: Place, model: type[BaseModel]) -> bool:
    first, *rest = place
    if first not in model.model_fields:
        return False
    annotation = model.model_fields[first].annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return not rest or _leads_to_a_setting(tuple(rest), annotation)
    # The entries of a table may be given one by one.
    return not rest or (len(rest) == 1 and get_origin(annotation) is dict)


def _every_place(model: type[BaseModel]) -> Iterator[Place]:
    for name, field in model.model_fields.items():
        yield (name,)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from ((name, *inner) for inner in _every_place(field.annotation))
