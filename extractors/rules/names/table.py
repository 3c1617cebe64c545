"""A million names in little memory: their letters in one piece, the rest as numbers in arrays."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of an entry of a list, and the type that it has in the graph.

    ``entry`` is the entry's id and ``list_name`` the name of its list, together ``drugs:d17`` in the graph. A name that ``is_weak``
    is borne by other things as well.
    """

    name: str
    type: str
    list_name: str
    entry: str
    is_weak: bool = False

    @property
    def entry_id(self) -> str:
        """The entry as the graph names it."""
        return f"{self.list_name}:{self.entry}"


class NameTable:
    """The names of a gazetteer by number, in the order given; ``identity`` changes with everything that they say."""

    def __init__(self, names: Iterable[ListedName]) -> None:
        self._names, self._entries = bytearray(), bytearray()
        self._name_ends, self._entry_ends = array("I"), array("I")
        self._entry_of, self._type_of = array("I"), array("H")
        self._is_weak = bytearray()
        self._types: dict[str, int] = {}
        digest = hashlib.sha256()
        last = ""
        for each in names:
            entry = each.entry_id
            if entry != last or not self._entry_ends:
                self._entries += entry.encode()
                self._entry_ends.append(len(self._entries))
                last = entry
            written = each.name.encode()
            self._names += written
            self._name_ends.append(len(self._names))
            self._entry_of.append(len(self._entry_ends) - 1)
            self._type_of.append(self._types.setdefault(each.type, len(self._types)))
            self._is_weak.append(each.is_weak)
            digest.update(
                b"\0".join((written, entry.encode(), each.type.encode(), b"\1" * each.is_weak, b""))
            )
        self._type_names = tuple(self._types)
        self.identity = digest.hexdigest()[:16]

    def __len__(self) -> int:
        return len(self._name_ends)

    def name(self, number: int) -> str:
        """Return a name as its list writes it."""
        return _piece(self._names, self._name_ends, number)

    def entry(self, number: int) -> str:
        """Return the entry that bears a name, as the graph names it."""
        return _piece(self._entries, self._entry_ends, self._entry_of[number])

    def type(self, number: int) -> str:
        """Return the type that a name has in the graph."""
        return self._type_names[self._type_of[number]]

    def is_weak(self, number: int) -> bool:
        """Tell whether a name is borne by other things as well."""
        return bool(self._is_weak[number])


def _piece(pieces: bytearray, ends: array[int], number: int) -> str:
    return pieces[ends[number - 1] if number else 0 : ends[number]].decode()
