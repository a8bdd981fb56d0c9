"""Where things are: the folder of this project, the hub, and this process among others."""
from __future__ import annotations

import json
import os
import secrets
import socket
import time
from typing import Any, Dict, Optional

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_RANKS = ("RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID", "PMIX_RANK")
_WORLDS = ("WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_NTASKS")


def home_folder(directory: Optional[str]) -> str:
    """The folder .seetrain of this project."""
    return os.path.join(os.path.abspath(directory or os.environ.get("SEETRAIN_DIR") or os.getcwd()), ".seetrain")


def hub_address(home: str) -> Optional[Dict[str, Any]]:
    """What the hub of a folder wrote down about itself; None when none says that it runs."""
    try:
        with open(os.path.join(home, "hub.json"), encoding="utf-8") as file:
            address = json.load(file)
    except (OSError, ValueError):
        return None
    return address if isinstance(address, dict) and isinstance(address.get("url"), str) else None


def new_run_id() -> str:
    """10 letters for the millisecond and 8 at random, in an alphabet whose order is that of time."""
    milliseconds = time.time_ns() // 1_000_000
    letters = [_CROCKFORD[milliseconds >> 5 * place & 31] for place in range(9, -1, -1)]
    return "".join(letters + [secrets.choice(_CROCKFORD) for _ in range(8)])


def rank() -> int:
    """Place of this process in a distributed job; 0 when it is alone."""
    place, world = _first_number(_RANKS), _first_number(_WORLDS)
    return place if place is not None and (world is None or world > 1) else 0


def world_size() -> int:
    return _first_number(_WORLDS) or 1


def process_words(guest: bool) -> Dict[str, Any]:
    """Who makes the calls."""
    words: Dict[str, Any] = {"pid": os.getpid(), "host": socket.gethostname(), "rank": rank()}
    started = process_start(os.getpid())
    if started is not None:
        words["startedAt"] = started
    if guest:
        words["guest"] = True
    return words


def process_start(pid: int) -> Optional[str]:
    """When a process started, in the ticks of the operating system: a pid alone is given to another one day."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b") ")[2].split()
        return fields[19].decode()
    except (OSError, IndexError):
        return None


def _first_number(names: "tuple[str, ...]") -> Optional[int]:
    for name in names:
        text = os.environ.get(name, "")
        if text.isdigit():
            return int(text)
    return None
