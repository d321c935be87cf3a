"""Tables of any shape: what is no article is a rejected row with number and reason."""

import datetime
import time

import polars
import pyarrow
import pytest

import samestory

TITLES = ["One two three four.", "Five six seven eight."]
UTC = datetime.timezone.utc


def told(data, **options):
    """Titles, and rejected rows with their reasons."""
    result = samestory.run(data, progress=False, **options)
    rejected = result.rejected.to_pyarrow()
    return (
        result.articles.to_pyarrow()["title"].to_pylist(),
        list(zip(rejected["record"].to_pylist(), rejected["reason"].to_pylist())),
    )


def published(dates) -> list:
    result = samestory.run(pyarrow.table({"title": TITLES, "date": dates}), progress=False)
    return result.articles.to_pyarrow()["published"].to_pylist()


@pytest.mark.parametrize(
    "titles",
    [
        pyarrow.array(TITLES, pyarrow.large_string()),
        pyarrow.array(TITLES, pyarrow.string_view()),
        pyarrow.array(TITLES).dictionary_encode(),
        pyarrow.array([*TITLES, "unused"], pyarrow.large_string()).dictionary_encode()[:2],
        pyarrow.array(TITLES).cast(pyarrow.binary()),
        pyarrow.array(TITLES).cast(pyarrow.large_binary()),
        pyarrow.chunked_array([TITLES[:1], [], TITLES[1:]]),
        pyarrow.array(["before", None, *TITLES, "after"])[2:4],
        pyarrow.array(["before", None, *TITLES], pyarrow.string_view())[2:],
        pyarrow.array(["before", None, *TITLES]).dictionary_encode()[2:],
    ],
    ids=["large", "view", "dictionary", "slice of a dictionary", "binary", "large binary",
         "chunked", "sliced", "sliced view", "sliced dictionary"],
)
def test_texts_of_every_type(titles):
    assert told(pyarrow.table({"title": titles})) == (TITLES, [])


def test_bytes_that_are_no_utf_8_are_read_and_told():
    titles, rejected = told(pyarrow.table({"title": pyarrow.array([b"caf\xe9 au lait", b"ok"])}))
    assert titles == ["café au lait", "ok"]
    assert rejected[0][0] == 1 and "is not valid UTF-8" in rejected[0][1]


def test_a_string_column_that_is_no_utf_8_does_no_harm():
    offsets, data = pyarrow.py_buffer(b"\0\0\0\0\4\0\0\0"), pyarrow.py_buffer(b"caf\xe9")
    broken = pyarrow.Array.from_buffers(pyarrow.string(), 1, [None, offsets, data])
    titles, rejected = told(pyarrow.table({"title": broken}))
    assert titles == ["café"] and "is not valid UTF-8" in rejected[0][1]


def test_wrong_types_are_refused_row_by_row():
    assert told(pyarrow.table({"title": TITLES, "text": [1, None]})) == (
        TITLES[1:],
        [(1, "row 1 has a number for its text")],
    )
    assert told(pyarrow.table({"title": TITLES, "text": [None, {"a": "x"}]})) == (
        TITLES[:1],
        [(2, "row 2 has an object for its text")],
    )


def test_nulls_are_missing_and_rows_of_nulls_are_refused():
    assert told(pyarrow.table({"title": TITLES, "text": pyarrow.nulls(2)})) == (TITLES, [])
    nothing = pyarrow.table({"title": pyarrow.nulls(2, pyarrow.string()), "text": pyarrow.nulls(2)})
    reason = "has neither title nor text"
    assert told(nothing) == ([], [(1, f"row 1 {reason}"), (2, f"row 2 {reason}")])


def test_dates_of_every_type():
    eight = datetime.datetime(2023, 9, 11, 8, tzinfo=UTC)
    naive = eight.replace(tzinfo=None)
    for unit in ("s", "ms", "us", "ns"):
        assert published(pyarrow.array([naive, None], pyarrow.timestamp(unit))) == [eight, None]
        zoned = pyarrow.array([eight, None], pyarrow.timestamp(unit, "Europe/Berlin"))
        assert published(zoned) == [eight, None]
    midnight = eight.replace(hour=0)
    for kind in (pyarrow.date32(), pyarrow.date64()):
        assert published(pyarrow.array([eight.date(), None], kind)) == [midnight, None]
    assert published(["2023-09-11T10:00:00+02:00", None]) == [eight, None]


def test_dates_that_are_none_leave_the_article_undated():
    far = pyarrow.array([2**62, None], pyarrow.int64()).cast(pyarrow.timestamp("us"))
    titles, rejected = told(pyarrow.table({"title": TITLES, "date": far}))
    assert titles == TITLES and [row for row, _ in rejected] == [1]
    titles, rejected = told(pyarrow.table({"title": TITLES, "date": ["yesterday", None]}))
    assert titles == TITLES and "is not understood" in rejected[0][1]


def test_an_empty_table_has_no_articles():
    empty = pyarrow.table({"title": pyarrow.array([], pyarrow.string())})
    result = samestory.run(empty, progress=False)
    assert result.counts["articles"] == 0 and len(result.facts) == 0
    assert result.articles.column_names[0] == "id"
    assert told([]) == ([], [])


@pytest.mark.parametrize("table", [pyarrow.table({}), pyarrow.table({"a": [1], "b": ["x"]})])
def test_a_table_without_a_text_is_an_error(table):
    with pytest.raises(samestory.Error, match="no column is for title or text") as error:
        samestory.run(table, progress=False)
    assert error.value.file == "table"


def test_columns_nobody_asks_for_may_hold_anything():
    union = pyarrow.UnionArray.from_sparse(
        pyarrow.array([0, 1], pyarrow.int8()), [pyarrow.array([1, 2]), pyarrow.array(["a", "b"])]
    )
    deep = pyarrow.array([[[[[1]]]], None])
    assert told(pyarrow.table({"title": TITLES, "image": union, "deep": deep})) == (TITLES, [])


def test_a_repeated_name_is_no_reason_to_fail():
    table = pyarrow.Table.from_arrays([pyarrow.array(TITLES), pyarrow.array(["b", "c"])],
                                      names=["title", "title"])
    titles, rejected = told(table)
    assert len(titles) == 2 and rejected == []


def test_rows_that_are_none_are_refused():
    titles, rejected = told([5, {"title": "One"}, None, [], {"title": {"a": 1}}])
    assert titles == ["One"]
    assert [row for row, _ in rejected] == [1, 3, 4, 5]


def test_rows_that_look_like_another_format_are_rows():
    feed = {"title": "One", "version": "https://jsonfeed.org/version/1", "items": []}
    assert told([feed]) == (["One"], [])


def test_a_row_that_holds_itself_is_refused():
    row = {"title": "One"}
    row["self"] = row
    assert told([row, {"title": "Two"}])[0] == ["Two"]


def test_a_million_rows_are_quick():
    began = time.monotonic()
    found = samestory.dedup(pyarrow.table({"title": ["word"] * 1_000_000}), progress=False)
    assert found.counts["articles"] == 1_000_000 and found.counts["copies"] == 999_999
    assert time.monotonic() - began < 60


def test_small_batches_are_as_good_as_one():
    table = pyarrow.table({"title": [f"word{n}" for n in range(2000)]})
    whole = samestory.dedup(table, progress=False).to_pyarrow()
    parts = samestory.dedup(table.to_reader(max_chunksize=3), progress=False).to_pyarrow()
    assert whole == parts
    frame = polars.concat([polars.DataFrame({"title": [t]}) for t in TITLES], rechunk=False)
    assert told(frame) == (TITLES, [])
