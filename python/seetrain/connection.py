"""HTTP to a hub: over its socket on this machine, or over the network."""
from __future__ import annotations

import encodings.idna  # noqa: F401  looked for at the first connection; a fork in that moment would never get past it
import http.client
import json
import os
import socket
from typing import Any, Dict, Iterable, Optional, Union
from urllib.parse import urlsplit

MIME = "application/vnd.seetrain.hooks"


class HubRefusal(Exception):
    """The hub answered with an error."""

    def __init__(self, status: int, code: str, message: str, headers: Dict[str, str]) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers

    @property
    def is_passing(self) -> bool:
        """Whether the same request may be taken later."""
        return self.status in (401, 403, 408, 421, 429) or self.status >= 500


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Connection:
    """One keep-alive connection. Every failure is an OSError or a HubRefusal."""

    def __init__(self, url: str, token: Optional[str] = None, socket_path: Optional[str] = None, timeout: float = 30.0) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._socket_path = socket_path
        self._timeout = timeout
        self._http: Optional[http.client.HTTPConnection] = None

    def send_calls(self, client: str, body: bytes) -> Dict[str, Any]:
        """Delivers calls; returns what is acknowledged and what was refused."""
        return self._ask("POST", f"/api/v1/hooks/{client}", body, {"content-type": MIME})

    def has_blob(self, sha256: str) -> bool:
        try:
            self._ask("HEAD", f"/api/v1/blobs/{sha256}")
            return True
        except HubRefusal as refusal:
            if refusal.status == 404:
                return False
            raise

    def put_blob(self, sha256: str, path: str) -> None:
        with open(path, "rb") as source:
            length = str(os.fstat(source.fileno()).st_size)
            headers = {"content-type": "application/octet-stream", "content-length": length}
            self._ask("PUT", f"/api/v1/blobs/{sha256}", source, headers)

    def get(self, path: str) -> Any:
        return self._ask("GET", path)

    def get_bytes(self, path: str) -> bytes:
        return self._exchange("GET", path, None, {})

    def close(self) -> None:
        if self._http is not None:
            self._http.close()
            self._http = None

    def _ask(self, method: str, path: str, body: Union[bytes, Iterable[bytes], Any, None] = None, headers: Optional[Dict[str, str]] = None) -> Any:
        answer = self._exchange(method, path, body, headers or {})
        try:
            return json.loads(answer) if answer else {}
        except ValueError as error:
            raise OSError(f"{self.url} is no hub: its answer is no JSON") from error

    def _exchange(self, method: str, path: str, body: Any, headers: Dict[str, str]) -> bytes:
        if self._token:
            headers = {**headers, "authorization": f"Bearer {self._token}"}
        try:
            if self._http is None:
                self._http = self._open()
            self._http.request(method, self._prefix() + path, body=body, headers=headers)
            response = self._http.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise error if isinstance(error, OSError) else OSError(str(error) or type(error).__name__) from error
        if response.getheader("connection", "").lower() == "close":
            self.close()
        if response.status >= 400:
            raise _refusal(response, answer)
        return answer

    def _open(self) -> http.client.HTTPConnection:
        if self._socket_path is not None:
            return _SocketConnection(self._socket_path, self._timeout)
        address = urlsplit(self.url)
        Kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        return Kind(address.hostname or "127.0.0.1", address.port, timeout=self._timeout)

    def _prefix(self) -> str:
        return "" if self._socket_path is not None else urlsplit(self.url).path


def _refusal(response: http.client.HTTPResponse, answer: bytes) -> HubRefusal:
    try:
        error = json.loads(answer)["error"]
        code, message = str(error["code"]), str(error["message"])
    except (ValueError, KeyError, TypeError):
        code, message = "UNKNOWN", f"the answer was {response.status} {response.reason}"
    return HubRefusal(response.status, code, message, {name.lower(): text for name, text in response.getheaders()})
