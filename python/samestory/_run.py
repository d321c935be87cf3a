"""The functions that read data and find things in it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

from . import _samestory
from ._data import Data, Path, recognise
from ._progress import Progress, following
from ._result import Result, formats
from ._settings import given
from ._table import Rows, Table

__all__ = ["Comparison", "cluster", "compare", "dedup", "facts", "pairs", "run"]


def run(
    data: Data,
    out: Path | None = None,
    *,
    format: str | Iterable[str] = (),
    fields: Mapping[str, str] | None = None,
    config: Path | None = None,
    threads: int | None = None,
    progress: Progress = None,
    scratch: Path | None = None,
    **settings: Mapping[str, Any] | None,
) -> Result:
    """Finds copies, stories and facts.

    ``data`` is a path or a list of paths (files, folders, patterns; every format that the command
    line reads), a table with the Arrow PyCapsule interface, or an iterable of dicts. With ``out``
    the result folder is written as well; ``format="parquet"`` adds its tables as Parquet.

    ``fields`` names columns that are not found by their names: ``{"headline": "title"}``.
    ``settings`` are the tables of samestory.toml: ``dedup={"near": 0.5}``; they are stronger than the
    environment, which is stronger than the file ``config``. ``threads`` defaults to all cores,
    ``scratch`` to the system's folder for temporary files. ``progress`` is a function of (stage,
    done, total), ``False``, or ``None`` for a line on terminals and in notebooks.

    Bad records are listed in ``Result.rejected``. Raises ``SettingError`` for a setting that cannot
    be, ``FileError`` for what cannot be read or written, ``Error`` for a table that holds no article.
    """
    settled = given(settings, config=config, fields=fields, scratch=scratch)
    with following(progress) as told:
        finished = _samestory.run(
            recognise(data),
            settled,
            {"threads": threads, "progress": told},
            None if out is None else os.fspath(out),
            formats(format),
        )
    return Result(finished)


def dedup(
    data: Data,
    *,
    fields: Mapping[str, str] | None = None,
    config: Path | None = None,
    threads: int | None = None,
    progress: Progress = None,
    scratch: Path | None = None,
    **settings: Mapping[str, Any] | None,
) -> Rows:
    """Finds copies only: a row an article with its group, as ``samestory dedup`` writes it.

    The arguments are those of ``run``.
    """
    settled = given(settings, config=config, fields=fields, scratch=scratch)
    return _rows("dedup", data, settled, threads, progress)


def cluster(
    data: Data,
    *,
    fields: Mapping[str, str] | None = None,
    config: Path | None = None,
    threads: int | None = None,
    progress: Progress = None,
    scratch: Path | None = None,
    **settings: Mapping[str, Any] | None,
) -> Rows:
    """Finds copies and stories: a row an article with its story, as ``samestory cluster`` writes it.

    The arguments are those of ``run``.
    """
    settled = given(settings, config=config, fields=fields, scratch=scratch)
    return _rows("cluster", data, settled, threads, progress)


# The argument of this name holds a table of settings, as in samestory.toml.
def facts(
    data: Data,
    *,
    fields: Mapping[str, str] | None = None,
    config: Path | None = None,
    threads: int | None = None,
    progress: Progress = None,
    scratch: Path | None = None,
    **settings: Mapping[str, Any] | None,
) -> Rows:
    """Finds facts: a row a fact with its mentions, as ``samestory facts`` writes it.

    The arguments are those of ``run``.
    """
    settled = given(settings, config=config, fields=fields, scratch=scratch)
    return _rows("facts", data, settled, threads, progress)


def _rows(
    command: str,
    data: Data,
    settled: dict[str, Any],
    threads: int | None,
    progress: Progress,
) -> Rows:
    with following(progress) as told:
        how = {"threads": threads, "progress": told}
        found, rejected, counts = _samestory.rows(command, recognise(data), settled, how)
    return Rows(found, rejected, json.loads(counts))


class Comparison:
    """Articles side by side; as text it is what ``samestory compare`` prints."""

    def __init__(
        self,
        facts: _samestory.Batches,
        perhaps: _samestory.Batches,
        rejected: _samestory.Batches,
        told: str,
    ) -> None:
        self._facts, self._perhaps = Rows(facts, rejected), Table(perhaps)
        self._told = told

    @property
    def facts(self) -> Rows:
        """A row a fact: shared, in conflict, or in one article only."""
        return self._facts

    @property
    def perhaps(self) -> Table:
        """Pairs of statements that are likelier one fact than not, and came into none."""
        return self._perhaps

    def __str__(self) -> str:
        return self._told

    def __repr__(self) -> str:
        return f"<samestory.Comparison: {len(self._facts)} facts>"


def compare(
    a: str | Mapping[str, Any],
    b: str | Mapping[str, Any],
    *more: str | Mapping[str, Any],
    fields: Mapping[str, str] | None = None,
    config: Path | None = None,
    threads: int | None = None,
    **settings: Mapping[str, Any] | None,
) -> Comparison:
    """Compares two articles or more: facts shared, in conflict, only in one.

    An article is a text, or a dict with the keys that a record has (``title``, ``text``, ``source``,
    ``published``, ...). Articles without a source are outlets of their own.
    """
    articles = [
        {"id": _letter(at), "text": article} if isinstance(article, str) else article
        for at, article in enumerate([a, b, *more])
    ]
    settled = given(settings, config=config, fields=fields)
    how = {"threads": threads, "progress": None}
    return Comparison(*_samestory.compare(recognise(articles), settled, how))


def _letter(number: int) -> str:
    """a, b, ... z, then by number."""
    return chr(ord("a") + number) if number < 26 else str(number + 1)


def pairs(data: Data, *, threads: int | None = None, progress: Progress = None) -> Rows:
    """Scores pairs of sentences: the same fact, in conflict, or different.

    ``data`` has the columns ``id``, ``a`` and ``b`` (or names files of JSON Lines that have them). A
    row of the outcome has ``id``, ``same`` (0 to 1), ``verdict`` and the ``values`` compared.
    """
    with following(progress) as told:
        how = {"threads": threads, "progress": told}
        found, rejected = _samestory.pairs(recognise(data), how)
    return Rows(found, rejected)
