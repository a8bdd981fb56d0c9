"""The live config of a run: reading gives the present values, writing records a change."""
from __future__ import annotations

from typing import Any, Callable, Dict, Iterator, Mapping, MutableMapping

Changed = Callable[[str, Any], None]


class Config(MutableMapping[str, Any]):
    """A dict whose members are attributes too: run.config.lr, run.config["net"]["layers"] = 3."""

    def __init__(self, values: Mapping[str, Any], changed: Changed, path: "tuple[str, ...]" = ()) -> None:
        object.__setattr__(self, "_values", dict(values))
        object.__setattr__(self, "_changed", changed)
        object.__setattr__(self, "_path", path)

    def __getitem__(self, name: str) -> Any:
        value = self._values[name]
        if isinstance(value, dict):
            inner = Config({}, self._changed, (*self._path, name))
            object.__setattr__(inner, "_values", value)
            return inner
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self._values[name] = _copied(value)
        self._changed("update_config", _nested(self._path, {name: value}))

    def __delitem__(self, name: str) -> None:
        del self._values[name]
        self._changed("unset_config", [*self._path, name])

    def update(self, *given: Any, **named: Any) -> None:  # one call for all members
        values: Dict[str, Any] = dict(*given, **named)
        _merge(self._values, values)
        self._changed("update_config", _nested(self._path, values))

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the config has no {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        del self[name]


def _nested(path: "tuple[str, ...]", values: Dict[str, Any]) -> Dict[str, Any]:
    for name in reversed(path):
        values = {name: values}
    return values


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(member) for name, member in value.items()}
    return list(value) if isinstance(value, list) else value


def _merge(into: Dict[str, Any], values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        present = into.get(name)
        if isinstance(present, dict) and isinstance(value, dict):
            _merge(present, value)
        else:
            into[name] = _copied(value)
