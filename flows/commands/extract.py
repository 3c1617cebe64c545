"""``graphmill extract``: the entities of a text, without touching the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from extractors.composition.composed import Reading
from extractors.composition.precedence import Found
from extractors.documents import Document
from extractors.errors import UsageError
from extractors.mentions import MODEL, Extraction, Label
from flows.commands.options import COMMON, Common, refuse_option, split_list
from flows.commands.texts import annotation, read_documents
from flows.errors import EXIT_FAILED, EXIT_OK, EXIT_PARTIAL
from flows.project.extraction import project_extractor
from flows.project.settings import Settings
from flows.terminal.output import print_json

LITTLE_TEXT = 20_000
"""Characters that are read before a network in fewer bits would be ready."""


def extract(
    file: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    labels: str | None = None,
    model: str | None = None,
    threshold: float | None = None,
    compare: tuple[str, str] | None = None,
    why: bool = False,
    common: Common = COMMON,
) -> int:
    """Print the entities of a text as JSON: text, type, start, end, score, source. The graph is not touched.

    Parameters
    ----------
    file
        A file in any format that `ingest` reads, or "-" for standard input.
    labels
        Entity types separated by commas, any words; else those in the settings.
    model
        "bundled", a model's hub name, or a folder.
    threshold
        Least score of a mention, between 0 and 1.
    compare
        Two models, by name or folder, to show side by side instead: `--compare bundled urchade/gliner_small-v2.1`.
    why
        Say of each entity what found it and why, and list what was found and does not count, with the reason.

    """
    refuse_option(file)
    if compare is not None and model is not None:
        raise UsageError("--compare names its two models itself: leave out --model.")
    if compare is not None and why:
        raise UsageError(
            "--compare shows two models side by side, --why how one came to its answer. Give one of them."
        )
    settings = common.settings(extractor={"model": model, "threshold": threshold})
    asked = asked_for(split_list(labels), settings)
    if compare is not None:
        # Only here: it takes longer to load than all the rest.
        from flows.commands.compare import print_comparison

        return print_comparison(file, compare, asked, settings, as_json=common.json)
    documents, failed = read_documents(file, settings)
    if not documents:
        return EXIT_FAILED
    extractor = project_extractor(_quick_to_start(settings, documents), asked)
    readings = extractor.read(documents)
    if why:
        told = [_explained(reading, extractor.thresholds) for reading in readings]
        named = [
            {"document": r.extraction.document.uri} | said for r, said in zip(readings, told, strict=True)
        ]
        print_json(told[0] if len(told) == 1 else named)
    elif len(readings) == 1:
        print_json(_annotations(readings[0].extraction))
    else:
        print_json(
            [
                {"document": r.extraction.document.uri, "annotations": _annotations(r.extraction)}
                for r in readings
            ]
        )
    return EXIT_PARTIAL if failed else EXIT_OK


def asked_for(labels: Sequence[str], settings: Settings) -> tuple[Label, ...]:
    """Return the labels named on the command line, each once, else those of the settings."""
    return tuple(Label(name) for name in dict.fromkeys(labels)) or settings.labels


def _quick_to_start(settings: Settings, documents: Sequence[Document]) -> Settings:
    """Return settings that read a little text in 32 bits, which start sooner, unless the precision is chosen."""
    extractor = settings.extractor
    if extractor.precision != "auto" or sum(len(each.text) for each in documents) > LITTLE_TEXT:
        return settings
    return settings.model_copy(update={"extractor": extractor.model_copy(update={"precision": "f32"})})


def _explained(reading: Reading, thresholds: Mapping[str, float]) -> dict[str, Any]:
    """Return the mentions with what found them and why, and what was found beside and does not count."""
    return {
        "annotations": [_with_why(each, thresholds) for each in reading.kept],
        "dropped": [
            _with_why(each.found, thresholds)
            | {"reason": each.reason, "by": annotation(each.by.mention) if each.by else None}
            for each in reading.dropped
        ],
    }


def _with_why(found: Found, thresholds: Mapping[str, float]) -> dict[str, Any]:
    least = thresholds.get(found.mention.type) if found.mention.source == MODEL else None
    needed = "" if least is None else f", at least {least:g} is needed"
    return annotation(found.mention) | {"why": f"{found.why}{needed}"}


def _annotations(extraction: Extraction) -> list[dict[str, Any]]:
    return [annotation(mention) for mention in extraction.mentions]
