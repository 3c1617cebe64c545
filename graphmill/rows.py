"""The answer to a query, as rows or as a data frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

from extractors.errors import GraphmillError
from graph.stores.protocol import QueryResult

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

MOST_SHOWN = 20


class MissingPackageError(GraphmillError):
    """A package that only data frames need is not installed; the message says how it is."""


class Rows(Sequence[dict[str, Any]]):
    """Rows, each a dict by column. ``truncated`` says that the answer has more of them, ``warnings`` what is odd about the query."""

    def __init__(self, result: QueryResult) -> None:
        self.columns = result.columns
        self.truncated = result.truncated
        self.warnings = result.warnings
        self._rows = result.rows

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...

    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(index, slice):
            return [self._named(row) for row in self._rows[index]]
        return self._named(self._rows[index])

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(self._named, self._rows)

    def __repr__(self) -> str:
        shown = [" | ".join(self.columns)]
        shown += [" | ".join(map(str, row)) for row in self._rows[:MOST_SHOWN]]
        left = len(self) - MOST_SHOWN
        if left > 0:
            shown.append(f"… and {left:,} more row{'' if left == 1 else 's'}")
        if self.truncated:
            shown.append(
                f"There are more than the {len(self):,} that were fetched: raise limit, or narrow the query."
            )
        return "\n".join([*shown, *(f"warning: {warning}" for warning in self.warnings)])

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a data frame of pandas.

        Raises:
            MissingPackageError: pandas is not installed.

        """
        try:
            import pandas as pd
        except ImportError as error:
            raise _missing("pandas") from error
        return pd.DataFrame(self._rows, columns=list(self.columns))

    def to_polars(self) -> pl.DataFrame:
        """Return the rows as a data frame of polars, the type of each column told from all of its values.

        Raises:
            MissingPackageError: polars is not installed.

        """
        try:
            import polars as pl
        except ImportError as error:
            raise _missing("polars") from error
        return pl.DataFrame(self._rows, schema=list(self.columns), orient="row", infer_schema_length=None)

    def _named(self, row: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip(self.columns, row, strict=True))


def _missing(package: str) -> MissingPackageError:
    return MissingPackageError(
        f"{package} is not installed: pip install {package}, or take the rows as they are."
    )
