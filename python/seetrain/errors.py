"""What init() raises for what its caller got wrong. After it nothing is raised into the training."""
from __future__ import annotations


class SeeTrainError(Exception):
    """Base of all errors of this package; `code` stays the same whatever the words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def invalid(field: str, value: object, remedy: str) -> SeeTrainError:
    """An argument that can not be used: its name, what came, and what to do."""
    text = repr(value)
    return SeeTrainError("INVALID_ARGUMENT", f"{field}: got {text[:80]}. {remedy}")
