"""What every integration is made of: a framework's name, and the run that its calls go to."""
from __future__ import annotations

import functools
from typing import Any, Callable, Optional

from ..notice import warn_once
from ..places import rank
from ..run import Run, active_run
from ..session import init


class Binding:
    """
    Forwards calls of a framework to the hub, whose adapter of the same name makes of them what they mean. Nothing that it
    meets reaches the framework. Without a run it takes the active one, else starts one with the options of init().
    """

    def __init__(self, framework: str, run: Optional[Run] = None, **options: Any) -> None:
        self.framework = framework
        # in a distributed job one process speaks for the framework, as frameworks hold it, too
        self._is_silent = run is None and rank() > 0
        self.run = run if run is not None else None if self._is_silent else active_run() or init(**options)

    def call(self, hook: str, *args: Any) -> None:
        """Arguments that are None at the end are left out."""
        if self.run is None:
            return
        while args and args[-1] is None:
            args = args[:-1]
        self.run.hook(self.framework, hook, *args)


def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    """What reads a framework's objects may meet a version that nobody knew; the training goes on all the same."""

    @functools.wraps(method)
    def call(*args: Any, **named: Any) -> Any:
        try:
            return method(*args, **named)
        except Exception as error:
            warn_once(f"integration {method.__qualname__}", f"{method.__qualname__}: skipped ({type(error).__name__}: {error}); your training goes on")
            return None

    return call
