"""Artifacts: named sets of files that belong together."""
from __future__ import annotations

import os
from typing import Any, Dict, List, Optional, Sequence, Union
from urllib.parse import quote

from .connection import Connection
from .errors import SeeTrainError
from .names import camel_members
from .wire import FileToSend, files_below

Path = Union[str, "os.PathLike[str]"]


class Artifact:
    """Files, bytes and references under one name; each run.log_artifact makes a version of it."""

    def __init__(self, name: str, type: str = "custom", *, description: Optional[str] = None,
                 metadata: Optional[Dict[str, Any]] = None, derived_from: Optional[Sequence[str]] = None) -> None:  # fmt: skip
        self.name = name
        self.type = type
        self._words = camel_members({"description": description, "metadata": metadata, "derived_from": derived_from})
        self._entries: List[Dict[str, Any]] = []

    @classmethod
    def of_path(cls, path: Path, name: Optional[str], type: str, **words: Any) -> "Artifact":
        """One file, or all files below a folder."""
        path = os.fspath(path)
        artifact = cls(name or os.path.basename(os.path.normpath(path)), type, **words)
        return artifact.add_directory(path) if os.path.isdir(path) else artifact.add_file(path)

    def add_file(self, path: Path, destination: Optional[str] = None) -> "Artifact":
        path = os.fspath(path)
        if not os.path.isfile(path):
            raise FileNotFoundError(f"{path} is no file")
        self._entries.append({"path": destination or os.path.basename(path), "file": FileToSend(path)})
        return self

    def add_directory(self, path: Path, prefix: str = "") -> "Artifact":
        path = os.fspath(path)
        for inside, file in files_below(path):
            self.add_file(file, f"{prefix}/{inside}" if prefix else inside)
        return self

    def add_bytes(self, data: bytes, destination: str) -> "Artifact":
        self._entries.append({"path": destination, "bytes": bytes(data)})
        return self

    def add_reference(self, uri: str, path: Optional[str] = None, size: int = 0, digest: Optional[str] = None) -> "Artifact":
        """Names a file that lives elsewhere; its bytes are not copied."""
        self._entries.append(camel_members({"uri": uri, "path": path, "size": size, "digest": digest}))
        return self

    def to_wire(self) -> Dict[str, Any]:
        return {"name": self.name, "type": self.type, **self._words, "entries": self._entries}


class UsedArtifact:
    """A version that was found, and its files."""

    def __init__(self, connection: Connection, row: Dict[str, Any], home: str) -> None:
        record = row["record"]
        self.name: str = record["name"]
        self.type: str = record["type"]
        self.version: str = record["version"]
        self.aliases: List[str] = list(record["aliases"])
        self.metadata: Dict[str, Any] = record.get("metadata") or {}
        #: `project/name:version`, as a run takes it.
        self.reference = f"{row['project']}/{self.name}:{self.version}"
        self._manifest: str = record["manifest"]["sha256"]
        self._connection = connection
        self._home = home

    @classmethod
    def find(cls, connection: Connection, reference: str, home: str, timeout: float) -> "UsedArtifact":
        place, _, mark = reference.partition(":")
        project, _, name = place.rpartition("/")
        query = f"?name={quote(name)}&limit=1000" + (f"&project={quote(project)}" if project else "")
        rows = connection.get("/api/v1/artifacts" + query)["rows"]
        for row in rows:
            if mark in ("", row["record"]["version"], *row["record"]["aliases"]):
                return cls(connection, row, home)
        raise SeeTrainError("ARTIFACT_MISSING", f"artifact: there is no {reference!r} at the hub.")

    def entries(self) -> List[Dict[str, Any]]:
        return list(self._connection.get(f"/api/v1/manifests/{self._manifest}?limit=1000")["rows"])

    def read(self, path: str) -> bytes:
        for entry in self.entries():
            if entry["path"] == path and "blob" in entry:
                return self._connection.get_bytes(f"/api/v1/blobs/{entry['blob']['sha256']}")
        raise KeyError(path)

    def download(self, folder: Optional[Path] = None) -> str:
        """Writes all files below a folder and returns it. References are left to their owner."""
        target = os.fspath(folder) if folder else os.path.join(self._home, "downloads", self._manifest[:16])
        root = os.path.realpath(target)
        for entry in self.entries():
            if "blob" not in entry:
                continue
            path = os.path.realpath(os.path.join(root, entry["path"]))
            if not path.startswith(root + os.sep):
                raise SeeTrainError("UNSAFE_PATH", f"artifact: {entry['path']!r} leads out of its folder.")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(self._connection.get_bytes(f"/api/v1/blobs/{entry['blob']['sha256']}"))
        return target
