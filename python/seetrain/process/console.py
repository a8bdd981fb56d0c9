"""What the process prints, as it is printed; the hub makes of it what a terminal would show."""
from __future__ import annotations

import sys
import threading
from collections import deque
from typing import Any, Callable, Deque, Dict, List

from .. import forks

_EVERY_S = 0.2
_MOST_PENDING = 1_048_576
_PIECE = 65_536
_STREAMS = ("stdout", "stderr")


class _Tap:
    """Stands before a stream's `write` while somebody listens. Printing itself is untouched."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.listeners: List[Callable[[str], None]] = []
        self._write = stream.write
        # set by another that stands before the stream
        self._earlier = stream.__dict__.get("write")
        self._process = forks.number

        def write(text: str) -> Any:
            result = self._write(text)
            # a fork has no thread that would bring it away
            if self._process == forks.number:
                for listener in self.listeners:
                    listener(text)
            return result

        write.seetrain_tap = self  # type: ignore[attr-defined]
        self._tapped = write
        stream.write = write

    @classmethod
    def of(cls, stream: Any) -> "_Tap":
        known = getattr(stream.write, "seetrain_tap", None)
        return known if known is not None and known._process == forks.number else cls(stream)

    def leave(self, listener: Callable[[str], None]) -> None:
        self.listeners = [other for other in self.listeners if other is not listener]
        # unless somebody else stands before us now
        if self.listeners or self.stream.__dict__.get("write") is not self._tapped:
            return
        if self._earlier is not None:
            self.stream.write = self._earlier
        else:
            del self.stream.write


class ConsoleCapture:
    def __init__(self, tell: Callable[..., None]) -> None:
        self._tell = tell
        # appended to without a lock: a signal handler and a fork may print at any moment
        self._pending: Dict[str, Deque[str]] = {name: deque() for name in _STREAMS}
        self._sizes = dict.fromkeys(_STREAMS, 0)
        self._leave: List[Callable[[], None]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="seetrain-console", daemon=True)

    def start(self) -> None:
        for name in _STREAMS:
            self._listen(name)
        self._thread.start()

    def stop(self) -> None:
        for leave in self._leave:
            leave()
        self._ended.set()
        self._thread.join(2.0)
        self._flush()

    def _listen(self, name: str) -> None:
        stream = getattr(sys, name, None)
        pending, sizes = self._pending[name], self._sizes

        def hear(text: str) -> None:
            room = _MOST_PENDING - sizes[name]
            sizes[name] += len(text)
            if room > 0:
                pending.append(text[:room])

        try:
            tap = _Tap.of(stream)
        except AttributeError:
            # no terminal, or a stream whose `write` can not be replaced
            return
        tap.listeners = [*tap.listeners, hear]
        self._leave.append(lambda: tap.leave(hear))

    def _run(self) -> None:
        while not self._ended.wait(_EVERY_S):
            self._flush()

    def _flush(self) -> None:
        for name in _STREAMS:
            size, self._sizes[name] = self._sizes[name], 0
            pending = self._pending[name]
            text = "".join(str(pending.popleft()) for _ in range(len(pending)))
            if size > _MOST_PENDING:
                text += f"\n… {size - len(text)} characters not recorded: more than {_MOST_PENDING} at once\n"
            for start in range(0, len(text), _PIECE):
                self._tell("console", name, text[start : start + _PIECE])
