"""Everything that SummaryWriter of PyTorch or tensorboardX is told goes to the run too: patch()."""
from __future__ import annotations

import functools
import importlib
import inspect
from typing import Any, Callable, Dict, List, Optional

from ..run import Run
from ..wire import FileToSend
from .binding import Binding, guarded

_WRITERS = ("torch.utils.tensorboard.writer", "tensorboardX.writer")
#: add_* → the arguments of the hook, by the names of SummaryWriter's
_ARGUMENTS: Dict[str, List[str]] = {
    "add_scalar": ["tag", "scalar_value", "global_step", "walltime"],
    "add_scalars": ["main_tag", "tag_scalar_dict", "global_step", "walltime"],
    "add_tensor": ["tag", "tensor", "global_step", "walltime"],
    "add_histogram": ["tag", "values", "global_step", "bins", "walltime"],
    "add_image": ["tag", "img_tensor", "global_step", "walltime", "dataformats"],
    "add_images": ["tag", "img_tensor", "global_step", "walltime", "dataformats"],
    "add_figure": ["tag", "figure", "global_step", "walltime"],
    "add_video": ["tag", "vid_tensor", "global_step", "fps", "walltime"],
    "add_audio": ["tag", "snd_tensor", "global_step", "sample_rate", "walltime"],
    "add_text": ["tag", "text_string", "global_step", "walltime"],
    "add_pr_curve": ["tag", "labels", "predictions", "global_step", "walltime"],
    "add_hparams": ["hparam_dict", "metric_dict", "global_step"],
    "add_custom_scalars": ["layout"],
    "flush": [],
    "close": [],
}
Arguments = Dict[str, Any]
_GROUPED: Dict[str, Callable[[Arguments], List[Any]]] = {
    "add_histogram_raw": lambda a: [a["tag"], _members(a, "min", "bucket_limits", "bucket_counts"), a.get("global_step"), a.get("walltime")],
    "add_image_with_boxes": lambda a: [a["tag"], a["img_tensor"], a["box_tensor"], _boxes(a)],
    "add_graph": lambda a: [str(a["model"])],
    "add_onnx_graph": lambda a: [FileToSend(str(a["prototxt"]))],
    "add_embedding": lambda a: [a["mat"], {**_members(a, "tag", "metadata", "metadata_header", "label_img"), "step": a.get("global_step")}],
    "add_pr_curve_raw": lambda a: [a["tag"], _members(a, "precision", "recall"), a.get("global_step"), a.get("walltime")],
    "add_mesh": lambda a: [a["tag"], _members(a, "vertices", "colors", "faces"), a.get("global_step"), a.get("walltime")],
}
_undo: List[Callable[[], None]] = []
_binding: Any = None
# a writer's own calls of its other methods are parts of the one that the user made
_depth = 0


def patch(run: Optional[Run] = None, **options: Any) -> Callable[[], None]:
    """Listens to all writers, those made before too. Returns what ends it."""
    global _binding
    unpatch()
    _binding = Binding("tensorboard", run, **options)
    for name in _WRITERS:
        try:
            writer = importlib.import_module(name).SummaryWriter
        except ImportError:
            continue
        listen_to(writer, _binding)
    return unpatch


def listen_to(writer: Any, binding: Any) -> None:
    """Listens to one class of writers; `binding.call` gets what they are told."""
    global _binding
    _binding = binding
    for method in (*_ARGUMENTS, *_GROUPED):
        if method in vars(writer):
            _replace(writer, method)


def is_patched(binding: Any = None) -> bool:
    """Whether somebody listens: anybody, or this binding."""
    return _binding is not None and (binding is None or _binding is binding)


def unpatch() -> None:
    global _binding
    _binding = None
    while _undo:
        _undo.pop()()


def _replace(writer: Any, name: str) -> None:
    original = vars(writer)[name]
    signature = inspect.signature(original)

    @functools.wraps(original)
    def method(self: Any, *args: Any, **named: Any) -> Any:
        global _depth
        _depth += 1
        try:
            result = original(self, *args, **named)
        finally:
            _depth -= 1
        if _depth == 0:
            _forward(name, signature, self, args, named)
        return result

    setattr(writer, name, method)
    _undo.append(lambda: setattr(writer, name, original) if vars(writer).get(name) is method else None)


@guarded
def _forward(name: str, signature: inspect.Signature, writer: Any, args: Any, named: Any) -> None:
    if _binding is None:
        return
    bound = signature.bind(writer, *args, **named)
    bound.apply_defaults()
    given: Arguments = {**bound.arguments, **bound.arguments.get("kwargs", {})}
    folder = str(getattr(writer, "log_dir", None) or getattr(writer, "logdir", None) or "")
    read = _GROUPED.get(name)
    values = read(given) if read is not None else [_argument(name, given, member) for member in _ARGUMENTS[name]]
    _binding.call(name, folder, *values)


def _argument(name: str, given: Arguments, member: str) -> Any:
    if name == "add_figure" and member == "figure":
        figures = given["figure"]
        return list(figures) if isinstance(figures, (list, tuple)) else figures
    return given.get(member)


def _members(given: Arguments, *names: str) -> Dict[str, Any]:
    return {name: given[name] for name in names if given.get(name) is not None}


def _boxes(given: Arguments) -> Dict[str, Any]:
    return {**_members(given, "walltime", "dataformats", "labels"), **({"step": given["global_step"]} if given.get("global_step") is not None else {})}
