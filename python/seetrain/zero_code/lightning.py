"""PyTorch Lightning: each Trainer gets a logger of ours, behind the user's."""
from __future__ import annotations

from types import ModuleType
from typing import Any, Callable, Optional

from ..integration.pytorch_lightning import SeeTrainLogger
from .replacing import harmless, replace_method
from .speakers import hear


class _Unseen:
    """What a program finds that asks every logger of the Trainer for its experiment: something that takes every call."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **named: None


class AddedLogger(SeeTrainLogger):
    """Changes nothing that Lightning derives from its loggers: folders are as they are without it."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    @property
    def name(self) -> Optional[str]:
        return ""

    @property
    def version(self) -> Optional[str]:
        return ""

    @property
    def save_dir(self) -> Optional[str]:
        return self._folder

    @property
    def experiment(self) -> Any:
        return _Unseen()


def listen(module: ModuleType) -> None:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(trainer: Any, *args: Any, **named: Any) -> None:
            original(trainer, *args, **named)
            harmless("pytorch_lightning", lambda: _add_logger(trainer))

        return __init__

    replace_method(getattr(module, "Trainer"), "__init__", make)


def _add_logger(trainer: Any) -> None:
    if trainer.fast_dev_run or getattr(trainer, "barebones", False):
        return
    hear("pytorch_lightning")
    if not any(isinstance(logger, SeeTrainLogger) for logger in trainer.loggers):
        trainer.loggers = [*trainer.loggers, AddedLogger(trainer.default_root_dir)]
