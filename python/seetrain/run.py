"""A run: what a program holds while it records."""
from __future__ import annotations

import os
import secrets
import time
import traceback
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Union

from . import forks
from .artifact import Artifact, UsedArtifact
from .config import Config
from .hub_process import HubFinder
from .names import camel_members
from .notice import say, warn_once
from .options import RunOptions
from .places import process_words, rank
from .process import ProcessWatch
from .sender import Sender
from .spool import Spool, frame
from .wire import FileToSend, Wire, encode_json

#: finish() and the end of the program wait so long for the hub; what is left is delivered by `seetrain sync`.
FINISH_TIMEOUT_S = 30.0
_MOST_SPOOL_BYTES = 64 * 1024**3
_FILE_MEDIA = ("image", "audio", "video", "object3d", "molecule")


class Run:
    """
    Records to the hub. Each call is on disk when it returns, and goes to the hub a moment later from another thread.
    Nothing here raises into the caller.
    """

    def __init__(self, options: RunOptions, guest: bool = False) -> None:
        self.id: str = options.run["id"]
        self.project: str = options.run.get("project", "default")
        self.state = "running"
        self._options = options
        self._process = forks.number
        self._guest = guest
        self._rejected = 0
        self._spool: Optional[Spool] = None
        self._sender: Optional[Sender] = None
        self._finder: Optional[HubFinder] = None
        self._watch: Optional[ProcessWatch] = None
        self.config = Config(options.config, self._config_changed)
        if options.mode != "disabled":
            self._guarded("init", self._start)
            if not guest:
                self._watch = ProcessWatch(self._call, options.settings)

    # -- recording

    def log(self, values: Mapping[str, Any], step: Optional[int] = None, epoch: Optional[float] = None, time: Any = None) -> None:
        """Scalars, nested dicts of them (flattened with `/`) and media."""
        try:
            # numbers, as they nearly always are, need no look at each
            text = encode_json(values)
            if '"$' in text or not isinstance(values, dict):
                raise TypeError
            if epoch is None and time is None and (step is None or type(step) is int):
                self._append_text("log", text if step is None else '%s,{"step":%d}' % (text, step))
            else:
                self._append_text("log", text + "," + encode_json(camel_members({"step": step, "epoch": epoch, "time": time})))
        except (TypeError, ValueError):
            self._call("log", values, camel_members({"step": _number(step), "epoch": epoch, "time": time}))
        except Exception as error:  # the disk, or a bug of ours
            self._failed("log", error)

    def log_scalar(self, key: str, value: Any, *, step: Optional[int] = None, epoch: Optional[float] = None, **options: Any) -> None:
        self._call("log_scalar", key, value, camel_members({"step": step, "epoch": epoch, **options}))

    def log_image(self, key: str, image: Any, **options: Any) -> None:
        self._media("image", key, image, options)

    def log_audio(self, key: str, audio: Any, **options: Any) -> None:
        self._media("audio", key, audio, options)

    def log_text(self, key: str, text: Any, **options: Any) -> None:
        self._media("text", key, text, options)

    def log_video(self, key: str, video: Any, **options: Any) -> None:
        self._media("video", key, video, options)

    def log_table(self, key: str, table: Any, **options: Any) -> None:
        self._media("table", key, table, options)

    def log_histogram(self, key: str, values: Any, **options: Any) -> None:
        self._media("histogram", key, values, options)

    def log_plot(self, key: str, plot: Any, **options: Any) -> None:
        self._media("plot", key, plot, options)

    def log_object3d(self, key: str, object: Any, **options: Any) -> None:
        self._media("object3d", key, object, options)

    def log_html(self, key: str, html: Any, **options: Any) -> None:
        self._media("html", key, html, options)

    def log_molecule(self, key: str, molecule: Any, **options: Any) -> None:
        self._media("molecule", key, molecule, options)

    def log_artifact(self, artifact: Union[Artifact, str, "os.PathLike[str]"], name: Optional[str] = None, type: str = "custom",
                     aliases: Optional[Sequence[str]] = None, step: Optional[int] = None, **options: Any) -> None:  # fmt: skip
        """Stores a version of an artifact: one that was put together, or the file or folder of a path."""
        def log() -> None:
            made = artifact if isinstance(artifact, Artifact) else Artifact.of_path(artifact, name, type, **options)
            self._append("log_artifact", [made.to_wire(), camel_members({"aliases": aliases and list(aliases), "step": step})])

        self._guarded("log_artifact", log)

    def use_artifact(self, reference: str, timeout: float = 30.0) -> UsedArtifact:
        """Finds `name:alias` or `name:v3` at the hub and records that this run used it. Raises when it is not there."""
        found = UsedArtifact.find(self._connect(), reference, self._options.home, timeout)
        self._call("use_artifact", found.reference)
        return found

    def alert(self, title: str, text: Optional[str] = None, level: str = "info", step: Optional[int] = None) -> None:
        self._call("alert", title, camel_members({"text": text, "level": level, "step": step}))

    def define_metric(self, key: str, **definition: Any) -> None:
        """step_key, summary, goal, kind, metadata"""
        self._call("define_metric", key, camel_members(definition))

    def update_config(self, values: Mapping[str, Any]) -> None:
        self._guarded("update_config", lambda: self.config.update(values))

    def edit(self, **words: Any) -> None:
        """name, description, notes, group, job_type, tags"""
        self._call("edit", camel_members(words))

    def hook(self, framework: str, hook: str, *args: Any) -> None:
        """Calls a hook of the hub's adapter for a framework, by the framework's own name for it."""
        self._guarded(f"{framework}.{hook}", lambda: self._append_hook(framework, hook, args))

    # -- ending

    def finish(self, state: Optional[str] = None, exit_code: Optional[int] = None, error: Optional[BaseException] = None,
               timeout: float = FINISH_TIMEOUT_S) -> None:  # fmt: skip
        """Ends the run and waits for the hub, not longer than `timeout` seconds. Repeated calls do nothing."""
        if self.state != "running" or self._process != forks.number:
            return
        if self._watch is not None:
            self._watch.stop()
        outcome = camel_members({"state": state, "exit_code": exit_code, "error": _error_words(error)})
        self._guarded("finish", lambda: self._append("finish", [outcome]))
        self.state = state or ("failed" if error is not None else "finished")
        _forget(self)
        self._guarded("finish", lambda: self._deliver(timeout))

    def flush(self, timeout: float = FINISH_TIMEOUT_S) -> bool:
        """Waits until the hub has everything so far; False when it has not within the time."""
        if self._spool is None or self._sender is None:
            return self._options.mode == "disabled"
        return self._sender.wait_for(self._spool.next_sequence - 1, timeout)

    def stats(self) -> Dict[str, Any]:
        """Calls that were recorded, that the hub has, and that were refused."""
        calls = self._spool.next_sequence - 1 if self._spool else 0
        return {
            "calls": calls,
            "acknowledged": self._sender.acknowledged if self._sender else 0,
            "rejected": self._rejected,
            "spool": self._spool.folder if self._spool else None,
        }

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, kind: Any, error: Optional[BaseException], trace: Any) -> None:
        self.finish(error=error)

    def __deepcopy__(self, memo: Any) -> "Run":
        """Frameworks copy their callbacks; the run stays one."""
        return self

    def __reduce__(self) -> Any:
        """In another process it is the same run, which that process joins."""
        return _join, (self._options,)

    # -- inside

    def _start(self) -> None:
        options = self._options
        client = secrets.token_hex(16)
        self._spool = Spool(os.path.join(options.home, "spool", client), _MOST_SPOOL_BYTES)
        request: Dict[str, Any] = {"protocol": 1, "run": dict(options.run), "process": process_words(self._guest)}
        if self._guest:
            request["run"]["resume"] = "allow"
        elif options.config:
            request["run"]["config"] = Wire().value(options.config)
        started = _now()
        self._spool.open(lambda first: _open_frame({**request, "first": first}, started))
        may_start = not self._guest and rank() == 0
        self._finder = HubFinder(options.home, options.url, options.token, may_start)
        if options.mode != "offline":
            self._sender = Sender(self._spool, client, self._finder.connect)
            self._sender.start()

    def _media(self, kind: str, key: str, data: Any, options: Dict[str, Any]) -> None:
        if isinstance(data, os.PathLike) or (kind in _FILE_MEDIA and isinstance(data, str) and os.path.isfile(data)):
            data = FileToSend(data)
        self._call("log_" + kind, key, data, camel_members(options))

    def _call(self, call: str, *args: Any) -> None:
        self._guarded(call, lambda: self._append(call, args))

    def _append(self, call: str, args: Sequence[Any]) -> None:
        wire = self._wire()
        text = ",".join(encode_json(wire.value(arg)) for arg in args)
        self._append_text(call, text, wire)

    def _append_text(self, call: str, args: str, wire: Optional[Wire] = None) -> None:
        spool = self._spool
        if self._process != forks.number:
            spool = self._renew()
        if spool is None:
            return
        if wire is None:
            spool.append('"time":%d,"call":"%s","args":[%s]}' % (_now(), call, args))
            return
        files = _files_member(wire)
        spool.append('"time":%d,"call":"%s","args":[%s]%s}' % (_now(), call, args, files), wire.pieces)

    def _append_hook(self, framework: str, hook: str, args: Sequence[Any]) -> None:
        wire = self._wire()
        text = encode_json([wire.value(arg) for arg in args])
        files = _files_member(wire)
        if self._spool is not None:
            words = (_now(), encode_json(framework), encode_json(hook), text, files)
            self._spool.append('"time":%d,"framework":%s,"hook":%s,"args":%s%s}' % words, wire.pieces)

    def _wire(self) -> Wire:
        spool = self._renew() if self._process != forks.number else self._spool
        return Wire(spool.store_file, spool.store_bytes) if spool else Wire()

    def _renew(self) -> Optional[Spool]:
        """In a fork the run goes on beside its parent's, as a guest with a spool of its own."""
        if self._spool is not None:
            self._spool.abandon()
            self._spool = None
        self._process = forks.number
        self._guest = True
        # its threads are the parent's
        self._watch = None
        self._start()
        return self._spool

    def _connect(self) -> Any:
        connection = self._finder.connect() if self._finder else None
        if connection is None:
            raise OSError("no hub was found to ask")
        return connection

    def _deliver(self, timeout: float) -> None:
        spool, sender = self._spool, self._sender
        if spool is None:
            return
        complete = sender is not None and sender.wait_for(spool.next_sequence - 1, timeout)
        if sender is not None:
            sender.stop()
        if complete:
            spool.remove()
            return
        spool.close()
        say(f"the run is kept in {spool.folder}; `seetrain sync {os.path.dirname(self._options.home)}` delivers it")

    def _config_changed(self, call: str, value: Any) -> None:
        self._call(call, value)

    def _guarded(self, call: str, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            self._failed(call, error)

    def _failed(self, call: str, error: Exception) -> None:
        self._rejected += 1
        warn_once(f"{call} {type(error).__name__}", f"{call}: not recorded ({error}). The program goes on; run.stats() counts.")


_active: Dict[str, Run] = {}
_newest: Optional[Run] = None


def _join(options: RunOptions) -> Run:
    """A run that came from another process, pickled."""
    known = _active.get(options.run["id"])
    if known is None:
        known = Run(options._replace(config={}), guest=True)
        remember(known)
    return known


def remember(run: Run) -> None:
    """Makes a run the active one."""
    global _newest
    _active[run.id] = _newest = run


def _forget(run: Run) -> None:
    global _newest
    _active.pop(run.id, None)
    _newest = next(reversed(list(_active.values())), None)


def active_run() -> Optional[Run]:
    """The run that was started last and has not ended."""
    return _newest


def open_runs() -> "list[Run]":
    return list(_active.values())


def _now() -> int:
    return time.time_ns() // 1_000_000


def _files_member(wire: Wire) -> str:
    """Oldest first: the hub gets them in the order in which they were written."""
    if not wire.files:
        return ""
    return ',"files":' + encode_json(dict(sorted(wire.files.items(), key=lambda item: os.stat(item[0]).st_mtime)))


def _open_frame(request: Dict[str, Any], started: int) -> bytes:
    return frame(('{"seq":0,"time":%d,"call":"open","args":[%s]}' % (started, encode_json(request))).encode())


def _number(step: Any) -> Any:
    return step.item() if hasattr(step, "item") else step


def _error_words(error: Optional[BaseException]) -> Optional[Dict[str, str]]:
    if error is None:
        return None
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return {"name": type(error).__name__, "message": str(error), "stack": "".join(lines)[-20_000:]}
