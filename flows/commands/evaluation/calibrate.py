"""``graphmill evaluate extraction --calibrate``: the threshold of each label that annotated texts speak for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.errors import UsageError
from extractors.evaluation.calibration import FOLDS, Calibration, calibrate
from extractors.evaluation.evaluation import Task
from extractors.evaluation.scores import Score, as_json
from extractors.mentions import Label
from flows.commands.evaluation.annotated import find_mentions
from flows.errors import EXIT_OK
from flows.project.extraction import project_extractor
from flows.project.settings import Settings
from flows.terminal.output import print_json, print_table
from flows.terminal.progress import terminal_progress

FLOOR = 0.05
"""Least score of the mentions that calibration looks at, and so the least threshold it can find."""


def run_calibration(
    task: Task, labels: Sequence[Label], settings: Settings, *, seed: int, print_as_json: bool, quiet: bool
) -> int:
    """Find thresholds, and print them with the scores before and after, and as lines for the settings file.

    What rules alone find has no threshold and is not looked at.

    Raises:
        UsageError: there are too few texts, or the model is asked for none of the labels.

    """
    if len(task.texts) < FOLDS:
        raise UsageError(
            f"{len(task.texts)} texts are too few to calibrate on: give at least {FOLDS}, better hundreds."
        )
    current = project_extractor(settings, labels).thresholds
    if not current:
        raise UsageError(
            "Rules alone find these labels, and rules have no threshold. Name labels that the model is asked for."
        )
    floor = min(FLOOR, *current.values())
    low = project_extractor(
        settings.model_copy(update={"extractor": settings.extractor.model_copy(update={"threshold": floor})}),
        [replace(label, threshold=None) for label in labels],
    )
    with terminal_progress(quiet=quiet):
        found = find_mentions(task.texts, low)
    texts = [
        replace(text, mentions=tuple(m for m in text.mentions if m.type in current)) for text in task.texts
    ]
    predicted = [[m for m in mentions if m.type in current] for mentions in found]
    calibration = calibrate(texts, predicted, current, seed)
    # What is neither changed nor set in the settings goes on following the default.
    own = {label.name for label in labels if label.threshold is not None}
    changed = {
        name: least for name, least in calibration.advised.items() if name in own or least != current[name]
    }
    lines = settings_lines(labels, changed, settings)
    if print_as_json:
        print_json(
            {
                "current": current,
                "found": calibration.found,
                "thresholds": calibration.advised,
                "shared": calibration.shared,
                "before": as_json(calibration.before),
                "after": as_json(calibration.after),
                "settings": lines,
            }
        )
    else:
        _print(calibration, lines)
    return EXIT_OK


def settings_lines(labels: Sequence[Label], thresholds: Mapping[str, float], settings: Settings) -> str:
    """Return the labels as tables of ``graphmill.toml``, with the rules of the settings and those of the thresholds that are given."""
    types = {each.name: each for each in settings.types}
    tables = []
    for label in labels:
        fields = {"name": label.name, "prompt": label.prompt, "description": label.description}
        if known := types.get(label.name):
            fields |= {"kind": known.kind, "pattern": known.pattern, "region": known.region}
        # A string as JSON writes it is a basic string of TOML.
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value]
        if label.name in thresholds:
            lines.append(f"threshold = {thresholds[label.name]:g}")
        tables.append("\n".join(["[[types]]", *lines]))
    return "\n\n".join(tables) + "\n"


def _print(calibration: Calibration, lines: str) -> None:
    before, after, advised = calibration.before, calibration.after, calibration.advised
    none = Score(0, 0, 0)
    rows: list[tuple[object, ...]] = []
    for label, found in calibration.found.items():
        old, new = before.labels.get(label, none), after.labels.get(label, none)
        gold, current = old.true_positives + old.false_negatives, calibration.current[label]
        rows.append(
            (label, f"{gold:,}", f"{current:.2f}", old.f1, f"{found:.2f}", new.f1, f"{advised[label]:.2f}")
        )
    rows += [
        ("micro average", "", "", before.micro.f1, "", after.micro.f1, ""),
        ("macro average", "", "", before.macro.f1, "", after.macro.f1, ""),
    ]
    print_table(("label", "gold", "now", "F1 now", "best", "F1 best", "advised"), rows)
    print(
        f"\nF1 now and F1 best are both of exact matches. F1 best is cross-validated: thresholds found on all but one of {FOLDS} "
        "parts, scored on that part. Where it is no better, the threshold of now is advised. "
        f"The best single threshold is {calibration.shared:.2f}."
    )
    if advised == calibration.current:
        print("No other threshold is better on texts that it was not found on: keep those you have.")
    else:
        print("For graphmill.toml, in place of its types:\n")
        print(lines, end="")
