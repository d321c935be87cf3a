"""Copies as articles come, in batches."""

import pyarrow
import pytest

import samestory


def text(seed: int, words: int = 80) -> str:
    return " ".join(f"own{seed}x{n}" for n in range(words))


def copies(rows) -> list[tuple]:
    table = rows.to_pyarrow()
    return list(zip(table["id"].to_pylist(), table["copy_of"].to_pylist()))


def test_copies_among_the_new_and_of_the_known():
    index = samestory.Index()
    first = index.add([{"id": "a", "text": text(1)}, {"id": "b", "text": text(1).upper()}])
    assert copies(first) == [("a", None), ("b", "a")]
    day = pyarrow.table({"id": ["c", "d"], "text": [text(2), text(1) + " and more"]})
    second = index.add(day)
    assert copies(second) == [("c", None), ("d", "a")]
    assert second.to_pyarrow()["containment"].to_pylist() == [None, 1.0]
    assert 0.9 < second.to_pyarrow()["jaccard"].to_pylist()[1] < 1
    # The same words are held once.
    assert len(index) == 3


def test_two_batches_are_as_good_as_one(rows):
    one, two = samestory.Index(), samestory.Index()
    whole = copies(one.add(rows))
    assert whole == copies(two.add(rows[:20])) + copies(two.add(rows[20:]))
    assert len(one) == len(two) and sum(copy is not None for _, copy in whole) == 3


def test_bad_rows_are_told_and_the_rest_is_added():
    index = samestory.Index(fields={"kopf": "title"})
    added = index.add([{"kopf": "One two three"}, {"colour": "red"}])
    assert len(added) == 1 and added.rejected.to_pyarrow()["record"].to_pylist() == [2]
    assert len(index) == 1


def test_settings_are_those_of_a_run():
    rows = [{"id": "a", "text": text(1)}, {"id": "b", "text": text(1, 50) + text(2, 30)}]
    assert copies(samestory.Index().add(rows))[1] == ("b", "a")
    assert copies(samestory.Index(dedup={"containment": 0.95}).add(rows))[1] == ("b", None)
    with pytest.raises(samestory.SettingError):
        samestory.Index(dedup={"near": 2})
