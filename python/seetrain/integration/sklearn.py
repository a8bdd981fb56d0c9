"""estimator.set_callbacks(SeeTrainCallback()) where scikit-learn has callbacks (1.9), and log_fit(estimator, …) everywhere."""
from __future__ import annotations

from typing import Any, Dict, Optional

from ..run import Run
from .binding import Binding, guarded


class SeeTrainCallback:
    """A FitCallback of scikit-learn."""

    def __init__(self, run: Optional[Run] = None, **options: Any) -> None:
        self._binding = Binding("sklearn", run, **options)

    @guarded
    def setup(self, estimator: Any, context: Any) -> None:
        self._binding.call("setup", _estimator(estimator), _context(context))

    @guarded
    def teardown(self, estimator: Any, context: Any) -> None:
        self._binding.call("teardown", _estimator(estimator), _context(context))

    def on_fit_task_begin(self, estimator: Any, context: Any, **named: Any) -> None:
        """Is counted at the hub only; it is not worth the way."""

    def on_fit_task_end(self, estimator: Any, context: Any, *, X: Any = None, y: Any = None, metadata: Any = None,
                        fitted_estimator: Any = None, **named: Any) -> bool:  # fmt: skip
        self._task_end(estimator, context, X, y, fitted_estimator)
        return False

    @guarded
    def _task_end(self, estimator: Any, context: Any, features: Any, targets: Any, fitted: Any) -> None:
        scores: Dict[str, float] = {}
        if fitted is not None and features is not None and targets is not None and hasattr(fitted, "score"):
            scores["score"] = float(fitted.score(features, targets))
        self._binding.call("on_fit_task_end", _estimator(estimator), _context(context), scores)


@guarded
def log_fit(estimator: Any, X: Any = None, y: Any = None, name: str = "evaluation", run: Optional[Run] = None, **options: Any) -> None:
    """A fitted estimator: parameters, results of a search, and how it does on (X, y)."""
    binding = Binding("sklearn", run, **options)
    binding.call("setup", _estimator(estimator))
    if hasattr(estimator, "cv_results_"):
        best = {"params": estimator.best_params_, "score": float(estimator.best_score_), "index": int(estimator.best_index_)}
        columns = {column: list(values) for column, values in estimator.cv_results_.items()}
        binding.call("log_search", columns, best)
    if X is None or y is None:
        return
    binding.call("log_scores", {"score": float(estimator.score(X, y))})
    if hasattr(estimator, "classes_"):
        evaluation = {"labels": list(y), "predictions": list(estimator.predict(X)), "classes": list(estimator.classes_)}
        if hasattr(estimator, "predict_proba"):
            evaluation["probabilities"] = estimator.predict_proba(X).tolist()
        binding.call("log_evaluation", name, evaluation)


def _estimator(estimator: Any) -> Dict[str, Any]:
    return {"name": type(estimator).__name__, "params": estimator.get_params(deep=False)}


def _context(context: Any) -> Dict[str, Any]:
    return {"task_name": context.task_name, "task_id": context.task_id}
