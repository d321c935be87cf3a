"""Tells apart what may be read: paths, Arrow tables, rows of dicts."""

from __future__ import annotations

import datetime
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, Union, runtime_checkable

__all__ = ["ArrowArray", "ArrowStream", "Data", "Path", "recognise"]

#: Bytes of JSON that are handed over at once, about.
_CHUNK = 1 << 18


@runtime_checkable
class ArrowStream(Protocol):
    """A table with the Arrow PyCapsule interface: of pyarrow, pandas, polars, DuckDB and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@runtime_checkable
class ArrowArray(Protocol):
    """A single batch of rows with the Arrow PyCapsule interface."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


Path = Union[str, "os.PathLike[str]"]
Data = Union[Path, "Iterable[Path]", ArrowStream, ArrowArray, "Iterable[Mapping[str, Any]]"]


def recognise(data: Data) -> tuple[str, Any, int | None]:
    """The kind of data, what the compiled half reads of it, and its rows where they are known."""
    if isinstance(data, (str, os.PathLike)):
        return "paths", [os.fspath(data)], None
    if hasattr(data, "__arrow_c_stream__"):
        return "stream", data, _rows(data)
    if hasattr(data, "__arrow_c_array__"):
        return "array", data, _rows(data)
    if isinstance(data, (Mapping, bytes, bytearray)) or not isinstance(data, Iterable):
        hint = "; collect it first" if hasattr(data, "collect") else ""
        raise TypeError(
            f"data is a {type(data).__name__}{hint}; expected paths, a table with the Arrow PyCapsule "
            "interface (pyarrow, pandas, polars, DuckDB), or an iterable of dicts"
        )
    known = len(data) if isinstance(data, (list, tuple)) else None
    rows = iter(data)
    first = list(itertools.islice(rows, 1))
    if not all(map(_is_path, first)):
        return "lines", lines(itertools.chain(first, rows)), known
    # Paths are few: all are seen before anything is read.
    taken = [*first, *rows]
    if taken and all(map(_is_path, taken)):
        return "paths", [os.fspath(path) for path in taken], None
    return "lines", lines(taken), known


def _is_path(item: object) -> bool:
    return isinstance(item, (str, os.PathLike))


def _rows(table: Any) -> int | None:
    """The number of rows, where asking for it costs nothing: a relation would have to be run."""
    known = getattr(table, "num_rows", None)
    if isinstance(known, int):
        return known
    library = type(table).__module__.partition(".")[0]
    return len(table) if library in ("pandas", "polars") and hasattr(table, "__len__") else None


def lines(rows: Iterable[Any]) -> Iterator[bytes]:
    """Rows as JSON Lines, some at a time. A row that is none becomes a line that is refused."""
    chunk: list[bytes] = []
    size = 0
    for row in rows:
        line = _line(row)
        chunk.append(line)
        size += len(line) + 1
        if size >= _CHUNK:
            yield b"\n".join(chunk) + b"\n"
            chunk, size = [], 0
    if chunk:
        yield b"\n".join(chunk) + b"\n"


def _line(row: Any) -> bytes:
    if isinstance(row, Mapping):
        # What is not equal to itself is a missing value of a data frame.
        row = {key: None if _is_missing(value) else value for key, value in row.items()}
    try:
        return json.dumps(row, ensure_ascii=False, skipkeys=True, default=_other).encode()
    except UnicodeEncodeError:
        return json.dumps(row, skipkeys=True, default=_other).encode()
    except (ValueError, RecursionError):
        # It holds itself, or is nested without end.
        return b"{}"


def _is_missing(value: Any) -> bool:
    return isinstance(value, (float, datetime.datetime)) and value != value


def _other(value: Any) -> Any:
    """A value that JSON has no form for; as an object, it is refused where a text is wanted."""
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return value.item()
    if type(value).__name__ in ("UUID", "Decimal"):
        return str(value)
    return {"type": type(value).__name__}
