"""
Frameworks are heard as they are imported, without a line in the program: `seetrain run -- python train.py` calls install().

SEETRAIN_WITHOUT names frameworks that are left alone, with commas between; `all` leaves all alone.
"""
from __future__ import annotations

import importlib
import os
from types import ModuleType
from typing import Dict, FrozenSet, Iterable, List, Optional

from ..notice import warn_once
from .import_hooks import ImportHooks, Listener

#: framework → the modules that are waited for, and who then listens: a function of a module beside this one
_WAITED_FOR: Dict[str, Dict[str, str]] = {
    "tensorboard": {"torch.utils.tensorboard.writer": "writers.listen", "tensorboardX.writer": "writers.listen"},
    "pytorch_lightning": {
        "lightning.pytorch.trainer.trainer": "lightning.listen",
        "pytorch_lightning.trainer.trainer": "lightning.listen",
    },
    "keras": {"keras.src.callbacks.callback_list": "trainers.listen_to_keras"},
    "transformers": {"transformers.trainer": "trainers.listen_to_transformers"},
    "accelerate": {"accelerate.accelerator": "trainers.listen_to_accelerate"},
    "ultralytics": {"ultralytics.utils.callbacks.base": "trainers.listen_to_ultralytics"},
    "xgboost": {"xgboost.callback": "trees.listen_to_xgboost"},
    "lightgbm": {"lightgbm.engine": "trees.listen_to_lightgbm"},
    "sklearn": {"sklearn.base": "estimators.listen"},
    "optuna": {"optuna.study.study": "trees.listen_to_optuna"},
    "torch": {"torch.serialization": "files.listen_to_torch"},
    "joblib": {"joblib.numpy_pickle": "files.listen_to_joblib"},
}

#: What can be left out.
FRAMEWORKS = tuple(_WAITED_FOR)

_hooks: Optional[ImportHooks] = None


def install(without: Optional[Iterable[str]] = None) -> None:
    """Once per process; modules that are imported already are heard, too."""
    global _hooks
    left_out = _left_out(without)
    if _hooks is not None or "all" in left_out:
        return
    heard = [framework for framework in FRAMEWORKS if framework not in left_out]
    _hooks = ImportHooks({module: _listener(framework, place) for framework in heard for module, place in _WAITED_FOR[framework].items()})
    _hooks.install()


def _left_out(without: Optional[Iterable[str]]) -> FrozenSet[str]:
    names: List[str] = os.environ.get("SEETRAIN_WITHOUT", "").split(",") if without is None else list(without)
    return frozenset(name.strip() for name in names)


def _listener(framework: str, place: str) -> Listener:
    module_name, function = place.split(".")

    def listen(module: ModuleType) -> None:
        try:
            # loaded no sooner than its framework
            getattr(importlib.import_module(f"{__name__}.{module_name}"), function)(module)
        except Exception as error:
            warn_once(f"zero code {framework}", f"{framework} is not recorded ({type(error).__name__}: {error}); the program goes on")

    return listen
