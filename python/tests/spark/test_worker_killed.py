"""A run that loses a worker ends as if it had not."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from cluster import Cluster, session
from pyspark.sql import SparkSession
from told import lines, same, shuffled, with_bad_rows

import samestory
from samestory.spark import run

#: Seconds in which it must end.
DEADLINE = 600


@pytest.mark.parametrize("stage", ["entries", "families", "rows"])
def test_a_worker_is_killed(rows, tmp_path: Path, stage: str) -> None:
    table = with_bad_rows(rows)
    whole = lines(samestory.run(table), tmp_path / "whole")
    assert SparkSession.getActiveSession() is None, "this one must run on a cluster of its own"
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
        assert "Removing worker" in cluster.log("master"), "it was noticed"
        spark.stop()
    finally:
        cluster.stop()
