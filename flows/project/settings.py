"""The one settings model: ``graphmill.toml``, ``GRAPHMILL_*`` variables, command options and flow parameters.

Later sources win: defaults, then the file, then the environment (``GRAPHMILL_STORE__KIND=neo4j``), then options.
Secrets are no settings: the Neo4j password comes from ``NEO4J_PASSWORD`` or a Prefect Secret block and is never
written to a file, a flow parameter or a log.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError, UsageError
from extractors.mentions import Label
from extractors.readers.conversion import ReaderSettings
from extractors.sources.settings import SourceSettings
from flows.project.scale import ScaleSettings
from flows.project.schedule import ScheduleSettings
from flows.project.telemetry import TelemetrySettings
from graph.analysis.settings import AnalysisSettings
from graph.errors import SchemaError
from graph.schema.labels import node_label
from graph.stores.settings import StoreChoice
from linking.knowledge_base.candidates import MARGIN

if TYPE_CHECKING:
    from extractors.rules.patterns import PatternRule

CONFIG_NAME = "graphmill.toml"


class SettingsError(UsageError):
    """Settings that cannot be used; the message names the file, the field and the remedy."""


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(f"the home folder in {str(path)!r} is not known: write the folder itself") from error


ProjectPath = Annotated[Path, AfterValidator(_expanded)]
"""A path relative to the project's folder; ``~`` is the user's home."""


class EntityType(BaseModel):
    """A type of entity to look for; its name alone will do.

    ``name`` is the type in the graph (letters, digits, spaces, hyphens and underscores), ``prompt`` the words that the model reads when
    they should differ from the name, ``description`` is for engines that read one (gliner2), ``threshold`` (0 to 1)
    overrides the extractor's. A type with a ``kind`` (values of a form that can be checked, such as ``email``) or a ``pattern`` (a
    regular expression) is found by that rule, and by the model only if ``prompt`` is given, too; ``region`` is the country
    (``DE``) of a kind's values that do not name theirs.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_ -]{0,63}$")]
    prompt: str = ""
    description: str = ""
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None
    kind: str = ""
    pattern: str = ""
    region: str = ""

    @model_validator(mode="before")
    @classmethod
    def _name_alone_will_do(cls, given: object) -> object:
        return {"name": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _usable_in_a_graph(self) -> EntityType:
        try:
            node_label(self.name)
        except SchemaError as error:
            raise ValueError(str(error)) from error
        return self

    @model_validator(mode="after")
    def _rule_can_be_used(self) -> EntityType:
        if self.region and self.rule is None:
            raise ValueError(
                f"{self.name}: it has a region and no kind. Leave it out, or name the kind that it is for."
            )
        if self.rule is not None:
            said = [name for name in ("threshold", "description") if getattr(self, name) not in (None, "")]
            if said and not self.prompt:
                raise ValueError(
                    f"{self.name}: its {' and '.join(said)} would say nothing, as a rule alone finds it. Leave that out, or give the "
                    "words for a model as `prompt`."
                )
            # Only here and below: the kinds take longer to load than all the settings.
            from extractors.rules.patterns import pattern_finder

            try:
                pattern_finder([self.rule])
            except ExtractorError as error:
                raise ValueError(str(error).removeprefix("types: ")) from error
        return self

    @property
    def rule(self) -> PatternRule | None:
        """The rule that finds it, None where only the model does."""
        if not self.kind and not self.pattern:
            return None
        from extractors.rules.patterns import PatternRule

        return PatternRule(self.name, kind=self.kind, pattern=self.pattern, region=self.region)

    @property
    def is_by_model(self) -> bool:
        """Whether the model is asked for it."""
        return self.rule is None or bool(self.prompt)

    def label(self) -> Label:
        """Return the type as a label."""
        return Label(self.name, self.prompt, self.description, self.threshold)


DEFAULT_TYPES = tuple(
    EntityType(name=name) for name in ("person", "organization", "location", "event", "product", "date")
)


class ProjectStore(StoreChoice):
    """Where the graph is kept; everything about the store but its passwords, which no settings hold."""

    password_block: str = Field(
        default="",
        description="Name of a Prefect Secret block with the password; else NEO4J_PASSWORD is read.",
    )
    read_password_block: str = Field(
        default="",
        description="Name of a Prefect Secret block with the second user's password; else NEO4J_READ_PASSWORD is read.",
    )

    @property
    def names_secret_blocks(self) -> bool:
        """Whether a password that is needed is in a Prefect Secret block."""
        return self.kind == "neo4j" and bool(
            self.password_block or (self.read_user and self.read_password_block)
        )


class FlowSettings(BaseModel):
    """How the ingest flow cuts its work and retries it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    batch_files: Annotated[int, Field(ge=1)] = 32
    batch_bytes: Annotated[int, Field(ge=1)] = 4_000_000
    link_documents: Annotated[int, Field(ge=1)] = 2000
    commit_documents: Annotated[int, Field(ge=1)] = 100
    workers: Annotated[int, Field(ge=1)] = 1
    retries: Annotated[int, Field(ge=0)] = 2
    retry_delay_seconds: Annotated[float, Field(ge=0)] = 5.0
    keep_runs: Annotated[int, Field(ge=1)] = Field(
        default=500, description="So many runs stay in the ledger that `graphmill runs` shows."
    )


class KnowledgeBaseFile(BaseModel):
    """A file of known entities, relative to ``base``, and the name that its entries bear in the graph (``staff:p17``).

    With ``find`` their names are looked for in the texts; without it names that are found otherwise are linked to them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: ProjectPath
    name: str = ""
    find: bool = False

    @property
    def list_name(self) -> str:
        """The name that stands before an entry's id."""
        return self.name or self.path.stem

    @model_validator(mode="before")
    @classmethod
    def _path_alone_will_do(cls, given: object) -> object:
        return {"path": given} if isinstance(given, (str, Path)) else given

    @model_validator(mode="after")
    def _name_can_be_told_from_an_id(self) -> KnowledgeBaseFile:
        name = self.list_name
        if ":" in name or not name.isprintable() or not name.strip():
            raise ValueError(
                f'the name {name!r} cannot stand before an id: give another, {{path = "…", name = "staff"}}'
            )
        return self


class KnowledgeBaseSettings(BaseModel):
    """The entities that are known beforehand: ``types`` maps types of the files to types of the graph.

    ``margin`` is by how much the share of the best of several entries with one name has to lead the next.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: tuple[KnowledgeBaseFile, ...] = ()
    margin: Annotated[float, Field(ge=0, le=1)] = MARGIN
    types: dict[str, str] = {}

    @field_validator("files", mode="before")
    @classmethod
    def _is_a_list(cls, files: object) -> object:
        if not isinstance(files, (list, tuple)):
            raise ValueError('give a list of files: files = ["staff.csv"]')  # noqa: TRY004 - pydantic shows no TypeError
        return files

    @model_validator(mode="after")
    def _names_are_distinct(self) -> KnowledgeBaseSettings:
        seen: dict[str, Path] = {}
        for file in self.files:
            name = file.list_name
            if name in seen:
                raise ValueError(
                    f"files: {seen[name]} and {file.path} are both named {name!r}: name one otherwise, "
                    '{path = "…", name = "…"}'
                )
            seen[name] = file.path
        return self


class Settings(BaseModel):
    """All settings of a project, and the parameters of its flows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: ProjectPath = Field(
        default=Path(), description="The project's folder: paths in the graph are relative to it."
    )
    project: str = Field(
        default="",
        description="Name of the project, which its graph remembers; empty: that of the project's folder.",
    )
    state: ProjectPath = Field(
        default=Path(".graphmill"), description="Embedded graph, staged extractions, Prefect's own data."
    )
    decisions: ProjectPath = Field(
        default=Path("decisions.jsonl"),
        description="What people decided about names; keep it under version control.",
    )
    types: tuple[EntityType, ...] = DEFAULT_TYPES
    extractor: ExtractorSettings = ExtractorSettings()
    reader: ReaderSettings = ReaderSettings()
    store: ProjectStore = ProjectStore()
    flow: FlowSettings = FlowSettings()
    knowledge_base: KnowledgeBaseSettings = KnowledgeBaseSettings()
    analysis: AnalysisSettings = AnalysisSettings()
    sources: tuple[SourceSettings, ...] = Field(
        default=(), description="What `graphmill ingest` without paths brings in."
    )
    schedule: ScheduleSettings = ScheduleSettings()
    scale: ScaleSettings = ScaleSettings()
    telemetry: TelemetrySettings = TelemetrySettings()

    @field_validator("sources", mode="before")
    @classmethod
    def _sources_are_files_unless_they_say(cls, given: object) -> object:
        if not isinstance(given, (list, tuple)):
            raise ValueError('give each source a section: [[sources]] with name = "inbox" and path = "inbox"')  # noqa: TRY004 - pydantic shows no TypeError
        return [{"kind": "files"} | each if isinstance(each, dict) else each for each in given]

    @model_validator(mode="after")
    def _sources_have_names_of_their_own(self) -> Settings:
        names = [source.name for source in self.sources]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"sources: two are named {name!r}: give each a name of its own")
        return self

    @model_validator(mode="after")
    def _state_has_a_folder_of_its_own(self) -> Settings:
        if self.state_folder == self.base.resolve():
            raise ValueError("state: name a folder of its own, not the one that the documents are in")
        return self

    @model_validator(mode="after")
    def _types_are_distinct(self) -> Settings:
        if not self.types:
            raise ValueError("types: name at least one entity type")
        seen: dict[str, str] = {}
        for entity_type in self.types:
            label = node_label(entity_type.name)
            if label in seen:
                raise ValueError(
                    f"types: {entity_type.name!r} and {seen[label]!r} are one node label ({label}) in the graph: rename one"
                )
            seen[label] = entity_type.name
        return self

    @property
    def state_folder(self) -> Path:
        """The absolute folder of everything graphmill keeps for this project."""
        return (self.base / self.state).resolve()

    @property
    def project_name(self) -> str:
        """The name by which the graph knows the project."""
        return self.project.strip() or self.base.resolve().name or "/"

    @property
    def decisions_path(self) -> Path:
        """The absolute path of the file of decisions."""
        return (self.base / self.decisions).resolve()

    @property
    def labels(self) -> tuple[Label, ...]:
        """What is looked for, by the model or by rules."""
        return tuple(entity_type.label() for entity_type in self.types)
