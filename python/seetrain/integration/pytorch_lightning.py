"""Trainer(logger=SeeTrainLogger(project="mnist"))"""
from __future__ import annotations

import sys
from typing import Any, Dict, List, Optional

from ..run import Run
from ..wire import FileToSend
from .binding import Binding, guarded

# two packages bring the same framework; a Trainer of one takes no logger of the other
if "pytorch_lightning" in sys.modules and "lightning" not in sys.modules:
    from pytorch_lightning.loggers.logger import Logger
    from pytorch_lightning.utilities.rank_zero import rank_zero_only
else:
    try:
        from lightning.pytorch.loggers.logger import Logger
        from lightning.pytorch.utilities.rank_zero import rank_zero_only
    except ImportError:
        from pytorch_lightning.loggers.logger import Logger
        from pytorch_lightning.utilities.rank_zero import rank_zero_only


class SeeTrainLogger(Logger):
    """A logger of PyTorch Lightning. `log_model=False` leaves the checkpoints where they are."""

    def __init__(self, run: Optional[Run] = None, log_model: bool = True, **options: Any) -> None:
        super().__init__()
        self._binding = Binding("pytorch_lightning", run, **options)
        self._log_model = log_model

    @property
    def name(self) -> Optional[str]:
        return self.experiment.project if self.experiment else None

    @property
    def version(self) -> Optional[str]:
        return self.experiment.id if self.experiment else None

    @property
    def experiment(self) -> Optional[Run]:
        return self._binding.run

    @rank_zero_only
    @guarded
    def log_metrics(self, metrics: Dict[str, float], step: Optional[int] = None) -> None:
        self._binding.call("log_metrics", metrics, step)

    @rank_zero_only
    @guarded
    def log_hyperparams(self, params: Any, *args: Any, **named: Any) -> None:
        self._binding.call("log_hyperparams", params if isinstance(params, dict) else dict(vars(params)))

    @rank_zero_only
    @guarded
    def log_graph(self, model: Any, input_array: Any = None) -> None:
        self._binding.call("log_graph", str(model))

    @rank_zero_only
    @guarded
    def log_image(self, key: str, images: List[Any], step: Optional[int] = None, caption: Any = None) -> None:
        self._binding.call("log_image", key, images, step, caption)

    @rank_zero_only
    @guarded
    def log_audio(self, key: str, audios: Any, step: Optional[int] = None, sample_rate: Optional[int] = None) -> None:
        self._binding.call("log_audio", key, audios, step, sample_rate)

    @rank_zero_only
    @guarded
    def log_video(self, key: str, videos: Any, step: Optional[int] = None, fps: Optional[int] = None) -> None:
        self._binding.call("log_video", key, videos, step, fps)

    @rank_zero_only
    @guarded
    def log_text(self, key: str, text: Any, step: Optional[int] = None) -> None:
        self._binding.call("log_text", key, text, step)

    @rank_zero_only
    @guarded
    def log_table(self, key: str, columns: Optional[List[str]] = None, data: Any = None, dataframe: Any = None, step: Optional[int] = None) -> None:
        self._binding.call("log_table", key, columns, data, _records(dataframe), step)

    @guarded
    def after_save_checkpoint(self, checkpoint_callback: Any) -> None:
        if self._log_model:
            self._binding.call("after_save_checkpoint", _checkpoint_words(checkpoint_callback))

    @rank_zero_only
    @guarded
    def finalize(self, status: str) -> None:
        self._binding.call("finalize", status)


def _checkpoint_words(checkpoint: Any) -> Dict[str, Any]:
    import os

    def file(path: Any) -> Any:
        return FileToSend(path) if path and os.path.exists(path) else None

    words = {
        "best_model_path": file(checkpoint.best_model_path),
        "last_model_path": file(getattr(checkpoint, "last_model_path", "")),
        "best_k_models": [FileToSend(path) for path in getattr(checkpoint, "best_k_models", {}) if os.path.exists(path)],
        "best_model_score": getattr(checkpoint, "best_model_score", None),
        "monitor": checkpoint.monitor,
        "mode": getattr(checkpoint, "mode", None),
    }
    return {name: value for name, value in words.items() if value is not None}


def _records(frame: Any) -> Any:
    return frame.to_dict(orient="records") if frame is not None else None
