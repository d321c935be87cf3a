"""Seconds of each stage of a run on Spark, and peak memory of its processes, beside those of a run in
one piece.

    python python/tests/spark/speed.py DUMP.jsonl ARTICLES WORKERS

The cluster is a master and WORKERS workers of one core, each a process of its own on this machine, so
what a network would cost is not in it. DUMP may be packed by Zstandard or gzip.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from cluster import Cluster, session
from test_spark import unpacked_lines

import samestory
from samestory.spark import run

#: What the command line of a process tells of it.
KINDS = {
    "SparkSubmit": "driver JVM",
    "CoarseGrainedExecutorBackend": "executor JVM",
    "pyspark.daemon": "executor Python",
}


def main() -> None:
    dump, articles, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone(write_input, dump, articles, folder / "in.parquet")
        cluster = Cluster(folder, workers)
        try:
            spark = session(cluster.url, partitions=8, driver_memory="3g")
            data = spark.read.parquet(str(folder / "in.parquet")).repartition(8)
            data.count()
            peaks = Peaks()
            began = time.time()
            run(spark, data, folder / "out", stages=folder / "stages", number="number")
            print(f"{articles} articles, {workers} workers: {time.time() - began:.1f} s")
            stages = (folder / "stages").glob("*/_SUCCESS")
            done = sorted((path.stat().st_mtime, path.parent.name) for path in stages)
            for (end, stage), (before, _) in zip(done, [(began, ""), *done]):
                print(f"  {stage} {end - before:.1f}")
            print(f"  behind the last stage {time.time() - done[-1][0]:.1f}")
            for kind, peak in sorted(peaks.end().items()):
                print(f"  peak of a {kind}: {peak / 1024:.0f} MB")
            spark.stop()
        finally:
            cluster.stop()
        alone(in_one_piece, folder / "in.parquet")


def alone(job, *arguments) -> None:
    """Does a job in a process of its own, so that its memory is not counted here."""
    process = multiprocessing.get_context("spawn").Process(target=job, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == 0


def write_input(dump: str, articles: int, path: Path) -> None:
    with pa.input_stream(dump) as unpacked:
        rows = [json.loads(line) for line in itertools.islice(unpacked_lines(unpacked), articles)]
    table = pa.Table.from_pylist(rows)
    numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
    pq.write_table(table.append_column("number", numbers), path)


def in_one_piece(path: Path) -> None:
    table = pq.read_table(path).drop_columns("number")
    began = time.time()
    samestory.run(table, progress=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"in one piece: {time.time() - began:.1f} s, peak {peak:.0f} MB with the input")


class Peaks:
    """Watches the processes of Spark, and this one."""

    def __init__(self) -> None:
        self._peaks: dict[str, int] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> dict[str, int]:
        """The highest peak of a process of each kind, in kB."""
        self._ended.set()
        self._thread.join()
        return self._peaks

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    told = (process / "cmdline").read_bytes().decode(errors="replace")
                    status = (process / "status").read_text()
                except OSError:
                    continue
                kinds = [kind for sign, kind in KINDS.items() if sign in told]
                kind = "driver Python" if process.name == str(os.getpid()) else (kinds or [None])[0]
                peak = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
                if kind and peak:
                    self._peaks[kind] = max(self._peaks.get(kind, 0), int(peak[0]))


if __name__ == "__main__":
    main()
