"""What is recorded of the process itself: the settings of the TypeScript library by the same names, in snake case."""
from __future__ import annotations

import difflib
import os
import re
from typing import Any, Dict, Mapping, NamedTuple, Optional, Tuple

from .errors import invalid

_WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
_SIZE_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_DURATION_UNITS = {"": 1, "ms": 1, "s": 1000, "m": 60_000, "min": 60_000, "h": 3_600_000}
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)")


class Settings(NamedTuple):
    capture_console: bool = True
    #: Off switches off git, host, packages and command together.
    capture_environment: bool = True
    capture_git: bool = True
    capture_host: bool = True
    capture_packages: bool = True
    capture_command: bool = True
    system_monitor: bool = True
    #: A fixed time between samples. None: 1 s at first, growing to 30 s in a long run.
    system_interval_ms: Optional[int] = None
    #: A longer diff is cut; 0 records none.
    git_diff_max_bytes: int = 1_048_576


#: The least that is taken, its units, and an example.
_QUANTITIES: Dict[str, Tuple[int, Dict[str, int], str]] = {
    "system_interval_ms": (100, _DURATION_UNITS, "milliseconds, or text with a unit, such as 500ms or 10s"),
    "git_diff_max_bytes": (0, _SIZE_UNITS, "bytes, or text with a unit, such as 512KiB"),
}


def read_settings(given: Any) -> Settings:
    """Those that are given, else those of the environment (SEETRAIN_CAPTURE_CONSOLE=false). Raises SeeTrainError."""
    if not isinstance(given, Mapping):
        raise invalid("settings", given, 'Pass a dict, such as {"capture_console": False}.')
    for name in given:
        if name not in Settings._fields:
            near = difflib.get_close_matches(str(name), Settings._fields, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise invalid(f"settings.{name}", given[name], f"There is no such setting.{hint} Known: {', '.join(Settings._fields)}.")
    read = {name: _read(f"settings.{name}", name, value) for name, value in given.items() if value is not None}
    for name in Settings._fields:
        variable = "SEETRAIN_" + name.upper()
        text = os.environ.get(variable, "").strip()
        if text and name not in read:
            read[name] = _read(variable, name, text)
    return Settings(**read)


def _read(field: str, name: str, value: Any) -> Any:
    if name in _QUANTITIES:
        return _quantity(field, value, *_QUANTITIES[name])
    found = value if isinstance(value, bool) else _WORDS.get(str(value).strip().lower())
    if found is None:
        raise invalid(field, value, "Pass True or False; as text true, false, 1, 0, yes, no, on or off.")
    return found


def _quantity(field: str, value: Any, least: int, units: Dict[str, int], example: str) -> int:
    match = _QUANTITY.fullmatch(str(value).strip().lower())
    number = float(match[1]) * units[match[2]] if match and match[2] in units else -1.0
    if number < least or number != int(number):
        raise invalid(field, value, f"Pass a whole number from {least}: {example}.")
    return int(number)
