"""A run on Spark finds what a run in one piece does, to the last byte."""

from __future__ import annotations

import itertools
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from told import lines, same, shuffled, with_bad_rows

import samestory
from samestory.spark import components, run


def test_files(spark, dump: Path, tmp_path: Path) -> None:
    whole = lines(samestory.run(dump), tmp_path / "whole")
    found = run(spark, dump, tmp_path / "out", stages=tmp_path / "stages")
    same(lines(found, tmp_path / "parts"), whole)
    assert len(whole["facts"]) > 10
    assert (tmp_path / "out" / "facts.parquet").exists()


@pytest.mark.parametrize(("partitions", "on_driver"), [(3, True), (7, False)])
def test_shuffled_rows(spark, rows, tmp_path: Path, partitions: int, on_driver: bool) -> None:
    table = with_bad_rows(rows)
    whole = lines(samestory.run(table), tmp_path / "whole")
    assert len(whole["duplicates"]) > 5 and len(whole["rejected"]) == 2
    spark.conf.set("spark.sql.shuffle.partitions", str(partitions))
    data = shuffled(spark, table, seed=partitions, partitions=partitions)
    found = run(
        spark, data, stages=tmp_path / "stages", number="number", link_on_driver=on_driver
    )
    same(lines(found, tmp_path / "parts"), whole)


def test_undated_rows_of_several_languages(spark, rows, tmp_path: Path) -> None:
    """Those without a date meet everybody; those of another language have weights of their own."""
    told = [{**row, "published": None} if at % 4 == 0 else row for at, row in enumerate(rows)]
    told += [{**row, "id": f"de-{row['id']}", "lang": "de"} for row in rows[::5]]
    columns = ["id", "source", "published", "title", "text", "url", "lang"]
    table = pa.Table.from_pylist([{key: row.get(key) for key in columns} for row in told])
    whole = lines(samestory.run(table), tmp_path / "whole")
    data = shuffled(spark, table, seed=3, partitions=5)
    found = run(spark, data, stages=tmp_path / "stages", number="number")
    same(lines(found, tmp_path / "parts"), whole)


def test_finished_stages_are_not_done_again(spark, dump: Path, tmp_path: Path) -> None:
    stages = tmp_path / "stages"
    first = lines(run(spark, dump, stages=stages), tmp_path / "first")
    times = {path: path.stat().st_mtime_ns for path in stages.rglob("*.parquet")}
    some = {"entries", "rows", "pairs", "facts"}
    for stage in some:
        (stages / stage / "_SUCCESS").unlink()
    same(lines(run(spark, dump, stages=stages), tmp_path / "second"), first)
    kept = [path for path, at in times.items() if path.exists() and path.stat().st_mtime_ns == at]
    done_again = {path.parent.name for path in times if path not in kept}
    assert done_again == some


def test_stages_of_other_settings_are_refused(spark, dump: Path, tmp_path: Path) -> None:
    run(spark, dump, stages=tmp_path)
    with pytest.raises(samestory.Error, match="other settings"):
        run(spark, dump, stages=tmp_path, facts={"same": 0.9})


def test_components_by_stars(spark) -> None:
    chance = random.Random(5)
    links = [(chance.randrange(300), chance.randrange(300)) for _ in range(180)]
    links += [(n, n + 1) for n in range(400, 460)]
    parent = list(range(500))

    def root(node: int) -> int:
        while parent[node] != node:
            node = parent[node]
        return node

    for a, b in links:
        x, y = sorted((root(a), root(b)))
        parent[y] = x
    nodes = {node for link in links if link[0] != link[1] for node in link}
    expected = {node: root(node) for node in nodes}
    found = components(spark.createDataFrame(links, "a int, b int")).collect()
    assert {row["node"]: row["component"] for row in found} == expected
    assert len(found) == len(expected), "each node once"


def test_no_articles(spark, tmp_path: Path) -> None:
    data = spark.createDataFrame([("x", None)], "id string, text string")
    found = run(spark, data, stages=tmp_path / "stages")
    assert found.counts["articles"] == 0 and found.counts["rejected"] == 1


@pytest.mark.skipif("SAMESTORY_DATA" not in os.environ, reason="SAMESTORY_DATA is not set")
@pytest.mark.parametrize("partitions", [4, 9])
def test_twenty_thousand_articles(spark, tmp_path: Path, partitions: int) -> None:
    dump = Path(os.environ["SAMESTORY_DATA"]) / "dumps" / "india_2020q1.jsonl.zst"
    if not dump.exists():
        pytest.skip(f"{dump} is not there")
    with pa.input_stream(dump, compression="zstd") as unpacked:
        rows = [json.loads(line) for line in itertools.islice(unpacked_lines(unpacked), 20_000)]
    table = pa.Table.from_pylist(rows)
    whole = lines(samestory.run(table), tmp_path / "whole")
    assert len(whole["articles"]) > 19_000 and len(whole["facts"]) > 1_000
    spark.conf.set("spark.sql.shuffle.partitions", str(partitions))
    data = shuffled(spark, table, seed=partitions, partitions=partitions)
    found = run(spark, data, stages=tmp_path / "stages", number="number")
    same(lines(found, tmp_path / "parts"), whole)


def unpacked_lines(stream: pa.NativeFile) -> Iterator[bytes]:
    """The lines of a stream that is not held as a whole."""
    rest = b""
    while piece := stream.read(1 << 20):
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
