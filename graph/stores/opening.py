"""Opening a graph: the store that the settings name, with its schema up to date."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from graph.stores.kinds import STORES
from graph.stores.protocol import GraphStore, StoreClass, no_graph
from graph.stores.settings import StoreSettings


def store_class(kind: str) -> StoreClass:
    """Return the class of a kind of store, by its name in :data:`graph.stores.kinds.STORES`."""
    module, _, name = STORES[kind].partition(":")
    return cast(StoreClass, getattr(import_module(module), name))


def class_of(settings: StoreSettings) -> StoreClass:
    """Return the class of the store that the settings name; nothing is opened."""
    return store_class(settings.kind)


def open_store(settings: StoreSettings, *, resuming: str | None = None, create: bool = True) -> GraphStore:
    """Open the store and bring its schema up to date; the first opening after a bulk import completes that.

    ``resuming`` names the work on the whole graph (copy, rebuild) that may be found half done. Where there is no graph one is
    begun, or without ``create`` nothing is made.

    Raises:
        NoGraphError: There is no graph, and none is to be made.
        ForeignDataError: There is no graph, but something else under the labels that a graph would have.
        StoreBusyError: Another process has the embedded graph open.
        StoreError: The store cannot be reached or read.
        SchemaError: The graph was written by a newer graphmill.
        UnfinishedError: The graph is half copied or half rebuilt.

    """
    from graph.stores.bulk_import import complete_import
    from graph.stores.migrations import migrate
    from graph.stores.unfinished import read_mark, refuse_unfinished

    store = store_class(settings.kind)(settings, create=create)
    try:
        _check_beginning(store, create=create)
        migrate(store)
        if (mark := read_mark(store)) is not None:
            if mark.work == "import":
                complete_import(store, mark)
            else:
                refuse_unfinished(mark, resuming)
    except BaseException:
        store.close()
        raise
    return store


def require_graph(settings: StoreSettings) -> None:
    """Make sure that there is a graph, without loading one that lies in a file.

    Raises:
        NoGraphError: There is none.
        StoreError: The store cannot be reached.

    """
    kind = store_class(settings.kind)
    is_there = kind.is_there(settings)
    if is_there is None:
        open_store(settings, create=False).close()
    elif not is_there:
        raise no_graph(kind.place_of(settings))


def _check_beginning(store: GraphStore, *, create: bool) -> None:
    """Make sure that there is a graph, or that one may be begun here.

    One that came by a bulk import has no schema yet, but its records of state.
    """
    from graph.stores.foreign import refuse_foreign
    from graph.stores.migrations import stored_version

    if stored_version(store) or any(
        True for _ in store.stream("MATCH (s:GraphmillState) RETURN s.id AS id LIMIT 1")
    ):
        return
    refuse_foreign(store)
    if not create:
        raise no_graph(store.place)
