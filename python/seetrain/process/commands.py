"""Programs of the machine, asked with a bound: git, nvidia-smi."""
from __future__ import annotations

import os
import subprocess
import threading
from typing import Dict, List, NamedTuple, Optional


class Output(NamedTuple):
    text: str
    #: There was more.
    is_cut: bool


def run_command(words: List[str], timeout: float, folder: Optional[str] = None, most_bytes: int = 1_048_576,
                variables: Optional[Dict[str, Optional[str]]] = None) -> Output:  # fmt: skip
    """What a program prints. Raises OSError when it is missing, fails or takes too long."""
    environment = {**os.environ, **(variables or {})}
    process = subprocess.Popen(  # noqa: S603
        words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={name: value for name, value in environment.items() if value is not None},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip
    timer = threading.Timer(timeout, process.kill)
    timer.daemon = True
    timer.start()
    try:
        assert process.stdout is not None
        data = process.stdout.read(most_bytes + 1)
        is_cut = len(data) > most_bytes
        if is_cut:
            process.kill()
        process.stdout.close()
        code = process.wait()
    finally:
        timer.cancel()
    if code != 0 and not is_cut:
        raise OSError(f"{words[0]} ended with {code}")
    return Output(data[:most_bytes].decode("utf-8", "ignore" if is_cut else "replace"), is_cut)
