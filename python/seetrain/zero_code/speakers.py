"""
Who tells a number first. A framework that is heard itself writes the same numbers to its TensorBoard writer and saves its own
checkpoints; those are not told a second time.
"""
from __future__ import annotations

import sys
from types import FrameType
from typing import Optional, Set

#: top of a module's name → framework
_PACKAGES = {
    "lightning": "pytorch_lightning",
    "pytorch_lightning": "pytorch_lightning",
    "lightning_fabric": "pytorch_lightning",
    "keras": "keras",
    "transformers": "transformers",
    "accelerate": "accelerate",
    "ultralytics": "ultralytics",
    "sklearn": "sklearn",
}
_heard: Set[str] = set()


def hear(framework: str) -> None:
    """From now on what the framework does itself is known."""
    _heard.add(framework)


def is_told_otherwise(frame: Optional[FrameType]) -> bool:
    """Whether the code of a frame belongs to a framework that is heard."""
    return frame is not None and _PACKAGES.get(package_of(frame)) in _heard


def package_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def caller() -> Optional[FrameType]:
    """The nearest frame that is not ours."""
    frame: Optional[FrameType] = sys._getframe(1)
    while frame is not None and package_of(frame) == "seetrain":
        frame = frame.f_back
    return frame


def is_inside(module: str) -> bool:
    """Whether code of a module waits for what is done now."""
    frame: Optional[FrameType] = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__") == module:
            return True
        frame = frame.f_back
    return False
