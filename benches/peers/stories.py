"""Stories by another clusterer over TF-IDF rows of scikit-learn:
`stories.py METHOD IN.jsonl OUT.tsv SETTING` writes `id<TAB>cluster`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer


def average(likeness: np.ndarray, cut: float) -> list[int]:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    tree = linkage(squareform(1 - likeness, checks=False), "average")
    return list(map(int, fcluster(tree, 1 - cut, "distance")))


def dbscan(likeness: np.ndarray, cut: float) -> list[int]:
    from sklearn.cluster import DBSCAN

    return list(map(int, DBSCAN(eps=1 - cut, min_samples=2, metric="precomputed").fit_predict(1 - likeness)))


def leiden(likeness: np.ndarray, cut: float) -> list[int]:
    import igraph
    import leidenalg

    a, b = np.nonzero(np.triu(likeness >= cut, 1))
    graph = igraph.Graph(n=len(likeness), edges=list(zip(a.tolist(), b.tolist())))
    weights = likeness[a, b].tolist()
    found = leidenalg.find_partition(graph, leidenalg.ModularityVertexPartition, weights=weights, seed=1)
    return list(found.membership)


def main() -> None:
    method, source, out, setting = sys.argv[1:]
    with open(source, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    words = TfidfVectorizer(sublinear_tf=True, stop_words="english", strip_accents="unicode")
    texts = [f"{row.get('title') or ''}\n{row.get('text') or ''}" for row in rows]
    weights = words.fit_transform(texts)
    likeness = np.clip((weights @ weights.T).toarray().astype(np.float32), 0, 1)
    np.fill_diagonal(likeness, 1)
    find = {"average": average, "dbscan": dbscan, "leiden": leiden}[method]
    found = find(likeness, float(setting))
    # Those that belong to no cluster are alone.
    named = [group if group >= 0 else f"alone {at}" for at, group in enumerate(found)]
    out_rows = (f"{row['id']}\t{group}\n" for row, group in zip(rows, named))
    Path(out).write_text("".join(out_rows), encoding="utf-8")


if __name__ == "__main__":
    main()
