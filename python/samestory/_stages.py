"""The tables of finished stages of a run on Spark, and kernels over their rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from . import _samestory
from ._errors import Error

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: What a kernel leaves for the leader.
FOUND = "found binary"


class Stages:
    """The tables of finished stages."""

    def __init__(self, spark: SparkSession, folder: str, settled: dict[str, Any]) -> None:
        self.spark, self._folder = spark, folder.rstrip("/")
        told = json.dumps({"version": _samestory.__version__, "settings": settled["tables"]})
        kept = self.table("run", lambda: spark.createDataFrame([(told,)], "told string"))
        if kept.first()["told"] != told:
            reason = "its stages are of a run with other settings, or of another version"
            raise Error(f"{folder}: {reason}", file=folder, reason=reason)

    def table(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        """A finished stage, made now if it is not there."""
        path = f"{self._folder}/{name}"
        if not self._is_there(f"{path}/_SUCCESS"):
            make().write.mode("overwrite").parquet(path)
        return self.spark.read.parquet(path)

    def rounds(self, name: str) -> Callable[[DataFrame], DataFrame]:
        """Keeps what each round of a stage leaves."""
        count = 0

        def keep(rows: DataFrame) -> DataFrame:
            nonlocal count
            count += 1
            return self.table(f"{name}-{count}", lambda: rows)

        return keep

    def _is_there(self, path: str) -> bool:
        jvm = self.spark.sparkContext._jvm
        place = jvm.org.apache.hadoop.fs.Path(path)
        files = place.getFileSystem(self.spark.sparkContext._jsc.hadoopConfiguration())
        return bool(files.exists(place))


def batches(made: object) -> Iterator[pa.RecordBatch]:
    """Columns of the compiled half as Spark takes them."""
    yield from pa.table(made).to_batches()


def mapped(kernel: Callable[[pa.Table], object]) -> Callable[..., Iterator[pa.RecordBatch]]:
    """A kernel over the batches of a partition."""

    def over(rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in rows:
            yield from batches(kernel(pa.Table.from_batches([batch])))

    return over


def found(bytes_found: bytes) -> pa.Table:
    """What a kernel has found of a group."""
    return pa.table({"found": pa.array([bytes(bytes_found)], pa.binary())})
