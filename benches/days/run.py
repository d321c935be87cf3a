"""Day after day, on a dated dump that you name: what an update costs, and what it finds otherwise than
one run over everything.

    python3 -m benches.days.run cost DUMP.jsonl [--times 4]
    python3 -m benches.days.run compare DUMP.jsonl

Rows need `id`, `text` and `published` or `date`. `cost` adds the days of the dump one by one, so often
over, each time shifted behind the last day and with a third of the words altered, so that no text is a
copy of its like before; it tells CPU seconds, peak memory and the size of the state. `compare` freezes
words and cuts (`--basis`) and takes what was last said of each article and of each mention, with the
run over everything as truth.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import json
import re
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benches.measured import TOOL, Cost, b_cubed, cost_of

WORDS = re.compile(r"(\w+)")


def key_of_date(row: dict) -> str:
    return "published" if row.get("published") else "date"


def days_of(dump: Path) -> dict[datetime.date, list[dict]]:
    """The rows of each day; undated ones are left out."""
    days = collections.defaultdict(list)
    with dump.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            date = row.get(key_of_date(row))
            if date:
                days[datetime.date.fromisoformat(date[:10])].append(row)
    return dict(sorted(days.items()))


def altered(text: str, turn: int) -> str:
    """Every third word with an ending of its own."""
    parts = WORDS.split(text)
    for at in range(5, len(parts), 6):
        parts[at] += f"q{'xyz'[turn % 3]}" if parts[at].isalpha() else ""
    return "".join(parts)


def moved(row: dict, turn: int, shift: datetime.timedelta) -> dict:
    if turn == 0:
        return row
    key = key_of_date(row)
    date = datetime.date.fromisoformat(row[key][:10]) + shift
    text = altered(row.get("text") or "", turn)
    return {**row, "id": f"{turn}-{row['id']}", key: f"{date}{row[key][10:]}", "text": text}


def write(path: Path, rows: Iterable[dict]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def read(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def cost(tool: Path, dump: Path, folder: Path, times: int) -> None:
    days = days_of(dump)
    length = max(days) - min(days) + datetime.timedelta(days=2)
    for turn in range(times):
        taken: list[Cost] = []
        for rows in days.values():
            write(folder / "day.jsonl", (moved(row, turn, turn * length) for row in rows))
            update = [tool, "update", folder / "state", folder / "day.jsonl", "-o", folder / "out", "-q"]
            taken.append(cost_of(update))
        cpu = [cost.cpu for cost in taken]
        state = sum(file.stat().st_blocks * 512 for file in (folder / "state").iterdir())
        print(
            f"turn {turn + 1}: {len(days)} days, CPU {statistics.mean(cpu):.2f} s a day "
            f"({min(cpu):.2f} to {max(cpu):.2f}), {max(cost.megabytes for cost in taken):.0f} MB, "
            f"state {state / 2**20:.0f} MB",
            flush=True,
        )


def mentions(facts: list[dict]) -> dict[tuple, str]:
    """The fact of each mention; of several the first."""
    places: dict[tuple, str] = {}
    for fact in facts:
        for mention in fact["mentions"]:
            places.setdefault((mention["article"], mention["field"], mention["start"]), fact["id"])
    return places


def compare(tool: Path, dump: Path, folder: Path) -> None:
    days = folder / "days"
    days.mkdir()
    for date, rows in days_of(dump).items():
        write(days / f"{date}.jsonl", rows)
    cost_of([tool, "run", days, "-o", folder / "all", "-q"])
    last: dict[str, dict] = {}
    said: dict[tuple, str] = {}
    for day in sorted(days.iterdir()):
        out = folder / "out"
        cost_of([tool, "update", folder / "state", day, "-o", out, "-q", "--basis", folder / "all"])
        articles = read(out / "articles.jsonl")
        last.update((row["id"], row) for row in articles)
        here = {row["id"] for row in articles}
        said = {place: fact for place, fact in said.items() if place[0] not in here}
        said.update(mentions(read(out / "facts.jsonl")))
    truth = {row["id"]: row for row in read(folder / "all" / "articles.jsonl")}
    for name, column in (("copies", "duplicate_group"), ("stories", "story")):
        scores = b_cubed(truth, lambda i: last[i][column], lambda i: truth[i][column])
        print(f"{name}: P {scores[0]:.4f}, R {scores[1]:.4f}, F1 {scores[2]:.4f}")
    true = mentions(read(folder / "all" / "facts.jsonl"))
    # A mention that one of the two lacks is alone there.
    scores = b_cubed(said.keys() | true.keys(), said.get, true.get)
    print(f"facts by mention: P {scores[0]:.4f}, R {scores[1]:.4f}, F1 {scores[2]:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["cost", "compare"])
    parser.add_argument("dump", type=Path)
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--tool", type=Path, default=TOOL)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        if arguments.what == "cost":
            cost(arguments.tool, arguments.dump, Path(folder), arguments.times)
        else:
            compare(arguments.tool, arguments.dump, Path(folder))
        print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
