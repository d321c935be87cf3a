"""Reads the Parquet files of a result folder with DuckDB, pandas and polars, and holds what each of
them finds against the JSON Lines beside them: rows, keys, nested values, types.

    python3 read_tables.py DIR
"""

import datetime
import json
import math
import sys
from pathlib import Path

import duckdb
import numpy
import pandas
import polars

TABLES = ["articles", "duplicates", "stories", "facts", "pairs", "rejected"]
TIMES = {"published", "first", "last"}
DAYS = {"as_of"}


def told(value, key=None):
    """A value of the JSON Lines as a data frame is to have it."""
    if isinstance(value, dict):
        return {name: told(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [told(item, key) for item in value]
    if value is not None and key in TIMES:
        return datetime.datetime.fromisoformat(value).astimezone(datetime.timezone.utc)
    if value is not None and key in DAYS:
        return datetime.date.fromisoformat(value)
    return value


def plain(value, key=None):
    """A value out of a data frame, without the frame's own types."""
    if key == "features":
        # A map: pairs of name and number, however the library hands them out.
        if isinstance(value, dict):
            return value
        pair = lambda item: (item["key"], item["value"]) if isinstance(item, dict) else item
        return dict(pair(item) for item in value)
    if isinstance(value, dict):
        return {name: plain(inner, name) for name, inner in value.items()}
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return [plain(item, key) for item in value]
    if value is None or value is pandas.NaT or value is pandas.NA:
        return None
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, pandas.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc)
    return value


def by_pandas(file):
    frame = pandas.read_parquet(file, engine="pyarrow")
    return list(frame.columns), frame.to_dict("records")


def by_polars(file):
    frame = polars.read_parquet(file)
    return frame.columns, frame.to_dicts()


def by_duckdb(file):
    found = duckdb.sql(f"select * from read_parquet('{file}')")
    # Times come out as whole microseconds, so that no package of time zones is needed.
    arrow = found.to_arrow_table() if hasattr(found, "to_arrow_table") else found.arrow()
    arrow = arrow.read_all() if hasattr(arrow, "read_all") else arrow
    return found.columns, arrow.to_pylist()


def compare(name, file, rows):
    keys = list(rows[0]) if rows else None
    for library, read in [("pandas", by_pandas), ("polars", by_polars), ("duckdb", by_duckdb)]:
        columns, found = read(file)
        where = f"{name} by {library}"
        assert len(found) == len(rows), f"{where}: {len(found)} rows, not {len(rows)}"
        assert keys is None or list(columns) == keys, f"{where}: {columns}, not {keys}"
        for number, (row, wanted) in enumerate(zip(found, rows)):
            row = {key: plain(value, key) for key, value in row.items()}
            assert row == told(wanted), f"{where}, row {number}:\n{row}\n{told(wanted)}"
    print(f"{name}: {len(rows)} rows")


def questions(folder):
    """What a user would ask, in each library's own words."""
    facts, stories, articles = (str(folder / f"{name}.parquet") for name in ["facts", "stories", "articles"])
    conflicts = f"select count(*) from '{facts}' where verdict = 'conflict'"
    wanted = sum(fact["verdict"] == "conflict" for fact in jsonl(folder, "facts"))
    assert duckdb.sql(conflicts).fetchall() == [(wanted,)]
    mentions = f"select count(*) from (select unnest(mentions) as m from '{facts}') where m.article is not null"
    wanted = sum(len(fact["mentions"]) for fact in jsonl(folder, "facts"))
    assert duckdb.sql(mentions).fetchall() == [(wanted,)]
    types = dict(duckdb.sql(f"select column_name, column_type from (describe select * from '{articles}')").fetchall())
    assert types["published"] == "TIMESTAMP WITH TIME ZONE", types["published"]
    assert types["location"] == "STRUCT(file VARCHAR, record BIGINT, \"offset\" BIGINT)", types["location"]

    frame = polars.scan_parquet(facts).explode("mentions").unnest("mentions", separator=".").collect()
    assert frame.height == wanted, frame.height
    assert polars.read_parquet_schema(articles)["published"] == polars.Datetime("us", "UTC")

    frame = pandas.read_parquet(stories)
    assert str(frame["first"].dtype) == "datetime64[us, UTC]", frame["first"].dtype
    assert frame.explode("articles").merge(
        pandas.read_parquet(articles), left_on="articles", right_on="id").shape[0] == frame["articles"].str.len().sum()


def jsonl(folder, name):
    text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
    # Only the line feed ends a row: a sentence may hold other ends of lines.
    return [json.loads(line) for line in text.split("\n") if line]


def main():
    folder = Path(sys.argv[1])
    for name in TABLES:
        compare(name, folder / f"{name}.parquet", jsonl(folder, name))
    questions(folder)


main()
