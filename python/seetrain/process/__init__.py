"""What a run tells about the process that it runs in: environment, console, system. All of it is told beside the training."""
from __future__ import annotations

import os
import threading
import time
from typing import Any, Callable, List, Optional

from ..notice import warn_once
from ..places import rank
from ..settings import Settings
from .console import ConsoleCapture
from .environment import capture_environment
from .monitor import SystemMonitor

#: Records a call of the run: its name and its arguments.
Tell = Callable[..., None]

# a run that ends sooner than its environment is known waits this long for it
_LONGEST_WAIT_S = 2.0


class ProcessWatch:
    """Starts what the settings ask for. Nothing here raises, and nothing keeps the caller waiting."""

    def __init__(self, tell: Tell, settings: Settings) -> None:
        self._environment: Optional[threading.Thread] = None
        self._stops: List[Callable[[], None]] = []
        if settings.capture_environment:
            self._guarded("environment", lambda: self._start_environment(tell, settings))
        if settings.capture_console:
            self._guarded("console", lambda: self._start(ConsoleCapture(tell)))
        if settings.system_monitor and _watches_machine():
            self._guarded("system", lambda: self._start(SystemMonitor(lambda values: tell("system", values), settings.system_interval_ms)))

    def stop(self) -> None:
        """Tells what is pending, and ends."""
        deadline = time.monotonic() + _LONGEST_WAIT_S
        for stop in self._stops:
            self._guarded("end", stop)
        self._stops = []
        if self._environment is not None:
            self._environment.join(max(0.0, deadline - time.monotonic()))

    def _start(self, part: Any) -> None:
        part.start()
        self._stops.append(part.stop)

    def _start_environment(self, tell: Tell, settings: Settings) -> None:
        # the program may go elsewhere, and change its variables
        folder, variables = os.getcwd(), dict(os.environ)

        def capture() -> None:
            sections = capture_environment(settings, folder, variables)
            if sections:
                tell("environment", sections)

        self._environment = threading.Thread(target=lambda: self._guarded("environment", capture), name="seetrain-environment", daemon=True)
        self._environment.start()

    def _guarded(self, part: str, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            warn_once(f"process {part}", f"{part}: not recorded ({type(error).__name__}: {error}); the program goes on")


def _watches_machine() -> bool:
    """One process per machine is enough: the main one, and on other machines the first rank there."""
    return rank() == 0 or os.environ.get("LOCAL_RANK") == "0"
