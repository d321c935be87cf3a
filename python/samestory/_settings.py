"""Keyword arguments to what the compiled half takes for settings."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from ._data import Path
from ._errors import SettingError

__all__ = ["given"]


def given(
    settings: Mapping[str, Any],
    *,
    config: Path | None,
    fields: Mapping[str, str] | None = None,
    scratch: Path | None = None,
) -> dict[str, Any]:
    """Settings of one call. ``fields`` maps names of columns to the fields that they hold."""
    tables = {name: table for name, table in settings.items() if table is not None}
    if fields:
        read = dict(tables.get("read", {}))
        read["map"] = {**read.get("map", {}), **_names(fields)}
        tables["read"] = read
    file = config if config is not None else os.environ.get("SAMESTORY_CONFIG") or None
    return {
        "config": None if file is None else os.fspath(file),
        "tables": json.dumps(tables, default=_plain),
        "scratch": None if scratch is None else os.fspath(scratch),
    }


def _names(fields: Mapping[str, str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, field in fields.items():
        if field in names:
            reason = f"both {names[field]!r} and {name!r} are to be the {field}"
            raise SettingError(f"fields: {reason}", setting="fields", reason=reason)
        names[field] = name
    return names


def _plain(value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"a setting cannot be a {type(value).__name__}")
