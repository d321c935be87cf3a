"""Every kind of data gives what the file of the same rows gives."""

import datetime

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import samestory

# Copies, with all that is told of each article but where it was read.
KEYS = ["id", "cluster", "source", "kind", "relation", "copy_of", "jaccard", "containment"]


def copies(data, **options) -> list[dict]:
    found = samestory.dedup(data, progress=False, **options)
    assert len(found.rejected) == 0
    return found.to_pyarrow().select(KEYS).to_pylist()


def titles(data, **options) -> list:
    found = samestory.cluster(data, progress=False, **options)
    return found.to_pyarrow()["title"].to_pylist()


@pytest.fixture(scope="module")
def table(rows) -> pyarrow.Table:
    return pyarrow.Table.from_pylist(rows)


@pytest.fixture(scope="module")
def wanted(wire) -> list[dict]:
    found = copies(wire)
    assert len(found) == 38 and sum(row["copy_of"] is not None for row in found) == 3
    return found


def test_a_table_of_pyarrow(table, wanted):
    assert copies(table) == wanted


def test_a_batch_of_pyarrow(table, wanted):
    (batch,) = table.combine_chunks().to_batches()
    assert copies(batch) == wanted


def test_an_object_with_nothing_but_an_array(table, wanted):
    class Bare:
        def __arrow_c_array__(self, requested_schema=None):
            return table.combine_chunks().to_batches()[0].__arrow_c_array__(requested_schema)

    assert copies(Bare()) == wanted


def test_a_stream_is_read_once(table, wanted):
    reader = table.to_reader(max_chunksize=7)
    assert copies(reader) == wanted
    # Nothing is left in it.
    assert len(samestory.dedup(reader, progress=False)) == 0


def test_a_frame_of_pandas(rows, wanted):
    assert copies(pandas.DataFrame(rows)) == wanted


def test_a_frame_of_pandas_with_an_index_and_categories(rows, wanted):
    frame = pandas.DataFrame(rows).astype({"source": "category"})
    assert copies(frame.set_index(pandas.Index(range(100, 138)))) == wanted


def test_a_frame_of_polars(rows, wanted):
    frame = polars.DataFrame(rows, infer_schema_length=None)
    assert copies(frame) == wanted
    assert copies(frame.with_columns(polars.col("source").cast(polars.Categorical))) == wanted


def test_a_relation_of_duckdb(wire, wanted):
    relation = duckdb.sql(f"select * from read_json('{wire}', format = 'newline_delimited')")
    assert sorted(copies(relation), key=str) == sorted(wanted, key=str)


def test_paths(wire, wanted):
    assert copies(str(wire)) == wanted
    assert copies([wire]) == wanted
    assert copies(path for path in [wire]) == wanted
    assert copies({wire: 1}.keys()) == wanted
    both = copies([wire, wire.parent / "web.jsonl"])
    assert len(both) > len(wanted)


def test_dicts(rows, wanted):
    assert copies(rows) == wanted
    assert copies(row for row in rows) == wanted


def test_dicts_of_what_json_does_not_know():
    rows = [
        {"title": "One", "date": datetime.date(2023, 9, 1)},
        {"title": "Two", "date": datetime.datetime(2023, 9, 2, 8), "text": float("nan")},
        {"title": "Three", "image": object(), 7: {1, 2}},
    ]
    found = samestory.cluster(rows, progress=False)
    assert len(found.rejected) == 0
    assert found.to_pyarrow()["published"].to_pylist() == [
        datetime.datetime(2023, 9, 1, tzinfo=datetime.timezone.utc),
        datetime.datetime(2023, 9, 2, 8, tzinfo=datetime.timezone.utc),
        None,
    ]
    # Half a character is no text; what is left of it is told.
    half = samestory.cluster([{"title": "Four \ud800"}], progress=False)
    assert len(half) == 1 and half.rejected.to_pyarrow()["record"].to_pylist() == [1]


def test_rows_without_ids_are_numbered():
    table = pyarrow.table({"title": ["One", "Two"]})
    found = samestory.dedup(table, progress=False).to_pyarrow()
    assert found["id"].to_pylist() == ["table#1", "table#2"]
    assert found["location"].to_pylist()[1] == {"file": "table", "record": 2, "offset": 0}
    assert samestory.dedup(table.to_pylist(), progress=False).to_pyarrow()["id"] == found["id"]
    ids = samestory.dedup(pyarrow.table({"title": ["One"], "id": [7]}), progress=False)
    assert ids.to_pyarrow()["id"].to_pylist() == ["7"]


def test_columns_are_found_by_name_or_named():
    table = pyarrow.table({"HeadLine": ["One"], "kopf": ["Two"], "body": ["A text."]})
    assert titles(table) == ["One"]
    assert titles(table, fields={"kopf": "title"}) == ["Two"]
    nested = pyarrow.table({"article": [{"head": "Three", "body": "A text."}]})
    assert titles(nested, fields={"article.head": "title"}) == ["Three"]


def test_a_parquet_file_and_its_table_give_the_same_bytes(table, tmp_path):
    dates = [
        date and datetime.datetime.fromisoformat(date[:10]) for date in table["date"].to_pylist()
    ]
    times = pyarrow.array(dates, pyarrow.timestamp("us")).cast(
        pyarrow.timestamp("us", "Europe/Berlin")
    )
    table = table.set_column(table.column_names.index("date"), "date", times)
    file = tmp_path / "wire.parquet"
    pyarrow.parquet.write_table(table, file)
    results = [samestory.run(data, progress=False) for data in (file, table)]
    for result, name in zip(results, ("file", "table")):
        result.write(tmp_path / name)
    for name in ("duplicates", "stories", "facts", "pairs", "rejected"):
        of_file, of_table = ((tmp_path / n / f"{name}.jsonl").read_bytes() for n in ("file", "table"))
        assert of_file == of_table, name
    of_file, of_table = (result.articles.to_pyarrow() for result in results)
    assert of_file.drop(["location"]) == of_table.drop(["location"])
    assert of_table["published"].null_count == dates.count(None) < len(dates)


def test_other_data_is_a_type_error():
    lazy = polars.DataFrame({"title": ["One"]}).lazy()
    for data in (5, None, {"title": "One"}, b"title", lazy, pyarrow.chunked_array([["One"]])):
        with pytest.raises(TypeError):
            samestory.dedup(data, progress=False)
