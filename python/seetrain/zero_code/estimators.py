"""scikit-learn: the parameters of what is fitted, and the results of searches."""
from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any, Callable, Set

from ..places import rank
from .replacing import harmless, replace_function
from .speakers import hear, package_of

#: Each class of estimator is told of once; loops that fit thousands would drown the run.
_known: Set[str] = set()


def listen(module: ModuleType) -> None:
    """Every class of scikit-learn decorates its `fit` with this, and is defined later."""
    replace_function(module, "_fit_context", _heard_context)


def _heard_context(original: Callable[..., Any]) -> Callable[..., Any]:
    def fit_context(*args: Any, **named: Any) -> Any:
        decorate = original(*args, **named)

        def decorator(fit: Callable[..., Any]) -> Any:
            decorated = decorate(fit)
            return _heard_fit(decorated) if fit.__name__ == "fit" else decorated

        return decorator

    return fit_context


def _heard_fit(fit: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(fit)
    def heard(estimator: Any, *args: Any, **named: Any) -> Any:
        fitted = fit(estimator, *args, **named)
        nearest = sys._getframe(1)
        # what a pipeline or a search fits inside is theirs
        if package_of(nearest) not in ("sklearn", "joblib"):
            harmless("sklearn", lambda: _tell(estimator))
        return fitted

    return heard


def _tell(estimator: Any) -> None:
    name = type(estimator).__name__
    is_search = hasattr(estimator, "cv_results_")
    if rank() > 0 or (name in _known and not is_search):
        return
    from ..integration.sklearn import log_fit

    hear("sklearn")
    _known.add(name)
    log_fit(estimator)
