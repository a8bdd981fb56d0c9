"""The thread that brings the spool to the hub. Training never waits for it."""
from __future__ import annotations

import json
import os
import struct
import threading
import time
import zlib
from typing import Any, Callable, Dict, List, Optional, Tuple

from .connection import Connection, HubRefusal
from .notice import warn_once
from .spool import LARGEST_FRAME, Spool

_LOOK_EVERY_S = 0.1
# a request per call would cost a training more than all its calls
_GATHER_S = 0.3
_BATCH_BYTES = 2 * 1024 * 1024
_HEARTBEAT_S = 15.0
_FIRST_RETRY_S = 0.2
_LONGEST_RETRY_S = 10.0
# a connection that breaks once is no reason to give up at the end of a run
_STUCK_AFTER = 3


class Sender:
    """
    Reads the spool from where the hub has acknowledged it, and sends. Everything that fails is tried again, more slowly
    each time; what the hub refuses for good is told and left in the spool.
    """

    def __init__(self, spool: Spool, client: str, connect: Callable[[], Optional[Connection]]) -> None:
        self._spool = spool
        self._client = client
        self._connect = connect
        self._connection: Optional[Connection] = None
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._progress = threading.Condition()
        self.acknowledged = 0
        # somebody waits for this one
        self._wanted = 0
        self.is_stuck = False
        self._failures = 0
        self.is_refused = False
        self._segment, self._first = spool.first_segment
        self._offset = 0
        self._next = 0
        self._opened = False
        self._last_sent = time.monotonic()
        self._uploaded: Dict[str, bool] = {}
        self._thread = threading.Thread(target=self._run, name="seetrain-sender", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait_for(self, sequence: int, timeout: float) -> bool:
        """Waits until a call is acknowledged. Gives up early when there is nobody to acknowledge it."""
        deadline = time.monotonic() + timeout
        self._wanted = max(self._wanted, sequence)
        self._wake.set()
        with self._progress:
            while self.acknowledged < sequence and not self.is_refused:
                rest = deadline - time.monotonic()
                if rest <= 0 or self.is_stuck:
                    break
                self._progress.wait(min(rest, 0.5))
        return self.acknowledged >= sequence

    def stop(self, timeout: float = 2.0) -> None:
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def _run(self) -> None:
        retry = _FIRST_RETRY_S
        while not self._stop.is_set() and not self.is_refused:
            try:
                sent = self._send_some()
                retry = _FIRST_RETRY_S
                self._failures = 0
                if sent == 0:
                    self._pause(_LOOK_EVERY_S)
                elif sent < _BATCH_BYTES // 2 and self.acknowledged >= self._wanted:
                    self._pause(_GATHER_S)
            except (OSError, HubRefusal) as error:
                self._failed(error)
                self._pause(retry)
                retry = min(retry * 2, _LONGEST_RETRY_S)
            except Exception as error:  # a bug here must not be the end of delivery without a word
                warn_once("sender", f"sending failed ({type(error).__name__}: {error}); it is tried again")
                self._pause(_LONGEST_RETRY_S)
        if self._connection is not None:
            self._connection.close()

    def _pause(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, HubRefusal) and not error.is_passing and error.code not in ("OPEN_NEEDED", "GAP"):
            self.is_refused = True
            warn_once(f"refused {error.code}", f"the hub refuses this run: {error} Its calls stay in {self._spool.folder}")
        elif isinstance(error, HubRefusal):
            warn_once(f"refusal {error.code}", f"{error} It is tried again; nothing is lost.")
        self._rewind()
        with self._progress:
            self._failures += 1
            self.is_stuck = self._failures >= _STUCK_AFTER
            self._progress.notify_all()

    def _rewind(self) -> None:
        """Begins again at the oldest call that is here; what the hub has of them it recognises."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._opened = False
        self._segment, self._first = self._spool.first_segment
        self._offset, self._next = 0, 0

    def _send_some(self) -> int:
        """Sends what is there, a batch at most, and tells how many bytes of calls that was."""
        if self._connection is None:
            self._connection = self._connect()
            if self._connection is None:
                raise OSError("no hub was found")
            self.is_stuck = False
        frames = self._read()
        body = b"".join(data for _, data in frames)
        if not frames and time.monotonic() - self._last_sent < _HEARTBEAT_S:
            return 0
        size = len(body)
        self._send_blobs(frames)
        if not self._opened:
            body = self._spool.open_frame + body
        answer = self._connection.send_calls(self._client, body)
        self._opened = True
        self._last_sent = time.monotonic()
        self._note(answer)
        return size

    def _note(self, answer: Dict[str, Any]) -> None:
        for failure in answer.get("failures", []):
            warn_once(f"call {failure.get('code')} {failure.get('message')}", str(failure.get("message")))
        with self._progress:
            self.acknowledged = max(self.acknowledged, int(answer["acknowledged"]))
            self._progress.notify_all()
        self._spool.release(self.acknowledged)

    def _read(self) -> List[Tuple[int, bytes]]:
        """Whole frames behind the cursor, at most a batch."""
        frames: List[Tuple[int, bytes]] = []
        length = 0
        with open(self._segment, "rb") as file:
            file.seek(self._offset)
            data = file.read(_BATCH_BYTES)
            if len(data) >= 8 and struct.unpack_from("<I", data)[0] + 8 > len(data):
                data += file.read(LARGEST_FRAME)
        while length + 8 <= len(data) and length < _BATCH_BYTES:
            size, checksum = struct.unpack_from("<II", data, length)
            payload = data[length + 8 : length + 8 + size]
            if len(payload) < size or zlib.crc32(payload) != checksum:
                break
            # the frame at the head of a segment opens the session
            if self._next > 0 and self._next > self.acknowledged:
                frames.append((self._next, data[length : length + 8 + size]))
            self._next = self._next + 1 if self._next > 0 else self._first
            length += 8 + size
        self._offset += length
        if length == 0:
            self._to_next_segment()
        return frames

    def _to_next_segment(self) -> None:
        following = self._spool.following(self._segment)
        if following is not None:
            self._segment, self._first = following
            self._offset, self._next = 0, 0

    def _send_blobs(self, frames: List[Tuple[int, bytes]]) -> None:
        assert self._connection is not None
        for name in blobs_named(frames):
            if name in self._uploaded:
                continue
            path = self._spool.blob_path(name)
            if not self._connection.has_blob(name) and os.path.exists(path):
                self._connection.put_blob(name, path)
            self._uploaded[name] = True


def blobs_named(frames: List[Tuple[int, bytes]]) -> List[str]:
    """The sha256 of all that the calls point to beyond themselves."""
    names: List[str] = []
    for _, data in frames:
        text = data[12 : 12 + struct.unpack_from("<I", data, 8)[0]]
        if b'"files":{' in text or b'"sha256":' in text:
            _collect(json.loads(text), names)
    return names


def _collect(value: Any, names: List[str]) -> None:
    if isinstance(value, dict):
        for key, member in value.items():
            if key == "sha256" and isinstance(member, str):
                names.append(member)
            elif key == "files" and isinstance(member, dict):
                for digest in member.values():
                    names.extend([digest] if isinstance(digest, str) else digest.values())
            else:
                _collect(member, names)
    elif isinstance(value, list):
        for member in value:
            _collect(member, names)
