"""Sources that are asked again and again for what is new: the sections ``[[sources]]`` of a project's settings."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    PlainValidator,
    SerializeAsAny,
    Tag,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from extractors.sources.any_source import AnySource
from extractors.sources.kinds import KINDS, added_kinds


def variable_name(given: str) -> str:
    """Return the name of a variable of the environment as it was given.

    Raises:
        ValueError: it is no such name, but perhaps the secret itself, which has no place in a file.

    """
    if given and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", given):
        raise ValueError(
            "give the name of an environment variable, of letters, digits and _; what it holds stands in the environment alone"
        )
    return given


def _no_setting(name: str) -> str:
    if name.upper().startswith("GRAPHMILL_"):
        raise ValueError(
            f"{name} would be taken for a setting: name a variable that does not begin with GRAPHMILL_"
        )
    return name


Variable = Annotated[str, AfterValidator(variable_name), AfterValidator(_no_setting)]
"""The name of a variable of the environment that holds a secret."""


class FilesSource(AnySource):
    """Files: ``path`` is a folder, a glob, or an fsspec URL of one (``s3://bucket/press/**/*.pdf``)."""

    kind: Literal["files"] = "files"
    path: Annotated[str, Field(min_length=1)]
    exclude: tuple[str, ...] = ()


class Fetched(AnySource):
    """What sources on the web have: their address as ``url``, or, if it holds a secret, in the environment as ``url_variable``.

    Nothing is fetched that has more than ``most_bytes``.
    """

    url: str = ""
    url_variable: Variable = ""
    most_bytes: Annotated[int, Field(gt=0)] = 50_000_000

    @model_validator(mode="after")
    def _has_one_address(self) -> Self:
        if bool(self.url.strip()) == bool(self.url_variable.strip()):
            raise ValueError(
                f"{self.name}: give the address as url, or the name of the environment variable that has it as url_variable"
            )
        return self


class FeedSource(Fetched):
    """The items of an RSS or Atom feed; with ``follow`` the page behind each item's link is read in place of what the feed has of it."""

    kind: Literal["feed"]
    follow: bool = False


class SitemapSource(Fetched):
    """The pages of a sitemap, or of an index of sitemaps, whose address contains ``contains``."""

    kind: Literal["sitemap"]
    contains: str = ""


class ImapSource(AnySource):
    """The mails of one folder of an IMAP account; the password is that of ``password_variable`` in the environment.

    ``tls`` is true for the port 993, ``starttls`` for 143; without it the password goes over the wire as it is. Nothing is fetched that has
    more than ``most_bytes``.
    """

    kind: Literal["imap"]
    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    tls: Literal["starttls"] | bool = True
    user: Annotated[str, Field(min_length=1)]
    password_variable: Variable = "IMAP_PASSWORD"  # noqa: S105 - the name of a variable
    folder: Annotated[str, Field(min_length=1)] = "INBOX"
    most_bytes: Annotated[int, Field(gt=0)] = 50_000_000


class MaildirSource(AnySource):
    """The mails of a Maildir folder."""

    kind: Literal["maildir"]
    path: Annotated[str, Field(min_length=1)]


class TableSource(AnySource):
    """The rows of a table, each a document: of a ``.csv``, ``.tsv`` or ``.parquet`` file, or of a ``query`` to a database.

    ``path`` is the file, or the name of the environment variable with the database's SQLAlchemy URL is ``url_variable``. ``id`` names the column that tells rows
    apart, ``text`` the column or columns with the text, which is of the format ``text_format``, ``title`` and ``date`` those with these, ``metadata`` further
    columns to keep. ``cursor`` names a column that only grows (a number or a time of change): with it only rows past the highest one seen are
    read, and those up to ``lookback`` (seconds of a time, units of a number) before it, for rows are not always there in the order of their numbers.
    """

    kind: Literal["table"]
    path: str = ""
    url_variable: Variable = ""
    query: str = ""
    id: Annotated[str, Field(min_length=1)]
    text: tuple[Annotated[str, Field(min_length=1)], ...]
    text_format: Literal["plain", "html", "markdown"] = "plain"
    title: str = ""
    date: str = ""
    metadata: tuple[str, ...] = ()
    cursor: str = ""
    lookback: Annotated[float, Field(ge=0)] = 3600
    most_bytes: Annotated[int, Field(gt=0)] = 200_000_000

    @field_validator("text", mode="before")
    @classmethod
    def _one_column_alone_will_do(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _is_a_file_or_a_query(self) -> Self:
        if not self.text:
            raise ValueError(f"{self.name}: name at least one column as text")
        if bool(self.path) == bool(self.url_variable):
            raise ValueError(
                f"{self.name}: give the file as path, or the name of the environment variable with the database's URL as url_variable"
            )
        if bool(self.url_variable) != bool(self.query.strip()):
            raise ValueError(
                f"{self.name}: url_variable goes with a query, the SELECT whose rows are the documents"
            )
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read, each once."""
        named = (self.id, *self.text, self.title, self.date, *self.metadata, self.cursor)
        return tuple(dict.fromkeys(filter(None, named)))


def _kind_of(given: object) -> str:
    kind = given.get("kind", "") if isinstance(given, dict) else getattr(given, "kind", "")
    return kind if isinstance(kind, str) and kind in KINDS else "kind"


def _of_another_package(given: Any) -> AnySource:
    if isinstance(given, AnySource):
        return given
    kind = given.get("kind", "") if isinstance(given, dict) else ""
    added = added_kinds()
    if not isinstance(kind, str) or kind not in added:
        known = ", ".join([*KINDS, *added])
        raise ValueError(f"there is no kind of source {kind!r}: choose one of {known}")
    try:
        return added[kind].settings.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise ValueError(f"{kind}: {field}: {first['msg']}") from error


SourceSettings = Annotated[
    Annotated[FilesSource, Tag("files")]
    | Annotated[FeedSource, Tag("feed")]
    | Annotated[SitemapSource, Tag("sitemap")]
    | Annotated[ImapSource, Tag("imap")]
    | Annotated[MaildirSource, Tag("maildir")]
    | Annotated[TableSource, Tag("table")]
    | Annotated[
        SerializeAsAny[AnySource],
        PlainValidator(_of_another_package),
        # Of a kind that is none of these, so that a form knows one source by its kind, too.
        WithJsonSchema(
            {
                "title": "Source of another package",
                "type": "object",
                "properties": {"kind": {"type": "string", "not": {"enum": list(KINDS)}}},
                "required": ["kind"],
            }
        ),
        Tag("kind"),
    ],
    Discriminator(_kind_of),
]
"""One source, told by its ``kind``; that of another package is of the model that it declares."""
