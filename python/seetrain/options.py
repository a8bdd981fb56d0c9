"""The options of init(), from its arguments and from the environment."""
from __future__ import annotations

import difflib
import os
import re
from typing import Any, Dict, List, NamedTuple, Optional

from .errors import SeeTrainError, invalid
from .names import camel
from .places import home_folder, new_run_id
from .settings import Settings, read_settings

_NAME = re.compile(r"^[A-Za-z0-9][\w.-]{0,127}$")
_TEXTS = ("project", "experiment_name", "description", "notes", "group", "job_type")
_CHOICES = {"resume": ("never", "allow", "must"), "mode": ("local", "online", "offline", "disabled")}
NAMES = (*_TEXTS, "config", "tags", "dir", "id", "resume", "mode", "sinks", "settings", "url", "token")
_FROM_ENVIRONMENT = {
    "project": "SEETRAIN_PROJECT", "experiment_name": "SEETRAIN_RUN_NAME", "group": "SEETRAIN_RUN_GROUP",
    "job_type": "SEETRAIN_JOB_TYPE", "id": "SEETRAIN_RUN_ID", "mode": "SEETRAIN_MODE", "resume": "SEETRAIN_RESUME",
    "url": "SEETRAIN_URL", "token": "SEETRAIN_TOKEN",
}  # fmt: skip


class RunOptions(NamedTuple):
    home: str
    mode: str
    url: Optional[str]
    token: Optional[str]
    #: The members of a run as the hub takes them.
    run: Dict[str, Any]
    config: Dict[str, Any]
    settings: Settings


def read_options(given: Dict[str, Any]) -> RunOptions:
    """Raises SeeTrainError for what no run could be started with."""
    for name in given:
        if name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise invalid(f"init.{name}", given[name], f"There is no such option.{hint} Known: {', '.join(NAMES)}.")
    options = {name: value for name, value in given.items() if value is not None}
    for name, variable in _FROM_ENVIRONMENT.items():
        text = os.environ.get(variable, "")
        if text and name not in options:
            options[name] = text
    _check(options)
    if "id" in options and "id" not in given and "resume" not in options:
        # a parent that exports the id means its children to join
        options["resume"] = "allow"
    tags = options.get("tags") or _list(os.environ.get("SEETRAIN_TAGS", ""))
    run = {camel(name): options[name] for name in (*_TEXTS, "resume", "sinks") if name in options}
    run["id"] = options.get("id") or new_run_id()
    if tags:
        run["tags"] = list(tags)
    home = home_folder(options.get("dir"))
    _check_resume(run, home, options)
    mode = options.get("mode") or ("online" if options.get("url") else "local")
    url = options.get("url") if mode == "online" else None
    if mode == "online" and not url:
        raise invalid("mode", mode, "Name the hub: url=… or SEETRAIN_URL.")
    return RunOptions(home, mode, url, options.get("token"), run, dict(options.get("config") or {}), read_settings(options.get("settings", {})))


def _check(options: Dict[str, Any]) -> None:
    for name in (*_TEXTS, "id", "dir", "url", "token"):
        if name in options and not isinstance(options[name], (str, os.PathLike)):
            raise invalid(name, options[name], "Pass a string.")
    for name, choices in _CHOICES.items():
        if name in options and options[name] not in choices:
            raise invalid(name, options[name], f"Pass one of {', '.join(choices)}.")
    if "id" in options and not _NAME.match(options["id"]):
        raise invalid("id", options["id"], 'Use letters, digits, "_", "." and "-", at most 128, a letter or digit first.')
    tags = options.get("tags", [])
    if isinstance(tags, str) or not all(isinstance(tag, str) for tag in tags):
        raise invalid("tags", tags, "Pass a list of strings.")
    config = options.get("config", {})
    if not hasattr(config, "keys") and not hasattr(config, "__dict__"):
        raise invalid("config", config, "Pass a dict.")
    if not hasattr(config, "keys"):
        # a Namespace of parsed arguments
        options["config"] = dict(vars(config))


def _check_resume(run: Dict[str, Any], home: str, options: Dict[str, Any]) -> None:
    """Where the runs are on this machine, the wrong id is told at once."""
    if options.get("url") or "id" not in options:
        return
    exists = os.path.exists(os.path.join(home, "runs", run["id"], "journal.bin"))
    rule = run.get("resume", "never")
    if rule == "must" and not exists:
        raise SeeTrainError("RUN_MISSING", f"id: there is no run {run['id']!r} in {home}. Use resume='allow' to start it.")
    if rule == "never" and exists:
        raise SeeTrainError("RUN_EXISTS", f"id: there is a run {run['id']!r} in {home}. Use another id, or resume='allow'.")


def _list(text: str) -> List[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
