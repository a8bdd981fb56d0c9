"""One module per framework; each is imported when it is first asked for, together with its framework."""
from __future__ import annotations

import importlib
from typing import Any

from ..errors import invalid
from ..run import Run

#: framework → the name in its module that listens to it
_LISTENERS = {
    "accelerate": "SeeTrainTracker",
    "catboost": "SeeTrainCallback",
    "fastai": "SeeTrainCallback",
    "keras": "SeeTrainCallback",
    "lightgbm": "SeeTrainCallback",
    "mmengine": "SeeTrainVisBackend",
    "optuna": "SeeTrainCallback",
    "pytorch_lightning": "SeeTrainLogger",
    "ray_tune": "SeeTrainCallback",
    "sklearn": "SeeTrainCallback",
    "stable_baselines3": "SeeTrainCallback",
    "transformers": "SeeTrainCallback",
    "ultralytics": "SeeTrainCallbacks",
    "xgboost": "SeeTrainCallback",
}


def integration(framework: str, run: Run) -> Any:
    """What to hand to a framework, by the framework's id."""
    listener = _LISTENERS.get(framework)
    if listener is None:
        raise invalid("framework", framework, f"Pass one of {', '.join(sorted(_LISTENERS))}.")
    module = importlib.import_module(f"{__name__}.{framework}")
    return getattr(module, listener)(run=run)
