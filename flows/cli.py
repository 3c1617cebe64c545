"""The ``graphmill`` command.

Exit codes: 0 ok, 1 failed, 2 usage, 3 partial (something was rejected, the rest is done). Heavy imports happen inside
the commands, so that ``graphmill --help`` is quick.
"""

from __future__ import annotations

import importlib.metadata
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, CycloptsError, Parameter

from extractors.errors import GraphmillError
from flows import static_tls
from flows.output import EXIT_FAILED, EXIT_OK, EXIT_USAGE, UsageError, print_error

if TYPE_CHECKING:
    from flows.settings import Settings

app = App(
    name="graphmill",
    help="Mill documents into a knowledge graph.",
    version=lambda: importlib.metadata.version("graphmill"),
    help_format="plaintext",
    default_parameter=Parameter(negative=()),
)
evaluate_app = App(name="evaluate", help="Measure graphmill against annotations of your own.")
app.command(evaluate_app)

WITHOUT_STORE = frozenset({"evaluate", "extract", "init", "models", "train"})
"""Commands that never open the embedded store, and so start at once, without the room that it takes beside PyTorch."""

_MAP_HELP = "A type of the gold under the label to look for, as PER=person; several by commas, or repeated."

_AnnotationForm = Annotated[
    Literal["spans", "tokens", "conll"] | None,
    Parameter("--format", help="How annotations are written, where their content should not tell."),
]


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """Options of every command that works on a project."""

    config: Annotated[
        Path | None, Parameter(help="Settings file; else the nearest graphmill.toml, else defaults.")
    ] = None
    state: Annotated[Path | None, Parameter(help="Folder of the embedded graph and of staged work.")] = None
    store: Annotated[Literal["embedded", "neo4j"] | None, Parameter(help="Where the graph is kept.")] = None
    json: Annotated[bool, Parameter(help="Print JSON instead of tables.")] = False

    def settings(self, **options: Any) -> Settings:
        """Read the settings with these options laid over them."""
        from flows.settings import load_settings

        state = self.state.resolve() if self.state else None
        return load_settings(self.config, state=state, store={"kind": self.store}, **options)


COMMON = Common()


@app.command
def init(folder: Path = Path(), *, force: bool = False) -> int:
    """Write a commented graphmill.toml.

    Parameters
    ----------
    folder
        Where to write it.
    force
        Replace a file that is already there.

    """
    from flows.commands.project import write_settings_file

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
        types=[{"name": name} for name in _split(labels)] or None,
    )
    return run_ingest(paths, settings, as_json=common.json, quiet=quiet, verbose=verbose)


@app.command
def status(*, common: Common = COMMON) -> int:
    """Show what the graph holds and what was rejected."""
    from flows.commands.project import show_status

    return show_status(common.settings(), as_json=common.json)


@app.command
def query(
    cypher: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    param: Annotated[
        list[str] | None, Parameter(help="A parameter as NAME=VALUE (VALUE is JSON or text); repeatable.")
    ] = None,
    limit: Annotated[int, Parameter(help="Most rows to fetch.")] = 1000,
    timeout: Annotated[float, Parameter(help="Seconds a query may run.")] = 30.0,
    common: Common = COMMON,
) -> int:
    """Ask the graph in Cypher, read-only.

    Parameters
    ----------
    cypher
        The query; "-" reads it from standard input.

    """
    from flows.commands.explore import run_query

    _refuse_option(cypher)
    text = sys.stdin.read() if cypher == "-" else cypher
    return run_query(text, param or [], common.settings(), limit=limit, timeout=timeout, as_json=common.json)


