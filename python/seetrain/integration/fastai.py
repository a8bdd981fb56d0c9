"""Learner(..., cbs=SeeTrainCallback())"""
from __future__ import annotations

from typing import Any, Optional

from fastai.callback.core import Callback
from fastai.learner import Recorder

from ..run import Run
from ..wire import FileToSend
from .binding import Binding, guarded


class SeeTrainCallback(Callback):
    """A callback of fastai. It runs behind the Recorder, whose numbers it forwards."""

    order = Recorder.order + 5
    remove_on_fetch = True

    def __init__(self, run: Optional[Run] = None, **options: Any) -> None:
        super().__init__()
        self._binding = Binding("fastai", run, **options)

    @guarded
    def before_fit(self) -> None:
        if hasattr(self.learn, "lr_finder") or hasattr(self, "gather_preds"):
            return
        arguments = self.learn.gather_args() if hasattr(self.learn, "gather_args") else {}
        self._binding.call("before_fit", arguments)

    @guarded
    def after_batch(self) -> None:
        learner = self.learn
        if not learner.training:
            return
        hypers = [dict(group) for group in learner.opt.hypers]
        words = {"epoch": learner.epoch, "loss": learner.loss.item(), "smooth_loss": float(learner.smooth_loss), "hypers": hypers}
        self._binding.call("after_batch", words)

    @guarded
    def after_epoch(self) -> None:
        recorder = self.learn.recorder
        self._binding.call("after_epoch", self.learn.epoch, list(recorder.metric_names), list(recorder.log))

    @guarded
    def after_fit(self) -> None:
        self._binding.call("after_fit")

    @guarded
    def save_model(self, path: str, is_best: bool = False) -> None:
        """For what Learner.save() returned."""
        self._binding.call("save_model", FileToSend(path), is_best)
