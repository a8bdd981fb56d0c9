"""sync_mlflow(): what a program tells MLflow goes to the run too."""
from __future__ import annotations

import functools
import inspect
import os
from typing import Any, Callable, Dict, List, Optional

from ..run import Run
from ..wire import FileToSend
from .binding import Binding, guarded

_undo: List[Callable[[], None]] = []
#: function of mlflow → the arguments of the hook of the same name
_ARGUMENTS: Dict[str, List[str]] = {
    "start_run": ["run_name", "description", "tags"],
    "set_tag": ["key", "value"],
    "set_tags": ["tags"],
    "log_param": ["key", "value"],
    "log_params": ["params"],
    "log_metric": ["key", "value", "step", "timestamp"],
    "log_metrics": ["metrics", "step", "timestamp"],
    "log_text": ["text", "artifact_file"],
    "log_dict": ["dictionary", "artifact_file"],
    "log_image": ["image", "artifact_file", "key", "step", "timestamp"],
    "log_figure": ["figure", "artifact_file"],
    "log_table": ["data", "artifact_file"],
    "log_artifact": ["local_path", "artifact_path"],
    "log_artifacts": ["local_dir", "artifact_path"],
    "end_run": ["status"],
}
_FILES = ("local_path", "local_dir")
_depth = 0


def sync_mlflow(run: Optional[Run] = None, **options: Any) -> Callable[[], None]:
    """Listens to the functions of `mlflow` that record something. Returns what ends it."""
    import mlflow

    _end()
    binding = Binding("mlflow", run, **options)
    for name, arguments in _ARGUMENTS.items():
        if hasattr(mlflow, name):
            _wrap(mlflow, name, arguments, binding)
    return _end


def _end() -> None:
    while _undo:
        _undo.pop()()


def _wrap(mlflow: Any, name: str, arguments: List[str], binding: Binding) -> None:
    original = getattr(mlflow, name)
    signature = inspect.signature(original)

    @functools.wraps(original)
    def function(*args: Any, **named: Any) -> Any:
        global _depth
        if _depth == 0:
            _tell(binding, name, signature, arguments, args, named)
        _depth += 1
        try:
            return original(*args, **named)
        finally:
            _depth -= 1

    setattr(mlflow, name, function)
    _undo.append(lambda: setattr(mlflow, name, original))


@guarded
def _tell(binding: Binding, name: str, signature: inspect.Signature, arguments: List[str], args: Any, named: Any) -> None:
    bound = signature.bind(*args, **named)
    bound.apply_defaults()
    binding.call(name, *(_argument(member, bound.arguments.get(member)) for member in arguments))


def _argument(name: str, value: Any) -> Any:
    if value is not None and name in _FILES:
        return FileToSend(os.fspath(value))
    return value
