"""Mutation testing of the stages that make the result: copies, stories, facts.

    python3 tests/python/mutants.py [--seed 7] [--sample 150] [-- arguments of cargo mutants]

Draws mutants of `src/dedup`, `src/cluster` and `src/fact` by a seed, and lets `cargo mutants`
(`cargo install cargo-mutants`) change the sources in place, one at a time: run it in a clone of its
own. First the tests of the library judge each; those that survive are judged by all tests, which take
longer (with labelled data, if `SAMESTORY_DATA` names it). What survives both is printed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STAGES = ["src/dedup/**/*.rs", "src/cluster/**/*.rs", "src/fact/**/*.rs"]
FILES = [part for stage in STAGES for part in ("-f", stage)]
# Unoptimised code is built fastest; the dependencies stay as they are.
ENVIRONMENT = {
    **os.environ,
    "CARGO_PROFILE_DEV_OPT_LEVEL": "0",
    "CARGO_PROFILE_DEV_DEBUG": "0",
    "CARGO_INCREMENTAL": "1",
}


def mutants() -> list[str]:
    command = ["cargo", "mutants", "--list", *FILES]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    # Mutants that leave out a field are tried whatever `--re` says: they come on top.
    return sorted(line for line in listed.stdout.splitlines() if line and "delete field" not in line)


def judge(chosen: list[str], out: Path, more: list[str], tests: list[str]) -> list[str]:
    """The mutants that pass the tests."""
    out.mkdir(parents=True, exist_ok=True)
    patterns = [part for name in chosen for part in ("--re", f"^{re.escape(name)}$")]
    command = ["cargo", "mutants", "--in-place", "--no-shuffle", "-o", out, *FILES, *patterns, *tests, *more]
    subprocess.run([str(part) for part in command], cwd=ROOT, env=ENVIRONMENT, check=False)
    return (out / "mutants.out" / "missed.txt").read_text().splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "mutants")
    parser.add_argument("more", nargs="*", help="arguments of cargo mutants")
    arguments = parser.parse_args()
    everything = mutants()
    chosen = random.Random(arguments.seed).sample(everything, min(arguments.sample, len(everything)))
    print(f"{len(chosen)} of {len(everything)} mutants", flush=True)
    first = arguments.out / "library"
    lean = ["--no-default-features", "--features=map,state", "--cargo-arg=--lib"]
    missed = judge(chosen, first, arguments.more, lean)
    if missed:
        missed = judge(missed, arguments.out / "all", arguments.more, [])
    print("\n".join(["", f"{len(missed)} survive:", *missed]))


if __name__ == "__main__":
    main()
