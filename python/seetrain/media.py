"""Media as values of log(): seetrain.log({"sample": seetrain.Image(pixels)})."""
from __future__ import annotations

from typing import Any, Dict

from .names import camel_members


class Media:
    """Something to look at, listen to or read. What the options mean is said in docs/media.md, there in camel case."""

    type = ""

    def __init__(self, data: Any, **options: Any) -> None:
        self.data = data
        self.options: Dict[str, Any] = camel_members(options)


class Image(Media):
    type = "image"


class Audio(Media):
    type = "audio"


class Text(Media):
    type = "text"


class Video(Media):
    type = "video"


class Table(Media):
    type = "table"


class Histogram(Media):
    type = "histogram"


class Plot(Media):
    type = "plot"


class Object3D(Media):
    type = "object3d"


class Html(Media):
    type = "html"


class Molecule(Media):
    type = "molecule"
