"""What the system monitor looks at, by the keys that the TypeScript library has for it. What this machine lacks raises."""
from __future__ import annotations

import os
import re
import shutil
import sys
import time
from typing import Dict, List, Optional, Tuple

from .commands import run_command
from .host import memory_limit

Values = Dict[str, float]

_SECTOR = 512
_MEBIBYTE = 1_048_576
# made of other devices, or of memory
_NO_DISK = re.compile(r"(?:loop|ram|zram|dm-|md|sr|fd|nbd|drbd)\d*")
_PARTITION = re.compile(r"(?:(.*?\d)p\d+|(.*?\D)\d+)")
# what these carry passes a real interface too, or never leaves the machine
_NO_NETWORK = re.compile(r"(?:lo|veth|docker|br-|virbr|ifb|cni|flannel|cali|cilium|dummy|bond|team|tun|tap|wg|tailscale|.*\.)")
_USAGES = ("/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory/memory.usage_in_bytes")
_GPU_FIELDS = (
    ("utilization.gpu", "utilization", 1), ("utilization.memory", "memory_utilization", 1),
    ("memory.used", "memory_used_bytes", _MEBIBYTE), ("memory.total", "memory_total_bytes", _MEBIBYTE),
    ("temperature.gpu", "temperature_celsius", 1), ("power.draw", "power_watts", 1), ("clocks.sm", "clock_mhz", 1),
)  # fmt: skip
_GPU_TIMEOUT_S = 5.0
# on some machines nvidia-smi takes seconds and the driver's locks with it
_PAUSE_PER_DURATION = 10


class Source:
    def read(self, now: float) -> Values:
        """`now` in seconds of a clock that never goes back."""
        raise NotImplementedError


def system_sources() -> List[Source]:
    return [Processors(), Process(), Memory(), DiskUsage(), DiskTraffic(), Network(), NvidiaGpus()]


class _Rates:
    """Counters per second; none at the first reading, and after one that went back."""

    def __init__(self) -> None:
        self._before: Optional[Tuple[float, Values]] = None

    def of(self, now: float, counters: Values) -> Values:
        before, self._before = self._before, (now, counters)
        if before is None or now <= before[0]:
            return {}
        earlier = before[1]
        return {key: round((value - earlier[key]) / (now - before[0]), 1) for key, value in counters.items() if value >= earlier.get(key, value)}


class Processors(Source):
    """How busy all processors were since the last reading."""

    def __init__(self) -> None:
        self._before = (0, 0)

    def read(self, now: float) -> Values:
        # user nice system idle iowait irq softirq steal; guest times are part of user's
        fields = [int(field) for field in _read("/proc/stat").split("\n", 1)[0].split()[1:9]]
        every, idle = sum(fields), fields[3] + fields[4]
        (every_before, idle_before), self._before = self._before, (every, idle)
        if every_before == 0 or every <= every_before:
            return {}
        return {"cpu.percent": max(0.0, _percent(every - every_before - (idle - idle_before), every - every_before))}


class Process(Source):
    """Of this process. 100 % is one processor, so that several threads give more."""

    def __init__(self) -> None:
        self._rates = _Rates()

    def read(self, now: float) -> Values:
        values = self._rates.of(now, {"process.cpu_percent": time.process_time() * 100})
        if sys.platform == "linux":
            values["process.rss_bytes"] = int(_read("/proc/self/statm").split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return values


class Memory(Source):
    """Of the machine, and of the container when it is limited."""

    def __init__(self) -> None:
        self._limit: Optional[int] = None
        self._is_known = False

    def read(self, now: float) -> Values:
        fields = dict(line.split(":", 1) for line in _read("/proc/meminfo").splitlines())
        total, free = (int(fields[name].split()[0]) * 1024 for name in ("MemTotal", "MemAvailable"))
        values: Values = {"memory.used_bytes": total - free, "memory.total_bytes": total, "memory.percent": _percent(total - free, total)}
        if not self._is_known:
            self._limit, self._is_known = memory_limit(total), True
        if self._limit is not None:
            used = int(_read(next(path for path in _USAGES if os.path.exists(path))))
            values.update({"memory.container_used_bytes": used, "memory.container_percent": _percent(used, self._limit)})
        return values


class DiskUsage(Source):
    """How full the disk of the working folder is."""

    def __init__(self) -> None:
        self._folder = os.getcwd()

    def read(self, now: float) -> Values:
        # as df counts: what is reserved for the system is neither
        _, used, free = shutil.disk_usage(self._folder)
        return {"disk.used_bytes": used, "disk.free_bytes": free, "disk.percent": _percent(used, used + free)}


class DiskTraffic(Source):
    """From and to all disks, counted at the whole disks and not again at their partitions."""

    def __init__(self) -> None:
        self._rates = _Rates()

    def read(self, now: float) -> Values:
        devices = {fields[2]: fields for fields in map(str.split, _read("/proc/diskstats").splitlines()) if not _NO_DISK.match(fields[2])}
        disks = [fields for name, fields in devices.items() if not _is_partition(name, devices)]
        read, written = (sum(int(fields[column]) for fields in disks) * _SECTOR for column in (5, 9))
        return self._rates.of(now, {"disk.read_bytes_per_second": read, "disk.written_bytes_per_second": written})


class Network(Source):
    """Over all interfaces of the machine."""

    def __init__(self) -> None:
        self._rates = _Rates()

    def read(self, now: float) -> Values:
        received = sent = 0
        for line in _read("/proc/net/dev").splitlines()[2:]:
            name, _, numbers = line.partition(":")
            if not _NO_NETWORK.match(name.strip()):
                fields = numbers.split()
                received, sent = received + int(fields[0]), sent + int(fields[8])
        return self._rates.of(now, {"network.received_bytes_per_second": received, "network.sent_bytes_per_second": sent})


class NvidiaGpus(Source):
    """All NVIDIA GPUs, by one short nvidia-smi per sample. A slow one leaves samples out."""

    def __init__(self) -> None:
        self._next = 0.0

    def read(self, now: float) -> Values:
        if now < self._next:
            return {}
        fields = ",".join(field for field, _, _ in _GPU_FIELDS)
        text = run_command(["nvidia-smi", f"--query-gpu=index,{fields}", "--format=csv,noheader,nounits"], _GPU_TIMEOUT_S).text
        self._next = now + (time.monotonic() - now) * _PAUSE_PER_DURATION
        values: Values = {}
        for line in text.splitlines():
            index, *columns = (column.strip() for column in line.split(","))
            for (_, key, factor), column in zip(_GPU_FIELDS, columns):
                # "[N/A]" and "[Not Supported]" are fields that this GPU does not have
                if re.fullmatch(r"-?\d+(\.\d+)?", column):
                    values[f"gpu.{index}.{key}"] = float(column) * factor
        return values


def _is_partition(name: str, devices: "Dict[str, List[str]]") -> bool:
    # sda1 of sda, nvme0n1p2 of nvme0n1; some virtual machines list xvda1 alone
    match = _PARTITION.fullmatch(name)
    return match is not None and (match[1] or match[2]) in devices


def _percent(part: float, whole: float) -> float:
    return round(part / whole * 100, 1) if whole > 0 else 0.0


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
