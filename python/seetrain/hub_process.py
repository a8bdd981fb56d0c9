"""Finds the hub of a folder, and starts one where none runs."""
from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import time
from typing import List, Optional

from .connection import Connection
from .notice import say
from .places import hub_address

_START_S = 20.0
_STALE_S = 60.0


class HubFinder:
    """
    Gives connections: to the hub that SEETRAIN_URL names, else to that of the folder, which is started once when none
    runs. The command is SEETRAIN_HUB, else `seetrain` on PATH; SEETRAIN_HUB=none starts nothing.
    """

    def __init__(self, home: str, url: Optional[str], token: Optional[str], may_start: bool) -> None:
        self._home = home
        self._url = url
        self._token = token
        self._may_start = may_start
        # one process of a run tells, and none below `seetrain run`, whose hub ends with it
        self._told = not may_start or "SEETRAIN_RUN_ID" in os.environ

    def connect(self) -> Optional[Connection]:
        if self._url:
            return self._tell(Connection(self._url, self._token))
        connection = self._local()
        if connection is None:
            # another process, such as that with rank 0, may be starting one
            connection = self._started() if self._may_start else self._wait_for_other()
            self._may_start = False
        return connection and self._tell(connection)

    def _local(self) -> Optional[Connection]:
        address = hub_address(self._home)
        if address is None:
            return None
        socket_path = address.get("socket") if hasattr(socket, "AF_UNIX") else None
        connection = Connection(address["url"], self._token, socket_path)
        try:
            connection.get("/api/v1/projects")
        except OSError:
            # what a hub that was killed left behind
            return None
        except Exception:  # a refusal: it lives
            pass
        return connection

    def _started(self) -> Optional[Connection]:
        command = _command()
        if command is None or not self._take_turn():
            return self._wait_for_other()
        log = os.path.join(self._home, "hub.log")
        words = ["ui", "--port", "0", "--no-open", "--while-used", "--dir", os.path.dirname(self._home)]
        try:
            with open(log, "ab") as output:
                subprocess.Popen(  # noqa: S603
                    command + words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, env=_environment()
                )
        except OSError as error:
            say(f"the hub could not be started ({error}); the run is kept in {self._home} for `seetrain sync`")
            return None
        return self._wait_for_other()

    def _wait_for_other(self) -> Optional[Connection]:
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline and os.path.exists(self._turn_file()):
            connection = self._local()
            if connection is not None:
                _remove(self._turn_file())
                return connection
            time.sleep(0.1)
        return None

    def _take_turn(self) -> bool:
        """Of several processes that find no hub, one starts it."""
        path = self._turn_file()
        try:
            if time.time() - os.path.getmtime(path) > _STALE_S:
                _remove(path)
        except OSError:
            pass
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            return True
        except OSError:
            return False

    def _turn_file(self) -> str:
        return os.path.join(self._home, "hub.starting")

    def _tell(self, connection: Connection) -> Connection:
        if not self._told:
            self._told = True
            say(f"runs are shown at {connection.url}")
        return connection


def _command() -> Optional[List[str]]:
    given = os.environ.get("SEETRAIN_HUB")
    if given is not None:
        return None if given in ("", "none") else shlex.split(given)
    found = shutil.which("seetrain")
    return [found] if found else None


def _environment() -> "dict[str, str]":
    """What concerns this run alone is no business of the hub."""
    own = ("SEETRAIN_RUN_ID", "SEETRAIN_RUN_NAME", "SEETRAIN_MODE", "SEETRAIN_URL", "SEETRAIN_WRITER", "SEETRAIN_HUB")
    return {name: value for name, value in os.environ.items() if name not in own}


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass
