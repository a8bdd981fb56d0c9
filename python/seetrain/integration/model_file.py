"""A trained model as a file that goes to the hub and then away."""
from __future__ import annotations

import contextlib
import os
import tempfile
from typing import Callable, Iterator

from ..wire import FileToSend


@contextlib.contextmanager
def model_file(name: str, save: Callable[[str], object]) -> Iterator[FileToSend]:
    """`save` writes the model to the path it is given. The call that sends the file copies it before this ends."""
    with tempfile.TemporaryDirectory(prefix="seetrain-") as folder:
        path = os.path.join(folder, name)
        save(path)
        yield FileToSend(path)
