"""The functions of the module: each speaks to the active run, and does nothing but say so once where there is none."""
from __future__ import annotations

import contextlib
import os
from typing import Any, Callable, Dict, Iterator, Mapping, Optional, TypeVar

from .artifact import Artifact, UsedArtifact
from .notice import warn_once
from .options import read_options
from .process_end import watch_process
from .run import Run, active_run, remember

_T = TypeVar("_T")


def init(
    *,
    project: Optional[str] = None,
    experiment_name: Optional[str] = None,
    description: Optional[str] = None,
    config: Any = None,
    tags: Any = None,
    group: Optional[str] = None,
    job_type: Optional[str] = None,
    notes: Optional[str] = None,
    dir: Optional["os.PathLike[str] | str"] = None,
    id: Optional[str] = None,
    resume: Optional[str] = None,
    mode: Optional[str] = None,
    sinks: Any = None,
    settings: Optional[Mapping[str, Any]] = None,
    url: Optional[str] = None,
    token: Optional[str] = None,
) -> Run:
    """Starts a run and makes it the active one. Raises for options that can not be used, and for nothing else."""
    given: Dict[str, Any] = {name: value for name, value in locals().items() if value is not None}
    run = Run(read_options(given))
    watch_process()
    remember(run)
    return run


def _run() -> Run:
    return active_run() or _nobody()


def _nobody() -> Run:
    warn_once("before init", "nothing is recorded: no run is active. Call seetrain.init() first.")
    return Run(read_options({"mode": "disabled"}))


class _ActiveConfig:
    """The config of the active run."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_run().config, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(_run().config, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(_run().config, name)

    def __getitem__(self, name: str) -> Any:
        return _run().config[name]

    def __setitem__(self, name: str, value: Any) -> None:
        _run().config[name] = value

    def __delitem__(self, name: str) -> None:
        del _run().config[name]

    def __contains__(self, name: str) -> bool:
        return name in _run().config

    def __iter__(self) -> Iterator[str]:
        return iter(_run().config)

    def __len__(self) -> int:
        return len(_run().config)

    def __repr__(self) -> str:
        return repr(_run().config)


config = _ActiveConfig()


def log(values: Mapping[str, Any], step: Optional[int] = None, epoch: Optional[float] = None, time: Any = None) -> None:
    """Logs scalars, nested dicts of them and media to the active run."""
    _run().log(values, step, epoch, time)


def log_scalar(key: str, value: Any, **options: Any) -> None:
    _run().log_scalar(key, value, **options)


def log_image(key: str, image: Any, **options: Any) -> None:
    _run().log_image(key, image, **options)


def log_audio(key: str, audio: Any, **options: Any) -> None:
    _run().log_audio(key, audio, **options)


def log_text(key: str, text: Any, **options: Any) -> None:
    _run().log_text(key, text, **options)


def log_video(key: str, video: Any, **options: Any) -> None:
    _run().log_video(key, video, **options)


def log_table(key: str, table: Any, **options: Any) -> None:
    _run().log_table(key, table, **options)


def log_histogram(key: str, values: Any, **options: Any) -> None:
    _run().log_histogram(key, values, **options)


def log_plot(key: str, plot: Any, **options: Any) -> None:
    _run().log_plot(key, plot, **options)


def log_object3d(key: str, object: Any, **options: Any) -> None:
    _run().log_object3d(key, object, **options)


def log_html(key: str, html: Any, **options: Any) -> None:
    _run().log_html(key, html, **options)


def log_molecule(key: str, molecule: Any, **options: Any) -> None:
    _run().log_molecule(key, molecule, **options)


def log_artifact(artifact: "Artifact | str | os.PathLike[str]", name: Optional[str] = None, type: str = "custom", **options: Any) -> None:
    _run().log_artifact(artifact, name, type, **options)


def use_artifact(reference: str, timeout: float = 30.0) -> UsedArtifact:
    return _run().use_artifact(reference, timeout)


def alert(title: str, text: Optional[str] = None, level: str = "info", step: Optional[int] = None) -> None:
    _run().alert(title, text, level, step)


def define_metric(key: str, **definition: Any) -> None:
    _run().define_metric(key, **definition)


def update_config(values: Mapping[str, Any]) -> None:
    _run().update_config(values)


def edit(**words: Any) -> None:
    _run().edit(**words)


def finish(state: Optional[str] = None, exit_code: Optional[int] = None, error: Optional[BaseException] = None) -> None:
    """Ends the active run. Without one it does nothing."""
    run = active_run()
    if run is not None:
        run.finish(state, exit_code, error)


@contextlib.contextmanager
def with_session(**options: Any) -> Iterator[Run]:
    """A run that ends on every way out; an exception marks it failed and goes on unchanged."""
    with init(**options) as run:
        yield run


def with_integration(framework: str, work: Callable[[Any], _T], **options: Any) -> _T:
    """Calls `work` with the integration of a framework, such as its callback or logger, and ends the run behind it."""
    from .integration import integration

    with init(**options) as run:
        return work(integration(framework, run))
