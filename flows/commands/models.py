"""``graphmill models``: which models there are, here and on the hub, and which one the settings select."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from extractors.engines.loading import fingerprint_of, model_files
from extractors.engines.registry import model_kinds
from extractors.errors import ExtractorError
from extractors.models.known import KNOWN_MODELS, KnownModel
from extractors.models.listing import ListedModel, bundled_model, cached_models
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.extraction import model_labels
from flows.project.settings import Settings
from flows.terminal.output import print_json, print_table

NOTE = (
    "The models of the hub were not run when this version was made, for want of a network: only their architectures were, with "
    "random weights. Facts are from their pages; measure quality on your own texts with `graphmill evaluate extraction`."
)


def models(*, common: Common = COMMON) -> int:
    """List models: bundled, in the hub's cache, known by name; and which one the settings select."""
    settings = common.settings()
    here = [bundled_model(model_kinds()), *cached_models(model_kinds())]
    selected = _selected(settings)
    if common.json:
        print_json(
            {
                "selected": selected,
                "here": [_as_data(model) for model in here],
                "known": [
                    {**asdict(model), "page": model.page, "tested_with_graphmill": False}
                    for model in KNOWN_MODELS
                ],
                "note": NOTE,
            }
        )
        return EXIT_OK
    print_table(
        ("model", "engine", "kind", "runs", "MB", "state"),
        [_here_row(model) for model in here],
        title="On this machine",
    )
    for model in here:
        if model.problem:
            print(f"  {model.name}: {model.problem}")
    print()
    print_table(
        ("model", "engine", "kind", "parameters", "languages", "licence", "here"),
        [_known_row(model, {listed.name for listed in here}) for model in KNOWN_MODELS],
        title="On the model hub",
    )
    print(NOTE)
    print()
    print(_told(selected))
    return EXIT_OK


def _selected(settings: Settings) -> dict[str, Any]:
    """Return what the settings select, or why it cannot be told."""
    chosen = settings.extractor
    told: dict[str, Any] = {"model": chosen.model, "revision": chosen.revision}
    try:
        files = model_files(chosen, download=False)
        return told | {
            "engine": files.engine,
            "kind": files.architecture,
            "weights": files.weights,
            "fingerprint": fingerprint_of(chosen, model_labels(settings), files),
        }
    except ExtractorError as error:
        return told | {"error": str(error)}


def _told(selected: dict[str, Any]) -> str:
    if "error" in selected:
        return f"The settings select {selected['model']}, which cannot be used now: {selected['error']}"
    return (
        f"The settings select {selected['model']}: engine {selected['engine']}, {selected['kind']}, {selected['weights']}, "
        f"fingerprint {selected['fingerprint']}"
    )


def _as_data(model: ListedModel) -> dict[str, Any]:
    data = asdict(model)
    kind = data.pop("architecture")
    return data | {"kind": kind, "folder": _short(model.folder), "whole": not model.problem}


def _here_row(model: ListedModel) -> tuple[str, ...]:
    state = "not whole" if model.problem else "whole"
    return (model.name, model.engine, model.architecture, model.weights, f"{model.size / 1e6:.1f}", state)


def _known_row(model: KnownModel, here: set[str]) -> tuple[str, ...]:
    size = f"{model.parameters} million" if model.parameters else "see its page"
    return (
        model.name,
        model.engine,
        model.kind,
        size,
        model.languages or "see its page",
        model.license or "see its page",
        "yes" if model.name in here else "",
    )


def _short(folder: Path) -> str:
    """Return a path with the home folder as ~."""
    return f"~/{folder.relative_to(Path.home())}" if folder.is_relative_to(Path.home()) else str(folder)
