"""Names between the two languages."""
from __future__ import annotations

from typing import Any, Dict, Mapping


def camel(name: str) -> str:
    """sample_rate → sampleRate"""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def camel_members(members: Mapping[str, Any]) -> Dict[str, Any]:
    """The options of a call, without those that were left out."""
    return {camel(name): value for name, value in members.items() if value is not None}
