"""sync_wandb(): what a program tells W&B goes to the run too."""
from __future__ import annotations

import functools
import os
from typing import Any, Callable, Dict, List, Optional

from ..run import Run
from ..wire import FileToSend
from .binding import Binding, guarded

_undo: List[Callable[[], None]] = []
_depth = 0


def sync_wandb(run: Optional[Run] = None, wandb_run: bool = True, **options: Any) -> Callable[[], None]:
    """
    Listens to wandb.init, log, config, define_metric, alert, save, log_artifact, watch and finish. `wandb_run=False` keeps
    W&B itself silent (mode "disabled"). Returns what ends it.
    """
    import wandb

    _end()
    binding = Binding("wandb", run, **options)
    init = wandb.init

    @functools.wraps(init)
    def started(*args: Any, **named: Any) -> Any:
        if not wandb_run:
            named["mode"] = "disabled"
        made = init(*args, **named)
        _tell_init(binding, named)
        _listen(binding, made)
        return made

    wandb.init = started
    _undo.append(lambda: setattr(wandb, "init", init))
    if wandb.run is not None:
        _listen(binding, wandb.run)
    return _end


def _end() -> None:
    while _undo:
        _undo.pop()()


@guarded
def _tell_init(binding: Binding, named: Dict[str, Any]) -> None:
    kept = ("name", "notes", "tags", "group", "job_type", "config")
    binding.call("init", {name: named[name] for name in kept if named.get(name) is not None})


def _listen(binding: Binding, wandb_run: Any) -> None:
    forwards: Dict[str, Callable[..., List[Any]]] = {
        "log": lambda data, step=None, commit=None, **_: [_values(data), step, commit],
        "define_metric": lambda name, step_metric=None, hidden=None, summary=None, goal=None, **_: [
            str(getattr(name, "name", name)), _present(step_metric=step_metric, summary=summary, goal=goal)],
        "alert": lambda title, text="", level=None, **_: [title, text, getattr(level, "value", level)],
        "save": lambda glob_str=None, **_: [FileToSend(os.fspath(glob_str))],
        "log_artifact": lambda artifact_or_path, name=None, type=None, aliases=None, **_: [_artifact(artifact_or_path, name, type), aliases],
        "use_artifact": lambda artifact_or_name, *_, **__: [str(getattr(artifact_or_name, "name", artifact_or_name))],
        "log_model": lambda path, name=None, **_: [FileToSend(os.fspath(path)), name],
        "watch": lambda models, *_, **__: [str(models)],
        "finish": lambda exit_code=None, **_: [exit_code],
    }  # fmt: skip
    for name, read in forwards.items():
        _wrap(binding, wandb_run, name, name, read)
    # members that are set and updates both come by here
    _wrap(binding, wandb_run.config, "_callback", "config_update", _config_change)


def _wrap(binding: Binding, owner: Any, name: str, hook: str, read: Callable[..., List[Any]]) -> None:
    original = getattr(owner, name, None)
    if original is None:
        return

    @functools.wraps(original)
    def method(*args: Any, **named: Any) -> Any:
        global _depth
        # what W&B calls by itself, such as the artifact of a table, is a part of what the user called
        if _depth == 0:
            _tell(binding, hook, read, args, named)
        _depth += 1
        try:
            return original(*args, **named)
        finally:
            _depth -= 1

    try:
        object.__setattr__(owner, name, method)
    except AttributeError:
        return
    _wrap_module(name, original, method)


def _wrap_module(name: str, original: Any, method: Any) -> None:
    import wandb

    # wandb.log is the method of the run that init made
    if getattr(wandb, name, None) == original:
        setattr(wandb, name, method)
        _undo.append(lambda: setattr(wandb, name, original))


@guarded
def _tell(binding: Binding, hook: str, read: Callable[..., List[Any]], args: Any, named: Any) -> None:
    binding.call(hook, *read(*args, **named))


def _config_change(key: Any = None, val: Any = None, data: Optional[Dict[str, Any]] = None) -> List[Any]:
    if data is not None:
        return [data]
    # nested members come as the names that lead to them
    names = list(key) if isinstance(key, (list, tuple)) else [key]
    for name in reversed(names):
        val = {name: val}
    return [val]


def _values(data: Dict[str, Any]) -> Dict[str, Any]:
    return {key: _value(value) for key, value in data.items()}


def _value(value: Any) -> Any:
    import wandb

    if isinstance(value, dict):
        return _values(value)
    if isinstance(value, (list, tuple)):
        return [_value(member) for member in value]
    if isinstance(value, wandb.Histogram):
        return {"_type": "histogram", "values": list(value.histogram), "bins": list(value.bins)}
    if isinstance(value, wandb.Table):
        return {"_type": "table", "data": {"columns": [str(name) for name in value.columns], "rows": _value(list(value.data))}}
    path = getattr(value, "_path", None)
    if path is not None and os.path.isfile(str(path)):
        kind = type(value).__name__.lower()
        caption = getattr(value, "_caption", None)
        return {"_type": kind, "data": FileToSend(str(path)), **({"caption": caption} if isinstance(caption, str) else {})}
    return value


def _artifact(artifact: Any, name: Optional[str], kind: Optional[str]) -> Dict[str, Any]:
    if isinstance(artifact, (str, os.PathLike)):
        return _present(name=name or os.path.basename(os.fspath(artifact)), type=kind, files=[FileToSend(artifact)])
    entries = artifact.manifest.entries.items()
    files = [{"path": FileToSend(entry.local_path), "name": path} for path, entry in entries if entry.local_path]
    return _present(name=artifact.name.split(":")[0], type=artifact.type, description=artifact.description,
                    metadata=dict(artifact.metadata or {}), files=files)  # fmt: skip


def _present(**members: Any) -> Dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
