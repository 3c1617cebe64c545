"""What can go wrong with a graph, each with a class of its own; every message names the remedy."""

from __future__ import annotations

from extractors.errors import GraphmillError


class GraphError(GraphmillError):
    """Base of every error of this package."""


class SchemaError(GraphError):
    """A type name that cannot become a node label, or a graph of a newer graphmill."""


class EvidenceError(GraphError):
    """An extraction that contradicts itself or its document; nothing of the call was written."""


class StoreError(GraphError):
    """The store cannot be opened or reached, or it failed."""


class NoGraphError(GraphError):
    """A place that holds no graph was to be read; nothing was made there."""


class ForeignDataError(GraphError):
    """Under graphmill's labels the store holds what graphmill did not write, or what was changed by hand."""


class OtherProjectError(GraphError):
    """A graph of another project was to be written; nothing was."""


class StoreUnreachableError(StoreError):
    """No server answers, or it stopped answering and did not come back in time."""


class StoreBusyError(StoreError):
    """Another writer holds the graph. ``holder`` says who and since when, as far as it is known."""

    def __init__(self, message: str, *, holder: str = "") -> None:
        super().__init__(message)
        self.holder = holder


class LeaseLostError(StoreError):
    """Another writer has taken the graph over; the transaction at hand was rolled back."""


class TransactionTimeoutError(StoreError):
    """A transaction took longer than it may, or waited that long for another; it was rolled back."""


class WriteMismatchError(StoreError):
    """A statement wrote fewer or more pieces than it was given rows; the transaction was rolled back."""


class UnfinishedError(GraphError):
    """A graph that a copy, a rebuild or an import has not written to the end; nothing is lost."""


class NotEmptyError(GraphError):
    """A place that must be empty, and is not; nothing was written."""


class QueryRefusedError(GraphError):
    """A query that may do more than read this graph."""


class QueryFailedError(GraphError):
    """A query that the store cannot run: its syntax, its time-out, its parameters."""


class QueryTimeoutError(QueryFailedError):
    """A query that took its time and was ended."""


class GraphChangedError(GraphError):
    """Another run changed the graph between two readings of it, or between reading and writing; nothing is lost."""


class UnknownEntityError(GraphError):
    """An entity was asked for by a name or an id that no entity in use has."""


class UnknownTypeError(GraphError):
    """A type of entities was asked for that the graph does not have."""


class SavedQueryError(GraphError):
    """A file of a saved query that cannot be used, or a call of one with values that do not fit."""


class GraphFileError(GraphError):
    """A GraphML file that cannot be written."""
