"""Exceptions carry the place and the reason."""

import pyarrow
import pytest

import samestory


def test_a_missing_file_is_file_not_found(tmp_path):
    missing = tmp_path / "none.jsonl"
    with pytest.raises(FileNotFoundError) as error:
        samestory.run(missing, progress=False)
    assert isinstance(error.value, samestory.Error)
    assert error.value.file == error.value.filename == str(missing)
    assert error.value.errno == 2 and str(missing) in str(error.value)


def test_a_foreign_folder_is_not_replaced(tmp_path):
    (tmp_path / "mine").write_text("x")
    with pytest.raises(OSError, match="without a samestory run.json") as error:
        samestory.run([{"title": "One"}], out=tmp_path, progress=False)
    assert error.value.file == str(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_bad_records_of_files_are_rows_as_on_the_command_line(tmp_path):
    file = tmp_path / "day.jsonl"
    file.write_text('{"title":"One"}\nnonsense\n')
    found = samestory.dedup(file, progress=False)
    assert len(found) == 1
    (row,) = found.rejected.to_pyarrow().to_pylist()
    assert (row["file"], row["record"], row["offset"]) == ("day.jsonl", 2, 16)
    assert row["reason"].startswith("line 2 is not")


def test_an_exception_in_an_iterable_comes_out_as_it_is():
    def rows():
        yield {"title": "One"}
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="the database is gone"):
        samestory.run(rows(), progress=False)


def test_a_stream_that_breaks_off_is_an_error_with_the_row():
    def batches():
        yield pyarrow.record_batch({"title": ["One", "Two"]})
        raise RuntimeError("the database is gone")

    schema = pyarrow.schema({"title": pyarrow.string()})
    reader = pyarrow.RecordBatchReader.from_batches(schema, batches())
    with pytest.raises(samestory.Error, match="the database is gone") as error:
        samestory.run(reader, progress=False)
    assert (error.value.file, error.value.row) == ("table", 3)


def test_a_folder_that_is_no_result(tmp_path):
    with pytest.raises(FileNotFoundError):
        samestory.read(tmp_path)
    with pytest.raises(FileNotFoundError):
        samestory.read(tmp_path / "none")


def test_a_damaged_result_names_file_and_line(tmp_path):
    result = samestory.run([{"id": "a", "title": "One"}], tmp_path / "out", progress=False)
    articles = tmp_path / "out" / "articles.jsonl"
    articles.write_text(articles.read_text() + "nonsense\n")
    with pytest.raises(samestory.Error) as error:
        samestory.read(tmp_path / "out")
    assert error.value.line == 2 and error.value.file == str(articles)
    assert result.counts["articles"] == 1


def test_an_unknown_format_is_a_value_error(tmp_path):
    with pytest.raises(ValueError, match="csv"):
        samestory.run([{"title": "One"}], tmp_path / "out", format="csv", progress=False)
    assert not (tmp_path / "out").exists()


def test_one_article_cannot_be_compared():
    with pytest.raises(samestory.Error, match="two articles are needed, there is 1"):
        samestory.compare("Twelve people died.", {"colour": "red"})
