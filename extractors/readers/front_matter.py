"""Date and title in the front matter of a Markdown file: YAML between lines of ``---``, or TOML between lines of ``+++``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.readers.dates import MODIFIED, first_date, iso_date_of, the_one_date

_FENCED = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*\r?\n")
_END = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE),
}
# Both parsers take time that grows with the square of what a hostile file holds: about a second at this length.
_LONGEST = 16_384
_PUBLISHED = ("date", "published", "publishdate", "pubdate", "created")
_CHANGED = ("updated", "updateddate", "modified", "lastmod")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The entries at the top level of a file's front matter, in their order, and where the text behind it begins."""

    entries: tuple[tuple[str, object], ...] = ()
    end: int = 0

    @property
    def title(self) -> str:
        """The title that it gives, empty if it gives none."""
        given = (value for key, value in self.entries if key.lower() == "title")
        return next((value for value in given if isinstance(value, str)), "")


def front_matter(text: str) -> FrontMatter:
    """Return a file's front matter; that which is longer than 16,384 characters, or without an end, is none."""
    opening = _FENCED.match(text)
    if opening is None:
        return FrontMatter()
    closing = _END[opening["fence"]].search(text, opening.end(), opening.end() + _LONGEST)
    if closing is None:
        return FrontMatter()
    block = text[opening.end() : closing.start()]
    entries = _yaml_entries(block) if opening["fence"] == "---" else _toml_entries(block)
    return FrontMatter(tuple(entries), closing.end())


def front_matter_date(found: FrontMatter) -> tuple[str, str]:
    """Return the date in front matter and where it stands there; two empty texts if there is none.

    Only keys at the top level count, in either case of letters.
    """
    entries = found.entries

    def dated(names: tuple[str, ...], mark: str) -> Iterator[tuple[str | None, str]]:
        for name in names:
            found = [(key, iso_date_of(value)) for key, value in entries if key.lower() == name]
            yield from (
                (the_one_date(each for _, each in found), f"front matter {key}{mark}") for key, _ in found
            )

    return first_date([*dated(_PUBLISHED, ""), *dated(_CHANGED, MODIFIED)])


def _yaml_entries(block: str) -> Iterator[tuple[str, object]]:
    import yaml

    try:
        # The nodes alone: no value is built, so that nothing is executed, multiplied or taken for another type.
        root = yaml.compose(block, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode):
            yield key.value, value.value


def _toml_entries(block: str) -> Iterator[tuple[str, object]]:
    try:
        yield from tomllib.loads(block.replace("\r\n", "\n")).items()
    except (ValueError, RecursionError):
        return
