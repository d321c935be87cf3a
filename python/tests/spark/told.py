"""Rows to run on, and what runs have found of them, side by side."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow as pa

import samestory

#: Tables that are the same byte for byte.
TABLES = ["articles", "duplicates", "stories", "facts", "pairs", "rejected"]


def lines(result: samestory.Result, folder: Path) -> dict[str, list[bytes]]:
    """The rows of a result as JSON Lines, the articles by id."""
    result.write(folder)
    rows = {name: (folder / f"{name}.jsonl").read_bytes().splitlines() for name in TABLES}
    rows["articles"].sort(key=lambda line: json.loads(line)["id"])
    return rows


def same(found: dict[str, list[bytes]], expected: dict[str, list[bytes]]) -> None:
    for name in TABLES:
        assert found[name] == expected[name], name


def with_bad_rows(rows: list[dict]) -> pa.Table:
    """The rows, some of them twice, with some that are no articles."""
    columns = ["id", "source", "published", "title", "text", "url"]
    table = [{key: row.get(key) for key in columns} for row in rows]
    again = [{**row, "id": f"again-{row['id']}", "source": "Mirror"} for row in table[::3]]
    bad = [
        {"id": "none", "title": None, "text": None},
        {"id": "no-date", "title": "A title", "text": "A text of its own.", "published": "soon"},
        {"id": None, "title": "No id", "text": "It is named by its row."},
    ]
    rows = [*table, *again, *bad]
    return pa.Table.from_pylist([{**dict.fromkeys(columns), **row} for row in rows])


def shuffled(spark, table: pa.Table, seed: int, partitions: int):
    """The rows of a table in another order, with the numbers that they had."""
    numbered = table.append_column("number", pa.array(range(1, table.num_rows + 1), pa.int64()))
    order = list(range(table.num_rows))
    random.Random(seed).shuffle(order)
    return spark.createDataFrame(numbered.take(order)).repartition(partitions)