@app.command
def entity(name: str, *, limit: int = 10, common: Common = COMMON) -> int:
    """Show an entity: its aliases, its neighbours by NPMI, and the sentences it stands in.

    Parameters
    ----------
    name
        A name, an alias, or an entity id.
    limit
        Most neighbours and most sentences.

    """
    from flows.commands.explore import show_entity

    return show_entity(name, common.settings(), limit=limit, as_json=common.json)


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

    _refuse_option(file)
    if compare is not None and model is not None:
        raise UsageError("--compare names its two models itself: leave out --model.")
    settings = common.settings(extractor={"model": model, "threshold": threshold})
    if compare is None:
        return print_annotations(file, _split(labels), settings)
    from flows.commands.compare import print_comparison

    asked = asked_for(_split(labels), settings)
    return print_comparison(file, compare, asked, settings, as_json=common.json)


@app.command
def mentions(*, common: Common = COMMON) -> int:
    """Print every mention with document, offsets, type, score and entity, one JSON object a line."""
    from flows.commands.explore import print_mentions

    return print_mentions(common.settings())


@app.command
def audit(*, common: Common = COMMON) -> int:
    """Recount the whole graph from its mentions and report every difference."""
    from flows.commands.project import run_audit

    return run_audit(common.settings(), as_json=common.json)


@app.command
def forget(
    documents: Annotated[list[str], Parameter(consume_multiple=True)], *, common: Common = COMMON
) -> int:
    """Remove documents and all that only they brought in.

    Parameters
    ----------
    documents
        Paths, URLs or document ids, as `graphmill mentions` shows them.

    """
    from flows.commands.project import forget_documents

    return forget_documents(documents, common.settings(), as_json=common.json)


@evaluate_app.command
def extraction(
    gold: Path,
    *,
    labels: str | None = None,
    map_: Annotated[list[str] | None, Parameter("--map", help=_MAP_HELP)] = None,
    model: str | None = None,
    engine: str | None = None,
    threshold: float | None = None,
    page: Path | None = None,
    calibrate: bool = False,
    errors: int | None = None,
    limit: int | None = None,
    seed: int = 0,
    format_: _AnnotationForm = None,
    quiet: bool = False,
    common: Common = COMMON,
) -> int:
    """Measure extraction against annotated texts: precision, recall and F1, confusions, the worst mistakes.

    Parameters
    ----------
    gold
        JSON lines of {text, entities: [{start, end, type}]}, JSON lines of {tokens, spans, labels}, or CoNLL.
    labels
        Labels to look for, separated by commas; else the types in the gold.
    model
        "bundled", a model's hub name, or a folder.
    engine
        Package that runs the model: gliner or gliner2.
    threshold
        Least score of a mention, between 0 and 1.
    page
        Write a page of HTML with all of it to this file.
    calibrate
        Find the best threshold of each label instead, and show the settings for it.
    errors
        Mistakes of each kind to show: 5, on the page and in JSON 20.
    limit
        Take this many of the texts, drawn at random.
    seed
        Seed of every random choice.
    quiet
        Show no progress.

    """
    from extractors.annotations import Form
    from flows.commands.evaluate import Choices, evaluate_extraction

    settings = common.settings(extractor={"model": model, "engine": engine, "threshold": threshold})
    choices = Choices(
        labels=_split(labels),
        names=map_ or (),
        form=Form(format_) if format_ else None,
        limit=limit,
        seed=seed,
        errors=errors,
        page=page,
        calibrate=calibrate,
    )
    return evaluate_extraction(gold, settings, choices, as_json=common.json, quiet=quiet)


