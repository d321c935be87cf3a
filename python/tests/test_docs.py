"""Every block of Python in docs/python.md runs, in order, on the sample dump."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_page_runs_as_it_stands(tmp_path, monkeypatch, capsys):
    (tmp_path / "seeds").symlink_to(PAGE.parents[1] / "seeds")
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text("utf-8")
    blocks = list(re.finditer(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))
    assert len(blocks) > 10
    names: dict = {}
    for block in blocks:
        # Faults are told with the line of the page.
        lines = text.count("\n", 0, block.start(1))
        exec(compile("\n" * lines + block[1], str(PAGE), "exec"), names)
    told = capsys.readouterr().out
    # What the page says is printed.
    assert "<samestory.Result: 70 articles, 7 copies, 12 stories, 311 facts>\n" in told
    assert "'reason': 'row 2 has a number for its text'}]\n" in told
    assert "read 68830 68830\n" in told
    assert "no/such/file.jsonl No such file or directory" in told
