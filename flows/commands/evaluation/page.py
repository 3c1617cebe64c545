"""An evaluation as one page of HTML that needs nothing else: no script, no font, no picture from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from extractors.errors import UsageError
from extractors.evaluation.evaluation import Evaluation
from extractors.evaluation.matching import MatchKind
from extractors.evaluation.mistakes import Mistake
from flows.commands.evaluation.tables import Run, confusion_rows, describe, interval, score_rows, source_rows


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a context: inside of the gold mention, of the predicted one, of both, or of neither."""

    text: str
    gold: bool
    found: bool


def write_page(path: Path, run: Run, evaluation: Evaluation) -> None:
    """Write the page.

    Raises:
        UsageError: the file cannot be written.

    """
    try:
        path.write_text(render_page(run, evaluation), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path}: the page cannot be written ({error.strerror}). Name another file."
        ) from error


def render_page(run: Run, evaluation: Evaluation) -> str:
    """Return the page; every value from the texts, the labels and the model is escaped."""
    environment = Environment(
        loader=PackageLoader("flows.commands.evaluation", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = score_rows(evaluation)
    labels = [row.label for row in rows[:-2]]
    return environment.get_template("page.html.jinja").render(
        run=run,
        evaluation=evaluation,
        rows=rows,
        labels=labels,
        outcomes=list(MatchKind),
        sources=source_rows(evaluation) if evaluation.has_several_sources else [],
        confusion=confusion_rows(evaluation, labels),
        describe=describe,
        interval=interval,
        pieces=pieces,
    )


def pieces(mistake: Mistake) -> list[Piece]:
    """Cut a mistake's context where one of its mentions begins or ends."""
    spans = [
        (mention.start - mistake.start, mention.end - mistake.start) if mention else (0, 0)
        for mention in (mistake.gold, mistake.predicted)
    ]
    cuts = sorted({0, len(mistake.context), *(cut for span in spans for cut in span)})
    return [
        Piece(mistake.context[start:end], *(first <= start and end <= last for first, last in spans))
        for start, end in pairwise(cuts)
    ]
