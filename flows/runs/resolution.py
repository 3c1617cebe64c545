"""A run that links the whole graph anew, or says what that would change."""

from __future__ import annotations

from functools import partial

from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store, require_project_graph
from flows.runs.recording import recorded
from flows.runs.report import MOST_LISTED
from flows.runs.retries import store_is_away
from flows.runs.steps import HERE, Runner, Step
from flows.terminal.markdown import cell
from graph.corrections.acts import relink
from graph.corrections.told import told_changes, told_conflicts
from graph.writing.planning import ResolutionPlan, plan
from linking.decisions.file import DecisionsFile


def resolve_graph(settings: Settings, *, apply: bool = False, runner: Runner = HERE) -> ResolutionPlan:
    """Link the whole graph anew from its evidence and return what that changes; nothing is written without ``apply``.

    ``runner`` says where that is carried out.

    Raises:
        extractors.errors.GraphmillError: the file of decisions or a knowledge base holds a mistake.
        graph.errors.NoGraphError: there is no graph.
        graph.errors.OtherProjectError: the graph is of another project, and was to be written.
        graph.errors.StoreError: the graph cannot be opened or stays taken by another writer.

    """
    require_project_graph(settings)
    with recorded("resolve", settings, runner, apply=apply) as run:
        load_guidance(settings)
        step = Step("resolve", partial(_resolved, settings, apply=apply), store_is_away)
        effect = run.run(step, settings)
        run.report("resolve-report", markdown(effect, applied=apply), "Report of linking anew")
        for told in told_conflicts(effect):
            run.log.warning("%s", told)
        run.log.info("%s", summary(effect, applied=apply))
        run.conclude(effect, summary(effect, applied=apply))
    return effect


def summary(effect: ResolutionPlan, *, applied: bool) -> str:
    """Return what linking anew changed, or would change, in one line."""
    merged, split, moved = len(effect.merged), len(effect.split), len(effect.moved)
    done = f"{merged:,} merges, {split:,} splits, {moved:,} names moved, {len(effect.changed):,} properties changed"
    return done if applied else f"would be: {done}"


def markdown(effect: ResolutionPlan, *, applied: bool) -> str:
    """Return what linking anew changed as markdown, for Prefect's artifact."""
    told = [*told_changes(effect, most_moves=MOST_LISTED), *told_conflicts(effect)]
    lines = ["# graphmill resolve", "", f"{summary(effect, applied=applied)}."]
    if told:
        lines += ["", *(f"* {cell(each)}" for each in told[:MOST_LISTED])]
    if len(told) > MOST_LISTED:
        lines.append(f"* … and {len(told) - MOST_LISTED:,} more")
    if not applied and not effect.is_empty:
        lines += ["", "Nothing was written: that needs `apply`."]
    return "\n".join(lines) + "\n"


def _resolved(settings: Settings, *, apply: bool) -> ResolutionPlan:
    with open_project_store(settings, "write" if apply else "read") as store:
        guidance = load_guidance(settings)
        if not apply:
            return plan(store, guidance)
        file = DecisionsFile(settings.decisions_path)
        return relink(store, file, guidance, batch_size=settings.flow.commit_documents)
