"""The engines that run models: those of the sub-packages here, and those of plug-ins."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from extractors import engines as package
from extractors.engines.protocol import Engine
from extractors.models.files import ModelFiles, ModelKind
from extractors.plugins import PluginFault, add_plugins

ENTRY_POINTS = "graphmill.engines"
"""The group of entry points under which a package declares its engines: ``name = "module:ENGINE"``."""


@cache
def _engines() -> tuple[dict[str, Engine], tuple[PluginFault, ...]]:
    """Return the engines by name, and what was left out."""
    own = (
        importlib.import_module(f"{package.__name__}.{module.name}.engine").ENGINE
        for module in pkgutil.iter_modules(package.__path__)
        if module.ispkg
    )
    by_name: dict[str, Engine] = {engine.name: engine for engine in own}

    def why_not(added: Engine) -> str:
        taken = added.name in (*by_name, "auto")
        return f"the name {added.name} is taken by another engine" if taken else ""

    def add(added: Engine) -> None:
        by_name[added.name] = added

    return by_name, add_plugins(ENTRY_POINTS, Engine, add=add, why_not=why_not)


def engine_names() -> tuple[str, ...]:
    """Return the names of the engines, those of plug-ins last."""
    return tuple(_engines()[0])


def engine_of(files: ModelFiles) -> Engine:
    """Return the engine that runs the model of ``files``."""
    return _engines()[0][files.engine]


def model_kinds() -> tuple[ModelKind, ...]:
    """Return what each engine says of the files of its models."""
    return tuple(engine.kind for engine in _engines()[0].values())


def faults() -> tuple[str, ...]:
    """Return a sentence about every plug-in that was left out: its name, its package, why, and the remedy."""
    return tuple(str(fault) for fault in _engines()[1])
