"""A Spark cluster of one master and two workers, each a process of its own, on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession

#: Seconds until a process of the cluster must be up.
_PATIENCE = 60


class Cluster:
    """The processes, and where they listen."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder, self._port = folder, _free_port()
        self.url = f"spark://127.0.0.1:{self._port}"
        master = ["master.Master", "--host", "127.0.0.1", "--port", str(self._port), "--webui-port", "0"]
        self._master = self._start("master", master)
        self._wait("master", "I have been elected leader")
        self.workers: list[subprocess.Popen[bytes]] = []
        for _ in range(workers):
            self.add_worker()

    def add_worker(self) -> None:
        """One more worker, with one core."""
        name = f"worker{len(self.workers)}"
        own = ["--host", "127.0.0.1", "-c", "1", "-m", "2g", "--webui-port", "0"]
        work = ["-d", str(self._folder / f"{name}.d")]
        self.workers.append(self._start(name, ["worker.Worker", *own, *work, self.url]))
        self._wait(name, "Successfully registered with master")

    def kill(self, number: int) -> None:
        """Kills a worker and its executors, without a word."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)

    def log(self, name: str) -> str:
        """What a process has written."""
        return (self._folder / f"{name}.log").read_text(errors="replace")

    def stop(self) -> None:
        """Ends all processes."""
        for process in [*self.workers, self._master]:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, name: str, arguments: list[str]) -> subprocess.Popen[bytes]:
        home = Path(pyspark.__file__).parent
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
        }
        with (self._folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [home / "bin" / "spark-class", f"org.apache.spark.deploy.{arguments[0]}", *arguments[1:]],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait(self, name: str, sign: str) -> None:
        until = time.monotonic() + _PATIENCE
        while sign not in self.log(name):
            assert time.monotonic() < until, self.log(name)
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def session(url: str, partitions: int = 4, driver_memory: str = "1g") -> SparkSession:
    """A session on a cluster."""
    # What a session's own workers are started with; its settings do not tell that.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(url).appName("samestory")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": driver_memory,
        "spark.executor.memory": "1g",
        "spark.executorEnv.RAYON_NUM_THREADS": "1",
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
