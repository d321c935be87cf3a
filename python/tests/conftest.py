"""What the tests share: the sample dump, its rows, the command-line tool."""

import importlib.util
import json
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DUMP = ROOT / "seeds" / "dump"
_HAS_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None

collect_ignore = [] if _HAS_SPARK else ["spark"]


def pytest_report_header() -> list[str]:
    return [] if _HAS_SPARK else ["no tests of Spark: pyspark or Java is not there"]


def _tool() -> Path | None:
    named = os.environ.get("SAMESTORY_TOOL")
    if named:
        return Path(named)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [target / "release" / "samestory", target / "debug" / "samestory"]
    return next((tool for tool in built if tool.exists()), None)


@pytest.fixture(scope="session")
def dump() -> Path:
    return DUMP


@pytest.fixture(scope="session")
def wire() -> Path:
    return DUMP / "wire.jsonl"


@pytest.fixture(scope="session")
def rows(wire: Path) -> list[dict]:
    return [json.loads(line) for line in wire.read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def tool() -> Path:
    """The binary; what SAMESTORY_TOOL names must be there."""
    found = _tool()
    if found is None:
        pytest.skip("no samestory binary: cargo build --release makes it")
    return found
