"""The one family of errors that users are meant to see."""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A refusal with a Chinese message for people and a stable code for programs.

    A subclass sets `code` once for its kind; a single error may still carry another.
    `extensions` holds what a program needs beside the code (findings, problems, limits): JSON values only.
    """

    code = "DOMAIN_ERROR"

    def __init__(
        self, message: str, code: str | None = None, extensions: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.extensions: dict[str, Any] = dict(extensions or {})
