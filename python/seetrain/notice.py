"""How the library speaks about itself: on stderr, each cause once."""
from __future__ import annotations

import os
import sys
import threading
from typing import Dict

_lock = threading.Lock()
_counts: Dict[str, int] = {}
_MOST_CAUSES = 1000
_is_fork = False


def say(message: str) -> None:
    """One line for the person at the terminal; nothing where SEETRAIN_LOG_LEVEL asks for silence."""
    if os.environ.get("SEETRAIN_LOG_LEVEL", "info") in ("debug", "info"):
        _write(message)


def warn_once(cause: str, message: str) -> None:
    """Counts a trouble, and tells it the first time."""
    with _lock:
        if cause not in _counts and len(_counts) >= _MOST_CAUSES:
            return
        _counts[cause] = _counts.get(cause, 0) + 1
        is_first = _counts[cause] == 1
    if is_first and os.environ.get("SEETRAIN_LOG_LEVEL", "info") not in ("silent", "error"):
        _write(message)


def trouble_counts() -> Dict[str, int]:
    """How often each trouble came so far."""
    with _lock:
        return dict(_counts)


def _write(message: str) -> None:
    try:
        if _is_fork:
            os.write(2, f"seetrain: {message}\n".encode())
        else:
            sys.stderr.write(f"seetrain: {message}\n")
    except (OSError, ValueError, AttributeError):
        # no terminal is no reason to fail
        pass


def renew_after_fork() -> None:
    """Another thread of the parent may have held the lock, and that of sys.stderr, which nobody would ever release."""
    global _lock, _is_fork
    _lock = threading.Lock()
    _is_fork = True
