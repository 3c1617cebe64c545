"""``graphmill doctor``: is everything in place, and if not, what to do."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.errors import GraphmillError
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.scale import ScaleSettings
from flows.project.settings import Settings
from flows.project.settings_file import settings_file
from flows.project.stores import open_project_store, store_place
from flows.runs.prefect_environment import PrefectUnavailableError
from flows.runs.prefect_schedules import active_deployments, can_plan
from flows.terminal.output import count, print_json, print_table
from graph.contents.project import refuse_other_project
from graph.errors import NoGraphError

PACKAGES = ("graphmill", "gliner", "prefect", "fastapi", "neo4j", "kglite", "rapidfuzz", "networkx", "torch")
LEAST_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Check:
    """One thing looked at: ``ok`` or not, what was found, and the remedy when it is not ok."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def doctor(*, common: Common = COMMON) -> int:
    """Check the installation, the model, the store and the settings."""
    checks = list(_checks(common.settings(), settings_file(common.config)))
    if common.json:
        print_json({"ok": all(check.ok for check in checks), "checks": checks})
    else:
        print_table(
            ("check", "", "found", "remedy"),
            [
                (check.name, "ok" if check.ok else "FAILED", check.found, "" if check.ok else check.remedy)
                for check in checks
            ],
        )
    return EXIT_OK if all(check.ok for check in checks) else EXIT_FAILED


