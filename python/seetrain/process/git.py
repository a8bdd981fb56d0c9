"""The state of the git repository that a program runs in. The hub takes secrets out."""
from __future__ import annotations

import os
from typing import Any, Dict, List, Optional

from .commands import Output, run_command

_TIMEOUT_S = 2.0
_MOST_UNTRACKED = 100
# neither a lock nor a background process is left behind, and no program that the repository names is run
_SAFE = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off"]
_VARIABLES: Dict[str, Optional[str]] = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
    "GIT_DIR": None, "GIT_WORK_TREE": None, "GIT_INDEX_FILE": None,
}  # fmt: skip


def git_section(folder: str, most_diff_bytes: int) -> Optional[Dict[str, Any]]:
    """Commit, branch, what has changed and where it comes from; None outside of a repository. Raises OSError without git."""
    root = _repository(folder)
    if root is None:
        return None
    status = ["status", "--porcelain=v2", "--branch", "-z", "--untracked-files=normal", "--ignore-submodules=dirty"]
    state = _Status(_git(root, *status).text)
    section: Dict[str, Any] = {}
    if state.commit is not None:
        section["commit"] = state.commit
    if state.branch is not None:
        section["branch"] = state.branch
    section["detached"] = state.branch is None
    section["dirty"] = state.is_changed or bool(state.untracked)
    remote = _remote(root, state.upstream)
    if remote is not None:
        section["remote"] = remote
    if state.is_changed and most_diff_bytes > 0:
        section.update(_diff(root, state.commit, most_diff_bytes))
    if state.untracked:
        section["untracked"] = state.untracked[:_MOST_UNTRACKED]
    if len(state.untracked) > _MOST_UNTRACKED:
        section["untrackedCount"] = len(state.untracked)
    return section


class _Status:
    def __init__(self, text: str) -> None:
        self.commit: Optional[str] = None
        #: None when HEAD is detached.
        self.branch: Optional[str] = None
        self.upstream = ""
        self.is_changed = False
        self.untracked: List[str] = []
        entries = iter(text.split("\0")[:-1])
        for entry in entries:
            self._read(entry)
            if entry.startswith("2 "):
                # the old name of a renamed file is an entry of its own
                next(entries, None)

    def _read(self, entry: str) -> None:
        name, _, value = entry[len("# branch.") :].partition(" ") if entry.startswith("# branch.") else ("", "", "")
        if name == "oid" and value != "(initial)":
            self.commit = value
        elif name == "head" and value != "(detached)":
            self.branch = value
        elif name == "upstream":
            self.upstream = value
        elif entry.startswith("? "):
            self.untracked.append(entry[2:])
        elif entry[:2] in ("1 ", "2 ", "u "):
            self.is_changed = True


def _repository(folder: str) -> Optional[str]:
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def _remote(root: str, upstream: str) -> Optional[str]:
    """Of the branch's upstream (`origin/main`), else `origin`, else the first."""
    try:
        text = _git(root, "config", "-z", "--get-regexp", r"^remote\..*\.url$").text
    except OSError:
        # without any remote git ends with a failure
        return None
    remotes: Dict[str, str] = {}
    for entry in text.split("\0")[:-1]:
        key, _, url = entry.partition("\n")
        remotes.setdefault(key[len("remote.") : -len(".url")], url)
    followed = next((name for name in remotes if upstream.startswith(name + "/")), "origin")
    return remotes.get(followed) or next(iter(remotes.values()), None)


def _diff(root: str, commit: Optional[str], most_bytes: int) -> Dict[str, Any]:
    words = ["diff", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty", "HEAD" if commit else "--cached"]
    try:
        text, is_cut = _git(root, *words, most_bytes=most_bytes)
    except OSError as error:
        return {"diffMissing": str(error)}
    # the last line may have lost its end
    return {"diff": text[: text.rfind("\n") + 1], "diffCut": True} if is_cut else {"diff": text}


def _git(root: str, *words: str, most_bytes: int = 1_048_576) -> Output:
    return run_command([*_SAFE, *words], _TIMEOUT_S, root, most_bytes, _VARIABLES)
