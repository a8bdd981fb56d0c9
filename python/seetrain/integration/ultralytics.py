"""add_callbacks(YOLO("yolo11n.yaml")) before train()"""
from __future__ import annotations

import os
from typing import Any, Callable, Dict, List, Optional

from ..run import Run
from ..wire import FileToSend
from .binding import Binding, guarded


def add_callbacks(model: Any, run: Optional[Run] = None, **options: Any) -> Any:
    """Adds the callbacks to a model of Ultralytics, and returns it."""
    listener = SeeTrainCallbacks(run, **options)
    for event, callback in listener.callbacks().items():
        model.add_callback(event, callback)
    return model


class SeeTrainCallbacks:
    """What Ultralytics tells of a training, validation, prediction or export."""

    def __init__(self, run: Optional[Run] = None, **options: Any) -> None:
        self._binding = Binding("ultralytics", run, **options)

    def callbacks(self) -> Dict[str, Callable[[Any], None]]:
        events: Dict[str, Callable[[Any], Dict[str, Any]]] = {
            "on_pretrain_routine_start": _arguments,
            "on_pretrain_routine_end": lambda trainer: {"plots": _plots(trainer)},
            "on_train_start": _arguments,
            "on_train_epoch_start": lambda trainer: {"epoch": trainer.epoch},
            "on_train_epoch_end": _epoch_end,
            "on_fit_epoch_end": _fit_epoch_end,
            "on_train_end": _train_end,
            "on_val_end": _validation_end,
            "on_export_end": lambda exporter: {**_arguments(exporter), "file": str(getattr(exporter, "file", ""))},
            "teardown": lambda trainer: {},
        }
        return {event: self._forward(event, read) for event, read in events.items()}

    def _forward(self, event: str, read: Callable[[Any], Dict[str, Any]]) -> Callable[[Any], None]:
        @guarded
        def forward(subject: Any) -> None:
            self._binding.call(event, read(subject))

        return forward


def _arguments(subject: Any) -> Dict[str, Any]:
    return {"args": dict(vars(subject.args))}


def _epoch_end(trainer: Any) -> Dict[str, Any]:
    return {"epoch": trainer.epoch, "losses": trainer.label_loss_items(trainer.tloss, prefix="train"), "lr": trainer.lr,
            "plots": _plots(trainer) if trainer.epoch <= 1 else []}  # fmt: skip


def _fit_epoch_end(trainer: Any) -> Dict[str, Any]:
    words = {"epoch": trainer.epoch, "metrics": trainer.metrics, "fitness": trainer.fitness}
    if trainer.epoch == 0:
        from ultralytics.utils.torch_utils import model_info_for_loggers

        words["model_info"] = model_info_for_loggers(trainer)
    return words


def _train_end(trainer: Any) -> Dict[str, Any]:
    files = {name: FileToSend(path) for name, path in (("best", trainer.best), ("last", trainer.last)) if os.path.exists(path)}
    return {"epoch": trainer.epoch, "plots": _plots(trainer) + _plots(getattr(trainer, "validator", None)), **files}


def _validation_end(validator: Any) -> Dict[str, Any]:
    if getattr(validator, "training", False):
        return {}
    return {"metrics": validator.metrics.results_dict, "speed": validator.speed, "plots": _plots(validator)}


def _plots(subject: Any) -> List[FileToSend]:
    paths = getattr(subject, "plots", None) or {}
    return [FileToSend(path) for path in paths if os.path.isfile(path)]
