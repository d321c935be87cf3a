"""Seconds of each stage of a run on Spark, beside those of a run in one piece.

    python python/tests/spark/speed.py DUMP.jsonl ARTICLES CORES

The cluster is one process (`local[CORES]`), so what the network would cost is not in it. DUMP may be
packed by Zstandard or gzip.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from test_spark import unpacked_lines

import samestory
from samestory.spark import run


def main() -> None:
    dump, articles, cores = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "6g").config("spark.log.level", "ERROR")
    spark = builder.config("spark.sql.shuffle.partitions", "8").getOrCreate()
    with pa.input_stream(dump) as unpacked, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [json.loads(line) for line in itertools.islice(unpacked_lines(unpacked), articles)]
        table = pa.Table.from_pylist(rows)
        numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
        pq.write_table(table.append_column("number", numbers), folder / "in.parquet")
        data = spark.read.parquet(str(folder / "in.parquet")).repartition(8)
        data.count()
        began = time.time()
        run(spark, data, folder / "out", stages=folder / "stages", number="number")
        print(f"{articles} articles on {cores} cores: {time.time() - began:.1f} s")
        stages = (folder / "stages").glob("*/_SUCCESS")
        done = sorted((path.stat().st_mtime, path.parent.name) for path in stages)
        for (end, stage), (before, _) in zip(done, [(began, ""), *done]):
            print(f"  {stage} {end - before:.1f}")
        began = time.time()
        samestory.run(table, progress=False)
        print(f"in one piece: {time.time() - began:.1f} s")


if __name__ == "__main__":
    main()
