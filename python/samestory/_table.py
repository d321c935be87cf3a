"""Tables as they are given back: columns with the Arrow PyCapsule interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._samestory import Batches

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["Rows", "Table"]


class Table:
    """Columns in memory.

    Any library that knows the Arrow PyCapsule interface takes it as it is, without a copy:
    ``pyarrow.table(t)``, ``polars.DataFrame(t)``, ``duckdb.sql("select * from t")``.
    """

    def __init__(self, batches: Batches) -> None:
        self._batches = batches

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows as an Arrow stream."""
        return self._batches.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """Names and types of the columns."""
        return self._batches.__arrow_c_schema__()

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
        return self._batches.column_names

    @property
    def num_rows(self) -> int:
        """Number of rows."""
        return len(self._batches)

    def __len__(self) -> int:
        return len(self._batches)

    def to_pyarrow(self) -> pyarrow.Table:
        """As a table of pyarrow, which must be installed."""
        table: pyarrow.Table = _library("pyarrow").table(self)
        return table

    def to_pandas(self, **options: Any) -> pandas.DataFrame:
        """As a data frame of pandas, which must be installed with pyarrow.

        ``options`` are those of ``pyarrow.Table.to_pandas``.
        """
        _library("pandas")
        return self.to_pyarrow().to_pandas(**options)

    def to_polars(self) -> polars.DataFrame:
        """As a data frame of polars, which must be installed."""
        frame: polars.DataFrame = _library("polars").DataFrame(self)
        return frame

    def __repr__(self) -> str:
        columns = ", ".join(self.column_names)
        return f"<samestory.{type(self).__name__}: {len(self)} rows of {columns}>"


class Rows(Table):
    """The rows of a call, with what was left out on the way."""

    def __init__(
        self, batches: Batches, rejected: Batches, counts: dict[str, int] | None = None
    ) -> None:
        super().__init__(batches)
        self._rejected = Table(rejected)
        self._counts = counts if counts is not None else {"rejected": len(rejected)}

    @property
    def rejected(self) -> Table:
        """Records that were not taken, or not as they are: ``file, record, offset, reason``."""
        return self._rejected

    @property
    def counts(self) -> dict[str, int]:
        """What was found, in numbers."""
        return dict(self._counts)


def _library(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError(f"{name} is not installed: pip install 'samestory[{name}]'") from error
