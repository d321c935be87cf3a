"""Made-up dumps that break what is quadratic, or holds more than it should, and a dump twelvefold."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

MILLION = 1_000_000


def odd(folder: Path) -> None:
    chance = random.Random(7)
    words = [f"w{chance.randrange(50_000)}" for _ in range(8_000_000)]
    text = " ".join(words[:400])
    dumps: dict[str, Iterator[dict]] = {
        "a million articles of one word": ({"id": n, "text": "word"} for n in range(MILLION)),
        "10,000 identical articles": ({"id": n, "text": text} for n in range(10_000)),
        "one article of 56 MB": iter([{"id": 1, "text": " ".join(words)}]),
    }
    for name, rows in dumps.items():
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in rows)


def changed(text: str, chance: random.Random) -> str:
    """Three of ten words replaced by words that no text has."""
    words = text.split(" ")
    for at in range(len(words)):
        if chance.random() < 0.3:
            words[at] = f"{words[at]}{chance.randrange(1000):03}q"
    return " ".join(words)


def twelvefold(dump: Path, out: Path) -> None:
    """Each text of a dump twelve times, up to a million."""
    chance = random.Random(7)

    def rows(lines: Iterator[str]) -> Iterator[str]:
        for number, row in enumerate(map(json.loads, lines)):
            for turn in range(12):
                text = row["text"] if turn == 0 else changed(row["text"], chance)
                yield json.dumps({"id": f"{number}-{turn}", "text": text}) + "\n"

    with dump.open(encoding="utf-8") as lines, out.open("w", encoding="utf-8") as written:
        written.writelines(itertools.islice(rows(lines), MILLION))
