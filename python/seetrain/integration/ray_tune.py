"""RunConfig(callbacks=[SeeTrainCallback(project="sweep")])"""
from __future__ import annotations

from typing import Any, Dict, Optional

from ray.tune.logger import LoggerCallback

from ..run import Run
from ..wire import FileToSend
from .binding import Binding, guarded


class SeeTrainCallback(LoggerCallback):
    """A logger callback of Ray Tune: a run per trial. `log_model=True` sends the checkpoints."""

    def __init__(self, run: Optional[Run] = None, log_model: bool = False, **options: Any) -> None:
        super().__init__()
        self._given = run
        self._options = options
        self._log_model = log_model
        self._bound: Optional[Binding] = None

    @property
    def _binding(self) -> Binding:
        # Tune copies its callbacks between processes before it calls them
        if self._bound is None:
            self._bound = Binding("ray_tune", self._given, **self._options)
        return self._bound

    @guarded
    def setup(self, stop: Any = None, num_samples: Optional[int] = None, total_num_samples: Optional[int] = None, **info: Any) -> None:
        words = {"num_samples": num_samples, "total_num_samples": total_num_samples}
        self._binding.call("setup", {name: value for name, value in words.items() if value is not None})

    @guarded
    def log_trial_start(self, trial: Any) -> None:
        self._binding.call("log_trial_start", _trial(trial))

    @guarded
    def log_trial_restore(self, trial: Any) -> None:
        self._binding.call("log_trial_restore", _trial(trial))

    @guarded
    def log_trial_result(self, iteration: int, trial: Any, result: Dict[str, Any]) -> None:
        self._binding.call("log_trial_result", iteration, _trial(trial), result)

    @guarded
    def log_trial_save(self, trial: Any) -> None:
        checkpoint = getattr(trial, "checkpoint", None)
        if not self._log_model or checkpoint is None:
            return
        with checkpoint.as_directory() as folder:
            self._binding.call("log_trial_save", {**_trial(trial), "checkpoint": FileToSend(folder)})

    @guarded
    def log_trial_end(self, trial: Any, failed: bool = False) -> None:
        self._binding.call("log_trial_end", _trial(trial), bool(failed))

    @guarded
    def on_trial_error(self, iteration: int, trials: Any, trial: Any, **info: Any) -> None:
        super().on_trial_error(iteration, trials, trial, **info)
        self._binding.call("on_trial_error", iteration, _trial(trial), str(getattr(trial, "error_file", None) or ""))

    @guarded
    def on_experiment_end(self, trials: Any, **info: Any) -> None:
        self._binding.call("on_experiment_end")


def _trial(trial: Any) -> Dict[str, Any]:
    return {"trial_id": trial.trial_id, "name": str(trial), "config": trial.config, "experiment_tag": trial.experiment_tag}
