"""Pairs of sentences and articles side by side."""

import json
import subprocess

import pyarrow
import pytest

import samestory

PAIRS = [
    {
        "id": "1",
        "a": "The quake killed 12 people.",
        "b": "Forty people were killed by the quake.",
    },
    {
        "id": "2",
        "a": "Vietnam has the world's second-largest rare earth deposits.",
        "b": "The second-largest reserves of rare earths in the world lie in Vietnam.",
    },
]


def test_pairs_of_every_kind_of_data(tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(pair) + "\n" for pair in PAIRS))
    for data in (PAIRS, pyarrow.Table.from_pylist(PAIRS), file, [str(file)]):
        table = samestory.pairs(data, progress=False).to_pyarrow()
        assert table["verdict"].to_pylist() == ["conflict", "same"]
        assert table["values"].to_pylist() == [[12, 40], [2]]
        assert all(0 <= same <= 1 for same in table["same"].to_pylist())


def test_pairs_are_those_of_the_command_line(tool, tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(pair) + "\n" for pair in PAIRS))
    told = subprocess.run([tool, "pairs", file], check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in told.splitlines()]
    assert samestory.pairs(PAIRS, progress=False).to_pyarrow().to_pylist() == rows


def test_ids_may_be_numbers():
    numbered = pyarrow.table({"id": [7], "a": ["Two died."], "b": ["Two people died."]})
    assert samestory.pairs(numbered, progress=False).to_pyarrow()["id"].to_pylist() == ["7"]


def test_rows_that_are_no_pairs_are_told():
    found = samestory.pairs([PAIRS[0], {"id": "2", "a": "x"}, PAIRS[1]], progress=False)
    assert found.to_pyarrow()["id"].to_pylist() == ["1", "2"]
    (row,) = found.rejected.to_pyarrow().to_pylist()
    assert (row["file"], row["record"]) == ("table", 2) and "b" in row["reason"]
    with pytest.raises(FileNotFoundError):
        samestory.pairs("none.jsonl")


A = "The port of Calder Bay will reopen on Monday. The strike had cost the port $9 million a day."
B = "The port of Calder Bay will reopen on Monday. The strike had cost the port $19 million a day."


def test_articles_side_by_side():
    compared = samestory.compare(A, {"id": "second", "title": "Port to reopen", "text": B})
    facts = compared.facts.to_pyarrow().to_pylist()
    conflict = next(fact for fact in facts if fact["verdict"] == "conflict")
    assert sorted(value["value"] for value in conflict["values"]) == [9e6, 19e6]
    assert {mention["article"] for mention in conflict["mentions"]} == {"a", "second"}
    assert "In conflict (1)" in str(compared)
    assert compared.perhaps.column_names == compared.facts.column_names


def test_three_articles_with_outlets():
    texts = [
        "The strike had cost the port of Calder Bay $9 million a day.",
        "Calder Bay's port lost $9 million a day to the strike.",
        "Each day of the strike cost the port of Calder Bay $9 million.",
    ]
    articles = [{"source": f"Outlet {n}", "text": text} for n, text in enumerate(texts)]
    facts = samestory.compare(*articles).facts.to_pyarrow().to_pylist()
    assert [(f["verdict"], f["sources"]) for f in facts] == [
        ("agreed", ["Outlet 0", "Outlet 1", "Outlet 2"])
    ]
