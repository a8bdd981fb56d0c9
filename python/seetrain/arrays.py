"""Arrays of any library as bytes: little-endian, in the order of their shape."""
from __future__ import annotations

import ctypes
import sys
from typing import Any, List, NamedTuple, Optional

_NAMES = frozenset(
    "bool uint8 int8 uint16 int16 uint32 int32 uint64 int64 float16 bfloat16 float32 float64".split()
)
_BUFFER_FORMATS = {
    "?": "bool", "B": "uint8", "b": "int8", "c": "uint8", "H": "uint16", "h": "int16", "I": "uint32", "i": "int32",
    "Q": "uint64", "q": "int64", "e": "float16", "f": "float32", "d": "float64",
}  # fmt: skip


class RawArray(NamedTuple):
    dtype: str
    shape: List[int]
    data: bytes


class ArrayError(ValueError):
    """Numbers that no reader could make sense of."""


def read_array(value: Any) -> Optional[RawArray]:
    """The numbers of a tensor, array or buffer; None for what is none of them. Copies, so later changes do no harm."""
    if is_torch_tensor(value):
        return _read_torch(value)
    if hasattr(value, "__array__") or hasattr(value, "__array_interface__"):
        numpy = sys.modules.get("numpy")
        return _read_numpy(numpy, value) if numpy is not None else _read_picture(value)
    if isinstance(value, (bytes, bytearray)):
        return None
    try:
        view = memoryview(value)
    except TypeError:
        return None
    return _read_buffer(view)


def is_torch_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def _read_torch(tensor: Any) -> RawArray:
    tensor = tensor.detach().cpu()
    if tensor.is_sparse or tensor.is_quantized:
        tensor = tensor.to_dense() if tensor.is_sparse else tensor.dequantize()
    name = str(tensor.dtype).rpartition(".")[2]
    if name.startswith("float8"):
        tensor, name = tensor.float(), "float32"
    if name not in _NAMES:
        raise ArrayError(f"numbers of type {name} are not recorded: convert them to float32 first")
    tensor = tensor.resolve_conj().resolve_neg().contiguous()
    length = tensor.numel() * tensor.element_size()
    data = ctypes.string_at(tensor.data_ptr(), length) if length else b""
    return RawArray(name, list(tensor.shape), _little(data, tensor.element_size()))


def _read_numpy(numpy: Any, value: Any) -> RawArray:
    array = numpy.asarray(value)
    name = array.dtype.name
    if array.dtype.kind == "f" and name not in _NAMES:
        array, name = array.astype(numpy.float64), "float64"
    if name not in _NAMES:
        raise ArrayError(f"numbers of type {name} are not recorded: convert them to float32 first")
    if array.dtype.byteorder == ">" or (array.dtype.byteorder == "=" and sys.byteorder == "big"):
        array = array.astype(array.dtype.newbyteorder("<"))
    return RawArray(name, list(array.shape), array.tobytes())


def _read_picture(value: Any) -> Optional[RawArray]:
    """A picture of Pillow, where no NumPy is there to read it."""
    if not (hasattr(value, "mode") and hasattr(value, "convert")):
        return None
    if value.mode not in ("L", "RGB", "RGBA"):
        value = value.convert("RGB")
    width, height = value.size
    channels = len(value.getbands())
    shape = [height, width] if channels == 1 else [height, width, channels]
    return RawArray("uint8", shape, value.tobytes())


def _read_buffer(view: memoryview) -> Optional[RawArray]:
    order, code = (view.format[0], view.format[1:]) if view.format[:1] in "<>=@!" else ("@", view.format)
    if code in ("l", "L"):
        name: Optional[str] = ("int" if code == "l" else "uint") + str(view.itemsize * 8)
    else:
        name = _BUFFER_FORMATS.get(code)
    if name is None:
        raise ArrayError(f"a buffer of format {view.format!r} is not recorded")
    is_big = order in ">!" or (order in "=@" and sys.byteorder == "big")
    data = view.tobytes()
    return RawArray(name, list(view.shape or [len(view)]), _swap(data, view.itemsize) if is_big else data)


def _little(data: bytes, width: int) -> bytes:
    return _swap(data, width) if sys.byteorder == "big" else data


def _swap(data: bytes, width: int) -> bytes:
    if width == 1:
        return data
    swapped = bytearray(len(data))
    for index in range(width):
        swapped[index::width] = data[width - 1 - index :: width]
    return bytes(swapped)