@evaluate_app.command
def linking(
    gold: Path,
    *,
    flip: float = 0.0,
    seed: int = 0,
    errors: int | None = None,
    predicted: bool = False,
    map_: Annotated[list[str] | None, Parameter("--map", help=_MAP_HELP)] = None,
    model: str | None = None,
    engine: str | None = None,
    threshold: float | None = None,
    quiet: bool = False,
    common: Common = COMMON,
) -> int:
    """Measure linking against annotated mentions: B-cubed, pairs and CEAF-e, the worst false merges and splits.

    Parameters
    ----------
    gold
        JSON lines of {doc, start, end, text, type, link, cluster}, or of {doc, text, entities: [{mentions, link}]}.
    flip
        Share of the gold mentions to give a random wrong type, between 0 and 1.
    seed
        Seed of the wrong types.
    errors
        Mistakes of each kind to show: 5, in JSON 20.
    predicted
        Link the mentions that the extractor finds in the gold's texts instead of the gold's own.
    model
        "bundled", a model's hub name, or a folder; with `--predicted`.
    engine
        Package that runs the model: gliner or gliner2; with `--predicted`.
    threshold
        Least score of a mention, between 0 and 1; with `--predicted`.
    quiet
        Show no progress.

    """
    from flows.commands.evaluate_linking import Choices, run_linking_evaluation

    extractor = {"model": model, "engine": engine, "threshold": threshold}
    choices = Choices(
        names=map_ or (),
        flip=flip,
        seed=seed,
        errors=errors,
        predicted=predicted,
        extractor_options=[f"--{name}" for name, value in extractor.items() if value is not None],
    )
    settings = common.settings(extractor=extractor)
    return run_linking_evaluation(gold, settings, choices, as_json=common.json, quiet=quiet)


@app.command
def train(
    data: Path,
    *,
    out: Path,
    from_: Annotated[
        str | None, Parameter("--from", help='Model to begin with: "bundled", a hub name, or a folder.')
    ] = None,
    test: Path | None = None,
    held_out: float = 0.2,
    validation: float = 0.1,
    epochs: int | None = None,
    batch_size: int | None = None,
    learning_rate: float | None = None,
    head_learning_rate: float | None = None,
    threshold: float | None = None,
    seed: int = 0,
    device: str = "auto",
    format_: _AnnotationForm = None,
    resume: bool = False,
    quiet: bool = False,
    common: Common = COMMON,
) -> int:
    """Fine-tune a model on your own annotations; shows the score on held-out texts before and after.

    Parameters
    ----------
    data
        JSON lines of {text, entities: [{start, end, type}]}, JSON lines of {tokens, spans, labels}, or CoNLL.
    out
        Folder for the model; `--model` of every other command takes it.
    test
        Annotations to measure with, instead of a part of the data.
    held_out
        Part of the texts that only measures.
    validation
        Part of the other texts that chooses the epoch to keep; with 0 the last is kept.
    epochs
        Times that all texts are gone through: 10.
    batch_size
        Passages a step: 8.
    learning_rate
        Peak learning rate of the encoder: 5e-5.
    head_learning_rate
        Peak learning rate of all else: 2e-4.
    threshold
        Least score of a mention, between 0 and 1, before and after; else the model's own.
    seed
        Seed of every random choice.
    device
        auto, cpu or cuda.
    resume
        Go on with a run that was stopped, after its last whole epoch.
    quiet
        Show no progress.

    """
    from extractors.annotations import Form
    from extractors.fine_tuning import Options
    from flows.commands.train import Data, train_model

    settings = common.settings(extractor={"model": from_, "threshold": threshold})
    given = {
        "epochs": epochs,
        "batch_size": batch_size,
        "encoder_rate": learning_rate,
        "head_rate": head_learning_rate,
    }
    options = Options(
        seed=seed,
        device=device,
        **{name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]
    )
    form = Form(format_) if format_ else None
    return train_model(
        Data(data, test, held_out, validation, form),
        out,
        options,
        settings,
        resume=resume,
        as_json=common.json,
        quiet=quiet,
    )


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
        result = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
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
    except GraphmillError as error:
        print_error(str(error))
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED
    return result if isinstance(result, int) else EXIT_OK


def _message(error: CycloptsError) -> str:
    return " ".join(str(error).split())


def _refuse_option(value: str) -> None:
    """Refuse a mistyped option where "-" is allowed as a value."""
    if value.startswith("-") and value != "-":
        raise UsageError(f"Unknown option: {value}. See `graphmill --help`.")


def _split(labels: str | None) -> list[str]:
    return [label.strip() for label in (labels or "").split(",") if label.strip()]


if __name__ == "__main__":
    main()
