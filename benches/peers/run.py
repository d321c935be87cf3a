"""Measures samestory beside other tools, in one run, on data that you name.

    python3 -m benches.peers.run copies DUMP.jsonl [--truth TRUTH.tsv] [--runs 3] [--peers rensa,gaoya]
    python3 -m benches.peers.run stories LABELLED.jsonl... [--runs 1]

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
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benches.measured import TARGET, TOOL, Cost, b_cubed, cost_of, setting, table

HERE = Path(__file__).resolve().parent


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


def pairs_of(clusters: dict[str, str]) -> int:
    sizes = collections.Counter(clusters.values())
    return sum(n * (n - 1) // 2 for n in sizes.values())


def pair_scores(truth: dict[str, str], found: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of articles; who has no cluster is alone."""
    found = {key: found.get(key, f"alone {key}") for key in truth}
    both = {key: f"{truth[key]}\t{found[key]}" for key in truth}
    shared, said, gold = pairs_of(both), pairs_of(found), pairs_of(truth)
    return shared / max(said, 1), shared / max(gold, 1), 2 * shared / max(said + gold, 1)


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


def costs(tools: dict[str, list[object]], runs: int) -> dict[str, Cost]:
    """Medians of CPU seconds, seconds and memory; tools take turns."""
    taken: dict[str, list[Cost]] = collections.defaultdict(list)
    for _ in range(runs):
        for name, command in tools.items():
            taken[name].append(cost_of(command))
    return {name: Cost(*map(statistics.median, zip(*runs))) for name, runs in taken.items()}


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
    own = cost["samestory dedup"].cpu
    truth = clusters(arguments.truth) if arguments.truth else None
    rows = []
    for name, (cpu, clock, memory) in cost.items():
        row = [f"`{name}`", f"{cpu:.2f}", f"{cpu / own:.1f}", f"{clock:.2f}", f"{memory:.0f}"]
        if truth is not None:
            row += [share(value) for value in pair_scores(truth, clusters(out / name))]
        rows.append(row)
    head = ["tool", "CPU s", "times samestory", "s", "MB"]
    print(f"Copies, {dump.name}, median of {arguments.runs}:\n")
    table(head + (["P", "R", "F1"] if truth is not None else []), rows)


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
            found = clusters(out / name)
            scores[name].append(b_cubed(truth, found.get, truth.get)[2])
            cpu[name] += seconds
    shown = ["samestory cluster"]
    for name, tried in settings.items():
        shown.append(max((f"{name} {v}" for v in tried), key=lambda label: statistics.mean(scores[label])))
    rows = []
    for name in shown:
        values = scores[name]
        rows.append([f"`{name}`", *map(share, values), share(statistics.mean(values)), f"{cpu[name]:.1f}"])
    print("Stories, B-cubed F1; peers on TF-IDF of scikit-learn, each with its best setting for the mean:\n")
    table(["tool", *(f"`{data.stem}`" for data in arguments.data), "mean", "CPU s"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["copies", "stories"])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default="rensa,gaoya,datasketch", help="of copies")
    parser.add_argument("--thresholds", default="0.5,0.7,0.8", help="of these")
    parser.add_argument("--tool", type=Path, default=TOOL)
    arguments = parser.parse_args()
    if arguments.what == "copies" and len(arguments.data) != 1:
        parser.error("copies are measured on one dump")
    if not arguments.tool.is_file():
        parser.error(f"{arguments.tool} is not there: cargo build --release")
    python = environment()
    print(f"{setting(arguments.tool)}\n")
    with tempfile.TemporaryDirectory() as folder:
        measure = copies if arguments.what == "copies" else stories
        measure(arguments, python, arguments.tool, Path(folder))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
