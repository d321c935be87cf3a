"""A finished run."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from . import _samestory
from ._data import Path
from ._table import Table

__all__ = ["Result", "formats", "read"]

#: Characters of the largest report that a notebook shows inside itself.
_SHOWN = 4_000_000
#: Pixels of its height there.
_HEIGHT = 640
#: How the head of the report begins there; behind it the report forbids another base.
_HEAD = '<head><base href="about:srcdoc">'
#: Counts that are told in one line, each with its word.
_TOLD = {"articles": "articles", "copies": "copies", "stories": "stories", "facts": "facts"}


class Result:
    """What ``run`` found and ``read`` reads: tables, counts, the report.

    Tables have the columns of the Parquet files of a result folder, and stay valid when the result
    is gone.
    """

    def __init__(self, finished: _samestory.Finished) -> None:
        self._finished = finished

    @cached_property
    def articles(self) -> Table:
        """A row an article, in input order: its group of copies, its story, its nearest other."""
        return self._table("articles")

    @cached_property
    def duplicates(self) -> Table:
        """A row a text that several articles carry: survivor, members, what was changed."""
        return self._table("duplicates")

    @cached_property
    def stories(self) -> Table:
        """A row a story: label, terms, articles, sources, witnesses."""
        return self._table("stories")

    @cached_property
    def facts(self) -> Table:
        """A row a fact: verdict, values, witnesses, every mention."""
        return self._table("facts")

    @cached_property
    def pairs(self) -> Table:
        """A row a verified pair: the evidence."""
        return self._table("pairs")

    @cached_property
    def rejected(self) -> Table:
        """Records that were not taken, or not as they are: ``file, record, offset, reason``."""
        return self._table("rejected")

    @cached_property
    def run_info(self) -> dict[str, Any]:
        """What ``run.json`` says: version, settings, counts, seconds by stage, inputs."""
        info: dict[str, Any] = json.loads(self._finished.info())
        return info

    @property
    def counts(self) -> dict[str, int]:
        """What was found, in numbers."""
        return dict(self.run_info["counts"])

    def report(self) -> str:
        """The report to look at: one page of HTML that needs nothing else."""
        return self._finished.report()

    def write(self, dir: Path, format: str | Iterable[str] = ()) -> None:
        """Writes the result folder, as ``samestory run -o DIR`` does.

        With ``format="parquet"`` its tables are there as Parquet too. A folder that exists is
        replaced only if it is a result of samestory.
        """
        self._finished.write(os.fspath(dir), formats(format))

    def _table(self, name: str) -> Table:
        return Table(self._finished.table(name))

    def __repr__(self) -> str:
        told = ", ".join(f"{self.counts[key]} {word}" for key, word in _TOLD.items())
        return f"<samestory.Result: {told}>"

    def _repr_html_(self) -> str:
        """The report inside a notebook, or the counts where it is very large."""
        page = self.report()
        if len(page) > _SHOWN:
            return self._counts_html()
        # Within a frame its links to itself would lead to the notebook.
        page = page.replace("<head>", _HEAD, 1)
        # It runs its script and nothing else: not in the notebook's name, and without the network.
        return (
            '<iframe sandbox="allow-scripts allow-popups allow-downloads" '
            f'style="width:100%;height:{_HEIGHT}px;border:1px solid #8886" '
            f'srcdoc="{html.escape(page, quote=True)}"></iframe>'
        )

    def _counts_html(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(name.replace('_', ' '))}</td><td>{count:,}</td></tr>"
            for name, count in self.counts.items()
        )
        note = "The report is too large to be shown here; <code>write(dir)</code> puts it on disk."
        return f"<table>{rows}</table><p>{note}</p>"


def formats(format: str | Iterable[str]) -> list[str]:
    """Formats of tables as a list."""
    return [format] if isinstance(format, str) else list(format)


def read(dir: Path) -> Result:
    """Opens a finished result folder.

    Raises ``NotFoundError`` if there is none, and ``Error`` with file and line if it does not hold
    what it should.
    """
    return Result(_samestory.read(os.fspath(dir)))
