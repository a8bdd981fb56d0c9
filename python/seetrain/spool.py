"""The client's calls on disk, in the order they were made. What is here outlives the process, the hub and the network."""
from __future__ import annotations

import hashlib
import os
import shutil
import struct
import threading
import time
import zlib
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

_SEGMENT_BYTES = 32 * 1024 * 1024
_PIECE = 1024 * 1024
_LENGTH = struct.Struct("<I").pack
_HEAD = struct.Struct("<II").pack

LARGEST_FRAME = 16 * 1024 * 1024


class SpoolFull(OSError):
    """The spool has as many bytes as it may."""


class Spool:
    """
    Appends one frame per call, with one write, so that a process that dies at any moment leaves whole frames and at most
    one torn one at the end. Segments that the hub has acknowledged are removed.
    """

    def __init__(self, folder: str, most_bytes: int) -> None:
        self.folder = folder
        self.open_frame = b""
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._descriptor = -1
        self._segment_size = 0
        self._earlier_bytes = 0
        self._started = 0
        self._blob_bytes = 0
        self._stored: Dict[Tuple[str, int, int, int], str] = {}
        self._segments: List[Tuple[str, int]] = []
        self.next_sequence = 0
        self.closed = False

    @property
    def path(self) -> str:
        """The segment that is written now."""
        return self._segments[-1][0]

    @property
    def first_segment(self) -> Tuple[str, int]:
        """Path of the oldest segment, and the number of the first call in it behind its opening one."""
        return self._segments[0]

    def open(self, make_open_frame: Callable[[int], bytes]) -> None:
        """Starts the spool with the call that opens the session; it stands at the head of each segment."""
        os.makedirs(os.path.join(self.folder, "blobs"), exist_ok=True)
        # `first`, the oldest call that the spool still has, is in it
        self._make_open_frame = make_open_frame
        self.next_sequence = 1
        self._start_segment()

    def append(self, call: str, pieces: Sequence[bytes] = ()) -> int:
        """
        Writes a call, given as the JSON behind its number, and returns its number. Raises OSError when the disk, or the
        limit of this spool, has no room for it; then nothing was written.
        """
        with self._lock:
            if self.closed:
                raise SpoolFull("the run has ended")
            sequence = self.next_sequence
            text = ('{"seq":%d,%s' % (sequence, call)).encode("utf-8", "surrogatepass")
            self._write(frame(text, pieces))
            self.next_sequence = sequence + 1
            if self._segment_size > _SEGMENT_BYTES:
                self._start_segment()
            return sequence

    def store_file(self, path: str) -> str:
        """Copies a file as it is now, unless it is as it was when it was copied before, and returns its sha256."""
        with open(path, "rb") as source:
            stat = os.fstat(source.fileno())
            mark = (path, stat.st_ino, stat.st_size, stat.st_mtime_ns)
            if mark not in self._stored:
                self._stored[mark] = self._store(iter(lambda: source.read(_PIECE), b""), stat.st_size)
            return self._stored[mark]

    def store_bytes(self, data: bytes) -> str:
        return self._store(iter((data,)), len(data))

    def blob_path(self, sha256: str) -> str:
        return os.path.join(self.folder, "blobs", sha256)

    def release(self, acknowledged: int) -> None:
        """Removes the segments whose calls are all acknowledged."""
        with self._lock:
            while len(self._segments) > 1 and self._segments[1][1] - 1 <= acknowledged:
                path, _ = self._segments.pop(0)
                self._earlier_bytes -= os.path.getsize(path)
                os.unlink(path)

    def following(self, path: str) -> Optional[Tuple[str, int]]:
        """The segment behind this one, once there is one."""
        with self._lock:
            names = [segment for segment, _ in self._segments]
            index = names.index(path) + 1 if path in names else 0
            return self._segments[index] if index < len(names) else None

    def close(self) -> None:
        with self._lock:
            self.closed = True
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1

    def remove(self) -> None:
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def abandon(self) -> None:
        """After a fork the parent's file is none of ours."""
        self._lock = threading.Lock()
        self.close()

    def _start_segment(self) -> None:
        self._started += 1
        path = os.path.join(self.folder, "%08d.spool" % self._started)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = descriptor
        self._earlier_bytes += self._segment_size
        self._segment_size = 0
        self._segments.append((path, self.next_sequence))
        self.open_frame = self._make_open_frame(self.next_sequence)
        self._write(self.open_frame)

    def _write(self, data: bytes) -> None:
        if self._segment_size + self._earlier_bytes + self._blob_bytes + len(data) > self._most_bytes:
            raise SpoolFull(f"the spool has its {self._most_bytes} bytes")
        written = os.write(self._descriptor, data)
        if written != len(data):
            # the disk is full: half a frame must not stand before the next one
            os.ftruncate(self._descriptor, self._segment_size)
            raise OSError("the disk took a part of the call only")
        self._segment_size += written

    def _store(self, pieces: Iterator[bytes], size: int) -> str:
        if self._segment_size + self._earlier_bytes + self._blob_bytes + size > self._most_bytes:
            raise SpoolFull(f"the spool has its {self._most_bytes} bytes")
        digest = hashlib.sha256()
        temporary = os.path.join(self.folder, "blobs", f"{os.getpid()}-{threading.get_ident()}-{time.monotonic_ns()}.tmp")
        try:
            with open(temporary, "wb") as target:
                for piece in pieces:
                    digest.update(piece)
                    target.write(piece)
            os.replace(temporary, self.blob_path(digest.hexdigest()))
        except BaseException:
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise
        self._blob_bytes += size
        return digest.hexdigest()


def frame(text: bytes, pieces: Sequence[bytes] = ()) -> bytes:
    """Length and CRC-32 of the payload, then the payload: the length of the JSON, the JSON, the bytes."""
    rest = b"".join((_LENGTH(len(text)), text, *pieces))
    if len(rest) > LARGEST_FRAME:
        raise ValueError(f"a call of {len(rest)} bytes; the most is {LARGEST_FRAME}")
    return _HEAD(len(rest), zlib.crc32(rest)) + rest
