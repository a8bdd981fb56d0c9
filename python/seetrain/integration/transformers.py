"""Trainer(..., callbacks=[SeeTrainCallback()])"""
from __future__ import annotations

import os
from typing import Any, Dict, Optional

from transformers import TrainerCallback

from ..run import Run
from ..wire import FileToSend
from .binding import Binding, guarded


class SeeTrainCallback(TrainerCallback):
    """A callback of the Trainer of Transformers. `log_model=True` sends each checkpoint to the hub."""

    def __init__(self, run: Optional[Run] = None, log_model: bool = False, **options: Any) -> None:
        self._binding: Optional[Binding] = None
        self._given = run
        self._options = options
        self._log_model = log_model

    def on_init_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        self._call(state, "on_init_end", lambda: (_arguments(args), _state(state)))

    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **named: Any) -> None:
        self._call(state, "on_train_begin", lambda: (_arguments(args), _state(state), _model(model)))

    def on_train_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        self._call(state, "on_train_end", lambda: (_state(state),))

    def on_epoch_begin(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        self._call(state, "on_epoch_begin", lambda: (_state(state),))

    def on_epoch_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        self._call(state, "on_epoch_end", lambda: (_state(state),))

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **named: Any) -> None:
        self._call(state, "on_log", lambda: (_state(state), dict(logs or {})))

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Any = None, **named: Any) -> None:
        self._call(state, "on_evaluate", lambda: (_state(state), dict(metrics or {})))

    def on_predict(self, args: Any, state: Any, control: Any, metrics: Any = None, **named: Any) -> None:
        self._call(state, "on_predict", lambda: (_state(state), dict(metrics or {})))

    def on_save(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        folder = os.path.join(args.output_dir, f"checkpoint-{state.global_step}")
        if self._log_model and os.path.isdir(folder):
            self._call(state, "on_save", lambda: (_state(state), FileToSend(folder)))

    @guarded
    def _call(self, state: Any, hook: str, make_args: Any) -> None:
        if not state.is_world_process_zero:
            return
        if self._binding is None:
            self._binding = Binding("transformers", self._given, **self._options)
        self._binding.call(hook, *make_args())


def _state(state: Any) -> Dict[str, Any]:
    names = ("global_step", "epoch", "max_steps", "num_train_epochs", "best_metric", "best_model_checkpoint", "total_flos")
    return {name: getattr(state, name) for name in names if getattr(state, name, None) is not None}


def _arguments(args: Any) -> Dict[str, Any]:
    return args.to_sanitized_dict() if hasattr(args, "to_sanitized_dict") else args.to_dict()


def _model(model: Any) -> Optional[Dict[str, Any]]:
    if model is None:
        return None
    config = getattr(model, "config", None)
    words = config.to_dict() if config is not None and hasattr(config, "to_dict") else {}
    return {**words, "parameters": sum(int(weight.numel()) for weight in model.parameters())}
