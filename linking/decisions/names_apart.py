"""Names that decisions keep apart within a document, for all documents or for some."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from extractors.documents import document_id
from linking.decisions.decision import Decisions, Handle, Verdict
from linking.names.families import family_of
from linking.names.form import take_apart
from linking.names.types import type_class

NameKey = tuple[str, str]
"""A type class and the key of a name in it."""


@dataclass(frozen=True, slots=True)
class NamesApart:
    """Names that are judged to be different things, by name: for all documents, and for some documents by their ids."""

    everywhere: Mapping[NameKey, frozenset[NameKey]]
    in_documents: Mapping[str, Mapping[NameKey, frozenset[NameKey]]]

    def of(self, document: str) -> Mapping[NameKey, frozenset[NameKey]]:
        """Return the names that stay apart in a document, both ways."""
        own = self.in_documents.get(document)
        if not own:
            return self.everywhere
        return {
            name: self.everywhere.get(name, frozenset()) | own.get(name, frozenset())
            for name in self.everywhere.keys() | own.keys()
        }

    @property
    def fingerprint(self) -> str:
        """A short hash of these names; empty where there are none."""
        if not self.everywhere and not self.in_documents:
            return ""
        told = repr(
            (
                sorted((name, sorted(others)) for name, others in self.everywhere.items()),
                sorted(
                    (document, sorted((name, sorted(others)) for name, others in names.items()))
                    for document, names in self.in_documents.items()
                ),
            )
        )
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def names_apart(decisions: Decisions) -> NamesApart:
    """Return the pairs of different names that active decisions call different."""
    everywhere: dict[NameKey, set[NameKey]] = defaultdict(set)
    in_documents: dict[str, dict[NameKey, set[NameKey]]] = defaultdict(lambda: defaultdict(set))
    for decision in decisions.active:
        if decision.verdict is not Verdict.DIFFERENT or not decision.left or not decision.right:
            continue
        one, other = name_key_of(decision.left), name_key_of(decision.right)
        if one == other:
            continue
        scopes = [set(handle.documents) for handle in (decision.left, decision.right) if handle.documents]
        held = [everywhere] if not scopes else []
        # Where both names are meant in some documents only, they stand side by side in what these have in common.
        shared = set.intersection(*scopes) if scopes else set()
        held += [in_documents[document_id(uri)] for uri in sorted(shared)]
        for names in held:
            names[one].add(other)
            names[other].add(one)
    return NamesApart(
        {name: frozenset(others) for name, others in everywhere.items()},
        {
            document: {name: frozenset(others) for name, others in names.items()}
            for document, names in in_documents.items()
        },
    )


def name_key_of(handle: Handle) -> NameKey:
    """Return the type class and the key of the name that a handle gives."""
    return type_class(handle.type), take_apart(handle.name, family_of(handle.type)).key
