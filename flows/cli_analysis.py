"""The command that analyses the graph as a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from flows.commands.options import COMMON, Common, split_list
from flows.commands.paths import PATH


def register(app: App) -> None:
    """Add the commands of this module to the command line."""
    app.command(analyse)


def analyse(
    *,
    least_count: int | None = None,
    least_docs: int | None = None,
    weight: Annotated[
        Literal["count", "npmi"] | None, Parameter(help="What an edge weighs: sentences, or NPMI.")
    ] = None,
    types: str | None = None,
    alpha: float | None = None,
    resolution: float | None = None,
    pivots: int | None = None,
    seed: int | None = None,
    top: int = 10,
    graphml: Annotated[Path | None, PATH] = None,
    dry_run: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    common: Common = COMMON,
) -> int:
    """Measure the graph as a network: communities, PageRank, betweenness, cores, backbone; write them to it.

    Parameters
    ----------
    least_count
        Sentences that an edge needs.
    least_docs
        Documents that an edge needs.
    types
        Types of entities to take, separated by commas; else all.
    alpha
        P-value below which an edge belongs to the backbone.
    resolution
        Above 1: more and smaller communities; below 1: fewer and larger ones.
    pivots
        Entities from which betweenness is measured; else all, or what half a minute allows.
    seed
        Seed of the communities and of the pivots.
    top
        Length of the tables.
    graphml
        Write the network with its measures to this file too, for Gephi or Cytoscape.
    dry_run
        Leave the graph as it is.
    quiet
        Show no progress.
    verbose
        Show Prefect's log.

    """
    from flows.commands.analyse import run_analysis

    settings = common.settings(
        analysis={
            "least_count": least_count,
            "least_docs": least_docs,
            "weight": weight,
            "types": split_list(types) or None,
            "alpha": alpha,
            "resolution": resolution,
            "pivots": pivots,
            "seed": seed,
        }
    )
    return run_analysis(
        settings,
        write=not dry_run,
        graphml=graphml,
        top=top,
        as_json=common.json,
        quiet=quiet,
        verbose=verbose,
    )
