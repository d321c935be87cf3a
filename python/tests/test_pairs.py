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
        assert table["values"].to_pylist() == [[12, 40], []]
        assert all(0 <= same <= 1 for same in table["same"].to_pylist())


def test_pairs_are_those_of_the_command_line(tool, tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(pair) + "\n" for pair in PAIRS))
    told = subprocess.run([tool, "pairs", file], check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in told.splitlines()]
    assert samestory.pairs(PAIRS, progress=False).to_pyarrow().to_pylist() == rows


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
    articles = [{"source": f"Outlet {n}", "text": A} for n in range(3)]
    agreed = samestory.compare(*articles).facts.to_pyarrow()
    assert "Outlet 2" in agreed["sources"].to_pylist()[0]
