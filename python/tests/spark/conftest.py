"""A session that the tests share."""

from collections.abc import Iterator

import pytest
from cluster import Cluster, session
from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """On a cluster of two workers."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        running = session(cluster.url)
        yield running
        running.stop()
    finally:
        cluster.stop()
