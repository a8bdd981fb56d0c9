"""What the end of the interpreter does to open runs, and what a fork does to them."""
from __future__ import annotations

import atexit
import os
import sys
from typing import Any, Optional

from . import notice, run as runs

_installed = False
_error: Optional[BaseException] = None
_exit_code = 0


def watch_process() -> None:
    """Once per interpreter: runs that are open at its end are finished, as failed when an exception ended it."""
    global _installed
    if _installed:
        return
    _installed = True
    atexit.register(_finish_all)
    _watch_exceptions()
    _watch_exit()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=notice.renew_after_fork)


def _watch_exceptions() -> None:
    before = sys.excepthook

    def hook(kind: Any, error: BaseException, trace: Any) -> None:
        global _error
        # at a prompt it is a mistake of the person who types, and ends nothing
        if not hasattr(sys, "ps1"):
            _error = error
        before(kind, error, trace)

    sys.excepthook = hook


def _watch_exit() -> None:
    """An exit code is told to nobody else."""
    before = sys.exit

    def leave(code: Any = None) -> Any:
        global _exit_code
        _exit_code = code if isinstance(code, int) else 0 if code is None else 1
        before(code)

    sys.exit = leave  # type: ignore[assignment]


def _finish_all() -> None:
    for run in runs.open_runs():
        if isinstance(_error, KeyboardInterrupt):
            run.finish("killed", error=_error)
        elif _error is not None:
            run.finish(error=_error)
        elif _exit_code != 0:
            run.finish("failed", exit_code=_exit_code)
        else:
            run.finish()
