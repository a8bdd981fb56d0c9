"""TensorBoard writers, of PyTorch and of tensorboardX."""
from __future__ import annotations

from types import ModuleType
from typing import Any, Optional

from ..integration import tensorboard
from ..integration.binding import Binding
from .speakers import caller, is_told_otherwise


class _LateBinding:
    """Finds its run at the first call, so that a program that only imports a writer makes none."""

    def __init__(self) -> None:
        self._binding: Optional[Binding] = None

    def call(self, hook: str, *args: Any) -> None:
        if is_told_otherwise(caller()):
            return
        if self._binding is None:
            self._binding = Binding("tensorboard")
        self._binding.call(hook, *args)


_late = _LateBinding()


def listen(module: ModuleType) -> None:
    # the program called patch() itself
    if tensorboard.is_patched() and not tensorboard.is_patched(_late):
        return
    tensorboard.listen_to(getattr(module, "SummaryWriter"), _late)
