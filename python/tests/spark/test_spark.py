"""A run on Spark finds what a run in one piece does, to the last byte."""

from __future__ import annotations

import itertools
import json
import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

import samestory
from cluster import Cluster, session
from samestory.spark import components, run

#: Tables that are the same byte for byte.
TABLES = ["articles", "duplicates", "stories", "facts", "pairs", "rejected"]
#: Seconds in which a run that has lost a worker must end.
DEADLINE = 600


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


def test_finished_stages_are_not_done_again(spark, dump: Path, tmp_path: Path) -> None:
    stages = tmp_path / "stages"
    first = lines(run(spark, dump, stages=stages), tmp_path / "first")
    times = {path: path.stat().st_mtime_ns for path in stages.rglob("*.parquet")}
    for stage in ("entries", "facts"):
        (stages / stage / "_SUCCESS").unlink()
    same(lines(run(spark, dump, stages=stages), tmp_path / "second"), first)
    kept = [path for path, at in times.items() if path.exists() and path.stat().st_mtime_ns == at]
    done_again = {path.parent.name for path in times if path not in kept}
    assert done_again == {"entries", "facts"}


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


@pytest.mark.parametrize("stage", ["entries", "families"])
def test_a_worker_is_killed(rows, tmp_path: Path, stage: str) -> None:
    table = with_bad_rows(rows)
    whole = lines(samestory.run(table), tmp_path / "whole")
    cluster = Cluster(tmp_path)
    try:
        spark = session(cluster.url)
        stages, killed = tmp_path / "stages", threading.Event()

        def kill() -> None:
            while not (stages / stage / "_SUCCESS").exists():
                time.sleep(0.02)
            cluster.kill(0)
            killed.set()

        threading.Thread(target=kill, daemon=True).start()
        began = time.monotonic()
        data = shuffled(spark, table, seed=1, partitions=4)
        found = run(spark, data, stages=stages, number="number")
        assert killed.is_set() and time.monotonic() - began < DEADLINE
        same(lines(found, tmp_path / "parts"), whole)
        spark.stop()
    finally:
        cluster.stop()


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
