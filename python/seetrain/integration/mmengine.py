"""vis_backends=[dict(type="SeeTrainVisBackend")] with custom_imports=dict(imports=["seetrain.integration.mmengine"])."""
from __future__ import annotations

from typing import Any, Dict, Optional

from mmengine.registry import VISBACKENDS
from mmengine.visualization.vis_backend import BaseVisBackend, force_init_env

from ..run import Run
from .binding import Binding, guarded


@VISBACKENDS.register_module()
class SeeTrainVisBackend(BaseVisBackend):
    """A visualization backend of MMEngine, and so of MMDetection and its kin."""

    def __init__(self, save_dir: Optional[str] = None, init_kwargs: Optional[Dict[str, Any]] = None, run: Optional[Run] = None) -> None:
        super().__init__(save_dir)
        self._init_kwargs = init_kwargs or {}
        self._given = run
        self._binding: Any = None

    def _init_env(self) -> None:
        self._binding = Binding("mmengine", self._given, **self._init_kwargs)

    @property
    @force_init_env
    def experiment(self) -> Optional[Run]:
        return self._binding.run

    @force_init_env
    @guarded
    def add_config(self, config: Any, **named: Any) -> None:
        self._binding.call("add_config", config.to_dict() if hasattr(config, "to_dict") else dict(config))

    @force_init_env
    @guarded
    def add_graph(self, model: Any, data_batch: Any = None, **named: Any) -> None:
        self._binding.call("add_graph", str(model))

    @force_init_env
    @guarded
    def add_image(self, name: str, image: Any, step: int = 0, **named: Any) -> None:
        self._binding.call("add_image", name, image, int(step))

    @force_init_env
    @guarded
    def add_scalar(self, name: str, value: Any, step: int = 0, **named: Any) -> None:
        self._binding.call("add_scalar", name, value, int(step))

    @force_init_env
    @guarded
    def add_scalars(self, scalar_dict: Dict[str, Any], step: int = 0, file_path: Optional[str] = None, **named: Any) -> None:
        self._binding.call("add_scalars", scalar_dict, int(step))

    @force_init_env
    @guarded
    def add_datasample(self, name: str, image: Any, data_sample: Any = None, step: int = 0, **named: Any) -> None:
        self._binding.call("add_datasample", name, image, data_sample.to_dict() if data_sample is not None else None, int(step))

    @guarded
    def close(self) -> None:
        if self._binding is not None:
            self._binding.call("close")
