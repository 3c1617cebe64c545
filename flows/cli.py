"""The ``graphmill`` command.

Exit codes: 0 ok, 1 failed, 2 usage, 3 partial (something was rejected, the rest is done). Heavy imports happen inside
the commands, so that ``graphmill --help`` is quick.
"""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter

from extractors.errors import GraphmillError, UsageError
from flows import cli_analysis, cli_linking, cli_queries, cli_transfer
from flows.cli_evaluation import evaluate_app, train
from flows.commands.options import COMMON, Common, file_of_command, refuse_option, split_list
from flows.commands.paths import PATH
from flows.errors import EXIT_FAILED, EXIT_OK, EXIT_USAGE
from flows.runs import static_tls
from flows.terminal.output import print_error
from flows.terminal.visible import drawing_console, visible_output
from graph.errors import NoGraphError

app = App(
    name="graphmill",
    help="Mill documents into a knowledge graph.",
    version=lambda: importlib.metadata.version("graphmill"),
    help_format="plaintext",
    default_parameter=Parameter(negative=()),
    # Ctrl-C ends with our own words and exit code, below.
    suppress_keyboard_interrupt=False,
)
app.command(evaluate_app)
app.command(train)
for commands in (cli_queries, cli_linking, cli_analysis, cli_transfer):
    commands.register(app)

WITHOUT_STORE = frozenset({"evaluate", "extract", "init", "models", "train"})
"""Commands that never open the embedded store, and so start at once, without the room that it takes beside PyTorch."""


@app.command
def init(folder: Annotated[Path, PATH] = Path(), *, force: bool = False) -> int:
    """Write a commented graphmill.toml.

    Parameters
    ----------
    folder
        Where to write it.
    force
        Replace a file that is already there.

    """
    from flows.commands.init import write_settings_file

    return write_settings_file(folder, force=force)


@app.command
def ingest(
    paths: Annotated[list[str], Parameter(consume_multiple=True)],
    *,
    model: str | None = None,
    threshold: float | None = None,
    labels: str | None = None,
    quiet: bool = False,
    verbose: bool = False,
    common: Common = COMMON,
) -> int:
    """Bring documents into the graph; unchanged ones cost nothing.

    Parameters
    ----------
    paths
        Files, folders, globs or URLs.
    model
        "bundled", a model's hub name, or a folder.
    threshold
        Least score of a mention, between 0 and 1.
    labels
        Entity types, separated by commas, instead of those in the settings.
    quiet
        Show no progress.
    verbose
        Show Prefect's log.

    """
    from flows.commands.ingest import run_ingest

    settings = common.settings(
        extractor={"model": model, "threshold": threshold},
        types=[{"name": name} for name in split_list(labels)] or None,
    )
    return run_ingest(paths, settings, as_json=common.json, quiet=quiet, verbose=verbose)


@app.command
def status(*, common: Common = COMMON) -> int:
    """Show what the graph holds and what was rejected."""
    from flows.commands.init import show_status

    return show_status(common.settings(), as_json=common.json)


@app.command
def entity(name: str, *, limit: int = 10, hops: int = 1, common: Common = COMMON) -> int:
    """Show an entity: its aliases, its neighbours by NPMI, and the sentences it stands in.

    Parameters
    ----------
    name
        A name, an alias, or an entity id.
    limit
        Most neighbours (with --hops: a hop), and most sentences.
    hops
        2 or more: what lies around it over so many steps, too. Entities with more than 1,000 neighbours are shown and not gone through.

    """
    from flows.commands.entity import show_entity

    return show_entity(name, common.settings(), limit=limit, hops=hops, as_json=common.json)


@app.command
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
    from flows.commands.extract import asked_for, print_annotations

    refuse_option(file)
    if compare is not None and model is not None:
        raise UsageError("--compare names its two models itself: leave out --model.")
    settings = common.settings(extractor={"model": model, "threshold": threshold})
    if compare is None:
        return print_annotations(file, split_list(labels), settings)
    from flows.commands.compare import print_comparison

    asked = asked_for(split_list(labels), settings)
    return print_comparison(file, compare, asked, settings, as_json=common.json)


