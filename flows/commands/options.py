"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_origin

from cyclopts import Parameter, Token

from extractors.errors import UsageError
from extractors.paths import at_home
from graph.stores.kinds import STORES

if TYPE_CHECKING:
    from flows.project.settings import Settings


def _expanded(annotation: Any, tokens: Sequence[Token]) -> Path | list[Path]:
    # A shell leaves the tilde of --out=~/x, and of a quoted path, alone.
    paths = [at_home(token.value) for token in tokens]
    return paths if get_origin(annotation) is list else paths[0]


PATH = Parameter(converter=_expanded)
"""Takes one path, or a list of them; ``~`` is the user's home."""

Why = Annotated[str, Parameter(help="The reason, kept with the decision.")]

if TYPE_CHECKING:
    StoreKind = str
else:
    StoreKind = Literal[tuple(STORES)]
"""The name of a kind of store, which the help lists."""

MAP_HELP = "A type of the gold under the label to look for, as PER=person; several by commas, or repeated."

AnnotationForm = Annotated[
    Literal["spans", "tokens", "conll"] | None,
    Parameter("--format", help="How annotations are written, where their content should not tell."),
]


file_of_command: ContextVar[Path | None] = ContextVar("file_of_command", default=None)
"""The settings file of the command at hand, None where it found none."""


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """Options of every command that works on a project."""

    config: Annotated[
        Path | None, PATH, Parameter(help="Settings file; else the nearest graphmill.toml, else defaults.")
    ] = None
    state: Annotated[
        Path | None, PATH, Parameter(help="Folder of the embedded graph and of staged work.")
    ] = None
    store: Annotated[StoreKind | None, Parameter(help="Where the graph is kept.")] = None
    json: Annotated[bool, Parameter(help="Print JSON instead of tables.")] = False

    def settings(self, **options: Any) -> Settings:
        """Read the settings with these options laid over them."""
        from flows.project.settings_file import load_settings, settings_file

        file_of_command.set(settings_file(self.config))
        state = self.state.resolve() if self.state else None
        return load_settings(self.config, state=state, store={"kind": self.store}, **options)


@Parameter(name="*")
@dataclass(frozen=True)
class ExtractorChoice:
    """Which model finds mentions, and what counts as found, for one call."""

    model: Annotated[str | None, Parameter(help='"bundled", a model\'s hub name, or a folder.')] = None
    engine: Annotated[str | None, Parameter(help="Package that runs the model: gliner or gliner2.")] = None
    threshold: Annotated[float | None, Parameter(help="Least score of a mention, between 0 and 1.")] = None

    @property
    def given(self) -> dict[str, str | float]:
        """The settings of the extractor that were given, by their names."""
        return {name: value for name, value in asdict(self).items() if value is not None}


EXTRACTOR = ExtractorChoice()
COMMON = Common()


def refuse_option(value: str) -> None:
    """Refuse a mistyped option where "-" is allowed as a value."""
    if value.startswith("-") and value != "-":
        raise UsageError(f"Unknown option: {value}. See `graphmill --help`.")


def split_list(given: str | None) -> list[str]:
    """Return the values of an option that takes several separated by commas."""
    return [label.strip() for label in (given or "").split(",") if label.strip()]
