"""The names that a project looks for in texts: those of its knowledge bases with ``find = true``, read once for each state of the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from extractors.rules.gazetteer import ListedName, gazetteer_finder
from extractors.rules.protocol import Finder
from flows.project.knowledge_bases import FileState, file_state
from flows.project.settings import KnowledgeBaseFile, Settings, SettingsError
from graph.errors import SchemaError
from graph.schema.labels import node_label
from linking.knowledge_base.candidates import KnowledgeBaseEntry
from linking.knowledge_base.file import KnowledgeBaseError, read_entries

_TYPES_SHOWN = 4


@dataclass(slots=True)
class ListUse:
    """How much of a knowledge base is looked for: its entries and names, and entries left out by their type."""

    name: str
    entries: int = 0
    names: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def describe(self) -> str:
        """Return it in a line for people."""
        told = f"{self.names:,} names of {self.entries:,} entries of {self.name}"
        if not self.left_out:
            return told
        return f"{told} (without {self.left_out.total():,}, whose types are not asked for: {self.types_left_out()})"

    def types_left_out(self) -> str:
        """Return the types of the entries that are left out, the most frequent first."""
        shown = [f"{kind or 'no type'} {count:,}" for kind, count in self.left_out.most_common(_TYPES_SHOWN)]
        more = len(self.left_out) - len(shown)
        return ", ".join(shown) + (f" and {more:,} more" if more else "")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The finder of a project's names, and what it takes of each list."""

    finder: Finder
    uses: tuple[ListUse, ...]


_Key = tuple[tuple[tuple[Path, str], ...], tuple[tuple[str, str], ...], tuple[str, ...]]
_made: dict[_Key, tuple[tuple[FileState, ...], Gazetteer]] = {}
_lock = Lock()


def project_gazetteer(settings: Settings, types: Collection[str]) -> Gazetteer | None:
    """Return what finds names of ``types`` that knowledge bases list, None if the settings want none found.

    An entry is looked for if its type is one of ``types``, as the settings map it. Files that did not change since this process read
    them are not read again.

    Raises:
        SettingsError: No entry of a file has a type of the project.
        linking.knowledge_base.file.KnowledgeBaseError: A file cannot be read or holds an entry that cannot be used.

    """
    files = [file for file in settings.knowledge_base.files if file.find]
    if not files:
        return None
    paths = tuple((settings.base.resolve() / file.path, file.list_name) for file in files)
    key = paths, tuple(sorted(settings.knowledge_base.types.items())), tuple(sorted(types))
    with _lock:
        states = tuple(file_state(path) for path, _ in paths)
        if key not in _made or _made[key][0] != states:
            # What an earlier state of the files took is given back before the new one is read.
            _made.pop(key, None)
            made = _made_of(files, settings, types)
            if tuple(file_state(path) for path, _ in paths) != states:
                raise KnowledgeBaseError(
                    f"{', '.join(str(path) for path, _ in paths)}: the files changed while they were read. "
                    "Run the command again."
                )
            _made[key] = states, made
        return _made[key][1]


def _made_of(files: Sequence[KnowledgeBaseFile], settings: Settings, types: Collection[str]) -> Gazetteer:
    uses = tuple(ListUse(file.list_name) for file in files)
    wanted = {node_label(each): each for each in types}

    def names() -> Iterator[ListedName]:
        for file, use in zip(files, uses, strict=True):
            path = settings.base.resolve() / file.path
            yield from _names(read_entries(path, settings.knowledge_base.types), use, wanted)

    finder = gazetteer_finder(names())
    own = {node_label(each.name) for each in settings.types}
    for file, use in zip(files, uses, strict=True):
        if not use.entries and own.isdisjoint(map(_label, use.left_out)):
            raise SettingsError(
                f"knowledge_base.files: {file.path} has find = true, but its entries have no type of the graph "
                f"({use.types_left_out()}). Add the type to types, or map it in [knowledge_base.types]."
            )
    return Gazetteer(finder, uses)


def _names(
    entries: Iterator[KnowledgeBaseEntry], use: ListUse, wanted: Mapping[str, str]
) -> Iterator[ListedName]:
    """Yield the names of entries of the types wanted, which are given by their node labels, and count what is used."""
    for entry in entries:
        kind = wanted.get(_label(entry.type))
        if kind is None:
            use.left_out[entry.type] += 1
            continue
        use.entries += 1
        for name in (entry.name, *entry.aliases):
            use.names += 1
            yield ListedName(name, kind, use.name, entry.id)
        for name in entry.weak_aliases:
            use.names += 1
            yield ListedName(name, kind, use.name, entry.id, is_weak=True)


def _label(entry_type: str) -> str:
    """Return the node label of a type that a file gives, empty where no type of the graph can be named so."""
    try:
        return node_label(entry_type) if entry_type else ""
    except SchemaError:
        return ""
