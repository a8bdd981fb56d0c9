"""XGBoost, LightGBM and Optuna, which take callbacks with each call."""
from __future__ import annotations

from types import ModuleType
from typing import Any, Callable, List

from .replacing import Arguments, harmless, replace_function, replace_method, with_change
from .speakers import is_inside


def listen_to_xgboost(module: ModuleType) -> None:
    def add(arguments: Arguments) -> None:
        from ..integration.xgboost import SeeTrainCallback

        # before early stopping, behind which nobody is asked in the last round
        _add(arguments, SeeTrainCallback)

    replace_method(getattr(module, "CallbackContainer"), "__init__", lambda original: with_change("xgboost", original, add))


def listen_to_optuna(module: ModuleType) -> None:
    def add(arguments: Arguments) -> None:
        from ..integration.optuna import SeeTrainCallback

        _add(arguments, SeeTrainCallback)

    study = getattr(module, "Study")
    replace_method(study, "optimize", lambda original: with_change("optuna", original, add))


def listen_to_lightgbm(module: ModuleType) -> None:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        added: List[Any] = []

        def add(arguments: Arguments) -> None:
            from ..integration.lightgbm import SeeTrainCallback

            del added[:]
            added.extend(_add(arguments, SeeTrainCallback))

        call = with_change("lightgbm", original, add)

        def train(*args: Any, **named: Any) -> Any:
            booster = call(*args, **named)
            # cross-validation has a model per fold
            if original.__name__ == "train":
                harmless("lightgbm", lambda: [callback.log_model(booster) for callback in added])
            return booster

        return train

    for name in ("train", "cv"):
        replace_function(module, name, make)


def _add(arguments: Arguments, kind: Callable[[], Any]) -> List[Any]:
    """Puts a callback before the user's; returns it, unless there is one already."""
    # each fold of each candidate would write the same names; the best one, fitted anew, is heard
    if is_inside("sklearn.model_selection._validation"):
        return []
    given = list(arguments.get("callbacks") or [])
    if any(isinstance(callback, kind) for callback in given):  # type: ignore[arg-type]
        return []
    callback = kind()
    arguments["callbacks"] = [callback, *given]
    return [callback]
