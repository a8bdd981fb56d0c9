"""The machine: system, processors, memory, GPUs, and what it is packed in. No user name."""
from __future__ import annotations

import os
import platform
import re
import socket
import sys
from typing import Any, Dict, List, Mapping, Optional

from .commands import run_command

_TIMEOUT_S = 2.0
_MEBIBYTE = 1_048_576
# by the names that Node has for them
_ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "i386": "ia32", "i686": "ia32"}
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_PACKED = {"kubepods": "kubernetes", "libpod": "podman"}


def host_section(variables: Mapping[str, str]) -> Dict[str, Any]:
    machine = platform.machine().lower()
    memory = _memory()
    limit = memory_limit(memory or 0)
    found: Dict[str, Any] = {
        "hostname": socket.gethostname(),
        "platform": sys.platform,
        "architecture": _ARCHITECTURES.get(machine, machine),
        "system": _found(r'^PRETTY_NAME="?([^"\n]+)', "/etc/os-release") or platform.platform(),
        "kernel": platform.release(),
        "processor": _found(r"^model name\s*:\s*(.+)$", "/proc/cpuinfo") or platform.processor() or "unknown",
        "processors": os.cpu_count(),
        "processorsUsable": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memoryBytes": memory,
        "memoryLimitBytes": limit,
        "container": _container(variables),
        "gpus": _gpus(),
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def memory_limit(machine_bytes: int) -> Optional[int]:
    """What the container may have, where that is less than the machine has."""
    for path in _LIMITS:
        text = read_text(path).strip()
        if text.isdigit():
            return int(text) if int(text) < machine_bytes else None
    return None


def read_text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _memory() -> Optional[int]:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _gpus() -> List[Dict[str, Any]]:
    query = ["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"]
    try:
        text = run_command(query, _TIMEOUT_S).text
    except OSError:
        # most machines have no such program
        return []
    gpus: List[Dict[str, Any]] = []
    for line in text.splitlines():
        fields = [field.strip() for field in line.split(",")]
        if len(fields) == 3:
            gpu: Dict[str, Any] = {"name": fields[0], "driver": fields[2]}
            if fields[1].isdigit():
                gpu["memoryBytes"] = int(fields[1]) * _MEBIBYTE
            gpus.append(gpu)
    return gpus


def _container(variables: Mapping[str, str]) -> Optional[str]:
    if "KUBERNETES_SERVICE_HOST" in variables:
        return "kubernetes"
    if os.path.exists("/.dockerenv"):
        return "docker"
    if os.path.exists("/run/.containerenv"):
        return "podman"
    named = _found(r"\b(docker|kubepods|lxc|libpod)\b", "/proc/1/cgroup")
    if named is not None:
        return _PACKED.get(named, named)
    kernel = read_text("/proc/sys/kernel/osrelease").lower()
    return "wsl" if "microsoft" in kernel else variables.get("container")


def _found(pattern: str, path: str) -> Optional[str]:
    match = re.search(pattern, read_text(path), re.MULTILINE)
    return match[1].strip() if match else None
