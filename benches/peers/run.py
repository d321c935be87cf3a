"""Measures samestory beside other tools, in one run, on data that you name.

    python3 benches/peers/run.py copies DUMP.jsonl [--truth TRUTH.tsv] [--runs 3] [--peers rensa,gaoya]
    python3 benches/peers/run.py stories LABELLED.jsonl... [--runs 1]

The peers come from PyPI into a virtual environment beside the build (`target/peers`). Each tool is a
process of its own that does the whole job, from JSON Lines on disk to a file of clusters; told are CPU
seconds (user and system, all threads), seconds by the clock, and peak memory. Tools take turns, so
that a noisy machine is noisy for all; quote ratios.

Rows are `{"id", "text"}` (`title` for stories); TRUTH is `id<TAB>cluster`; LABELLED rows have
`cluster`. What comes out is Markdown, as it stands in docs/peers.md.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def environment() -> Path:
    """The interpreter that has the peers."""
    folder = TARGET / "peers"
    wanted = (HERE / "requirements.txt").read_text()
    done = folder / "requirements.txt"
    if not done.is_file() or done.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", HERE / "requirements.txt"], check=True)
        done.write_text(wanted)
    return folder / "bin" / "python"


def measured(command: list[object]) -> tuple[float, float, float]:
    """CPU seconds, seconds, and peak memory in MB of a command."""
    began = time.monotonic()
    process = subprocess.Popen([str(part) for part in command])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # 3: some records were rejected.
    if process.returncode not in (0, 3):
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024


def pairs_of(clusters: dict[str, str]) -> int:
    sizes = collections.Counter(clusters.values())
    return sum(n * (n - 1) // 2 for n in sizes.values())


def pair_scores(truth: dict[str, str], found: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of articles; who has no cluster is alone."""
    found = {key: found.get(key, f"alone {key}") for key in truth}
    both = {key: f"{truth[key]}\t{found[key]}" for key in truth}
    shared, said, gold = pairs_of(both), pairs_of(found), pairs_of(truth)
    return shared / max(said, 1), shared / max(gold, 1), 2 * shared / max(said + gold, 1)


def b_cubed(truth: dict[str, str], found: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 by B-cubed (Bagga and Baldwin 1998)."""
    found = {key: found.get(key, f"alone {key}") for key in truth}
    cells = collections.Counter((truth[key], found[key]) for key in truth)
    gold, said = collections.Counter(truth.values()), collections.Counter(found.values())
    precision = sum(n * n / said[f] for (_, f), n in cells.items()) / len(truth)
    recall = sum(n * n / gold[t] for (t, _), n in cells.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def clusters(path: Path) -> dict[str, str]:
    """Clusters from `id<TAB>cluster`, or rows with `id` and `cluster`; null is alone."""
    found = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("{"):
                row = json.loads(line)
                if row.get("cluster") is not None:
                    found[str(row["id"])] = str(row["cluster"])
            elif line.strip():
                key, cluster, *_ = line.rstrip("\n").split("\t")
                found[key] = cluster
    return found


def share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def told(rows: list[list[str]], head: list[str]) -> None:
    print(f"| {' | '.join(head)} |\n| --- |{' ---: |' * (len(head) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print(flush=True)


def costs(tools: dict[str, list[object]], runs: int) -> dict[str, tuple[float, float, float]]:
    """Medians of CPU seconds, seconds and memory; tools take turns."""
    taken: dict[str, list[tuple[float, float, float]]] = collections.defaultdict(list)
    for _ in range(runs):
        for name, command in tools.items():
            taken[name].append(measured(command))
    return {name: tuple(statistics.median(of) for of in zip(*runs)) for name, runs in taken.items()}


def copies(arguments: argparse.Namespace, python: Path, tool: Path, out: Path) -> None:
    (dump,) = arguments.data
    driver = [python, HERE / "copies.py"]
    tools: dict[str, list[object]] = {
        "samestory dedup": [tool, "dedup", dump, "-q", "-o", out / "samestory dedup"]
    }
    for name in arguments.peers.split(","):
        for threshold in arguments.thresholds.split(","):
            label = f"{name} {threshold}"
            tools[label] = [*driver, name, dump, out / label, threshold]
    cost = costs(tools, arguments.runs)
    own = cost["samestory dedup"][0]
    truth = clusters(arguments.truth) if arguments.truth else None
    rows = []
    for name, (cpu, clock, memory) in cost.items():
        row = [f"`{name}`", f"{cpu:.2f}", f"{cpu / own:.1f}", f"{clock:.2f}", f"{memory:.0f}"]
        if truth is not None:
            row += [share(value) for value in pair_scores(truth, clusters(out / name))]
        rows.append(row)
    head = ["tool", "CPU s", "times samestory", "s", "MB"]
    print(f"Copies, {dump.name}, median of {arguments.runs}:\n")
    told(rows, head + (["P", "R", "F1"] if truth is not None else []))


def stories(arguments: argparse.Namespace, python: Path, tool: Path, out: Path) -> None:
    #: Each with the setting that is best on the mean of the labelled sets given: more than a user
    #: without labels would reach.
    settings = {
        "average": (0.12, 0.15, 0.18, 0.2, 0.22, 0.25, 0.3, 0.35, 0.4),
        "dbscan": (0.3, 0.4, 0.5, 0.6),
        "leiden": (0.15, 0.2, 0.25, 0.3, 0.35, 0.4),
    }
    scores: dict[str, list[float]] = collections.defaultdict(list)
    cpu: dict[str, float] = collections.defaultdict(float)
    for data in arguments.data:
        truth = clusters(data)
        tools: dict[str, list[object]] = {
            "samestory cluster": [tool, "cluster", data, "-q", "-o", out / "samestory cluster"]
        }
        for name, tried in settings.items():
            for value in tried:
                label = f"{name} {value}"
                tools[label] = [python, HERE / "stories.py", name, data, out / label, value]
        for name, (seconds, _, _) in costs(tools, arguments.runs).items():
            scores[name].append(b_cubed(truth, clusters(out / name))[2])
            cpu[name] += seconds
    shown = ["samestory cluster"]
    for name, tried in settings.items():
        shown.append(max((f"{name} {v}" for v in tried), key=lambda label: statistics.mean(scores[label])))
    rows = []
    for name in shown:
        values = scores[name]
        rows.append([f"`{name}`", *map(share, values), share(statistics.mean(values)), f"{cpu[name]:.1f}"])
    print("Stories, B-cubed F1; peers on TF-IDF of scikit-learn, each with its best setting for the mean:\n")
    told(rows, ["tool", *(f"`{data.stem}`" for data in arguments.data), "mean", "CPU s"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["copies", "stories"])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default="rensa,gaoya,datasketch", help="of copies")
    parser.add_argument("--thresholds", default="0.5,0.7,0.8", help="of these")
    parser.add_argument("--tool", type=Path, default=TARGET / "release" / "samestory")
    arguments = parser.parse_args()
    if arguments.what == "copies" and len(arguments.data) != 1:
        parser.error("copies are measured on one dump")
    if not arguments.tool.is_file():
        parser.error(f"{arguments.tool} is not there: cargo build --release")
    python = environment()
    version = subprocess.run([arguments.tool, "--version"], capture_output=True, text=True, check=True)
    cores = len(os.sched_getaffinity(0))
    print(f"{version.stdout.strip()}, {time.strftime('%d %B %Y')}, {cores} cores, {platform.machine()}\n")
    with tempfile.TemporaryDirectory() as folder:
        measure = copies if arguments.what == "copies" else stories
        measure(arguments, python, arguments.tool, Path(folder))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