def _checks(settings: Settings, config: Path | None) -> Iterator[Check]:
    version = platform.python_version()
    yield Check("python", sys.version_info >= (3, 11), version, "Use Python 3.11 or newer.")
    for package in PACKAGES:
        try:
            yield Check(package, True, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            yield Check(package, False, "not installed", "Install graphmill again with its dependencies.")
    yield from _plugins()
    yield Check("settings", True, str(config or "defaults (no graphmill.toml here or above)"))
    yield _disk(settings)
    yield _attempt("model", lambda: _model(settings), "See the message; the bundled model needs no download.")
    yield _attempt("rules", lambda: _rules(settings), "See the message.")
    yield _attempt("precision", lambda: _precision(settings), "See the message.")
    yield _attempt("guidance", lambda: _guidance(settings), "See the message.")
    yield _attempt("store", lambda: _store(settings), "See the message.")
    if settings.scale != ScaleSettings():
        yield _attempt("scale", lambda: _scale(settings), "See the message.")
    yield _pair()
    yield from _server(os.environ.get("PREFECT_API_URL", ""))


def _plugins() -> Iterator[Check]:
    from extractors.engines import registry as engines
    from extractors.readers import registry as readers
    from extractors.sources import kinds as sources
    from graph.export import formats as exports

    for fault in (*readers.faults(), *engines.faults(), *sources.faults(), *exports.faults()):
        found, _, remedy = fault.partition(" is left out: ")
        yield Check("plug-in", False, f"{found} is left out", remedy)


def _attempt(name: str, look: Callable[[], str], remedy: str) -> Check:
    try:
        return Check(name, True, look())
    except GraphmillError as error:
        return Check(name, False, str(error), remedy)


def _pair() -> Check:
    prefect, sqlalchemy = (importlib.metadata.version(name) for name in ("prefect", "sqlalchemy"))
    return Check(
        "scheduler",
        can_plan(prefect, sqlalchemy),
        f"prefect {prefect} with sqlalchemy {sqlalchemy}",
        "A server of these two never makes a scheduled run. Install sqlalchemy<2.1, or prefect>=3.9.1, "
        "and start the server again.",
    )


def _server(address: str) -> Iterator[Check]:
    if not address:
        yield Check("prefect server", True, "none: runs are made without one")
        return
    # An address may have a user and a password in it.
    shown = re.sub(r"//[^/@]*@", "//", address)
    try:
        active = active_deployments()
    except PrefectUnavailableError as error:
        remedy = "Start it (docs/flows.md), correct PREFECT_API_URL, or unset it: graphmill needs no server of yours."
        yield Check("prefect server", False, f"{shown}: {error}", remedy)
        return
    yield Check("prefect server", True, shown)
    times = sorted(each.next_run for each in active if each.next_run)
    following = f", the next run at {times[0]:%Y-%m-%d %H:%M} UTC" if times else ""
    unplanned = [each.name for each in active if not each.next_run]
    without = f"; no run is planned for {', '.join(unplanned)}" if unplanned else ""
    yield Check(
        "schedules",
        not unplanned,
        f"{count(len(active), 'deployment')} with an active schedule{following}{without}",
        "Wait some seconds if it has just been deployed; else look for errors in the server's log, update its Prefect, "
        "and start it again. A schedule that has come to its end is to be set inactive.",
    )


def _disk(settings: Settings) -> Check:
    folder = settings.state_folder
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        told = (
            f"{settings.state_folder} cannot be made or written: {folder} is no folder that you may write in"
        )
        return Check(
            "disk", False, told, "Get the right to write there, or name another state folder with --state."
        )
    return Check(
        "disk",
        free > LEAST_FREE_BYTES,
        f"{free / 1e9:.1f} GB free",
        "Free some space: the graph and staged work grow.",
    )


def _model(settings: Settings) -> str:
    from extractors.documents import Document
    from extractors.engines.loading import load_extractor, model_files
    from flows.project.extraction import model_labels

    labels = model_labels(settings)
    if not labels:
        return "none is needed: rules find every type"
    files = model_files(settings.extractor)
    extractor = load_extractor(settings.extractor, labels)
    probe = Document("probe", "probe", "Marie Curie worked in Paris.", "text/plain", "")
    found = extractor.extract([probe])[0].mentions
    return f"{files.engine} {files.architecture} {settings.extractor.model}, {extractor.fingerprint}, {len(found)} mentions in a probe sentence"


def _precision(settings: Settings) -> str:
    from extractors.engines.loading import load_model, model_files
    from extractors.engines.precision import choose_bits
    from flows.project.extraction import model_labels

    if not model_labels(settings):
        return "none is needed: rules find every type"
    files = model_files(settings.extractor)
    choice = choose_bits(settings.extractor.precision)
    if not files.onnx_file:
        return "32 bits on a processor: the model is no exported graph"
    model = load_model(files, settings.extractor.device, settings.extractor.precision)
    if getattr(model, "bits", choice.bits) != choice.bits:
        return f"f32: OpenVINO cannot run this graph in {choice.bits}"
    return f"{choice.bits}: {choice.why}"


def _rules(settings: Settings) -> str:
    from flows.project.gazetteer import project_gazetteer

    by_rule = [
        f"{each.name} by kind {each.kind}" if each.kind else f"{each.name} by pattern"
        for each in settings.types
        if each.rule is not None
    ]
    found = [f"patterns: {', '.join(by_rule)}"] if by_rule else []
    names = project_gazetteer(settings, [each.name for each in settings.types])
    found += [each.describe() for each in names.uses] if names is not None else []
    return "; ".join(found) or "none: the model finds every type"


def _guidance(settings: Settings) -> str:
    from flows.project.guidance import load_guidance

    guidance = load_guidance(settings)
    active = len(guidance.decisions.active)
    found = [f"{active:,} active decisions in {settings.decisions}"]
    found += [f"knowledge base {each.name} of {len(each):,} entries" for each in guidance.knowledge_bases]
    return ", ".join(found)


def _scale(settings: Settings) -> str:
    """Have a worker answer, and write where staged work goes."""
    from flows.project.staged_work import results_of
    from flows.runs.executors.opening import opened_executor

    folder, name = results_of(settings), f"doctor-{uuid.uuid4().hex}"
    folder.write(name, b"{}")
    folder.delete([name])
    with opened_executor(settings, 1) as executor:
        machine = executor.call(platform.node)
    staging = folder.place("").rstrip("/").removesuffix("batches").rstrip("/")
    return f"{settings.scale.runner}: a worker on {machine} answers; staged work is written to {staging}"


def _store(settings: Settings) -> str:
    from flows.project.guidance import load_guidance
    from graph.questions.status import status
    from graph.writing.linking_state import is_pending

    guidance = load_guidance(settings)
    place = store_place(settings)
    try:
        with open_project_store(settings) as store:
            refuse_other_project(store)
            totals = status(store).totals()
            pending = is_pending(store, guidance)
    except NoGraphError:
        return f"{place}: no graph yet, graphmill ingest makes one"
    counts = ", ".join(f"{n:,} {name}" for name, n in totals.items())
    behind = "; linked by other decisions or rules than those of now: graphmill resolve shows the difference"
    return f"{place}: {counts}{behind if pending else ''}"
