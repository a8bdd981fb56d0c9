"""model.fit(..., callbacks=[SeeTrainCallback(model)]); callback.log_model(model) afterwards keeps the model."""
from __future__ import annotations

from typing import Any, Optional

from ..run import Run
from .binding import Binding, guarded
from .model_file import model_file


class SeeTrainCallback:
    """A callback of CatBoost, which takes them on a processor alone."""

    def __init__(self, model: Any = None, run: Optional[Run] = None, **options: Any) -> None:
        self._binding = Binding("catboost", run, **options)
        if model is not None:
            self._begin(model)

    def after_iteration(self, info: Any) -> bool:
        self._iteration(info)
        return True

    @guarded
    def log_model(self, model: Any) -> None:
        names = model.feature_names_
        words = {"best_iteration": model.get_best_iteration(), "best_score": model.get_best_score(),
                 "feature_importance": dict(zip(names, map(float, model.get_feature_importance())))}  # fmt: skip
        with model_file("model.cbm", model.save_model) as file:
            self._binding.call("after_training", {**words, "model_file": file})

    @guarded
    def _begin(self, model: Any) -> None:
        self._binding.call("before_training", model.get_params())

    @guarded
    def _iteration(self, info: Any) -> None:
        last = {data: {metric: values[-1] for metric, values in metrics.items()} for data, metrics in info.metrics.items()}
        self._binding.call("after_iteration", {"iteration": info.iteration, "metrics": last})
