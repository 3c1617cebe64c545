"""Failures as the page is told them: a status and one sentence, never a trace."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from extractors.errors import GraphmillError, UsageError
from graph.errors import (
    GraphChangedError,
    LeaseLostError,
    OtherProjectError,
    QueryFailedError,
    QueryRefusedError,
    QueryTimeoutError,
    SavedQueryError,
    StoreBusyError,
    TransactionTimeoutError,
    UnknownEntityError,
    UnknownTypeError,
)
from graph.explorer.limits import (
    BusyError,
    ConflictError,
    NotAllowedError,
    NotThereError,
    TooLateError,
    WrongRequestError,
)
from linking.decisions.decision import DecisionsError
from linking.review.splits import SplitError

logger = logging.getLogger(__name__)
STATUS: tuple[tuple[tuple[type[GraphmillError], ...], int], ...] = (
    ((NotAllowedError, OtherProjectError), 403),
    ((NotThereError, UnknownEntityError), 404),
    ((StoreBusyError, ConflictError, SplitError, GraphChangedError, LeaseLostError), 409),
    ((BusyError,), 429),
    ((TooLateError, QueryTimeoutError, TransactionTimeoutError), 504),
    (
        (
            WrongRequestError,
            UsageError,
            UnknownTypeError,
            QueryRefusedError,
            QueryFailedError,
            SavedQueryError,
        ),
        400,
    ),
    ((DecisionsError, GraphmillError), 503),
)
"""Which status a failure has, the first that fits; what is left cannot be read at present."""


def status_of(error: GraphmillError) -> int:
    """Return the status that a failure is answered with."""
    return next(status for kinds, status in STATUS if isinstance(error, kinds))


def tell_failures(app: FastAPI) -> None:
    """Have an application answer every failure as ``{"error": …}``."""

    @app.exception_handler(GraphmillError)
    def told(_: Request, error: GraphmillError) -> JSONResponse:
        return failure(status_of(error), str(error))

    @app.exception_handler(RequestValidationError)
    def wrong(_: Request, error: RequestValidationError) -> JSONResponse:
        return failure(400, "; ".join(map(_words, error.errors()[:3])))

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> JSONResponse:
        return failure(error.status_code, str(error.detail))

    @app.exception_handler(Exception)
    def unknown(request: Request, error: Exception) -> JSONResponse:
        logger.error("The answer to %s failed.", request.url.path, exc_info=error)
        return failure(500, "The server failed at this; its log on the terminal says why.")


def failure(status: int, text: str) -> JSONResponse:
    """Return the answer that tells of a failure."""
    return JSONResponse({"error": text}, status_code=status)


def _words(error: Any) -> str:
    place = ".".join(str(each) for each in error["loc"][1:]) or "the request"
    return f"{place}: {error['msg']}"
