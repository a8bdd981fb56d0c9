"""What a run runs in, in the sections that runs of every language have. The hub takes secrets out."""
from __future__ import annotations

import datetime
import os
import platform
import re
import sys
from importlib import metadata
from typing import Any, Callable, Dict, Mapping, Optional

from ..settings import Settings
from .git import git_section
from .host import host_section

_MOST_PACKAGES = 500
# what changes how a training runs; everything else of the environment stays private
_CHOSEN = re.compile(
    r"(?:CI|TZ|LANG|RANK|LOCAL_RANK|GROUP_RANK|NODE_RANK|WORLD_SIZE|LOCAL_WORLD_SIZE|MASTER_ADDR|MASTER_PORT|VIRTUAL_ENV|CONDA_DEFAULT_ENV"
    r"|(?:CUDA|NVIDIA|HIP|ROCR|OMP|MKL|OPENBLAS|NUMEXPR|NCCL|TF|XLA|JAX|KERAS|TORCH|PYTORCH|PYTHON|ORT|SLURM|SEETRAIN)_\w+"
    r"|PYTHON[A-Z]+)"
)

Section = Callable[[], Optional[Dict[str, Any]]]


def capture_environment(settings: Settings, folder: str, variables: Mapping[str, str]) -> Dict[str, Any]:
    """A section that can not be found out is absent."""
    sections: Dict[str, "tuple[bool, Section]"] = {
        "git": (settings.capture_git, lambda: git_section(folder, settings.git_diff_max_bytes)),
        "host": (settings.capture_host, lambda: host_section(variables)),
        "runtime": (settings.capture_host, _runtime),
        "packages": (settings.capture_packages, _packages),
        "command": (settings.capture_command, lambda: _command(folder, variables)),
    }
    found: Dict[str, Any] = {}
    for name, (is_wanted, section) in sections.items():
        value = _attempt(section) if is_wanted else None
        if value is not None:
            found[name] = value
    return found


def _attempt(section: Section) -> Optional[Dict[str, Any]]:
    try:
        return section()
    except Exception:  # no git, a package whose metadata is damaged
        return None


def _runtime() -> Dict[str, Any]:
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "pid": os.getpid(),
        "executable": os.path.basename(sys.executable or "python"),
        "timeZone": _time_zone(),
    }


def _time_zone() -> str:
    place = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return os.environ.get("TZ") or place or str(datetime.datetime.now().astimezone().tzname())


def _packages() -> Dict[str, Any]:
    versions: Dict[str, str] = {}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        # the first on the path is the one that is imported
        if name and name not in versions:
            versions[name] = distribution.version
    listed = sorted(versions.items(), key=lambda item: item[0].lower())[:_MOST_PACKAGES]
    section: Dict[str, Any] = {"versions": dict(listed)}
    if len(versions) > len(listed):
        section["notListed"] = len(versions) - len(listed)
    return section


def _command(folder: str, variables: Mapping[str, str]) -> Dict[str, Any]:
    # with `-m` and the interpreter's own options, from Python 3.10 on
    arguments = list(getattr(sys, "orig_argv", None) or [sys.executable, *getattr(sys, "argv", [])])
    chosen = {name: value for name, value in sorted(variables.items()) if _CHOSEN.fullmatch(name)}
    return {"arguments": arguments, "workingFolder": folder, "environment": chosen}
