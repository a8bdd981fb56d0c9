"""model.learn(..., callback=SeeTrainCallback()), or SeeTrainWriter() among the formats of a Logger."""
from __future__ import annotations

from typing import Any, Dict, Optional, Tuple

from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.logger import Figure, Image, KVWriter, Video

from ..media import Image as ImageMedia
from ..run import Run
from .binding import Binding, guarded


class SeeTrainWriter(KVWriter):
    """An output format of Stable-Baselines3's logger."""

    def __init__(self, run: Optional[Run] = None, binding: Optional[Binding] = None, **options: Any) -> None:
        self._binding = binding or Binding("stable_baselines3", run, **options)

    @guarded
    def write(self, key_values: Dict[str, Any], key_excluded: Dict[str, Tuple[str, ...]], step: int = 0) -> None:
        values = {key: _value(value) for key, value in key_values.items()}
        excluded = {key: list(formats) for key, formats in key_excluded.items() if formats}
        self._binding.call("write", values, excluded, int(step))

    def close(self) -> None:
        """The run stays open for the next learn()."""


class SeeTrainCallback(BaseCallback):
    """Adds the writer to the logger of the model when its training begins."""

    def __init__(self, run: Optional[Run] = None, verbose: int = 0, **options: Any) -> None:
        super().__init__(verbose)
        self._binding = Binding("stable_baselines3", run, **options)

    @guarded
    def _on_training_start(self) -> None:
        names = ("policy_class", "learning_rate", "gamma", "n_steps", "batch_size", "buffer_size", "ent_coef", "vf_coef", "seed")
        words = {name: getattr(self.model, name) for name in names if getattr(self.model, name, None) is not None}
        self._binding.call("on_training_start", {"algorithm": type(self.model).__name__, **words})
        formats = self.model.logger.output_formats
        if not any(isinstance(format_, SeeTrainWriter) for format_ in formats):
            formats.append(SeeTrainWriter(binding=self._binding))

    def _on_step(self) -> bool:
        return True


def _value(value: Any) -> Any:
    if isinstance(value, Video):
        # batch × time × channels × height × width
        return {"_type": "video", "data": value.frames, "fps": float(value.fps), "layout": "CHW"}
    if isinstance(value, Image):
        return ImageMedia(value.image)
    return ImageMedia(value.figure) if isinstance(value, Figure) else value
