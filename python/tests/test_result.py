"""Results: the same bytes as the command line, tables as Parquet has them, the report inline."""

import html
import re
import subprocess

import duckdb
import polars
import pyarrow.parquet
import pytest

import samestory

TABLES = ["articles", "duplicates", "stories", "facts", "pairs", "rejected"]


@pytest.fixture(scope="module")
def result(dump):
    return samestory.run(dump, progress=False)


def test_the_folder_is_that_of_the_command_line(dump, tool, tmp_path):
    by_tool, by_wheel = tmp_path / "tool", tmp_path / "wheel"
    command = [tool, "run", dump, "-o", by_tool, "--format", "parquet", "--quiet"]
    subprocess.run(command, check=True)
    samestory.run(dump, by_wheel, format="parquet", progress=False)
    names = sorted(path.name for path in by_tool.iterdir())
    assert sorted(path.name for path in by_wheel.iterdir()) == names
    assert len(names) == 15
    for name in names:
        if name != "run.json":
            assert (by_tool / name).read_bytes() == (by_wheel / name).read_bytes(), name


def test_rows_are_those_of_the_command_line(dump, tool, tmp_path):
    for command in ("dedup", "cluster", "facts"):
        file = tmp_path / f"{command}.parquet"
        subprocess.run([tool, command, dump, "-o", file, "--format", "parquet", "-q"], check=True)
        found = getattr(samestory, command)(dump, progress=False).to_pyarrow()
        assert found.to_pylist() == pyarrow.parquet.read_table(file).to_pylist(), command


def test_tables_are_those_of_the_parquet_files(result, tmp_path):
    result.write(tmp_path / "out", format=["parquet"])
    for name in TABLES:
        table = getattr(result, name)
        file = pyarrow.parquet.read_table(tmp_path / "out" / f"{name}.parquet")
        assert table.column_names == file.column_names
        assert len(table) == table.num_rows == file.num_rows
        assert table.to_pyarrow().to_pylist() == file.to_pylist(), name
        assert table.to_pyarrow().schema.types == file.schema.types, name


def test_other_libraries_take_tables_as_they_are(result):
    facts = result.facts
    assert duckdb.sql("select count(*) from facts").fetchall() == [(len(facts),)]
    assert polars.DataFrame(facts).height == facts.to_polars().height == len(facts)
    assert facts.to_pandas().shape == (len(facts), len(facts.column_names))
    assert str(result.articles.to_pandas()["published"].dtype) == "datetime64[us, UTC]"
    # A table may be handed on any number of times, and without its result.
    assert facts.to_pyarrow() == facts.to_pyarrow()


def test_what_was_given_back_can_be_read_again(result):
    articles = result.articles.to_pyarrow()
    again = samestory.dedup(result.articles, progress=False)
    assert len(again) == len(articles) - articles["title"].null_count


def test_counts_and_info(result):
    assert result.counts["articles"] == len(result.articles) == 70
    assert result.counts["stories"] == len(result.stories) == 12
    assert result.run_info["tool"] == "samestory"
    assert [stage["name"] for stage in result.run_info["stages"]][-1] == "facts"
    assert "70 articles" in repr(result) and "12 stories" in repr(result)


def test_a_folder_is_read_and_written_again(result, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    result.write(first)
    again = samestory.read(first)
    for name in TABLES:
        assert getattr(again, name).to_pyarrow() == getattr(result, name).to_pyarrow()
    again.write(second)
    for file in first.iterdir():
        assert file.read_bytes() == (second / file.name).read_bytes(), file.name


def test_a_result_folder_is_replaced(result, tmp_path):
    result.write(tmp_path / "out")
    samestory.run([{"title": "One"}], tmp_path / "out", progress=False)
    assert samestory.read(tmp_path / "out").counts["articles"] == 1


def test_the_report_is_shown_inline_and_cannot_break_out(tmp_path):
    title = "\"></iframe><script>alert('x')</script> &amp;"
    result = samestory.run([{"title": title}, {"title": "Two"}], progress=False)
    shown = result._repr_html_()
    parts = re.fullmatch(r'<iframe ([^>]*?)srcdoc="([^"]*)"></iframe>', shown, re.DOTALL)
    assert parts, shown[:200]
    attributes, page = parts.groups()
    assert "height:640px" in attributes and "allow-same-origin" not in attributes
    page = html.unescape(page)
    # Links to its own views stay in it, whatever the address of the notebook.
    base = '<base href="about:srcdoc">'
    assert page.replace(base, "", 1) == result.report()
    assert 0 < page.index(base) < page.index("base-uri 'none'")


def test_a_large_report_is_told_in_numbers(result, monkeypatch):
    from samestory import _result

    monkeypatch.setattr(_result, "_SHOWN", 1000)
    shown = result._repr_html_()
    assert "<iframe" not in shown and "<td>articles</td><td>70</td>" in shown


def test_a_missing_library_is_named(result, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(ImportError, match=r"pip install 'samestory\[polars\]'"):
        result.facts.to_polars()
