"""Samples the machine and this process, at intervals that grow with the run and with what a sample costs."""
from __future__ import annotations

import threading
import time
from typing import Callable, Dict, List, Optional

from .sources import Source, system_sources

_FIRST_SAMPLES, _FIRST_S = 10, 1.0
_FIRST_MINUTES, _THEN_S = 60, 10.0
_LATER_S = 30.0
_BUSY_SHARE = 0.01
_TRIES = 3


class SystemMonitor:
    """A source that fails at its first reading, or three times in a row later, is left out from then on."""

    def __init__(self, sample: Callable[[Dict[str, float]], None], interval_ms: Optional[int], sources: Optional[List[Source]] = None) -> None:
        self._sample = sample
        self._interval = interval_ms / 1000 if interval_ms else None
        self._sources = system_sources() if sources is None else sources
        self._tries = {id(source): 1 for source in self._sources}
        self._count = 0
        self._busy = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="seetrain-system", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            values = self.read()
            if values and not self._ended.is_set():
                self._sample(values)
            self._ended.wait(self._pause())

    def read(self) -> Dict[str, float]:
        """The present values of all sources that work here."""
        # of this thread: a program that is waited for costs nothing
        started = time.thread_time()
        values: Dict[str, float] = {}
        for source in list(self._sources):
            try:
                values.update(source.read(time.monotonic()))
                self._tries[id(source)] = _TRIES
            except Exception:
                self._tries[id(source)] -= 1
                if self._tries[id(source)] <= 0:
                    self._sources.remove(source)
        self._busy = time.thread_time() - started
        self._count += 1
        return values

    def _pause(self) -> float:
        adaptive = _FIRST_S if self._count < _FIRST_SAMPLES else _THEN_S if self._count < _FIRST_MINUTES else _LATER_S
        return max(self._interval or adaptive, self._busy / _BUSY_SHARE)
