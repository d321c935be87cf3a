"""Copies by another tool: `copies.py TOOL IN.jsonl OUT.tsv THRESHOLD` writes `id<TAB>cluster`.

Each tool gets word 5-grams, 128 permutations and its own choice of bands where it has one. Pairs that it
nominates are kept if their sketches say that they are alike enough, and joined by union-find, as its
users do.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

WORDS = re.compile(r"\w+")
PERMUTATIONS = 128


def shingles(text: str, size: int = 5) -> list[str]:
    words = WORDS.findall(text.lower())
    if len(words) < size:
        return [" ".join(words)] if words else []
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]


def bands(threshold: float) -> tuple[int, int]:
    """How many bands of how many rows err least about a threshold, of all that use every permutation."""
    best = (float("inf"), 1, PERMUTATIONS)
    for rows in (r for r in range(1, PERMUTATIONS + 1) if PERMUTATIONS % r == 0):
        count = PERMUTATIONS // rows
        error = 0.0
        for step in range(200):
            similarity = (step + 0.5) / 200
            met = 1 - (1 - similarity**rows) ** count
            error += met if similarity < threshold else 1 - met
        best = min(best, (error, count, rows))
    return best[1], best[2]


def rensa(texts: list[str], threshold: float) -> Iterator[tuple[int, int]]:
    from rensa import RMinHash, RMinHashLSH

    prints = []
    for start in range(0, len(texts), 2000):
        # An empty text is nobody's copy.
        sets = [shingles(t) or [f"\0{start + at}"] for at, t in enumerate(texts[start : start + 2000])]
        prints.extend(RMinHash.from_token_sets(sets, num_perm=PERMUTATIONS, seed=42))
    index = RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=bands(threshold)[0])
    index.insert_many(prints)
    for at, near in enumerate(index.query_all(prints)):
        for other in near:
            if other < at and prints[at].jaccard(prints[other]) >= threshold:
                yield at, other


def gaoya(texts: list[str], threshold: float) -> Iterator[tuple[int, int]]:
    import gaoya

    count, rows = bands(threshold)
    index = gaoya.minhash.MinHashStringIndex(
        hash_size=32, jaccard_threshold=threshold, num_bands=count, band_size=rows,
        num_hashes=count * rows, analyzer="word", lowercase=True, ngram_range=(5, 5),
    )
    # Its queries check the sketches themselves.
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    for at, near in enumerate(index.par_bulk_query(texts, return_similarity=False)):
        yield from ((at, other) for other in near if other < at)


def datasketch(texts: list[str], threshold: float) -> Iterator[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    prints: dict[int, MinHash] = {}
    for at, text in enumerate(texts):
        grams = shingles(text)
        if grams:
            one = prints[at] = MinHash(num_perm=PERMUTATIONS)
            one.update_batch([gram.encode() for gram in grams])
            near = index.query(one)
            yield from ((at, other) for other in near if one.jaccard(prints[other]) >= threshold)
            index.insert(at, one)


def groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    parents = list(range(count))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for a, b in pairs:
        a, b = root(a), root(b)
        parents[max(a, b)] = min(a, b)
    return [root(at) for at in range(count)]


def main() -> None:
    tool, source, out, threshold = sys.argv[1:]
    ids, texts = [], []
    with open(source, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            ids.append(row["id"])
            texts.append(row.get("text") or "")
    find = {"rensa": rensa, "gaoya": gaoya, "datasketch": datasketch}[tool]
    found = groups(len(texts), find(texts, float(threshold)))
    Path(out).write_text("".join(f"{key}\t{group}\n" for key, group in zip(ids, found)), encoding="utf-8")


if __name__ == "__main__":
    main()
