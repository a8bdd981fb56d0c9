"""xgboost.train(..., callbacks=[SeeTrainCallback()]), or XGBClassifier(callbacks=[...])."""
from __future__ import annotations

import json
from typing import Any, Dict, Optional

from xgboost import Booster
from xgboost.callback import TrainingCallback

from ..run import Run
from .binding import Binding, guarded
from .model_file import model_file


class SeeTrainCallback(TrainingCallback):
    """A callback of XGBoost. `log_model=False` keeps the model out of the run."""

    def __init__(self, run: Optional[Run] = None, log_model: bool = True, **options: Any) -> None:
        self._binding = Binding("xgboost", run, **options)
        self._log_model = log_model

    def before_training(self, model: Any) -> Any:
        self._begin(model)
        return model

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
        self._iteration(epoch, evals_log)
        return False

    def after_training(self, model: Any) -> Any:
        self._end(model)
        return model

    @guarded
    def _begin(self, model: Any) -> None:
        params = json.loads(model.save_config()) if isinstance(model, Booster) else {}
        self._binding.call("before_training", params)

    @guarded
    def _iteration(self, epoch: int, evals_log: Any) -> None:
        last = {data: {metric: values[-1] for metric, values in metrics.items()} for data, metrics in evals_log.items()}
        self._binding.call("after_iteration", epoch, last)

    @guarded
    def _end(self, model: Any) -> None:
        if not isinstance(model, Booster):
            # a cross-validation has a model per fold
            self._binding.call("after_training", {})
            return
        words: Dict[str, Any] = {"feature_importance": model.get_score(importance_type="gain")}
        for name in ("best_iteration", "best_score"):
            try:
                words[name] = getattr(model, name)
            except AttributeError:  # without early stopping there is none
                pass
        if not self._log_model:
            self._binding.call("after_training", words)
            return
        with model_file("model.ubj", model.save_model) as file:
            self._binding.call("after_training", {**words, "model_file": file})
