"""Values of a call as JSON, with what JSON lacks marked, and bytes beside it. docs/hooks-protocol.md describes both."""
from __future__ import annotations

import dataclasses
import datetime
import enum
import io
import json
import math
import os
import struct
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple, Union

from .arrays import RawArray, read_array
from .media import Media

_DEEPEST = 60
_LONGEST_REPR = 10_000
_SAFE = 2**53

_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False)
# JSONEncoder makes this anew for each call
_make = getattr(json.encoder, "c_make_encoder", None)
_encode = _make and _make(None, _ENCODER.default, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, False)


def encode_json(value: Any) -> str:
    """Raises TypeError or ValueError for what JSON lacks."""
    return "".join(_encode(value, 0)) if _encode else _ENCODER.encode(value)


class Wire:
    """Collects the bytes and files that a call's JSON points to."""

    def __init__(self, store_file: Optional[Callable[[str], str]] = None, store_bytes: Optional[Callable[[bytes], str]] = None) -> None:
        self.pieces: List[bytes] = []
        self.files: Dict[str, Union[str, Dict[str, str]]] = {}
        self._length = 0
        self._store_file = store_file
        self._store_bytes = store_bytes

    def point_to(self, data: bytes) -> Dict[str, Any]:
        """Puts bytes beside the JSON; those that are too many for a call are stored as a file of their own."""
        if self._store_bytes is not None and self._length + len(data) > LARGEST_INLINE:
            return {"sha256": self._store_bytes(data)}
        place = {"at": self._length, "length": len(data)}
        self.pieces.append(data)
        self._length += len(data)
        return place

    def send_file(self, path: str) -> str:
        """Sends a file, or all of a folder, along; the hub puts its own path where this one stands."""
        path = os.path.abspath(path)
        store = self._store_file
        if store is not None and path not in self.files:
            self.files[path] = {inside: store(file) for inside, file in files_below(path)} if os.path.isdir(path) else store(path)
        return path

    def value(self, value: Any, depth: int = 0) -> Any:
        if value is None or value is True or value is False:
            return value
        kind = type(value)
        if kind is str:
            return value
        if kind is float:
            return value if math.isfinite(value) else {"$number": _number_name(value)}
        if kind is int:
            return value if -_SAFE < value < _SAFE else {"$bigint": str(value)}
        if depth >= _DEEPEST:
            return "…"
        if isinstance(value, dict):
            return {_key(name): self.value(member, depth + 1) for name, member in value.items()}
        if isinstance(value, (list, tuple)) and not hasattr(value, "_asdict"):
            return [self.value(member, depth + 1) for member in value]
        return self._other(value, depth)

    def _other(self, value: Any, depth: int) -> Any:
        if isinstance(value, Media):
            return {"$media": {"type": value.type, "data": self.value(value.data, depth + 1), "options": self.value(value.options, depth + 1)}}
        if isinstance(value, FileToSend):
            return self.send_file(value.path)
        if isinstance(value, enum.Enum):
            return self.value(value.value, depth + 1)
        if isinstance(value, (bool, int, float, str)):
            # a subclass, such as numpy.float64
            return self.value(_plain(value), depth)
        if isinstance(value, (bytes, bytearray)):
            return {"$bytes": self.point_to(bytes(value))}
        if isinstance(value, datetime.datetime):
            return {"$date": round(value.timestamp() * 1000)}
        return self._composed(value, depth)

    def _composed(self, value: Any, depth: int) -> Any:
        if hasattr(value, "_asdict"):
            return self.value(dict(value._asdict()), depth)
        if isinstance(value, (set, frozenset)):
            return [self.value(member, depth + 1) for member in value]
        if isinstance(value, os.PathLike):
            return os.fspath(value)
        if _is_frame(value):
            columns = [str(name) for name in value.columns]
            return {"columns": columns, "rows": self.value(value.values.tolist(), depth + 1)}
        if _is_figure(value):
            return {"$bytes": self.point_to(_figure_png(value))}
        array = read_array(value)
        if array is not None:
            return self._array(array, depth)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {field.name: getattr(value, field.name, None) for field in dataclasses.fields(value)}
            return self.value(fields, depth)
        if hasattr(value, "to_dict") and callable(value.to_dict) and not isinstance(value, type):
            return self._converted(value, value.to_dict, depth)
        return _described(self, value, depth)

    def _converted(self, value: Any, convert: Callable[[], Any], depth: int) -> Any:
        try:
            converted = convert()
        except Exception:  # a method of the user's that wants arguments
            return _text(value)
        return self.value(converted, depth + 1) if isinstance(converted, (dict, list)) else _text(value)

    def _array(self, array: RawArray, depth: int) -> Any:
        if not array.shape:
            return self.value(_only_number(array), depth)
        return {"$array": {"dtype": array.dtype, "shape": array.shape, **self.point_to(array.data)}}


# a larger piece goes to the hub on its own, and can be sent again on its own
LARGEST_INLINE = 8 * 1024 * 1024


class FileToSend:
    """A path in a hook's arguments whose file goes to the hub with the call."""

    def __init__(self, path: "os.PathLike[str] | str") -> None:
        self.path = os.fspath(path)


def files_below(folder: str) -> Iterator[Tuple[str, str]]:
    """The files of a folder: path in it, with forward slashes, and path."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != ".seetrain")
        for name in sorted(names):
            file = os.path.join(place, name)
            yield os.path.relpath(file, folder).replace(os.sep, "/"), file


def _key(name: Any) -> str:
    text = name if type(name) is str else str(_plain(name))
    return "$" + text if text[:1] == "$" else text


def _number_name(value: float) -> str:
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def _plain(value: Any) -> Any:
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value) if kind is not str else str.__str__(value)
    return value


def _only_number(array: RawArray) -> Any:
    code = {"bool": "?", "uint8": "B", "int8": "b", "uint16": "H", "int16": "h", "uint32": "I", "int32": "i",
            "uint64": "Q", "int64": "q", "float16": "e", "float32": "f", "float64": "d"}.get(array.dtype)  # fmt: skip
    if code is None:
        # the upper half of a float32
        return struct.unpack("<f", b"\0\0" + array.data)[0]
    return struct.unpack("<" + code, array.data)[0]


def _is_frame(value: Any) -> bool:
    return hasattr(value, "columns") and hasattr(value, "iloc") and hasattr(value, "values")


def _is_figure(value: Any) -> bool:
    return hasattr(value, "savefig") and hasattr(value, "axes")


def _figure_png(figure: Any) -> bytes:
    into = io.BytesIO()
    figure.savefig(into, format="png")
    return into.getvalue()


def _described(wire: Wire, value: Any, depth: int) -> Any:
    if callable(value):
        return getattr(value, "__qualname__", None) or _text(value)
    members = getattr(value, "__dict__", None)
    if type(value).__name__ in ("Namespace", "SimpleNamespace", "AttributeDict") and isinstance(members, dict):
        return wire.value(dict(members), depth)
    return _text(value)


def _text(value: Any) -> str:
    try:
        return str(value)[:_LONGEST_REPR]
    except Exception:  # an object whose own text fails
        return f"<{type(value).__name__}>"


