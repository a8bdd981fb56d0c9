"""Calls a function when a module has been imported, by whatever name and whoever asked for it."""
from __future__ import annotations

import importlib.abc
import importlib.util
import sys
import threading
from types import ModuleType
from typing import Any, Callable, Dict, Optional, Sequence

Listener = Callable[[ModuleType], None]


class ImportHooks(importlib.abc.MetaPathFinder):
    """Stands before the other finders and lets them find; only what it waits for gets a loader of ours."""

    def __init__(self, listeners: Dict[str, Listener]) -> None:
        self._listeners = listeners
        self._searching = threading.local()

    def install(self) -> None:
        """Modules that are there already are listened to at once."""
        sys.meta_path.insert(0, self)
        for name in list(self._listeners):
            module = sys.modules.get(name)
            # one that is being imported at this moment is listened to halfway otherwise
            if module is not None and not getattr(module.__spec__, "_initializing", False):
                self.loaded(name, module)

    def remove(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(self, fullname: str, path: Optional[Sequence[str]] = None, target: Optional[ModuleType] = None) -> Any:
        if fullname not in self._listeners or getattr(self._searching, "name", None) == fullname:
            return None
        self._searching.name = fullname
        try:
            spec = _found_by_others(self, fullname, path, target)
        finally:
            self._searching.name = None
        if spec is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = _Loader(spec.loader, self)
        return spec

    def loaded(self, name: str, module: ModuleType) -> None:
        listener = self._listeners.get(name)
        if listener is not None:
            listener(module)


class _Loader(importlib.abc.Loader):
    """Gives the module its own loader back before any of its code runs."""

    def __init__(self, own: Any, hooks: ImportHooks) -> None:
        self._own = own
        self._hooks = hooks

    def create_module(self, spec: Any) -> Any:
        create = getattr(self._own, "create_module", None)
        return create(spec) if create is not None else None

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._own
        if module.__spec__ is not None:
            module.__spec__.loader = self._own
        self._own.exec_module(module)
        self._hooks.loaded(module.__name__, module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


def _found_by_others(own: Any, fullname: str, path: Any, target: Any) -> Any:
    for finder in list(sys.meta_path):
        find = getattr(finder, "find_spec", None)
        spec = find(fullname, path, target) if finder is not own and find is not None else None
        if spec is not None:
            return spec
    return None
