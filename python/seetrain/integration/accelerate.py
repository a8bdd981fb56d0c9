"""Accelerator(log_with=SeeTrainTracker("project")), or log_with="seetrain" once this module is imported."""
from __future__ import annotations

import os
from typing import Any, Dict, List, Optional

from accelerate.tracking import GeneralTracker, on_main_process

from ..run import Run
from ..wire import FileToSend
from .binding import Binding, guarded

try:
    from accelerate.tracking import register_tracker_class
except ImportError:  # older releases know their own trackers alone; an instance works with those
    register_tracker_class = None


class SeeTrainTracker(GeneralTracker):
    """A tracker of Accelerate."""

    name = "seetrain"
    requires_logging_directory = False
    main_process_only = True

    def __init__(self, run_name: Optional[str] = None, run: Optional[Run] = None, **options: Any) -> None:
        super().__init__()
        self._options = {**({"project": run_name} if run_name and "project" not in options else {}), **options}
        self._given = run
        self._bound: Optional[Binding] = None

    @property
    def _binding(self) -> Binding:
        if self._bound is None:
            self._bound = Binding("accelerate", self._given, **self._options)
        return self._bound

    @on_main_process
    def start(self) -> None:
        self._binding

    @property
    def tracker(self) -> Optional[Run]:
        return self._binding.run

    @on_main_process
    @guarded
    def store_init_configuration(self, values: Dict[str, Any]) -> None:
        self._binding.call("store_init_configuration", values)

    @on_main_process
    @guarded
    def log(self, values: Dict[str, Any], step: Optional[int] = None, **named: Any) -> None:
        self._binding.call("log", values, step)

    @on_main_process
    @guarded
    def log_images(self, values: Dict[str, Any], step: Optional[int] = None, **named: Any) -> None:
        self._binding.call("log_images", values, step)

    @on_main_process
    @guarded
    def log_table(self, table_name: str, columns: Optional[List[str]] = None, data: Any = None, dataframe: Any = None,
                  step: Optional[int] = None, **named: Any) -> None:  # fmt: skip
        rows = dataframe.to_dict(orient="records") if dataframe is not None else None
        self._binding.call("log_table", table_name, columns, data, rows, step)

    @on_main_process
    @guarded
    def log_figure(self, name: str, figure: Any, **named: Any) -> None:
        self._binding.call("log_figure", figure, name)

    @on_main_process
    @guarded
    def log_artifact(self, local_path: str, name: Optional[str] = None, **named: Any) -> None:
        self._binding.call("log_artifact", FileToSend(os.fspath(local_path)), name)

    @on_main_process
    @guarded
    def finish(self) -> None:
        self._binding.call("finish")
        if self._binding.run is not None and self._given is None:
            self._binding.run.finish()


if register_tracker_class is not None:
    register_tracker_class(SeeTrainTracker)
