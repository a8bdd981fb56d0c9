"""model.fit(..., callbacks=[SeeTrainCallback()])"""
from __future__ import annotations

from typing import Any, Dict, List, Optional

import keras

from ..run import Run
from .binding import Binding, guarded


class SeeTrainCallback(keras.callbacks.Callback):
    """A callback of Keras 3 or of tf.keras. `batches=False` leaves the metrics of single batches out."""

    def __init__(self, run: Optional[Run] = None, batches: bool = True, **options: Any) -> None:
        super().__init__()
        self._binding = Binding("keras", run, **options)
        self._batches = batches

    def set_params(self, params: Any) -> None:
        super().set_params(params)
        self._call("set_params", params or {})

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        self._tell_model(model)

    def on_train_begin(self, logs: Any = None) -> None:
        self._call("on_train_begin", logs)

    def on_train_end(self, logs: Any = None) -> None:
        self._call("on_train_end", logs)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._call("on_epoch_begin", epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._call("on_epoch_end", epoch, logs, _learning_rate(self.model))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self._batches:
            self._call("on_train_batch_end", batch, logs)

    def on_test_begin(self, logs: Any = None) -> None:
        self._call("on_test_begin", logs)

    def on_test_end(self, logs: Any = None) -> None:
        self._call("on_test_end", logs)

    @guarded
    def _call(self, hook: str, *args: Any) -> None:
        self._binding.call(hook, *args)

    @guarded
    def _tell_model(self, model: Any) -> None:
        self._binding.call("set_model", _model(model))


def _model(model: Any) -> Dict[str, Any]:
    words: Dict[str, Any] = {"name": model.name}
    if getattr(model, "built", False):
        lines: List[str] = []
        model.summary(print_fn=lambda line, **named: lines.append(line))
        words["summary"] = "\n".join(lines)
        words["parameters"] = int(model.count_params())
        words["trainable_parameters"] = sum(int(_size(weight.shape)) for weight in model.trainable_weights)
    if getattr(model, "optimizer", None) is not None:
        words["optimizer"] = model.optimizer.get_config()
    loss = getattr(model, "loss", None)
    if loss is not None:
        words["loss"] = loss if isinstance(loss, str) else getattr(loss, "name", None) or str(loss)
    return words


def _size(shape: Any) -> int:
    size = 1
    for length in shape:
        size *= int(length)
    return size


def _learning_rate(model: Any) -> Optional[float]:
    optimizer = getattr(model, "optimizer", None)
    rate = getattr(optimizer, "learning_rate", None)
    try:
        return float(keras.ops.convert_to_numpy(rate)) if rate is not None else None
    except Exception:  # a schedule that is not to be asked
        return None
