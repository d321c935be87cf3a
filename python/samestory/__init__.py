"""Finds the same text, the same story and the same fact in a dump of news articles.

>>> import samestory
>>> result = samestory.run("dump.jsonl")        # doctest: +SKIP
>>> result.facts.to_pandas()                    # doctest: +SKIP
"""

from ._errors import Error, FileError, NotFoundError, SettingError
from ._index import Index
from ._result import Result, read
from ._run import Comparison, cluster, compare, dedup, facts, pairs, run
from ._samestory import __version__
from ._table import Rows, Table

__all__ = [
    "Comparison",
    "Error",
    "FileError",
    "Index",
    "NotFoundError",
    "Result",
    "Rows",
    "SettingError",
    "Table",
    "__version__",
    "cluster",
    "compare",
    "dedup",
    "facts",
    "pairs",
    "read",
    "run",
]
