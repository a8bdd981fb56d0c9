"""What a program saves by torch.save and joblib.dump becomes a version of an artifact."""
from __future__ import annotations

import inspect
import os
import re
from types import ModuleType
from typing import Any, Callable

from ..places import rank
from ..run import active_run
from ..session import init
from .replacing import harmless, replace_function
from .speakers import caller, is_told_otherwise, package_of


def listen_to_torch(module: ModuleType) -> None:
    replace_function(module, "save", lambda save: _heard(save, "torch", "f", "checkpoint"))


def listen_to_joblib(module: ModuleType) -> None:
    replace_function(module, "dump", lambda dump: _heard(dump, "joblib", "filename", "model"))


def _heard(save: Callable[..., Any], package: str, argument: str, kind: str) -> Callable[..., Any]:
    signature = inspect.signature(save)

    def tell(args: Any, named: Any) -> None:
        path = signature.bind(*args, **named).arguments.get(argument)
        if isinstance(path, (str, os.PathLike)) and rank() == 0 and _is_the_programs(package):
            _log(os.path.abspath(os.fspath(path)), kind)

    def call(*args: Any, **named: Any) -> Any:
        result = save(*args, **named)
        harmless(package, lambda: tell(args, named))
        return result

    return call


def _is_the_programs(package: str) -> bool:
    """Caches of joblib and what PyTorch keeps for itself are not; nor what a framework saves that tells of it."""
    nearest = caller()
    return nearest is not None and package_of(nearest) != package and not is_told_otherwise(nearest)


def _log(path: str, kind: str) -> None:
    run = active_run() or init()
    # the next save of the same file is the next version
    name = re.sub(r"[^\w.-]+", "-", os.path.basename(path)).lstrip("-._") or kind
    run.log_artifact(path, name, kind)
