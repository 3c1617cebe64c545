"""The ``graphmill`` command.

Exit codes: 0 ok, 1 failed, 2 usage, 3 partial (something was rejected, the rest is done). A command is a function
in `flows.commands`, which is imported when it is called, so that ``graphmill --help`` is quick.
"""

from __future__ import annotations

import importlib.metadata
import sys

from cyclopts import App, CycloptsError, Parameter

from extractors.errors import GraphmillError, UsageError
from flows.commands.options import file_of_command
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
# A line a command: its module is imported when it is called, and not before. The help is the text of its docstring.
app.command("flows.commands.init:init", name="init", help="Write a commented graphmill.toml.")
app.command(
    "flows.commands.ingest:ingest",
    name="ingest",
    help="Bring documents into the graph; unchanged ones cost nothing.",
)
app.command(
    "flows.commands.status:status", name="status", help="Show what the graph holds and what was rejected."
)
app.command(
    "flows.commands.failures:failures",
    name="failures",
    help="List the sources that were rejected so far, each with its outcome and what to do; with --retry try just these again.",
)
app.command(
    "flows.commands.runs:runs",
    name="runs",
    help="List what ran on this project and how it ended; with `show` tell all of one run: its steps, its warnings, its figures.",
)
app.command(
    "flows.commands.entity:entity",
    name="entity",
    help="Show an entity: its aliases, its neighbours by NPMI, and the sentences it stands in.",
)
app.command(
    "flows.commands.extract:extract",
    name="extract",
    help="Print the entities of a text as JSON: text, type, start, end, score, source. The graph is not touched.",
)
app.command(
    "flows.commands.mentions:mentions",
    name="mentions",
    help="Print every mention with document, offsets, type, score and entity, one JSON object a line.",
)
app.command(
    "flows.commands.query:query",
    name="query",
    help="Ask the graph in Cypher, read-only, or by the name of a saved query.",
)
app.command(
    "flows.commands.queries:queries",
    name="queries",
    help='List the saved queries, or show one: what it asks, its parameters, its Cypher.\n\nQueries of your own are the .cypher files of the folder "queries" beside graphmill.toml.',
)
app.command(
    "flows.commands.search:search",
    name="search",
    help="Find entities by words of their names: in any order, with a slip, the last one perhaps unfinished.",
)
app.command(
    "flows.commands.corrections.decide:merge",
    name="merge",
    help="Say that two entities are the same; they stay together on every later run.",
)
app.command(
    "flows.commands.corrections.decide:split",
    name="split",
    help="Say that an entity is two: what some documents call so, or some of its names, are another one.",
)
app.command("flows.commands.corrections.decide:rename", name="rename", help="Say what an entity is called.")
app.command("flows.commands.corrections.decide:retype", name="retype", help="Say of which type an entity is.")
app.command(
    "flows.commands.corrections.decide:hide",
    name="hide",
    help="Take an entity out of listings; its evidence stays.",
)
app.command(
    "flows.commands.corrections.decisions:undo",
    name="undo",
    help="Take decisions back; without ids the last one of yours that holds.",
)
app.command(
    "flows.commands.corrections.decisions:decisions",
    name="decisions",
    help="List what people decided, and whether it is followed.",
)
app.command(
    "flows.commands.corrections.review:review",
    name="review",
    help="Judge the pairs that linking is unsure of, those that matter most first.\n\nOn a terminal one pair at a time; else, and with --json, the questions are listed.",
)
app.command(
    "flows.commands.corrections.explain:explain",
    name="explain",
    help="Show why two names are one entity or two: word by word, by which rule, and what the documents say.",
)
app.command(
    "flows.commands.corrections.resolve:resolve",
    name="resolve",
    help="Link the whole graph anew from its evidence and show what would change; nothing is written without --apply.",
)
app.command(
    "flows.commands.corrections.link:link",
    name="link",
    help="Show which entries of knowledge bases the entities are, and why; with --kb nothing is written.\n\nWithout --kb the graph is linked anew by the knowledge bases in the settings.",
)
app.command(
    "flows.commands.audit:audit",
    name="audit",
    help="Recount the whole graph from its mentions and report every difference.",
)
app.command(
    "flows.commands.forget:forget",
    name="forget",
    help="Remove documents and all that only they brought in.\n\nWhat stands for many documents (a folder, a glob, a whole .jsonl, .mbox or .epub, --gone) is shown, and removed only with --apply.",
)
app.command(
    "flows.commands.analyse:analyse",
    name="analyse",
    help="Measure the graph as a network: communities, PageRank, betweenness, cores, backbone; write them to it.",
)
app.command(
    "flows.commands.copy:copy",
    name="copy",
    help="Copy the graph to the other store as it is: ids, redirects, dates and all. A copy that was cut off begins afresh.",
)
app.command(
    "flows.commands.rebuild:rebuild",
    name="rebuild",
    help="Build the graph again from its own documents and mentions: no file is read and no model run.\n\nMends what was damaged by hand. A rebuild that was cut off goes on when it is run again.",
)
app.command(
    "flows.commands.tidy:tidy",
    name="tidy",
    help="Delete entities that no document names any more and that lead to none that is named.",
)
app.command(
    "flows.commands.models:models",
    name="models",
    help="List models: bundled, in the hub's cache, known by name; and which one the settings select.",
)
app.command(
    "flows.commands.evaluation.train:train",
    name="train",
    help="Fine-tune a model on your own annotations; shows the score on held-out texts before and after.",
)
app.command(
    "flows.commands.doctor:doctor",
    name="doctor",
    help="Check the installation, the model, the store and the settings.",
)
app.command(
    "flows.commands.metrics:metrics",
    name="metrics",
    help="Serve the metrics of the runs for Prometheus, at this machine alone.\n\nIt goes on until it is interrupted. The figures are those of the run ledger, whoever ran. Where OTEL_EXPORTER_OTLP_ENDPOINT is\nset they are sent there as well, each minute unless OTEL_METRIC_EXPORT_INTERVAL says otherwise.",
)
app.command(
    "flows.commands.deploy:deploy",
    name="deploy",
    help="Put the project on the Prefect server of PREFECT_API_URL: flows, schedules, work pool, triggers.\n\nAll as [schedule] in graphmill.toml says; what is there already is brought up to date.",
)
app.command(
    "flows.commands.serve:serve",
    name="serve",
    help="Run the project's flows on their schedules on this machine: server, worker and schedules in one.\n\nIt goes on until it is interrupted, and then ends all that it has started. [schedule] in graphmill.toml says what runs when.",
)

evaluate = App(name="evaluate", help="Measure graphmill against annotations of your own.")
evaluate.command(
    "flows.commands.evaluation.extraction:extraction",
    name="extraction",
    help="Measure extraction against annotated texts: precision, recall and F1, confusions, the worst mistakes.",
)
evaluate.command(
    "flows.commands.evaluation.linking:linking",
    name="linking",
    help="Measure linking against annotated mentions: B-cubed, pairs and CEAF-e, the worst false merges and splits.",
)
app.command(evaluate)

app.command(
    "flows.commands.explore:explore",
    name="explore",
    help="Serve a page to search, explore and correct the graph, at this machine alone.\n\nIt goes on until it is interrupted, and an ingest may run meanwhile. At another address than this machine's own the page is for those alone who have the address that is printed: it\nholds a token, that of GRAPHMILL_EXPLORE_TOKEN or a new one.",
)
app.command(
    "flows.commands.export:export", name="export", help="Write the graph to files for another program."
)

WITHOUT_STORE = frozenset({"evaluate", "extract", "init", "metrics", "models", "train"})
"""Commands that never open the embedded store, and so start at once, without the room that it takes beside PyTorch."""


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
