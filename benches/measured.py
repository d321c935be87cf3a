"""What the measuring scripts share: what a command costs, and how well clusters agree with the truth.

The scripts are modules: run them from the root of the repository, `python3 -m benches.peers.run`.
"""

from __future__ import annotations

import collections
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
TOOL = TARGET / "release" / "samestory"


class Cost(NamedTuple):
    """What a command took: user and system time of all threads, time by the clock, peak memory."""

    cpu: float
    clock: float
    #: Of 1,048,576 bytes.
    megabytes: float


def cost_of(command: Iterable[object], threads: int | None = None) -> Cost:
    """Runs a command to its end; rejected records are no failure."""
    environment = dict(os.environ)
    if threads is not None:
        environment["RAYON_NUM_THREADS"] = str(threads)
    parts = [str(part) for part in command]
    # A process's peak memory begins with that of the one that starts it, which may be a script that
    # holds a dump: so a small one stands between.
    with tempfile.NamedTemporaryFile("r") as told:
        subprocess.run([sys.executable, __file__, told.name, *parts], env=environment, check=True)
        code, *cost = json.load(told)
    # 3: some records were rejected.
    if code not in (0, 3):
        raise SystemExit(f"{' '.join(parts[:3])} ended with {code}")
    return Cost(*cost)


def measure(told: str, command: list[str]) -> None:
    """Runs a command, and writes its exit code and its cost."""
    began = time.monotonic()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    clock = time.monotonic() - began
    cost = Cost(used.ru_utime + used.ru_stime, clock, used.ru_maxrss / 1024)
    Path(told).write_text(json.dumps([process.returncode, *cost]))


def b_cubed(items: Iterable[Hashable], found: Callable, truth: Callable) -> tuple[float, float, float]:
    """Precision, recall and F1 by B-cubed (Bagga and Baldwin 1998); whose cluster is None is alone."""
    items = list(items)
    said = {item: found(item) or ("alone", item) for item in items}
    true = {item: truth(item) or ("alone", item) for item in items}
    cells = collections.Counter((said[item], true[item]) for item in items)
    sizes, gold = collections.Counter(said.values()), collections.Counter(true.values())
    precision = sum(n * n / sizes[s] for (s, _), n in cells.items()) / len(items)
    recall = sum(n * n / gold[t] for (_, t), n in cells.items()) / len(items)
    return precision, recall, 2 * precision * recall / (precision + recall)


def table(head: list[str], rows: Iterable[list[str]]) -> None:
    """Prints a table in Markdown; all columns but the first are figures."""
    print(f"| {' | '.join(head)} |\n| --- |{' ---: |' * (len(head) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
    print()


def setting(tool: Path) -> str:
    """What was measured, when, on what."""
    version = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True)
    cores = len(os.sched_getaffinity(0))
    return f"{version.stdout.strip()}, {time.strftime('%d %B %Y')}, {cores} cores, {platform.machine()}"


if __name__ == "__main__":
    measure(sys.argv[1], sys.argv[2:])
