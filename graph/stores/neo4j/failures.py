"""What a failure of a Neo4j server means for who runs graphmill, in words."""

from __future__ import annotations

from graph.errors import StoreError, StoreUnreachableError
from graph.stores.settings import StoreSettings

READ_ONLY = ("WriteOnReadOnlyAccessDatabase", "ForbiddenOnReadOnlyDatabase")
OUT_OF_MEMORY = ("MemoryPoolOutOfMemoryError", "TransactionOutOfMemoryError", "OutOfMemoryError")


def failed(settings: StoreSettings, error: Exception) -> StoreError:
    """Return the error to raise for one of the driver's: what it means, and what to do about it."""
    from neo4j.exceptions import ServiceUnavailable, SessionExpired

    code = str(getattr(error, "code", None) or "")
    # The driver's own text has a line for each address that it tried.
    told = " ".join(str(getattr(error, "message", None) or error).split()).rstrip(".")
    if isinstance(error, (ServiceUnavailable, SessionExpired)):
        return StoreUnreachableError(
            f"The Neo4j server at {settings.uri} stopped answering and was not back within {settings.retry_seconds:g} s "
            f"({type(error).__name__}: {told}). What was committed is consistent; run the command again when the server is back."
        )
    if code.endswith(READ_ONLY):
        return StoreError(
            f"The database {settings.database!r} at {settings.uri} may only be read: {told}. Nothing of the change at hand was "
            "written. Set server.databases.default_to_read_only to false, see that the server's disk can be written, and run "
            "the command again."
        )
    if code.endswith(OUT_OF_MEMORY):
        return StoreError(
            f"The Neo4j server at {settings.uri} has not the memory for a transaction: {told}. The transaction was rolled back, "
            "what was committed before is consistent. Give the server more (dbms.memory.transaction.total.max, "
            "server.memory.heap.max_size) or commit fewer documents at a time, and run the command again."
        )
    return StoreError(
        f"Neo4j at {settings.uri} failed ({type(error).__name__}: {told}). What was committed is consistent; run the command "
        "again when the server is well."
    )
