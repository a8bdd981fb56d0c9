"""Reads a SeeTrain journal, from docs/journal-format.md alone. Prints {"records": [...], "lost": n} for hexadecimal lines on stdin."""

import json
import math
import struct
import sys


def make_table():
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x82F63B78 if crc & 1 else crc >> 1
        table.append(crc)
    return table


TABLE = make_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def frame_at(data, start):
    """(type, sequence, payload, end) of the whole, good frame at start, or None."""
    if data[start : start + 2] != b"\xc5\x7e" or start + 14 > len(data):
        return None
    kind = data[start + 2]
    end = start + 14 + int.from_bytes(data[start + 3 : start + 6], "little")
    sequence, crc = struct.unpack_from("<II", data, start + 6)
    if not 1 <= kind <= 4 or end > len(data) or crc32c(data[start + 2 : start + 10] + data[start + 14 : end]) != crc:
        return None
    return kind, sequence, data[start + 14 : end], end


class Items:
    def __init__(self, payload):
        self.payload, self.at = payload, 0

    def take(self, form):
        (value,) = struct.unpack_from(form, self.payload, self.at)
        self.at += struct.calcsize(form)
        return value

    def varint(self):
        value = shift = 0
        while True:
            byte = self.take("B")
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value & 0xFFFFFFFF

    def zigzag(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def relative(self, form, before):
        return before if form == 0 else before + 1 if form == 1 else before + self.zigzag() if form == 2 else self.take("<d")


def points(payload, keys):
    items = Items(payload)
    time, step, epoch = items.take("<d"), 0, math.nan
    while items.at < len(payload):
        control = items.take("B")
        if control & 3 == 3:
            epoch = items.take("<d")
            continue
        key = items.varint()
        step = items.relative(control >> 2 & 7, step)
        time = items.relative(control >> 5, time)
        value = items.zigzag() if control & 3 == 2 else items.take("<f" if control & 3 else "<d")
        record = {"kind": "metric", "time": number(time), "key": keys.get(key), "step": number(step), "value": number(value)}
        if not math.isnan(epoch):
            record["epoch"] = number(epoch)
        yield record


def number(value):
    if math.isnan(value) or math.isinf(value) or (value == 0 and math.copysign(1, value) < 0):
        return {"$number": "NaN" if math.isnan(value) else "-0" if value == 0 else "Infinity" if value > 0 else "-Infinity"}
    return int(value) if value == int(value) else value


def read(data):
    records, keys, lost, expected, at = [], {}, 0, 0, 0
    while at < len(data):
        frame = frame_at(data, at)
        if frame is None:
            at += 1
            continue
        kind, sequence, payload, at = frame
        lost += sequence - expected
        before = len(records)
        if kind == 1:
            keys = {}
        elif kind == 2:
            items = Items(payload)
            key = items.varint()
            keys[key] = payload[items.at :].decode()
        elif kind == 3:
            records.extend(points(payload, keys))
        else:
            records.append(json.loads(payload))
        expected = sequence + len(records) - before
    return {"records": records, "lost": lost}


for line in sys.stdin:
    print(json.dumps(read(bytes.fromhex(line.strip()))))
