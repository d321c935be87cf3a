"""What runs cost, on dumps that you name and on made-up ones: the tables of docs/performance.md.

    python3 -m benches.costs.run DUMP.jsonl... [--million] [--samples 1000,10000]
                                 [--python venv/bin/python] [--pairs PAIRS.jsonl...]

Each dump goes through `dedup` and `run`, with one thread and with two; `--samples` of each through
`run`. Made-up dumps follow: one word a million times, one text ten thousand times, one article of
56 MB. `--million` makes up to a million articles of the first dump and looks for their copies: each
text twelve times, in all but the first a random three of ten words changed. With Chromium and Node there
(`npm ci --prefix tests/browser`), the reports are opened. `--python` names a Python with the wheel, in
which the first dump is run as well, in turns with the command line. `--pairs` names files of sentence
pairs, `{"id","a","b"}` a line, to be scored with one thread.

Rows need `id` and `text`; dumps may be packed. What comes out is Markdown.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from benches.costs.made import odd, twelvefold
from benches.measured import ROOT, TOOL, Cost, cost_of, setting, table


def figures(cost: Cost) -> list[str]:
    return [f"{cost.clock:.1f}", f"{cost.cpu:.1f}", f"{cost.megabytes:.0f}"]


def rows_of(dump: Path, folder: Path) -> Path:
    """The rows of a dump, unpacked."""
    if dump.suffix == ".jsonl":
        return dump
    plain = folder / f"{dump.name.split('.')[0]}.jsonl"
    command = ["zstd", "-dcq", dump] if dump.suffix == ".zst" else ["gzip", "-dc", dump]
    with plain.open("wb") as out:
        subprocess.run(command, stdout=out, check=True)
    return plain


def dedup(tool: Path, dumps: dict[str, Path], out: Path) -> None:
    rows = []
    for name, path in dumps.items():
        for threads in (1, 2):
            cost = cost_of([tool, "dedup", path, "-q", "-o", out], threads)
            rows.append([name, f"{path.stat().st_size / 2**20:.0f}", str(threads), *figures(cost)])
    print("`samestory dedup DUMP -o FILE`:\n")
    table(["dump", "MB", "threads", "s", "CPU s", "peak MB"], rows)


def run(tool: Path, dumps: dict[str, Path], samples: list[int], out: Path) -> list[Path]:
    """Prints what `run` costs, and gives the reports."""
    rows, stages, reports = [], [], []
    for name, path in dumps.items():
        tried: list[tuple[str, list[object], int]] = [(name, [], 1), (name, [], 2)]
        tried += [(f"{size:,} of them", ["--sample", size], 2) for size in samples]
        for title, more, threads in tried:
            folder = out / f"{path.stem}{''.join(map(str, more))}-{threads}"
            cost = cost_of([tool, "run", path, *more, "-q", "-o", folder], threads)
            told = json.loads((folder / "run.json").read_text())
            counts = told["counts"]
            found = [f"{counts[key]:,}" for key in ("articles", "outlets", "stories", "facts")]
            rows.append([title, *found, str(threads), *figures(cost)])
            if threads == 1 and not more:
                stages.append((name, told["stages"]))
            else:
                reports.append(folder / "report.html")
    print("`samestory run DUMP -o DIR`:\n")
    head = ["dump", "articles", "outlets", "stories", "facts", "threads", "s", "CPU s", "peak MB"]
    table(head, rows)
    print("Seconds by stage, one thread:\n")
    names = [stage["name"] for stage in stages[0][1]]
    table(["dump", *names], [[name, *(f"{one['seconds']:.1f}" for one in of)] for name, of in stages])
    return reports


IN_PYTHON = "import sys, samestory; samestory.run(sys.argv[1], sys.argv[2])"


def from_python(tool: Path, python: Path, dump: Path, out: Path) -> None:
    """The command line and Python in turns, three times, two threads."""
    ways: dict[str, list[object]] = {
        "the command line": [tool, "run", dump, "-q", "-o", out],
        "Python": [python, "-c", IN_PYTHON, dump, out],
    }
    turns = [{way: cost_of(command, 2) for way, command in ways.items()} for _ in range(3)]
    rows = [[way, *figures(turn[way])] for way in ways for turn in turns]
    print("From Python:\n")
    table(["from", "s", "CPU s", "peak MB"], rows)


def pairs(tool: Path, files: list[Path], out: Path) -> None:
    rows = []
    for path in files:
        lines = [json.loads(line) for line in path.open(encoding="utf-8") if line.strip()]
        sentences = {line[side] for line in lines for side in ("a", "b")}
        cost = cost_of([tool, "pairs", path, "-q", "-o", out], 1)
        of_each = f"{2 * len(lines) / len(sentences):.1f}"
        rows.append([path.stem, f"{len(lines):,}", of_each, f"{len(lines) / cost.clock:,.0f}"])
    print("`samestory pairs FILE -o FILE`, one thread:\n")
    table(["file", "pairs", "of each sentence", "pairs a second"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("dumps", type=Path, nargs="+")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--samples", default="1000,10000")
    parser.add_argument("--python", type=Path)
    parser.add_argument("--pairs", type=Path, nargs="+", default=[])
    parser.add_argument("--tool", type=Path, default=TOOL)
    arguments = parser.parse_args()
    tool, samples = arguments.tool, [int(size) for size in arguments.samples.split(",") if size]
    if not tool.is_file():
        parser.error(f"{tool} is not there: cargo build --release")
    print(f"{setting(tool)}\n", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        dumps = {f"`{dump.name}`": rows_of(dump, folder) for dump in arguments.dumps}
        strange = folder / "strange"
        strange.mkdir()
        odd(strange)
        odd_ones = {path.stem: path for path in sorted(strange.iterdir())}
        dedup(tool, {**dumps, **odd_ones}, folder / "copies.jsonl")
        reports = run(tool, dumps, samples, folder)
        if shutil.which("node") and (ROOT / "tests/browser/node_modules").is_dir():
            print("Reports in headless Chromium:\n", flush=True)
            subprocess.run(["node", ROOT / "tests/browser/speed.mjs", *reports], check=True)
        if arguments.million:
            many = folder / "many.jsonl"
            twelvefold(next(iter(dumps.values())), many)
            with many.open("rb") as lines:
                name = f"{sum(1 for _ in lines):,} articles, each text twelve times"
            dedup(tool, {name: many}, folder / "copies.jsonl")
        if arguments.python:
            from_python(tool, arguments.python, next(iter(dumps.values())), folder / "out")
        if arguments.pairs:
            pairs(tool, arguments.pairs, folder / "scored.jsonl")


if __name__ == "__main__":
    main()
