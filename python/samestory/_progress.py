"""Progress: a bar of tqdm where that is installed, else a line of its own; nothing in scripts."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, Union

__all__ = ["Progress", "following"]

#: Called with the stage, what is done of it in units of its own, and how much it is in all
#: (``None`` where that is not known).
Progress = Union[Callable[[str, int, "int | None"], object], Literal[False], None]

#: Seconds after which something is shown.
_PATIENCE = 1.0


@contextmanager
def following(progress: Progress) -> Iterator[Callable[[str, int, int | None], object] | None]:
    """What is to be called; it is tidied up in the end."""
    if progress is False:
        yield None
    elif progress is not None:
        if not callable(progress):
            raise TypeError("progress is a function of (stage, done, total), None or False")
        yield progress
    elif not _is_watched():
        yield None
    else:
        shown = _Bar() if _has_tqdm() else _Line()
        try:
            yield shown
        finally:
            shown.close()


def _is_watched() -> bool:
    """True in a notebook and on a terminal."""
    if "ipykernel" in sys.modules:
        return True
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        return False


def _has_tqdm() -> bool:
    try:
        import tqdm.auto  # noqa: F401
    except ImportError:
        return False
    return True


class _Line:
    """One line on standard error that is written over, and gone in the end."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._width = 0

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if time.monotonic() - self._begun < _PATIENCE:
            return
        if total:
            far = f"{min(done / total, 1):.0%}"
        else:
            far = f"{done:,}" if done else ""
        text = f"samestory: {stage} {far}".rstrip()
        self._write(text)

    def _write(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)

    def close(self) -> None:
        if self._width:
            self._write("")
            sys.stderr.write("\r")


class _Bar:
    """A bar of tqdm a stage."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._stage = ""
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if time.monotonic() - self._begun < _PATIENCE:
            return
        if self._bar is None or stage != self._stage:
            from tqdm.auto import tqdm

            self.close()
            self._stage = stage
            self._bar = tqdm(desc=stage, total=total, leave=False, unit_scale=True)
        self._bar.total = total
        self._bar.n = done
        self._bar.refresh()

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
