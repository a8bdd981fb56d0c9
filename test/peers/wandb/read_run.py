"""Prints the records of the .wandb files below a folder, decoded with W&B's own protobuf, as JSON: path -> records."""
import importlib.util
import json
import pathlib
import struct
import sys
import types
import zlib

from google.protobuf import json_format

# the package itself takes seconds to load, its protobuf does not need it
package = types.ModuleType("wandb")
package.__path__ = list(importlib.util.find_spec("wandb").submodule_search_locations)
sys.modules["wandb"] = package
from wandb.proto import wandb_internal_pb2  # noqa: E402

BLOCK = 32768
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4


def payloads(data):
    assert data[:7] == b":W&B" + struct.pack("<HB", 0xBEE1, 0), data[:7]
    position, whole = 7, b""
    while position < len(data):
        left = BLOCK - position % BLOCK
        if left < 7:
            assert not any(data[position : position + left])
            position += left
            continue
        checksum, length, kind = struct.unpack_from("<IHB", data, position)
        piece = data[position + 7 : position + 7 + length]
        assert len(piece) == length and checksum == zlib.crc32(piece, zlib.crc32(bytes([kind]))), position
        assert length <= left - 7
        position += 7 + length
        whole = piece if kind in (FULL, FIRST) else whole + piece
        if kind in (FULL, LAST):
            yield whole


def read(path):
    records = []
    for payload in payloads(path.read_bytes()):
        record = wandb_internal_pb2.Record()
        record.ParseFromString(payload)
        kind = record.WhichOneof("record_type")
        found = json_format.MessageToDict(getattr(record, kind), preserving_proto_field_name=True)
        records.append({"kind": kind, "num": record.num, **found})
    return records


def main(folder):
    files = sorted(pathlib.Path(folder).rglob("*.wandb"))
    json.dump({str(path.relative_to(folder)): read(path) for path in files}, sys.stdout)


main(sys.argv[1])
