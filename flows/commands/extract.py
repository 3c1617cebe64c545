"""``graphmill extract``: the entities of a text, without touching the graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from extractors.errors import UsageError
from extractors.mentions import Extraction, Label
from flows.commands.options import COMMON, Common, refuse_option, split_list
from flows.commands.texts import annotation, read_documents
from flows.errors import EXIT_FAILED, EXIT_OK, EXIT_PARTIAL
from flows.project.extraction import project_extractor
from flows.project.settings import Settings
from flows.terminal.output import print_json


def extract(
    file: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    labels: str | None = None,
    model: str | None = None,
    threshold: float | None = None,
    compare: tuple[str, str] | None = None,
    common: Common = COMMON,
) -> int:
    """Print the entities of a text as JSON: text, type, start, end, score. The graph is not touched.

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

    """
    refuse_option(file)
    if compare is not None and model is not None:
        raise UsageError("--compare names its two models itself: leave out --model.")
    settings = common.settings(extractor={"model": model, "threshold": threshold})
    asked = asked_for(split_list(labels), settings)
    if compare is not None:
        # Only here: it takes longer to load than all the rest.
        from flows.commands.compare import print_comparison

        return print_comparison(file, compare, asked, settings, as_json=common.json)
    documents, failed = read_documents(file, settings)
    if not documents:
        return EXIT_FAILED
    extractions = project_extractor(settings, asked).extract(documents)
    if len(extractions) == 1:
        print_json(_annotations(extractions[0]))
    else:
        print_json([{"document": e.document.uri, "annotations": _annotations(e)} for e in extractions])
    return EXIT_PARTIAL if failed else EXIT_OK


def asked_for(labels: Sequence[str], settings: Settings) -> tuple[Label, ...]:
    """Return the labels named on the command line, each once, else those of the settings."""
    return tuple(Label(name) for name in dict.fromkeys(labels)) or settings.labels


def _annotations(extraction: Extraction) -> list[dict[str, Any]]:
    return [annotation(mention) for mention in extraction.mentions]
