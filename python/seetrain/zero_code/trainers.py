"""Frameworks that take callbacks or trackers: Keras, Transformers, Accelerate, Ultralytics."""
from __future__ import annotations

from types import ModuleType
from typing import Any, Callable, Dict, Optional

from ..run import active_run
from ..session import init
from .replacing import Arguments, harmless, replace_function, replace_method, with_change
from .speakers import hear


def listen_to_keras(module: ModuleType) -> None:
    def add(arguments: Arguments) -> None:
        # evaluate() and predict() make lists without a history
        if not arguments.get("add_history"):
            return
        from ..integration.keras import SeeTrainCallback

        hear("keras")
        given = arguments.get("callbacks")
        if not _holds(given, SeeTrainCallback):
            arguments["callbacks"] = [*([] if given is None else [given]), SeeTrainCallback()]

    replace_method(getattr(module, "CallbackList"), "__init__", lambda original: with_change("keras", original, add))


def _holds(given: Any, kind: type) -> bool:
    if isinstance(given, (list, tuple)):
        return any(_holds(one, kind) for one in given)
    return isinstance(given, kind)


def listen_to_transformers(module: ModuleType) -> None:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(trainer: Any, *args: Any, **named: Any) -> None:
            original(trainer, *args, **named)
            harmless("transformers", lambda: _join_trainer(trainer))

        return __init__

    replace_method(getattr(module, "Trainer"), "__init__", make)


def _join_trainer(trainer: Any) -> None:
    from ..integration.transformers import SeeTrainCallback

    hear("transformers")
    if any(isinstance(callback, SeeTrainCallback) for callback in trainer.callback_handler.callbacks):
        return
    callback = SeeTrainCallback()
    trainer.add_callback(callback)
    # the others were told before this one was there
    callback.on_init_end(trainer.args, trainer.state, trainer.control)


def listen_to_accelerate(module: ModuleType) -> None:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def init_trackers(accelerator: Any, project_name: str, config: Optional[Dict[str, Any]] = None, *args: Any, **named: Any) -> Any:
            # what its own trackers write in here comes from us, too
            hear("accelerate")
            result = original(accelerator, project_name, config, *args, **named)
            harmless("accelerate", lambda: _add_tracker(accelerator, project_name, config))
            return result

        return init_trackers

    replace_method(getattr(module, "Accelerator"), "init_trackers", make)


def _add_tracker(accelerator: Any, project_name: str, config: Optional[Dict[str, Any]]) -> None:
    from ..integration.accelerate import SeeTrainTracker

    class AddedTracker(SeeTrainTracker):
        def finish(self) -> None:
            """The run goes on when the training is done: it is that of the whole program."""

    if not accelerator.is_main_process or any(isinstance(tracker, SeeTrainTracker) for tracker in accelerator.trackers):
        return
    tracker = AddedTracker(project_name, run=active_run() or init())
    tracker.start()
    if config is not None:
        tracker.store_init_configuration(config)
    accelerator.trackers.append(tracker)


def listen_to_ultralytics(module: ModuleType) -> None:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def add_integration_callbacks(instance: Any) -> None:
            original(instance)
            # a Trainer's validator speaks through the Trainer
            if "Trainer" in type(instance).__name__:
                harmless("ultralytics", lambda: _add_callbacks(instance))

        return add_integration_callbacks

    replace_function(module, "add_integration_callbacks", make)


def _add_callbacks(trainer: Any) -> None:
    from ..integration.ultralytics import SeeTrainCallbacks

    hear("ultralytics")
    registered = [callback for callbacks in trainer.callbacks.values() for callback in callbacks]
    if any(getattr(callback, "__module__", "") == SeeTrainCallbacks.__module__ for callback in registered):
        return
    for event, callback in SeeTrainCallbacks().callbacks().items():
        trainer.callbacks[event].append(callback)
