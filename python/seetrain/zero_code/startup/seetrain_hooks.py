"""
Calls a function when a module has been imported, by whatever name and whoever asked for it. Every Python below `seetrain run`
reads this file, so it imports nothing that is not there already: the package itself is read with the first framework.
"""
from __future__ import annotations

import os
import sys
from _thread import get_ident

#: framework → the modules that are waited for, and who then listens: a function of a module of seetrain.zero_code
_WAITED_FOR = {
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


def install(without=None):
    """
    Once per process; modules that are imported already are heard, too. `without` names frameworks that are left alone, or
    `all`; by default those of SEETRAIN_WITHOUT.
    """
    names = os.environ.get("SEETRAIN_WITHOUT", "").split(",") if without is None else without
    left_out = {name.strip() for name in names}
    if "all" in left_out or any(getattr(finder, "is_seetrains", False) for finder in sys.meta_path):
        return
    heard = {}
    for framework in FRAMEWORKS:
        if framework not in left_out:
            heard.update({module: (framework, place) for module, place in _WAITED_FOR[framework].items()})
    _ImportHooks(heard).install()


class _ImportHooks:
    """Stands before the other finders and lets them find; only what it waits for gets a loader of ours."""

    is_seetrains = True

    def __init__(self, heard):
        self._heard = heard
        self._searching = set()

    def install(self):
        sys.meta_path.insert(0, self)
        for name in self._heard:
            module = sys.modules.get(name)
            # one that is being imported at this moment would be listened to halfway
            if module is not None and not getattr(module.__spec__, "_initializing", False):
                self.loaded(name, module)

    def find_spec(self, fullname, path=None, target=None):
        search = (get_ident(), fullname)
        if fullname not in self._heard or search in self._searching:
            return None
        self._searching.add(search)
        try:
            spec = self._found_by_others(fullname, path, target)
        finally:
            self._searching.discard(search)
        if spec is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = _Loader(spec.loader, self)
        return spec

    def loaded(self, name, module):
        framework, place = self._heard.get(name, (None, None))
        if place is not None:
            _listen(framework, place, module)

    def _found_by_others(self, fullname, path, target):
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            spec = find(fullname, path, target) if finder is not self and find is not None else None
            if spec is not None:
                return spec
        return None


class _Loader:
    """Gives the module its own loader back before any of its code runs."""

    def __init__(self, own, hooks):
        self._own = own
        self._hooks = hooks

    def create_module(self, spec):
        create = getattr(self._own, "create_module", None)
        return create(spec) if create is not None else None

    def exec_module(self, module):
        module.__loader__ = self._own
        if module.__spec__ is not None:
            module.__spec__.loader = self._own
        self._own.exec_module(module)
        self._hooks.loaded(module.__name__, module)

    def __getattr__(self, name):
        return getattr(self._own, name)


def _listen(framework, place, module):
    module_name, function = place.split(".")
    try:
        import importlib

        getattr(importlib.import_module("seetrain.zero_code." + module_name), function)(module)
    except Exception as error:
        sys.stderr.write(f"seetrain: {framework} is not recorded ({type(error).__name__}: {error}); the program goes on\n")
