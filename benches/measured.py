"""What the measuring scripts share: what a command costs, and how well clusters agree with the truth.

The scripts are modules: run them from the root of the repository, `python3 -m benches.peers.run`.
"""

from __future__ import annotations

import collections
import os
import platform
import subprocess
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
    """Runs a command to its end; rejected records are no failure.

    A child's peak memory begins with that of its parent: do what takes memory in a process of its own.
    """
    environment = dict(os.environ)
    if threads is not None:
        environment["RAYON_NUM_THREADS"] = str(threads)
    parts = [str(part) for part in command]
    began = time.monotonic()
    process = subprocess.Popen(parts, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # 3: some records were rejected.
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(parts[:3])} ended with {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024)


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
