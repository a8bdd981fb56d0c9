"""study.optimize(objective, callbacks=[SeeTrainCallback()])"""
from __future__ import annotations

from typing import Any, Dict, Optional

from ..run import Run
from .binding import Binding, guarded


class SeeTrainCallback:
    """A callback of Optuna: a run per trial in the group of the study, whose own run has the course of the best value."""

    def __init__(self, run: Optional[Run] = None, **options: Any) -> None:
        self._binding = Binding("optuna", run, **options)

    @guarded
    def __call__(self, study: Any, trial: Any) -> None:
        self._binding.call("tell", _study(study), _trial(trial))


def _study(study: Any) -> Dict[str, Any]:
    words = {"study_name": study.study_name, "directions": [direction.name for direction in study.directions],
             "metric_names": study.metric_names, "user_attrs": study.user_attrs}  # fmt: skip
    if len(study.directions) == 1:
        try:
            words["best_trial"] = study.best_trial.number
        except ValueError:  # none is complete
            pass
    return words


def _trial(trial: Any) -> Dict[str, Any]:
    words = {
        "number": trial.number, "state": trial.state.name, "params": trial.params, "values": trial.values,
        "intermediate_values": trial.intermediate_values, "user_attrs": trial.user_attrs,
    }  # fmt: skip
    if trial.duration is not None:
        words["duration"] = trial.duration.total_seconds()
    return words
