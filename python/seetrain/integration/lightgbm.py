"""lightgbm.train(..., callbacks=[SeeTrainCallback()]); callback.log_model(booster) afterwards keeps the model."""
from __future__ import annotations

from typing import Any, Optional

from ..run import Run
from .binding import Binding, guarded
from .model_file import model_file


class SeeTrainCallback:
    """A callback of LightGBM, for train, cv and fit."""

    order = 25
    before_iteration = False

    def __init__(self, run: Optional[Run] = None, **options: Any) -> None:
        self._binding = Binding("lightgbm", run, **options)
        self._begun = False

    @guarded
    def __call__(self, env: Any) -> None:
        results = [list(result) for result in env.evaluation_result_list or []]
        words = {"iteration": env.iteration, "evaluation_result_list": results}
        if not self._begun:
            self._begun = True
            words["params"] = dict(env.params)
        self._binding.call("after_iteration", words)

    @guarded
    def log_model(self, booster: Any) -> None:
        """LightGBM tells its callbacks nothing of the end; call this with what train() returned."""
        booster = getattr(booster, "booster_", booster)
        importance = dict(zip(booster.feature_name(), map(float, booster.feature_importance("gain"))))
        words = {"best_iteration": booster.best_iteration, "feature_importance": importance,
                 "best_score": {data: dict(scores) for data, scores in (booster.best_score or {}).items()}}  # fmt: skip
        with model_file("model.txt", booster.save_model) as file:
            self._binding.call("after_training", {**words, "model_file": file})
