"""Copies as articles come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _samestory
from ._data import Data, Path, recognise
from ._progress import Progress, following
from ._settings import given
from ._table import Rows

__all__ = ["Index"]


class Index:
    """Remembers texts, and names the earlier article that a new one copies.

    Texts are held in memory, each once. The state after two batches is that after one batch of both.
    An index may be used by several threads; they wait for each other.
    """

    def __init__(
        self,
        *,
        fields: Mapping[str, str] | None = None,
        config: Path | None = None,
        **settings: Mapping[str, Any] | None,
    ) -> None:
        """An empty index; settings are those of ``run``."""
        self._index = _samestory.Index(given(settings, config=config, fields=fields))

    def add(self, data: Data, *, threads: int | None = None, progress: Progress = None) -> Rows:
        """Adds a batch of articles: a row each, in their order, with the earlier one that it copies.

        Columns are ``id``, ``copy_of`` (an article of this or an earlier batch; null where the text
        is new), ``jaccard`` and ``containment``. The same article added again copies itself. Where
        the call is interrupted, the articles before stay added.
        """
        with following(progress) as told:
            how = {"threads": threads, "progress": told}
            return Rows(*self._index.add(recognise(data), how))

    def __len__(self) -> int:
        """Number of distinct texts."""
        return len(self._index)

    def __repr__(self) -> str:
        return f"<samestory.Index: {len(self)} texts>"
