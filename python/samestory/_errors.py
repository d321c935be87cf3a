"""Exceptions: what went wrong, and where."""

from __future__ import annotations

__all__ = ["Error", "FileError", "NotFoundError", "SettingError"]


class Error(Exception):
    """What stops the work. A bad record does not: it is a row of ``rejected``.

    Every attribute is ``None`` where it does not apply.
    """

    #: The file, folder or table that it is about.
    file: str | None
    #: The row of a table, counted from 1.
    row: int | None
    #: The line of a file, counted from 1.
    line: int | None
    #: Why, without the place.
    reason: str | None

    def __init__(
        self,
        message: str = "",
        *,
        file: str | None = None,
        row: int | None = None,
        line: int | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(message)
        self.file, self.row, self.line, self.reason = file, row, line, reason


class SettingError(Error, ValueError):
    """A setting that does not exist or cannot have its value."""

    #: The setting, or the place where settings are not understood.
    setting: str | None

    def __init__(
        self, message: str = "", *, setting: str | None = None, reason: str | None = None
    ) -> None:
        super().__init__(message, reason=reason)
        self.setting = setting


class FileError(Error, OSError):
    """The system refused a file operation; ``errno`` and ``filename`` are those of ``OSError``."""

    def __init__(
        self,
        message: str = "",
        *,
        file: str | None = None,
        errno: int | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(message, file=file, reason=reason)
        self.errno, self.strerror, self.filename = errno, reason, file
        self._message = message

    def __str__(self) -> str:
        return self._message


class NotFoundError(FileError, FileNotFoundError):
    """A file or folder is not there."""
