"""Packages that only some sources need: what is said where one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from extractors.sources.polling import SourceUnreachableError


@contextmanager
def needed(extra: str) -> Iterator[None]:
    """Import in the ``with`` what the extra of this name installs.

    Raises:
        SourceUnreachableError: it is not installed; the message says how it gets there.

    """
    try:
        yield
    except ImportError as error:
        raise SourceUnreachableError(
            f"The package {error.name} is not installed. Install it with: pip install 'graphmill[{extra}]'"
        ) from error
