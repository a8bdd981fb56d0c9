"""Putting a function of ours in the place of a framework's."""
from __future__ import annotations

import functools
import inspect
import sys
from types import ModuleType
from typing import Any, Callable, Dict, Optional

from ..notice import warn_once

Arguments = Dict[str, Any]


def harmless(framework: str, work: Callable[[], Any]) -> Any:
    """What goes wrong in here is told once and is no business of the program."""
    try:
        return work()
    except Exception as error:
        warn_once(f"zero code {framework}", f"{framework}: skipped ({type(error).__name__}: {error}); the program goes on")
        return None


def replace_method(owner: Any, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """`make` gets what is there and returns what is put there."""
    original = vars(owner)[name]
    setattr(owner, name, functools.wraps(original)(make(original)))


def replace_function(module: ModuleType, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """In the module and wherever else the function was imported to by now."""
    original = getattr(module, name)
    replacement = functools.wraps(original)(make(original))
    for place in list(sys.modules.values()):
        if getattr(place, "__dict__", {}).get(name) is original:
            setattr(place, name, replacement)


def with_change(framework: str, original: Callable[..., Any], change: Callable[[Arguments], None]) -> Callable[..., Any]:
    """The same call with arguments that `change` has changed; as it is when that fails."""
    signature = inspect.signature(original)

    def changed(args: Any, named: Any) -> Optional[inspect.BoundArguments]:
        bound = signature.bind(*args, **named)
        change(bound.arguments)
        return bound

    def call(*args: Any, **named: Any) -> Any:
        bound = harmless(framework, lambda: changed(args, named))
        return original(*args, **named) if bound is None else original(*bound.args, **bound.kwargs)

    return call
