"""Sources that are asked again and again for what is new: the sections ``[[sources]]`` of a project's settings."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Remembered(BaseModel):
    """What every kind of source has.

    ``deleted`` says what becomes of documents that the source holds no more: ``keep`` them, ``forget`` them at the next run, or
    once they have been away for ``forget_after_days``. A source that lacks more than the share ``most_gone`` of what it held at one look is
    taken for damaged, and nothing of it is forgotten. A look that takes longer than ``timeout_seconds`` ends.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    deleted: Literal["keep", "forget"] = "keep"
    forget_after_days: Annotated[float, Field(ge=0)] = 0
    most_gone: Annotated[float, Field(gt=0, le=1)] = 0.5
    timeout_seconds: Annotated[float, Field(gt=0)] = 300


class FilesSource(_Remembered):
    """Files: ``path`` is a folder, a glob, or an fsspec URL of one (``s3://bucket/press/**/*.pdf``)."""

    kind: Literal["files"] = "files"
    path: Annotated[str, Field(min_length=1)]
    exclude: tuple[str, ...] = ()


class Fetched(_Remembered):
    """What sources on the web have: their address as ``url``, or, if it holds a secret, in the environment as ``url_variable``.

    Nothing is fetched that has more than ``most_bytes``.
    """

    kind: str
    url: str = ""
    url_variable: str = ""
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


class ImapSource(_Remembered):
    """The mails of one folder of an IMAP account; the password is that of ``password_variable`` in the environment.

    ``tls`` is true for the port 993, ``starttls`` for 143; without it the password goes over the wire as it is. Nothing is fetched that has
    more than ``most_bytes``.
    """

    kind: Literal["imap"]
    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    tls: Literal["starttls"] | bool = True
    user: Annotated[str, Field(min_length=1)]
    password_variable: str = "GRAPHMILL_IMAP_PASSWORD"  # noqa: S105 - the name of a variable
    folder: Annotated[str, Field(min_length=1)] = "INBOX"
    most_bytes: Annotated[int, Field(gt=0)] = 50_000_000


class MaildirSource(_Remembered):
    """The mails of a Maildir folder."""

    kind: Literal["maildir"]
    path: Annotated[str, Field(min_length=1)]


class TableSource(_Remembered):
    """The rows of a table, each a document: of a ``.csv`` or ``.parquet`` file, or of a ``query`` to a database.

    ``path`` is the file, or the name of the environment variable with the database's SQLAlchemy URL is ``url_variable``. ``id`` names the column that tells rows
    apart, ``text`` the column or columns with the text, ``title`` and ``date`` those with these, ``metadata`` further columns to keep. ``cursor`` names a
    column that only grows (a number or a time of change): with it only rows past the highest one seen are read.
    """

    kind: Literal["table"]
    path: str = ""
    url_variable: str = ""
    query: str = ""
    id: Annotated[str, Field(min_length=1)]
    text: tuple[str, ...] | str
    title: str = ""
    date: str = ""
    metadata: tuple[str, ...] = ()
    cursor: str = ""


SourceSettings = Annotated[
    FilesSource | FeedSource | SitemapSource | ImapSource | MaildirSource | TableSource,
    Field(discriminator="kind"),
]
"""One source, told by its ``kind``; without one it is files."""
