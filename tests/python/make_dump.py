"""Writes a dated dump of made-up news of any size, for runs that memory does not hold.

    python3 tests/python/make_dump.py BYTES DAYS SEED > dump.jsonl

The same arguments give the same bytes. Words are made of syllables and as frequent as words are
(Zipf). Every day has matters of its own; most are told by one outlet alone, some by up to a dozen,
which share its names, its figures and some of its sentences' words; one article in eight is
another's copy with a word or two changed, one in four tells of nothing that others tell. Articles have 1 to 8 kB and stand
in no order of time. What a row says of its story is not in the dump: tell it by the id, `DAY-STORY-N`.
"""

import itertools
import json
import random
import sys

SYLLABLES = [c + v + e for c in "bdfgklmnprstvz" for v in "aeiou" for e in ("", "n", "r", "s")]
OUTLETS = [f"{kind} {town}" for kind in ("Post", "Herald", "Courier", "Ledger", "Mirror") for town in
           ("Arden", "Belmore", "Corvia", "Dunmark", "Estria", "Fernhal", "Gorsk", "Harrow")]


# More than half of all articles are of stories that three outlets or more tell.
OUTLETS_OF_A_STORY = (1,) * 12 + (2,) * 5 + (3, 4, 6, 12)


def vocabulary(chance: random.Random, size: int) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(chance.choices(SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(words)


class Maker:
    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.words = vocabulary(self.chance, 60_000)
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))

        # Words that say nothing of a matter, a dozen at a time: drawing each anew takes too long.
        self.pieces = [" ".join(self.sample(self.chance.randint(6, 16))) for _ in range(100_000)]

    def sample(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)

    def text(self, own: list[str], figures: list[str], size: int) -> str:
        draw, parts, length = self.chance.random, [], 0
        names, pieces = len(own), self.pieces
        while length < size:
            first, second = own[int(draw() * names)], own[int(draw() * names)]
            figure = f" {figures[int(draw() * 3)]}" if draw() < 0.3 else ""
            piece = pieces[int(draw() * 100_000)]
            part = f"{first} {piece}{figure} {second}." if draw() < 0.8 else f"{second} {piece}.\n\n"
            parts.append(part)
            length += len(part) + 1
        return " ".join(parts)

    def story(self, day: str, number: int) -> list[dict]:
        chance = self.chance
        outlets = chance.choice(OUTLETS_OF_A_STORY)
        own = [word.capitalize() for word in chance.choices(self.words, k=12)]
        figures = [f"{chance.randint(2, 900)} {self.words[chance.randint(50, 800)]}" for _ in range(3)]
        rows: list[dict] = []
        for count in range(outlets):
            if rows and chance.random() < 0.16:
                words = chance.choice(rows)["text"].split(" ")
                for _ in range(2):
                    words[chance.randrange(len(words))] = chance.choice(self.words)
                text = " ".join(words)
            else:
                text = self.text(own, figures, int(chance.triangular(900, 8_000, 2_000)))
            rows.append({
                "id": f"{day}-{number}-{count}",
                "source": chance.choice(OUTLETS),
                "published": f"{day}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00Z",
                "title": " ".join(chance.sample(own, 4) + self.sample(4)).capitalize(),
                "text": text,
            })
        return rows


def day_of(number: int) -> str:
    import datetime

    return (datetime.date(2022, 1, 1) + datetime.timedelta(days=number)).isoformat()


def main() -> None:
    size, days, seed = int(float(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
    maker, written, number = Maker(seed), 0, 0
    while written < size:
        day = maker.chance.randrange(days)
        for row in maker.story(day_of(day), number):
            line = json.dumps(row) + "\n"
            written += len(line)
            sys.stdout.write(line)
        number += 1


if __name__ == "__main__":
    main()