@app.command
def mentions(*, common: Common = COMMON) -> int:
    """Print every mention with document, offsets, type, score and entity, one JSON object a line."""
    from flows.commands.entity import print_mentions

    return print_mentions(common.settings())


@app.command
def link(
    *,
    kb: Annotated[
        list[Path] | None, PATH, Parameter(help="A knowledge base to try (CSV or JSON lines); repeatable.")
    ] = None,
    apply: Annotated[bool, Parameter(help="Write it; the files must be in the settings.")] = False,
    limit: Annotated[int, Parameter(help="Most entities of each table.")] = 50,
    common: Common = COMMON,
) -> int:
    """Show which entries of knowledge bases the entities are, and why; with --kb nothing is written.

    Without --kb the graph is linked anew by the knowledge bases in the settings.
    """
    from flows.commands.corrections.link import link_entities

    return link_entities(kb or (), common.settings(), apply=apply, limit=limit, as_json=common.json)


@app.command
def audit(*, common: Common = COMMON) -> int:
    """Recount the whole graph from its mentions and report every difference."""
    from flows.commands.init import run_audit

    return run_audit(common.settings(), as_json=common.json)


@app.command
def forget(
    documents: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    *,
    gone: Annotated[
        bool, Parameter(help="Those whose source is gone, of all or of the documents named.")
    ] = False,
    apply: Annotated[
        bool, Parameter(help="Remove what stands for many documents, which else is only shown.")
    ] = False,
    common: Common = COMMON,
) -> int:
    """Remove documents and all that only they brought in.

    What stands for many documents (a folder, a glob, a whole .jsonl, --gone) is shown, and removed only with --apply.

    Parameters
    ----------
    documents
        Paths, URLs or document ids, as `graphmill mentions` shows them; folders, globs, files of records.

    """
    from flows.commands.forget import forget_documents

    return forget_documents(documents or (), common.settings(), gone=gone, apply=apply, as_json=common.json)


@app.command
def models(*, common: Common = COMMON) -> int:
    """List models: bundled, in the hub's cache, known by name; and which one the settings select."""
    from flows.commands.models import show_models

    return show_models(common.settings(), as_json=common.json)


@app.command
def doctor(*, common: Common = COMMON) -> int:
    """Check the installation, the model, the store and the settings."""
    from flows.commands.doctor import run_doctor

    return run_doctor(common.settings(), common.config, as_json=common.json)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    if not WITHOUT_STORE.intersection((sys.argv[1:] if arguments is None else arguments)[:1]):
        static_tls.ensure()
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; errors are printed, with the remedy, not raised."""
    try:
        with visible_output():
            result = app(
                arguments,
                console=drawing_console(),
                exit_on_error=False,
                print_error=False,
                result_action="return_value",
            )
    except CycloptsError as error:
        print_error(f"{_message(error)}\nSee `graphmill --help`.")
        return EXIT_USAGE
    except KeyboardInterrupt:
        print_error("Interrupted. What is committed stays; the same command goes on from there.")
        return EXIT_FAILED
    except BrokenPipeError:
        # The reader of a pipe had enough (`graphmill mentions | head`): no error, and nothing left to flush.
        sys.stderr.close()
        return EXIT_OK
    except NoGraphError as error:
        print_error(f"{error} {_where_to_look()}")
        return EXIT_FAILED
    except GraphmillError as error:
        print_error(str(error))
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED
    return result if isinstance(result, int) else EXIT_OK


def _where_to_look() -> str:
    file = file_of_command.get()
    read = f"the settings are those of {file}" if file else "no graphmill.toml is in this folder or above it"
    return (
        f"If there should be one, look at --state, --store, --config and the folder that you are in: {read}."
    )


def _message(error: CycloptsError) -> str:
    return " ".join(str(error).split())


if __name__ == "__main__":
    main()
